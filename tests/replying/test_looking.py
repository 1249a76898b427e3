"""Mail that waits for a person: shown without the secrets of a quoted letter, put away once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from milepost.conversation.models import Comment
from milepost.sharing.models import ReceivedMail
from milepost.sharing.replying.receiving import receive
from tests.replying.writing import REPLY, a_letter, a_mail, looked_at
from tests.sharing.invited import Invited, an_invitation, member_of

pytestmark = pytest.mark.django_db

TEXT = "It is done!\n\n> Hello, see http://localhost:8000/b/abcdefghijklmnopqrstuvwxyz/ for more"


@pytest.fixture(autouse=True)
def _answers_act(settings: Any) -> None:
    settings.REPLY_ADDRESS = REPLY


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


@pytest.fixture
def mail(invited: Invited) -> ReceivedMail:
    """Somebody else answered Maja's letter."""
    address = a_letter(invited)
    receive(address, a_mail(TEXT, sender="per@halden.example", to=address), "test")
    return looked_at(invited)


@pytest.fixture
def client(invited: Invited) -> Client:
    client = Client()
    client.force_login(member_of(invited.seller).user)
    return client


def test_it_says_why_and_shows_no_secret(mail: ReceivedMail, client: Client) -> None:
    for address in ("/mail/", f"/mail/{mail.pk}/"):
        page = client.get(address).content.decode()
        assert "It came from another address than the letter went to." in page
        assert "The letter was to Maja Lindqvist." in page
        assert "It is done!" in page
        assert "/b/abc" not in page and "reply+" not in page
        assert "The letter" in page


@pytest.mark.parametrize(("do", "visibility"), [("note", "internal"), ("comment", "shared")])
def test_it_is_put_on_the_plan_once(
    mail: ReceivedMail, client: Client, do: str, visibility: str
) -> None:
    for _ in range(2):
        answer = client.post(f"/mail/{mail.pk}/settle/", {"do": do})
        assert (answer.status_code, answer["Location"]) == (302, "/mail/")
    comment = Comment.objects.get()
    assert (comment.visibility, comment.milestone) == (visibility, "m1")
    assert comment.text.startswith("From a mail of Somebody <per@halden.example>:")
    assert "Nothing to look at" in client.get("/mail/").content.decode()


def test_or_put_away(mail: ReceivedMail, client: Client) -> None:
    client.post(f"/mail/{mail.pk}/settle/", {"do": "dismiss"})
    assert not Comment.objects.exists()
    mail.refresh_from_db(fields=["looked_at", "looked_by"])
    assert mail.looked_at is not None and mail.looked_by is not None


@pytest.mark.parametrize(
    "column", ["raw from sharing_receivedmail", "text from sharing_replyaddress"]
)
def test_the_sellers_role_reads_neither_the_mail_nor_the_letter(
    mail: ReceivedMail, invited: Invited, column: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        invited.seller.at_work(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"select {column}")
