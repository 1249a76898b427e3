"""Mail programs: how each of them writes an answer around what it quotes.

A function for each takes the language and the new words and gives the bytes of a mail. The shapes
are those of the programs' own output, put together by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from html import escape

from tests.replies.locales import NAME, WHO, Locale

Program = Callable[[Locale, str], bytes]
_POLICY = policy.SMTP.clone(max_line_length=200)


def _mail(
    locale: Locale,
    plain: str | None,
    html: str | None = None,
    *,
    flowed: bool = False,
    **extra: str,
) -> bytes:
    message = EmailMessage(policy=_POLICY)
    message["From"] = f"{locale.person} <someone@buyer.example>"
    message["To"] = WHO
    message["Subject"] = "Re: Shared success plan"
    message["Date"] = "Wed, 25 Nov 2026 09:00:00 +0100"
    message["Message-ID"] = "<1@buyer.example>"
    for name, value in extra.items():
        message[name.replace("_", "-")] = value
    if plain is not None:
        message.set_content(plain, charset=_charset(plain, locale.charset))
        if flowed:
            message.set_param("format", "flowed")
    if html is not None:
        if plain is None:
            message.set_content(html, subtype="html", charset="utf-8")
        else:
            message.add_alternative(html, subtype="html", charset="utf-8")
    return message.as_bytes()


def _charset(text: str, wish: str) -> str:
    try:
        text.encode(wish)
    except UnicodeError:
        return "utf-8"
    return wish


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _divs(text: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _breaks(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _block(locale: Locale, mark: str = "") -> str:
    values = (
        WHO,
        "24.11.2026 10:02",
        f"{locale.person} <someone@buyer.example>",
        "Shared success plan",
    )
    return "\n".join(
        f"{mark}{name}:{mark} {value}" for name, value in zip(locale.labels, values, strict=True)
    )


def gmail(locale: Locale, text: str) -> bytes:
    """Gmail in a browser: both forms, with its classes."""
    who = locale.gmail.format(who=WHO, name=NAME)
    plain = f"{text}\n\n{who}\n\n{_quoted(locale.mail)}\n"
    html = (
        f'<div dir="ltr">{_divs(text)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(who)}<br></div><blockquote class="gmail_quote" '
        f'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{_divs(locale.mail)}</blockquote></div>\r\n"
    )
    return _mail(locale, plain, html)


def gmail_html_alone(locale: Locale, text: str) -> bytes:
    """The same from an app that sends no plain text, with a signature."""
    who = locale.gmail.format(who=WHO, name=NAME)
    return _mail(
        locale,
        None,
        f'<html><body><p dir="ltr">{_breaks(text)}</p><div class="gmail_signature">{locale.person}<br>'
        f'+49 30 1234567</div><div class="gmail_quote"><div class="gmail_attr">{escape(who)}</div>'
        f"<blockquote>{_divs(locale.mail)}</blockquote></div></body></html>",
    )


def outlook_desktop(locale: Locale, text: str) -> bytes:
    """Outlook for Windows: Word's page, a line above a block of headers, nothing marked."""
    head = "".join(
        f"<b>{name}:</b> {escape(value)}<br>"
        for name, value in zip(
            locale.labels,
            (WHO, "Tuesday, 24 November 2026 10:02", locale.person, "Plan"),
            strict=True,
        )
    )
    body = "".join(
        f'<p class="MsoNormal">{escape(line) or "&nbsp;"}</p>' for line in text.split("\n")
    )
    old = "".join(
        f'<p class="MsoNormal">{escape(line) or "&nbsp;"}</p>' for line in locale.mail.split("\n")
    )
    plain = f"{text}\n\n{locale.closing}\n{locale.person}\n\n{_block(locale)}\n\n{locale.mail}"
    html = (
        "<html><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body lang=EN>"
        f'<div class="WordSection1">{body}<p class="MsoNormal">&nbsp;</p><p class="MsoNormal">'
        f'{locale.closing}</p><p class="MsoNormal">{locale.person}</p><div><div style="border:none;'
        f'border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{head}</p>'
        f"</div></div>{old}</div></body></html>"
    )
    return _mail(locale, plain, html)


def outlook_text(locale: Locale, text: str) -> bytes:
    """Outlook that answers in plain text, after its separator."""
    return _mail(
        locale,
        f"{text}\n\n{locale.closing}\n{locale.person}\n\n-----{locale.original}-----\n"
        f"{_block(locale)}\n\n{locale.mail}",
    )


def outlook_web(locale: Locale, text: str) -> bytes:
    """Outlook in a browser: #appendonsend, a line, #divRplyFwdMsg."""
    head = "<br>".join(f"<b>{name}:</b> x" for name in locale.labels)
    return _mail(
        locale,
        None,
        f'<html><body dir="ltr"><div class="elementToProof" style="font-size:12pt">{_breaks(text)}'
        '</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font>{head}</font></div><div>{_divs(locale.mail)}</div>'
        "</body></html>",
    )


def outlook_ios(locale: Locale, text: str) -> bytes:
    """Outlook on a telephone, in plain text."""
    return _mail(
        locale,
        f"{text}\n\n{locale.outlook_mobile}<https://aka.ms/o0ukef>\n"
        f"________________________________\n{_block(locale)}\n\n{locale.mail}",
    )


def outlook_android(locale: Locale, text: str) -> bytes:
    """Outlook on Android: its page with a signature and a reference."""
    head = "<br>".join(f"<b>{name}:</b> x" for name in locale.labels)
    return _mail(
        locale,
        f"{text}\n\n{locale.get_outlook}<https://aka.ms/AAb9ysg>\n________________________________\n"
        f"{_block(locale, '*')}\n\n{locale.mail}",
        f'<html><body><div dir="auto">{_breaks(text)}</div><div id="ms-outlook-mobile-signature">'
        f'<a href="https://aka.ms/AAb9ysg">{locale.get_outlook}</a></div><hr><div id="divRplyFwdMsg">'
        f"{head}</div>{_divs(locale.mail)}</body></html>",
    )


def apple_mail(locale: Locale, text: str) -> bytes:
    """Apple Mail: a quote of type cite."""
    who = locale.apple.format(who=WHO, name=NAME)
    return _mail(
        locale,
        f"{text}\n\n{locale.closing}\n{locale.person}\n\n> {who}\n> \n{_quoted(locale.mail)}\n",
        f'<html><body style="word-wrap: break-word">{_breaks(text)}<br><br>{locale.closing}<br>'
        f'{locale.person}<br><div><br><blockquote type="cite"><div>{escape(who)}</div><br>'
        f"{_divs(locale.mail)}</blockquote></div></body></html>",
    )


def iphone(locale: Locale, text: str) -> bytes:
    """A telephone of Apple's."""
    who = locale.apple.format(who=WHO, name=NAME)
    return _mail(locale, f"{text}\n\n{locale.iphone}\n\n> {who}\n> \n{_quoted(locale.mail)}\n")


def thunderbird(locale: Locale, text: str) -> bytes:
    """Thunderbird: flowed lines, a signature after its delimiter."""
    who = locale.thunderbird.format(who=WHO, name=NAME)
    return _mail(
        locale,
        f"{text}\n\n{who}\n{_quoted(locale.mail)}\n\n-- \n{locale.person}\nwww.buyer.example\n",
        flowed=True,
    )


def bottom_posted(locale: Locale, text: str) -> bytes:
    """The answer below the quote, as some prefer."""
    who = locale.thunderbird.format(who=WHO, name=NAME)
    return _mail(locale, f"{who}\n{_quoted(locale.mail)}\n\n{text}\n\n-- \n{locale.person}\n")


def yahoo(locale: Locale, text: str) -> bytes:
    """Yahoo: no quote signs, a class of its own."""
    who = locale.gmail.format(who=WHO, name=NAME).replace("\n", " ")
    return _mail(
        locale,
        f"{text}\n\n    {who}\n \n {locale.mail}",
        f'<html><body><div class="yahoo-style-wrap">{_divs(text)}<div><br></div></div>'
        f'<div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted"><div>{escape(who)}</div>'
        f"{_divs(locale.mail)}</div></body></html>",
    )


def proton(locale: Locale, text: str) -> bytes:
    """Proton: its signature, then its quote."""
    who = locale.thunderbird.format(who=WHO, name=NAME)
    return _mail(
        locale,
        f"{text}\n\nSent with Proton Mail secure email.\n\n{who}\n\n{_quoted(locale.mail)}",
        f'<div style="font-family: Arial">{_breaks(text)}</div><div class="protonmail_signature_block">'
        f'Sent with Proton Mail</div><div class="protonmail_quote">{escape(who)}<br>'
        f'<blockquote class="protonmail_quote" type="cite">{_divs(locale.mail)}</blockquote></div>',
    )


def gmx(locale: Locale, text: str) -> bytes:
    """GMX and WEB.DE: a quote by its name and a line at its left."""
    head = "<br>".join(f"<b>{name}:</b> x" for name in locale.labels)
    return _mail(
        locale,
        None,
        f'<html><body><div style="font-family: Verdana"><div>{_breaks(text)}</div><div>&nbsp;'
        '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; '
        f'border-left:2px solid #C3D9E5;"><div>{head}</div><div name="quoted-content">'
        f"{_divs(locale.mail)}</div></div></div></div></body></html>",
    )


def k9(locale: Locale, text: str) -> bytes:
    """K-9 on Android: its signature between answer and quote."""
    who = locale.thunderbird.format(who=WHO, name=NAME)
    return _mail(locale, f"{text}\n{locale.k9}\n\n{who}\n{_quoted(locale.mail)}\n")


def notes(locale: Locale, text: str) -> bytes:
    """Notes: names and dashes."""
    to, when = locale.labels[2], locale.labels[1]
    return _mail(
        locale,
        f"{text}\n\n{locale.closing}\n{locale.person}\n\n-----{NAME} wrote: -----\n"
        f"{to}: someone@buyer.example\n{locale.labels[0]}: {WHO}\n{when}: 24.11.2026 10:02\n"
        f"{locale.labels[3]}: Plan\n\n{locale.mail}",
    )


def forwarded_above(locale: Locale, text: str) -> bytes:
    """Words above something that is passed on."""
    return _mail(
        locale,
        f"{text}\n\n---------- {locale.forwarded} ---------\n{_block(locale)}\n\n\n{locale.mail}",
    )


def unmarked(locale: Locale, text: str) -> bytes:
    """A program that marks nothing: our own words, wrapped anew, right under the answer."""
    words = locale.mail.replace("\n", " \n") if locale.code == "ja" else locale.mail
    return _mail(locale, f"{text}\n\n{words}")


PROGRAMS: tuple[Program, ...] = (
    gmail, gmail_html_alone, outlook_desktop, outlook_text, outlook_web, outlook_ios, outlook_android,
    apple_mail, iphone, thunderbird, bottom_posted, yahoo, proton, gmx, k9, notes, forwarded_above,
    unmarked,
)  # fmt: skip
