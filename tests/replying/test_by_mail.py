"""From our letter to the plan and back by real mail: out by SMTP, in by LMTP, read in a process."""

from __future__ import annotations

import email
import email.policy
import re
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milepost.messaging.replies.reply_line import reply_line
from milepost.messaging.worker import Worker
from milepost.sharing import reminders
from milepost.sharing.models import ReceivedMail
from tests.mail_server import Receiver
from tests.plans.plans import MAJA, RITA, SAM, a_plan
from tests.replying.test_listener import listening
from tests.replying.writing import REPLY
from tests.sharing.invited import ADDRESS, Invited, an_invitation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _answers_act(settings: Any) -> None:
    settings.REPLY_ADDRESS = REPLY


@pytest.fixture
def lmtp() -> Iterator[smtplib.LMTP]:
    """The way in."""
    with listening("lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
        yield client


@pytest.fixture
def invited() -> Invited:
    """Maja owns one step alone, so that her reminder is about that."""
    first, *_others = a_plan(3).milestones
    return an_invitation(milestones=(first,), people=(replace(MAJA, email=ADDRESS), SAM, RITA))


def received(receiver: Receiver) -> list[EmailMessage]:
    """What Maja finds in her mailbox, after the worker has done what waits."""
    worker = Worker()
    while worker.work_once():
        pass
    found = [
        email.message_from_bytes(text.encode(), policy=email.policy.default)
        for text in receiver.received
    ]
    return [each for each in found if each["To"] == ADDRESS]  # type: ignore[misc]


def answer(letter: EmailMessage, text: str) -> EmailMessage:
    """An answer as a mail program writes it: the quote below, the thread in its head."""
    quoted = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    written = EmailMessage(policy=email.policy.SMTP)
    written["From"] = f"Maja Lindqvist <{ADDRESS}>"
    written["To"] = letter["Reply-To"]
    written["Subject"] = f"Re: {letter['Subject']}"
    written["Message-ID"] = f"<{abs(hash(text))}@mail.halden.example>"
    written["In-Reply-To"] = letter["Message-ID"]
    written["References"] = f"{letter['References']} {letter['Message-ID']}"
    lines = "\n".join(f"> {line}" if line else ">" for line in quoted.splitlines())
    written.set_content(f"{text}\n\nOn Wed, 25 Nov 2026 at 10:04, Sam wrote:\n\n{lines}\n")
    return written


def status(invited: Invited) -> str:
    step = invited.seller.reads(invited.plan_id).plan.milestone("m1")
    assert step is not None
    return step.status


def test_a_buyer_completes_a_step_by_answering_a_reminder_and_takes_it_back(
    invited: Invited, receiver: Receiver, lmtp: smtplib.LMTP
) -> None:
    with invited.seller.at_work():
        reminders.nudge(
            invited.seller.actor,
            invited.seller.workspace_id,
            invited.plan_id,
            "maja",
            timezone.now(),
        )
    (letter,) = received(receiver)
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.startswith(reply_line("en")) and "You can simply answer this mail" in text
    assert letter["Reply-To"].startswith("reply+")
    written = answer(letter, "Done")
    for _ in range(2):  # the mail server tries again: one effect
        lmtp.send_message(written)

    confirmation = received(receiver)[1]
    assert status(invited) == "complete"
    assert ReceivedMail.objects.get().result == "acted"
    assert confirmation["Subject"] == written["Subject"]
    assert confirmation["In-Reply-To"] == written["Message-ID"]
    assert confirmation["References"].split()[-1] == written["Message-ID"]
    assert confirmation["Auto-Submitted"] == "auto-replied"
    said = confirmation.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "“Step 1” is complete" in said

    lmtp.send_message(answer(confirmation, "Undo"))
    taken_back = received(receiver)[-1]
    assert status(invited) == "pending"
    assert "It was taken back" in taken_back.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    path = re.search(r"http://localhost:8000(/r/\S+/)", said)
    assert path is not None
    assert "It was taken back" in Client().get(path[1]).content.decode()
