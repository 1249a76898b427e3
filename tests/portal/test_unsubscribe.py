"""Ending reminders: one click, without a cookie, always; and never by opening the address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from milepost.messaging import mail as mailing
from milepost.messaging.models import Preference
from milepost.messaging.smtp import Mail, message_of
from milepost.sharing import notices
from milepost.sharing.models import Link, Unsubscribe
from tests.sharing.invited import ADDRESS, an_invitation, mails
from tests.sharing.test_notices import TUESDAY, nudge

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed() -> dict[str, object]:
    """The reminder that went out."""
    an_invitation()
    notices.sweep(TUESDAY)
    (mail,) = mails(ADDRESS)
    return mail


def path_of(mail: dict) -> str:
    header = mail["headers"]["List-Unsubscribe"]
    return header.strip("<>").removeprefix("http://localhost:8000")


def is_muted() -> bool:
    return Preference.objects.filter(muted_at__isnull=False, person="maja").exists()


def test_a_reminder_has_both_headers_and_the_address_in_its_words(mailed) -> None:
    assert mailed["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path_of(mailed) in mailed["text"]
    assert path_of(mailed) in mailed["html"]
    made = message_of(
        Mail(ADDRESS, "s", "t", headers=mailed["headers"]), mailing.mark_of("one")
    ).as_string()
    assert "List-Unsubscribe: <http://localhost:8000/u/" in made.replace("\n ", " ")


def test_opening_the_address_changes_nothing(mailed) -> None:
    client = Client()
    for _ in range(100):
        assert client.get(path_of(mailed)).status_code == 200
    client.head(path_of(mailed))
    assert not is_muted()


def test_one_click_without_a_cookie_ends_them(mailed) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path_of(mailed), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "No more reminders" in answer.content.decode()
    assert not answer.cookies
    assert is_muted()


def test_it_works_when_link_and_access_are_gone(mailed) -> None:
    Link.objects.update(revoked_at=timezone.now())
    assert Client().post(path_of(mailed)).status_code == 200
    assert is_muted()


def test_it_is_undone_as_easily(mailed) -> None:
    Client().post(path_of(mailed))
    Client().post(path_of(mailed), {"do": "again"})
    assert not is_muted()


def test_a_second_reminder_has_the_same_address() -> None:
    invited = an_invitation()
    with invited.seller.at_work():
        nudge(invited, TUESDAY)
        nudge(invited, TUESDAY.replace(day=26))
    first, second = mails(ADDRESS)
    assert path_of(first) == path_of(second)
    assert Unsubscribe.objects.count() == 1


@pytest.mark.parametrize(
    "token", ["x", "CUtUEyGvJ__sF-EXJjHZjcHYItCz2Aa2", "%F0%9F%92%A9", "a" * 5000]
)
def test_an_unknown_address_says_so_and_ends_nothing(mailed, token: str) -> None:
    assert Client().post(f"/u/{token}/").status_code == 404
    assert Client().get(f"/u/{token}/").status_code == 404
    assert not is_muted()


def test_the_page_names_neither_plan_nor_reader(mailed) -> None:
    page = Client().get(path_of(mailed)).content.decode()
    for private in ("Order tracking", "Maja", "Halden", ADDRESS):
        assert private not in page
