"""An HTML mail as lines of text that know whether they are quoted.

A scanner of our own: it reads each character once, whatever was sent, where parsers of HTML
have been slow on pages made to be so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from milepost.messaging.replies.lines import Line, Mark

_MOST_HTML = 600_000
_MOST_DEPTH = 400
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]{1,40})\s{0,20}=\s{0,20}("[^"]*"|'[^']*'|[^\s"'>]+)""")
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:]*")

_UNREAD = frozenset({"style", "script", "head", "title", "noscript", "template", "object", "svg"})
_VOID = frozenset(
    {"br", "hr", "img", "meta", "link", "input", "wbr", "col", "area", "base", "source"}
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "blockquote",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "address",
        "dl",
        "dt",
        "dd",
        "form",
        "fieldset",
        "center",
        "main",
        "aside",
        "body",
        "html",
        "tbody",
        "td",
        "th",
        "figure",
    ]
)
_APART = frozenset(
    ["p", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section"]
)
# Whole elements that are what was answered to.
_QUOTES = re.compile(
    r"yahoo_quoted|protonmail_quote|tutanota_quote|moz-email-headers-table|mailmate|front-blockquote"
    r"|mail-editor-reference-message|messagereplysection|history_container|zmail_extra|hs_reply"
    r"|sh-quoted|origbody|isreplycontent|quoted_?text|quotedcontent|gmx-?quote|edo-message"
    r"|airmail_ext|cloudmagic-smart|wordsection_quote|reply-?quote|oriMsg|reference-message-container"
    r"|mail_android_quote|k9mail-signature-quote|ms-outlook-mobile-reference",
    re.IGNORECASE,
)
# Here the new text ends, whatever comes after.
_CUTS = re.compile(
    r"divrplyfwdmsg|appendonsend|outlookmessageheader|_messageheader|replysplit|stopspelling|mailContentDivider",
    re.IGNORECASE,
)
_ATTRIBUTIONS = re.compile(
    r"gmail_attr|moz-cite-prefix|mailattribution|bloop_original|reply-?intro|aolreplyheader",
    re.IGNORECASE,
)
_SIGNATURES = re.compile(
    r"gmail_signature|moz-signature|protonmail_signature|ms-outlook-mobile-signature"
    r"|messagesignaturesection|bloop_sign|applemailsignature|lineBreakAtBeginningOfSignature"
    r"|zm_signature|x_signature|email-?signature|mail-?signature|^signature$|mobile-?signature"
    r"|outlooksignature|yahoo_signature|ymail_signature|ydp\w*signature",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|mso-hide\s{0,3}:\s{0,3}all|font-size\s{0,3}:\s{0,3}0(?:px|pt)?(?:;|$)",
    re.IGNORECASE,
)
_INDENT = re.compile(r"border(?:-left)?\s{0,3}:\s{0,3}none", re.IGNORECASE)
_LINE_LEFT = re.compile(
    r"border-left\s{0,3}:\s{0,3}(?!none|0)[^;]{0,60}(?:solid|px|pt)", re.IGNORECASE
)
_LINE_ABOVE = re.compile(
    r"border-top\s{0,3}:\s{0,3}(?:solid|[\d.]+p[xt]\s+solid|#\w+\s)", re.IGNORECASE
)


def lines_of_html(html: str) -> list[Line]:
    """The page's lines, in order."""
    page = _Page()
    for kind, value in _tokens(html[:_MOST_HTML] if len(html) <= _MOST_HTML else _body(html)):
        if kind == "text":
            page.text(value)
        elif value.startswith("/"):
            page.close(value[1:].lower())
        else:
            page.open(value)
    return page.finished()


def _body(html: str) -> str:
    """The beginning of a big page without its head, whose styles may be most of it."""
    small = html.lower()
    begin = small.find("<body")
    return html[max(begin, 0) : max(begin, 0) + _MOST_HTML]


def _tokens(html: str) -> Iterator[tuple[str, str]]:
    """Texts and tags; comments and declarations are left out. Linear in what is given."""
    place, size = 0, len(html)
    while place < size:
        begin = html.find("<", place)
        if begin < 0:
            yield "text", html[place:]
            return
        if begin > place:
            yield "text", html[place:begin]
        if html.startswith("<!--", begin):
            end = html.find("-->", begin + 4)
            place = size if end < 0 else end + 3
            continue
        name = _NAME.match(html, begin + 1)
        if name is None and html[begin + 1 : begin + 2] not in ("!", "?", "/"):
            yield "text", "<"
            place = begin + 1
            continue
        end = html.find(">", begin + 1)
        if end < 0:
            return
        if html.count('"', begin, min(end, begin + 4000)) % 2:
            closing = html.find('"', end)
            later = html.find(">", closing) if 0 <= closing < begin + 8000 else -1
            end = later if later >= 0 else end
        if name is not None:
            yield "tag", html[begin + 1 : min(end, begin + 4001)]
        place = end + 1


class _Page:
    """Collects lines, knowing what stands open."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.line: list[str] = []
        # (tag, is_quote, is_unread, is_signature, is_attribution)
        self.stack: list[tuple[str, bool, bool, bool, bool]] = []
        self.deep = 0
        self.counts = [0, 0, 0, 0]
        self.was_tight = False

    def text(self, text: str) -> None:
        """Words between tags."""
        if self.counts[1]:
            return
        if any(tag == "pre" for tag, *_ in self.stack[-3:]):
            for number, piece in enumerate(unescape(text).split("\n")):
                if number:
                    self.end_line(force=True)
                self.line.append(piece)
            return
        self.line.append(re.sub(r"[ \t\r\n\f]+", " ", unescape(text)))

    def open(self, tag: str) -> None:
        """A tag with its attributes."""
        match = _NAME.match(tag)
        name = match.group().lower() if match else ""
        if name in _BLOCKS:
            self.end_line(apart=name in _APART and "msonormal" not in tag.lower())
        if name == "br":
            self.end_line(force=True)
        elif name == "hr":
            self.end_line()
            self.lines.append(Line("", mark=Mark.RULE, quoted=bool(self.counts[0])))
        elif name == "img" and not self.counts[1]:
            alt = re.search(r"""alt\s{0,3}=\s{0,3}["']([^"']{1,8})["']""", tag)
            if alt and not alt[1].isascii():
                self.line.append(alt[1])  # an emoji drawn as a picture
        if name == "p":
            self.was_tight = "msonormal" in tag.lower()
        if name in _VOID or tag.endswith("/"):
            if _CUTS.search(tag):
                self.cut()
            return
        self.push(name, tag)

    def push(self, name: str, tag: str) -> None:
        """Remember what an element is until it is closed."""
        if len(self.stack) >= _MOST_DEPTH:
            self.deep += 1
            return
        given = {key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(tag)}
        named = " ".join(given.get(key, "") for key in ("class", "id", "name", "data-marker"))
        style = given.get("style", "")
        if named and _CUTS.search(named):
            self.cut()
        elif style and _LINE_ABOVE.search(style) and name in ("div", "p", "table", "td"):
            self.lines.append(Line("", mark=Mark.RULE, quoted=bool(self.counts[0])))
        is_quote = (
            (name == "blockquote" and not (_INDENT.search(style) and "cite" not in tag.lower()
                                           and "quote" not in named))
            or bool(named and _QUOTES.search(named))
            or (given.get("name") == "quote" and name == "div")
            or (name == "div" and bool(_LINE_LEFT.search(style)))
        )  # fmt: skip
        entry = (
            name,
            is_quote,
            name in _UNREAD or bool(style and _HIDDEN.search(style)),
            bool(named and any(_SIGNATURES.search(one) for one in named.split())),
            bool(named and _ATTRIBUTIONS.search(named)),
        )
        self.stack.append(entry)
        for number in range(4):
            self.counts[number] += entry[number + 1]

    def close(self, name: str) -> None:
        """The end of the nearest open element of that name; what was left open in it ends too."""
        name = name.strip()
        if name in _BLOCKS:
            self.end_line(apart=name in _APART and not self.was_tight)
        if self.deep:
            self.deep -= 1
            return
        for back in range(1, min(len(self.stack), 30) + 1):
            if self.stack[-back][0] == name:
                for entry in self.stack[-back:]:
                    for number in range(4):
                        self.counts[number] -= entry[number + 1]
                del self.stack[-back:]
                return

    def cut(self) -> None:
        """From here on everything is what was answered to."""
        self.end_line()
        self.lines.append(Line("", mark=Mark.CUT))

    def end_line(self, *, force: bool = False, apart: bool = False) -> None:
        """What was read since the last line is one; `apart`: an empty line follows."""
        text = "".join(self.line).replace("\u00a0", " ").strip()
        self.line.clear()
        if text or force:
            self.lines.append(Line(text, quoted=bool(self.counts[0]), mark=self._mark()))
        if apart and self.lines and self.lines[-1].text:
            self.lines.append(Line("", quoted=bool(self.counts[0])))

    def _mark(self) -> Mark:
        if self.counts[2]:
            return Mark.SIGNATURE
        return Mark.ATTRIBUTION if self.counts[3] else Mark.NONE

    def finished(self) -> list[Line]:
        """All lines."""
        self.end_line()
        return self.lines
