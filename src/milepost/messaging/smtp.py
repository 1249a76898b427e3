"""Writing one message (RFC 5322, 2045, 3834, 8058); `smtp_line` gives it to the mail server."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from django.conf import settings

from milepost.messaging.registry import DeliveryFailed

LOGO = "logo@milepost"
"""How a letter's page names the workspace's logo: `cid:` before it (RFC 2392)."""
LONGEST_LINE = 990
_METHOD = re.compile(r"text/calendar; method=([A-Z]+)$")


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
        del message[
            header
        ]  # an answer belongs to the mail that it answers, not to the plan's first
        message[header] = one_line(value)
    message.set_content(mail.text, cte=_encoding(mail.text))
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte=_encoding(mail.html))
        if mail.logo:
            _with_logo(message, mail.logo)
    for _name, kind, content in mail.files:
        if method := _METHOD.match(kind):
            _with_invitation(message, content, method[1])
    for name, kind, content in mail.files:
        main, _slash, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def _with_invitation(message: EmailMessage, content: bytes, method: str) -> None:
    """An invitation is also a way to read the message (RFC 6047, 2.4): Outlook and Gmail offer to
    accept it there, and take the file beside it for one that somebody has attached."""
    # As bytes: as text its lines would end as this system's do, and not as RFC 5545 wants.
    given = {"method": method, "charset": "utf-8"}
    message.add_alternative(content, maintype="text", subtype="calendar", params=given)


def _with_logo(message: EmailMessage, logo: bytes) -> None:
    """The picture travels with the page that shows it, so that nothing is loaded from us."""
    page = message.get_body(("html",))
    assert page is not None  # it has just been added
    page.add_related(logo, "image", "png", cid=f"<{LOGO}>", disposition="inline")


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
