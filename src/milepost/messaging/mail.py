"""E-mail: recorded with the change, sent by the worker, or kept where no mail server is set."""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error
from django.utils.translation import gettext as _

from milepost.domain.errors import NotFound, NotReachable
from milepost.messaging import outbox, registry, smtp_line
from milepost.messaging.models import KeptAccountMessage, KeptMessage
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.messaging.smtp import LOGO, AddressRefused, Mail, mark_of, message_of, one_line
from milepost.platform import scope
from milepost.platform.scope import worker_scope
from milepost.workspaces.look_queries import logo_data

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that goes with a mail: its name, its type (`text/calendar`) and what is in it."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answers:
    """Whose answer a mail may get, and what it is about: a person of one plan, or a member.

    `steps` are the plans and milestones that it names. `depth` and `undoes` are for letters that
    answer an answer (`sharing.replying`).
    """

    plan_id: int | None = None
    person: str | None = None
    member_id: int | None = None
    steps: Sequence[tuple[int, str]] = ()
    depth: int = 0
    undoes: int | None = None


def record_mail(
    *,
    workspace_id: int,
    key: str,
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    headers: Mapping[str, str] | None = None,
    reply_to: str | None = None,
    sender_name: str | None = None,
    plan_id: int | None = None,
    caused_by: int | None = None,
    files: Sequence[MailFile] = (),
    answers: Answers | None = None,
) -> None:
    """Put a message into the outbox, in the transaction of what it tells about.

    `html` (of `letters.letter`) goes beside the text. `sender_name` stands before the system's
    own address. Mails with the same `plan_id` are one thread in the mailbox. `caused_by` is the
    member who may read the message where it is kept (without it the scope's member). With
    `answers` an answer comes to the system and acts, where that is set up; else to `reply_to`.
    """
    if answers is not None:
        address = registry.reply_address(workspace_id, f"email:{key}", answers, subject, text)
        reply_to = address or reply_to
    opened = scope.current()
    caused_by = caused_by or (opened.member_id if opened else None)
    payload: dict[str, Any] = {"to": one_line(to), "subject": one_line(subject), "text": text}
    more = {
        "html": html,
        "headers": dict(headers) if headers else None,
        "reply_to": reply_to,
        "sender_name": sender_name,
        "thread": mark_of(f"plan:{workspace_id}:{plan_id}") if plan_id else None,
        "plan_id": plan_id,
        "caused_by": caused_by,
        "files": [[f.name, f.type, b64encode(f.content).decode()] for f in files],
    }
    payload |= {name: value for name, value in more.items() if value}
    outbox.record("email", f"email:{key}", payload, workspace_id)


def deliver(delivery: Delivery) -> None:
    """Send one recorded message, or keep it. The same delivery has the same Message-ID."""
    payload = delivery.payload
    if not settings.SMTP_URL:
        _keep(delivery)
        return
    mail = Mail(
        to=str(payload["to"]),
        subject=str(payload["subject"]),
        text=str(payload["text"]),
        html=str(payload.get("html", "")),
        reply_to=str(payload.get("reply_to", "")),
        sender_name=str(payload.get("sender_name", "")),
        thread=str(payload.get("thread", "")),
        logo=_logo_in(delivery),
        headers=payload.get("headers", {}),
        files=[(name, kind, b64decode(data)) for name, kind, data in payload.get("files", [])],
    )
    try:
        message = message_of(mail, mark_of(f"{delivery.workspace_id}:{delivery.key}"))
        smtp_line.send(message, delivery.ensure_ours)
    except AddressRefused as error:
        registry.tell_of_address(delivery.workspace_id, mail.to, str(error))
        raise
    _arrives_at(delivery.workspace_id, mail.to)


def _arrives_at(workspace_id: int, address: str) -> None:
    """Say that an address takes mail. The message is sent: what goes wrong here must not have it
    sent again."""
    try:
        registry.tell_of_address(workspace_id, address, "")
    except Error as error:
        log.warning("that an address takes mail could not be noted: %s", error)


def _keep(delivery: Delivery) -> None:
    payload = delivery.payload
    kept = KeptMessage(
        workspace_id=delivery.workspace_id,
        key=delivery.key,
        recipient=payload["to"],
        subject=payload["subject"][:500],
        body=payload["text"],
        html=_with_logo_inside(delivery),
        caused_by=payload.get("caused_by"),
        plan_id=payload.get("plan_id"),
    )
    with worker_scope():
        KeptMessage.objects.bulk_create([kept], ignore_conflicts=True)


def _logo_in(delivery: Delivery) -> bytes:
    """The workspace's logo where the page shows one; none where it was removed since."""
    if f"cid:{LOGO}" not in str(delivery.payload.get("html", "")):
        return b""
    with worker_scope():
        try:
            return logo_data(delivery.workspace_id)
        except NotFound:
            return b""


def _with_logo_inside(delivery: Delivery) -> str:
    """The page with the logo in it, for reading where no mailbox holds the two together."""
    html = str(delivery.payload.get("html", ""))
    logo = _logo_in(delivery)
    if not logo:
        return html
    return html.replace(f"cid:{LOGO}", f"data:image/png;base64,{b64encode(logo).decode()}")


class AccountMail(BaseEmailBackend):
    """Django's way out for messages about signing in (reset, verification): at once, or kept."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Send or keep each message; how many."""
        for message in email_messages:
            for recipient in message.recipients():
                subject, text = one_line(str(message.subject)), str(message.body)
                if settings.SMTP_URL:
                    _send_now(Mail(recipient, subject, text))
                else:
                    KeptAccountMessage.objects.create(
                        recipient=recipient, subject=subject[:500], body=text
                    )
        return len(email_messages)


def _send_now(mail: Mail) -> None:
    """Send while somebody waits for the page. Raises NotReachable where trying again may help.

    A recipient who is refused for good is only logged: the page answers as for any address.
    """
    try:
        smtp_line.send(message_of(mail, mark_of(f"{mail.to}{mail.text}")))
    except DeliveryFailed as error:
        log.warning("A message about signing in was not sent: %s", error)
        if not error.permanent:
            raise NotReachable(
                _("The mail could not be sent just now. Try again in a few minutes.")
            ) from error
    finally:
        smtp_line.hang_up()
