"""A raw mail taken apart: its headers, its text, and what was attached.

Whatever is broken is read as far as it goes: wrong charsets, parts without an end, headers in
raw bytes. Nothing here raises for what somebody sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

MOST_BYTES = 8_000_000
_MOST_PART = 1_500_000
_MOST_BOUNDARIES = 60
_MOST_DEPTH = 20
_MOST_HEADER_BLOCK = 200_000
_MOST_HEADER = 2_000

# One of these at the very start says that it is a mail, and not an answer alone ("Blocked: …").
_KNOWN_HEADERS = [
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "received",
    "return-path",
    "delivered-to",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "message-id",
    "in-reply-to",
    "references",
    "reply-to",
    "sender",
    "x-mailer",
    "user-agent",
    "authentication-results",
    "dkim-signature",
    "arc-seal",
    "thread-topic",
    "thread-index",
    "received-spf",
    "list-id",
    "list-unsubscribe",
    "auto-submitted",
    "precedence",
    "x-original-to",
    "envelope-to",
    "x-received",
    "importance",
    "accept-language",
    "content-language",
    "x-autoreply",
    "x-auto-response-suppress",
    "x-envelope-from",
    "x-spam-status",
    "domainkey-signature",
    "arc-message-signature",
    "x-priority",
    "resent-from",
]
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|\r?\n)")
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n|\r\r")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's parts. `plain` and `html` are "" where there is none."""

    plain: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)
    sender: str = ""
    attachments: int = 0
    is_report: bool = False

    @property
    def subject(self) -> str:
        """The decoded subject."""
        return self.headers.get("subject", "")


def is_mail(raw: bytes) -> bool:
    """Whether these bytes begin with headers of a mail; else they are the text itself."""
    start = raw[:2000].lstrip(b"\xef\xbb\xbf\r\n")
    if start.startswith(b"From ") and b"\n" in start:
        start = start.split(b"\n", 1)[1]
    match = _HEADER.match(start)
    if match is None or match[1].decode("ascii").lower() not in _KNOWN_HEADERS:
        return False
    block = _EMPTY_LINE.split(raw.lstrip(b"\xef\xbb\xbf\r\n")[:_MOST_HEADER_BLOCK], maxsplit=1)[0]
    lines = block.replace(b"\r\n", b"\n").split(b"\n")[:60]
    headers = sum(1 for line in lines if _HEADER.match(line + b"\n") or line[:1] in b" \t")
    return headers >= len(lines) - headers and (
        len(lines) > 1 or match[1].lower() != b"from" or b"@" in lines[0]
    )


def take_apart(raw: bytes) -> Mail:
    """The mail that these bytes are; text without headers counts as its body."""
    data = raw[:MOST_BYTES]
    if not is_mail(data):
        return Mail(plain=_text_of(data[:_MOST_PART], ""), html="")
    data = _without_flood(data.lstrip(b"\xef\xbb\xbf\r\n"))
    try:
        message = message_from_bytes(data)
        return _of_message(message)
    except (
        RecursionError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        AssertionError,
        IndexError,
    ):
        parts = _EMPTY_LINE.split(data, maxsplit=1)
        return Mail(plain=_text_of(parts[-1][:_MOST_PART], ""), html="")


def _without_flood(data: bytes) -> bytes:
    """The data cut where headers or nesting go beyond what a mail has."""
    ends = _EMPTY_LINE.search(data)
    if ends is not None and ends.start() > _MOST_HEADER_BLOCK:
        cut = data[:_MOST_HEADER_BLOCK].rfind(b"\n")
        data = data[: max(cut, 0)] + data[ends.start() :]
    place = -1
    for _ in range(_MOST_BOUNDARIES):
        place = data.find(b"boundary", place + 1)
        if place < 0:
            return data
    return data[:place]


def _of_message(message: Message) -> Mail:
    texts: dict[str, list[str]] = {"plain": [], "html": []}
    found = _Found(texts)
    found.walk(message, 0)
    headers: dict[str, str] = {}
    for name, value in list(message.raw_items())[:500]:
        headers.setdefault(name.lower(), _decoded(value))
    written = next(
        (str(value) for name, value in message.raw_items() if name.lower() == "from"), ""
    )
    # Decoded after it is taken apart: a name may have a comma in it.
    sender = _decoded(parseaddr(written[:_MOST_HEADER])[0])
    return Mail(
        plain="\n".join(texts["plain"]),
        html="\n".join(texts["html"]),
        headers=headers,
        sender=sender,
        attachments=found.attachments,
        is_report=message.get_content_type() in ("multipart/report", "message/delivery-status"),
    )


class _Found:
    """What a walk through the parts finds."""

    def __init__(self, texts: dict[str, list[str]]) -> None:
        self.texts = texts
        self.attachments = 0
        self.parts = 0

    def walk(self, part: Message, depth: int) -> None:
        """Collect the texts of a part; a mail inside the mail is something attached."""
        self.parts += 1
        if depth > _MOST_DEPTH or self.parts > 200:
            return
        kind = part.get_content_type()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            payload = part.get_payload()
            for one in payload if isinstance(payload, list) else []:
                if isinstance(one, Message):
                    self.walk(one, depth + 1)
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            text = _part_text(part, kind)
            if text.strip():
                self.texts[kind[5:]].append(text)
        elif kind not in _SILENT and not (kind.startswith("image/") and part.get("Content-ID")):
            self.attachments += 1


_SILENT = (
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "message/delivery-status", "text/rfc822-headers",
)  # fmt: skip


def _is_attached(part: Message) -> bool:
    told = str(part.get("Content-Disposition", ""))[:200].strip().lower()
    return told.startswith("attachment") or ("filename" in told and not told.startswith("inline"))


def _part_text(part: Message, kind: str) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    text = _text_of(data[:_MOST_PART], _charset(part))
    if kind == "text/plain" and str(part.get_param("format", "")).lower() == "flowed":
        return _unflowed(text, joins=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (UnicodeError, LookupError, TypeError, ValueError):
        return ""


_KIN = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",  # noqa: E501
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",  # noqa: E501
    "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7", "iso-2022-jp": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8", "windows-1252": "cp1252", "ansi_x3.4-1968": "cp1252",
}  # fmt: skip
_WIDE = (
    "cp932",
    "gb18030",
    "cp949",
    "iso2022_jp_ext",
    "euc-jp",
    "euc-kr",
    "big5",
    "utf-16",
    "utf-7",
    "utf-16le",
    "utf-16be",
    "utf-32",
    "iso-2022-kr",
    "hz-gb-2312",
)


def _text_of(data: bytes, charset: str) -> str:
    """Bytes as text: what was declared where that is possible, UTF-8 where it evidently is that."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _tidy(data.decode("utf-16", "replace"))
    name = _KIN.get(charset.lower().strip("'\" "), charset.lower().strip("'\" "))
    guesses = [name, "utf-8"] if name in _WIDE else ["utf-8", name]
    if b"\x1b$" in data or b"\x1b(" in data:
        guesses.insert(0, "iso2022_jp_ext")
    for guess in guesses:
        try:
            if guess:
                return _tidy(data.decode(guess))
        except (UnicodeError, LookupError):
            continue
    if not charset:
        # A part that was cut in the middle of a letter is UTF-8 all the same.
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") <= max(1, len(text) // 500):
            return _tidy(text)
    try:
        return _tidy(data.decode(name or "cp1252", "replace"))
    except LookupError:
        return _tidy(data.decode("cp1252", "replace"))


def _tidy(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _unflowed(text: str, *, joins: bool) -> str:
    """Paragraphs put together again (RFC 3676): a line that ends in a space goes on."""
    lines: list[str] = []
    depth_before, goes_on = 0, False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        bare = line[depth:].removeprefix(" ") if depth or line.startswith(" ") else line
        if goes_on and depth == depth_before and bare != "-- ":
            lines[-1] += bare
        else:
            lines.append(f"{'>' * depth}{' ' if depth else ''}{bare}")
        goes_on = bare.endswith(" ") and bare != "-- "
        depth_before = depth
        if goes_on and joins:
            lines[-1] = lines[-1][:-1]
    return "\n".join(line if line.endswith("-- ") else line.rstrip() for line in lines)


def _decoded(value: object) -> str:
    """A header's words, whatever they are encoded in."""
    text = str(value)[:_MOST_HEADER].replace("\n", " ").replace("\r", " ")
    if "=?" not in text:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        pieces = decode_header(text)
    except (ValueError, TypeError, LookupError):
        return text
    except Exception:  # the module's own HeaderParseError and what binascii says of bad base64
        return text
    return "".join(
        one if isinstance(one, str) else _text_of(one, charset or "") for one, charset in pieces
    )
