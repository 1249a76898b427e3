"""Writing one message and giving it to the mail server (RFC 5322, 2045, 3834, 8058).

MILEPOST_SMTP_URL is `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS), or
`smtp+plain://…` (neither; for a server on the same machine).
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit

from django.conf import settings

from milepost.messaging.registry import DeliveryFailed

SECONDS = 15.0
LOGO = "logo@milepost"
"""How a letter's page names the workspace's logo: `cid:` before it (RFC 2392)."""
LONGEST_LINE = 990
# Enhanced status codes that speak of the address or its mailbox (RFC 3463). Others, such as
# 5.7.1 for a server that does not relay, are about us or about what was said.
_ABOUT_THE_ADDRESS = re.compile(rb"^\s*5\.(?:1\.[0-36]|2\.1)\b")
_ENHANCED = re.compile(rb"^\s*\d\.\d{1,3}\.\d{1,3}\b")
_NO_SUCH_MAILBOX = (550, 551, 553)


class AddressRefused(DeliveryFailed):
    """The server says for good that nobody reads at this address."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one recipient. `thread` is what its Message-ID's kin are found by; `logo` is
    the PNG that the page shows as `cid:` and `LOGO`; `files` are name, type and content."""

    to: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    sender_name: str = ""
    thread: str = ""
    logo: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[tuple[str, str, bytes]] = ()


def message_of(mail: Mail, mark: str) -> EmailMessage:
    """The message as it goes out; `mark` makes its Message-ID, the same for every try.

    Raises AddressRefused for an address that no mail can be written to.
    """
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    host = sender.rpartition("@")[2] or "localhost"
    message = EmailMessage()
    try:
        message["From"] = Address(one_line(mail.sender_name) or name, addr_spec=sender)
        message["To"] = Address(addr_spec=mail.to)
        if mail.reply_to:
            message["Reply-To"] = mail.reply_to
    except (MessageError, ValueError, IndexError) as error:
        raise AddressRefused(f"no mail can be written to this address: {error}") from error
    message["Subject"] = one_line(mail.subject)
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mark}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.thread:
        root = f"<{mail.thread}@{host}>"
        message["In-Reply-To"], message["References"] = root, root
    for header, value in mail.headers.items():
        message[header] = one_line(value)
    message.set_content(mail.text, cte=_encoding(mail.text))
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte=_encoding(mail.html))
        if mail.logo:
            _with_logo(message, mail.logo)
    for name, kind, content in mail.files:
        main, _slash, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def _with_logo(message: EmailMessage, logo: bytes) -> None:
    """The picture travels with the page that shows it, so that nothing is loaded from us."""
    page = message.get_body(("html",))
    assert page is not None  # it has just been added
    page.add_related(logo, "image", "png", cid=f"<{LOGO}>", disposition="inline")


def send(message: EmailMessage) -> None:
    """Give it to the mail server. Raises DeliveryFailed, permanent where trying again is useless,
    and AddressRefused where it is the address that is wrong."""
    try:
        server = _connected()
        try:
            server.send_message(message)
        finally:
            _take_leave(server)
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, _bytes(error.smtp_error), of_content=True) from error
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryFailed(f"the mail server cannot write it: {error}", permanent=True) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(f"the mail server did not take it: {error}") from error


def _take_leave(server: smtplib.SMTP) -> None:
    """Hang up. What the server says to that is nobody's trouble: a message that was taken would
    otherwise be sent again."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def mark_of(text: str) -> str:
    """32 characters that stand for a text in a Message-ID and tell nothing of it."""
    return hashlib.sha256(f"{settings.SECRET_KEY}{text}".encode()).hexdigest()[:32]


def one_line(text: str) -> str:
    """A header is one line; a line break would begin a header of somebody else's."""
    return " ".join(text.split())


def _encoding(text: str) -> str:
    """How a text travels: as it is where every server takes it, else with what it lacks spelt."""
    is_plain = text.isascii() and all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if is_plain else "quoted-printable"


def _refused(code: int, words: bytes, *, of_content: bool = False) -> DeliveryFailed:
    """What a refusal means: of the address for good, of this message for good, or for now."""
    said = f"{code} {_bytes(words).decode('utf-8', 'replace')}"
    if not 500 <= code < 600:
        return DeliveryFailed(f"the mail server did not take it yet: {said}")
    if _ENHANCED.match(words):
        is_address = bool(_ABOUT_THE_ADDRESS.match(words))
    else:
        is_address = code in _NO_SUCH_MAILBOX and not of_content
    if is_address:
        return AddressRefused(f"the mail server refused the recipient: {said}")
    return DeliveryFailed(f"the mail server refused the message: {said}", permanent=True)


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _connected() -> smtplib.SMTP:
    parts = urlsplit(settings.SMTP_URL)
    host = parts.hostname or "localhost"
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        secure = ssl.create_default_context()
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
        if parts.scheme != "smtp+plain":
            server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
