"""Mail that was made to hurt, read by the real reader: nothing is done, and nothing is lost."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from milepost.conversation.models import Comment
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.messaging.replies.reading import read_in_a_process
from milepost.sharing.models import ReceivedMail
from milepost.sharing.replying import handling
from milepost.sharing.replying.receiving import MOST_BYTES, TooLarge, receive
from tests.replying.writing import REPLY, a_letter, a_mail, letters, looked_at
from tests.sharing.invited import ADDRESS, Invited, an_invitation

pytestmark = pytest.mark.django_db

HEAD = f"From: {ADDRESS}\r\nMessage-ID: <x@y>\r\n".encode()


@pytest.fixture(autouse=True)
def _answers_act(settings: Any) -> None:
    settings.REPLY_ADDRESS = REPLY


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


def status(invited: Invited) -> str:
    step = invited.seller.reads(invited.plan_id).plan.milestone("m1")
    assert step is not None
    return step.status


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"\r\n" + b"a " * 50_000 + b"hello\r\n",
        HEAD + b"\r\n" + b"> " * 50_000 + b"\r\n",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 20_000 + b"hello",
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 20_000,
        HEAD + b"Subject: =?utf-8?q?" + b"=00" * 1000 + b"?=\r\n\r\n\0\0hello\0",
        b"\xff\xfe\0" * 1000,
        b"",
    ],
    ids=["one line", "quotes", "page", "parts", "nul", "no mail", "nothing"],
)
def test_it_does_nothing_and_is_kept(invited: Invited, raw: bytes) -> None:
    assert receive(a_letter(invited), raw, "test")
    row = looked_at(invited)
    assert row.settled_at is not None and row.result != "acted"
    assert bytes(row.raw) == raw
    assert status(invited) == "pending"


def test_a_reader_that_takes_too_long_is_ended_and_a_person_reads(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried = partial(read_in_a_process, seconds=0.01)
    monkeypatch.setattr(handling, "read_in_a_process", hurried)
    receive(a_letter(invited), a_mail("Done, and thank you"), "test")
    mail = ReceivedMail.objects.get()
    first = Delivery(1, mail.workspace_id, "reply.read", "k", {"mail": mail.pk}, 1, 1)
    with pytest.raises(DeliveryFailed) as failed:  # a busy machine: it is tried again
        handling.deliver(first)
    assert failed.value.retry_after is not None and not failed.value.permanent
    row = looked_at(invited)
    assert (row.result, row.why) == ("look", "unread")
    assert Comment.objects.get().text == "Done, and thank you"
    assert status(invited) == "pending"
    assert len(letters()) == 1


def test_more_than_one_mail_may_have_is_refused(invited: Invited) -> None:
    with pytest.raises(TooLarge):
        receive(a_letter(invited), b"a" * (MOST_BYTES + 1), "test")
    assert not ReceivedMail.objects.exists()
