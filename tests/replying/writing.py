"""What tests of answers by mail need: a letter that went out, and somebody who answers it."""

from __future__ import annotations

import email
import email.policy
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest

from milepost.messaging.mail import Answers, record_mail
from milepost.messaging.replies.reading import Reading, ReadingFailed
from milepost.sharing.models import ReceivedMail
from milepost.sharing.replying import handling
from milepost.sharing.replying.received import mail_of, with_contents
from milepost.sharing.replying.receiving import receive
from tests.sharing.invited import ADDRESS, Invited, mails, member_of

REPLY = "reply@plans.example.com"
_number = itertools.count(1)


@dataclass(frozen=True)
class Meant:
    """What an answer is understood as, where a test is not about understanding."""

    intent: str = "comment"
    date: date | None = None
    reason: str | None = None
    confirm: bool = False
    candidates: tuple[date, ...] = ()
    automatic: bool = False
    attachments: int = 0


def a_letter(
    invited: Invited,
    steps: Sequence[str] = ("m1",),
    *,
    to_member: bool = False,
    **more: Any,
) -> str:
    """The address that answers a new letter to Maja (or to Sam) about these steps of the plan, or
    `about` these plans and steps."""
    seller, plan_id = invited.seller, invited.plan_id
    whose: dict[str, Any] = {"plan_id": plan_id, "person": "maja"}
    to = ADDRESS
    if to_member:
        whose, to = {"plan_id": plan_id, "member_id": seller.member_id}, member_of(seller).email
    whose["steps"] = more.pop("about", None) or [(plan_id, key) for key in steps]
    with seller.at_work():
        record_mail(
            workspace_id=seller.workspace_id,
            key=f"letter:{next(_number)}",
            to=to,
            subject="Step 1 is due",
            text="Hello Maja,\n\nStep 1 is due on 8 December.\n",
            plan_id=plan_id,
            answers=Answers(**(whose | more)),
        )
    return str(mails()[-1]["reply_to"])


def a_mail(
    text: str,
    *,
    sender: str = ADDRESS,
    to: str = "",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A mail as its writer's program sends it."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = f"Somebody <{sender}>"
    message["To"] = to or REPLY
    message["Subject"] = "Re: Step 1 is due"
    message["Message-ID"] = f"<mail-{next(_number)}@halden.example>"
    for name, value in (headers or {}).items():
        del message[name]
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def answered(
    invited: Invited,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    text: str,
    meant: Meant | None = None,
    *,
    checks: Mapping[str, str] | None = None,
    **mail: Any,
) -> ReceivedMail:
    """The mail came in and the worker looked at it; what became of it."""
    understand(monkeypatch, text, meant)
    receive(address, a_mail(text, to=address, **mail), "test", checks)
    return looked_at(invited)


def understand(monkeypatch: pytest.MonkeyPatch, text: str, meant: Meant | None) -> None:
    """Every mail says this and means that; None: it cannot be read."""

    def read(raw: bytes, **_more: Any) -> Reading:
        if meant is None:
            raise ReadingFailed("it took too long")
        return Reading(
            text=text,
            intent=meant.intent,  # type: ignore[arg-type]
            date=meant.date,
            reason=meant.reason,
            confirm=meant.confirm,
            candidates=meant.candidates,
            language="en",
            automatic=meant.automatic,
            attachments=meant.attachments,
        )

    monkeypatch.setattr(handling, "read_in_a_process", read)


def looked_at(invited: Invited) -> ReceivedMail:
    """The newest mail, looked at."""
    row = ReceivedMail.objects.order_by("-id")[0]
    with invited.seller.at_work():
        mail = mail_of(row.workspace_id, row.id)
    assert mail is not None
    if not mail.is_settled:
        handling.handle(with_contents(mail))
    return ReceivedMail.objects.get(pk=row.pk)


def letters(to: str = ADDRESS) -> list[dict[str, Any]]:
    """The letters back that were recorded for an address."""
    return [mail for mail in mails(to) if mail["subject"].startswith("Re:")]
