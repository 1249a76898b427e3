"""E-mail: sent by the server that is set, or kept where it can be read."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from milepost.messaging import mail
from milepost.messaging.queries import kept_messages, kept_messages_of_all
from milepost.messaging.worker import Worker
from milepost.platform.scope import seller_scope
from milepost.workspaces.models import Workspace
from tests.mail_server import Receiver

pytestmark = pytest.mark.django_db(transaction=True)


def _invite(workspace_id: int, to: str = "ida@example.com") -> None:
    with seller_scope(workspace_id):
        mail.record_mail(
            workspace_id=workspace_id, key=f"i:{to}", to=to, subject="Join\nus", text="Hello"
        )


def test_without_a_mail_server_it_is_kept_for_its_workspace_alone(
    workspace_id: int, settings
) -> None:
    settings.SMTP_URL = ""
    other = Workspace.objects.create(name="Other").pk
    _invite(workspace_id)
    Worker().work_once()
    with seller_scope(workspace_id):
        (kept,) = kept_messages()
    assert (kept.recipient, kept.subject, kept.body) == ("ida@example.com", "Join us", "Hello")
    with seller_scope(other):
        assert kept_messages() == []


def test_with_a_mail_server_it_is_sent_once(workspace_id: int, receiver: Receiver) -> None:
    _invite(workspace_id)
    worker = Worker()
    worker.work_once()
    worker.work_once()
    (message,) = receiver.received
    assert "To: ida@example.com" in message
    assert "Subject: Join us" in message
    assert "Hello" in message


def test_a_repeat_carries_the_same_message_id(workspace_id: int, receiver: Receiver) -> None:
    _invite(workspace_id)
    worker = Worker()
    with connection.cursor() as cursor:
        cursor.execute("create table kept_payload as select payload from messaging_outbox")
    try:
        worker.work_once()
        with connection.cursor() as cursor:  # as after a kill between sending and recording
            cursor.execute(
                "update messaging_outbox set finished_at = null,"
                " payload = (select payload from kept_payload)"
            )
        worker.work_once()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table kept_payload")
    first, second = (
        next(line for line in text.splitlines() if line.startswith("Message-ID"))
        for text in receiver.received
    )
    assert first == second


@pytest.mark.parametrize(
    ("refusal", "is_dead"), [("550 no such mailbox", True), ("450 try later", False)]
)
def test_a_refused_recipient_is_final_only_when_the_server_says_so(
    workspace_id: int, receiver: Receiver, row, refusal: str, is_dead: bool
) -> None:
    receiver.refusal = refusal
    _invite(workspace_id)
    Worker().work_once()
    assert (row("email:i:ida@example.com")["dead_at"] is not None) == is_dead


def test_a_message_about_signing_in_is_for_the_operator_alone(workspace_id: int, settings) -> None:
    settings.SMTP_URL = ""
    mail.AccountMail().send_messages(
        [EmailMessage("Reset", "the link", "from@example.com", ["ida@example.com"])]
    )
    with seller_scope(workspace_id):
        assert kept_messages() == []
    assert [message.body for message in kept_messages_of_all(5)] == ["the link"]


def test_a_password_reset_says_that_the_mail_server_does_not_answer(settings, client) -> None:
    settings.SMTP_URL = "smtp+plain://127.0.0.1:1"
    settings.EMAIL_BACKEND = "milepost.messaging.mail.AccountMail"
    answer = client.post("/account/password/reset/", {"email": "sam@brightloom.example"})
    assert answer.status_code == 503
    assert "could not be sent just now" in answer.content.decode()


def test_a_recipient_refused_for_good_is_answered_like_any_other(
    settings, client, receiver: Receiver
) -> None:
    receiver.refusal = "550 nobody here"
    settings.EMAIL_BACKEND = "milepost.messaging.mail.AccountMail"
    answer = client.post("/account/password/reset/", {"email": "sam@brightloom.example"})
    assert answer.status_code == 302
