"""A member's inbox: their own rows alone, opened is read, and the count in the top bar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milepost.messaging import preferences
from milepost.messaging.channels.contract import CHANNELS
from milepost.messaging.models import Message, Preference
from milepost.messaging.preferences import Whose
from milepost.workspaces.models import Member
from tests.factories import a_member, a_workspace
from tests.plans.plans import Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def sam() -> Seller:
    return a_seller()


def client_of(member_id: int) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=member_id).user)
    return client


def a_message(
    member_id: int, subject: str = "Step 2 is due", at: datetime = NOON, **fields: Any
) -> Message:
    member = Member.objects.get(pk=member_id)
    usual = {
        "kind": "due_in_3_days",
        "key": f"{subject}:{at.isoformat()}:{member_id}",
        "at": at,
        "due_at": at,
        "dispatched_at": at,
        "line": "It is yours.",
        "link": "/plans/7/#m2",
    }
    return Message.objects.create(
        workspace_id=member.workspace_id,
        side="seller",
        member_id=member_id,
        subject=subject,
        **(usual | fields),
    )


def page(member_id: int, address: str = "/inbox/") -> str:
    answer = client_of(member_id).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def unread(member_id: int) -> int:
    return client_of(member_id).get("/inbox/count/").json()["unread"]


def test_the_newest_comes_first_by_day(sam: Seller) -> None:
    a_message(sam.member_id, "An older one", NOON - timedelta(days=1))
    a_message(sam.member_id, "The newest", timezone.now())
    html = page(sam.member_id)
    assert html.index("Today") < html.index("The newest") < html.index("An older one")
    assert html.count("Not read:") == 2


def test_nothing_of_a_colleague_or_of_another_workspace_is_there(sam: Seller) -> None:
    workspace = Member.objects.get(pk=sam.member_id).workspace
    colleague = a_member(workspace, "admin", name="Rita Osei")
    stranger = a_member(a_workspace("Elsewhere"), "admin")
    mine = a_message(sam.member_id, "For Sam alone")
    for other in (colleague, stranger):
        assert "For Sam alone" not in page(other.pk)
        assert unread(other.pk) == 0
        assert client_of(other.pk).get(f"/inbox/{mine.pk}/").status_code == 404
        client_of(other.pk).post("/inbox/read/")
    mine.refresh_from_db()
    assert mine.read_at is None
    assert unread(sam.member_id) == 1


def test_opened_is_read_and_leads_to_what_it_is_about(sam: Seller) -> None:
    message = a_message(sam.member_id)
    client = client_of(sam.member_id)
    ahead = client.get(f"/inbox/{message.pk}/", headers={"Sec-Purpose": "prefetch"})
    assert ahead["Location"] == "/plans/7/#m2"
    assert unread(sam.member_id) == 1
    client.get(f"/inbox/{message.pk}/")
    assert unread(sam.member_id) == 0


def test_a_link_that_leads_elsewhere_is_not_followed(sam: Seller) -> None:
    message = a_message(sam.member_id, link="https://evil.example/")
    assert client_of(sam.member_id).get(f"/inbox/{message.pk}/")["Location"] == "/inbox/"


def test_what_was_not_said_yet_or_dropped_is_not_there(sam: Seller) -> None:
    a_message(sam.member_id, "Waits", dispatched_at=None)
    a_message(sam.member_id, "", dropped="moved_on", key="dropped")
    html = page(sam.member_id)
    assert "Your inbox is empty" in html
    assert unread(sam.member_id) == 0


def test_all_are_read_at_once_or_those_of_one_plan(sam: Seller) -> None:
    first, second = (sam.keeps(a_plan(2, title=title)) for title in ("One plan", "Another"))
    for plan_id in (first, second):
        a_message(sam.member_id, f"About {plan_id}", plan_id=plan_id)
    client = client_of(sam.member_id)
    html = page(sam.member_id, f"/inbox/?plan={first}")
    assert f"About {first}" in html
    assert f"About {second}" not in html
    client.post("/inbox/read/", {"plan": first})
    assert unread(sam.member_id) == 1
    client.post("/inbox/read/")
    assert unread(sam.member_id) == 0
    assert "You have read everything." in page(sam.member_id, "/inbox/?only=unread")


def test_a_long_inbox_has_pages_and_the_count_ends_at_a_hundred(sam: Seller) -> None:
    member = Member.objects.get(pk=sam.member_id)
    Message.objects.bulk_create(
        Message(
            workspace_id=member.workspace_id,
            side="seller",
            member_id=member.pk,
            kind="opened",
            key=f"k{n}",
            subject=f"Message {n:03}",
            dispatched_at=NOON + timedelta(minutes=n),
        )
        for n in range(130)
    )
    assert "Page 1 of 3" in page(member.pk)
    assert "Message 000" in page(member.pk, "/inbox/?page=3")
    assert unread(member.pk) == 100


@pytest.mark.parametrize("query", ["?plan=x&page=-1", "?page=99999999", "?plan=9e9"])
def test_nonsense_in_the_address_finds_nothing_and_breaks_nothing(sam: Seller, query: str) -> None:
    assert client_of(sam.member_id).get(f"/inbox/{query}").status_code == 200


# --- how one is told -----------------------------------------------------------------------------


def test_choices_are_kept_and_said_in_a_sentence(sam: Seller) -> None:
    client = client_of(sam.member_id)
    html = client.get("/account/told/").content.decode()
    assert "You get mails as it happens, on working days from 09:00 to 17:00." in html
    form = {
        "mails": "daily",
        "groups": ["reminders", "escalations", "summaries", "news"],
        "channels": [name for name in CHANNELS if name != "mail"],
        "hours_from": "8",
        "hours_until": "16",
    }
    assert client.post("/account/told/", form).status_code == 303
    kept = Preference.objects.get()
    assert (kept.mails, kept.quiet, kept.off) == ("daily", ["celebrations"], [])
    assert (kept.hours_from, kept.hours_until) == (8, 16)
    html = client.get("/account/told/").content.decode()
    assert "You get one mail a day, on working days at 08:00." in html
    assert "Only in your inbox: what was completed." in html


def test_a_day_that_ends_before_it_begins_is_refused(sam: Seller) -> None:
    form = {"mails": "all", "hours_from": "17", "hours_until": "9"}
    answer = client_of(sam.member_id).post("/account/told/", form)
    assert answer.status_code == 422
    assert "The day has to end after it begins." in answer.content.decode()
    assert not Preference.objects.exists()


def test_a_plan_is_muted_put_to_sleep_and_brought_back(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan(2))
    client, address = client_of(sam.member_id), f"/plans/{plan_id}/told/"
    whose = Whose(sam.workspace_id, sam.member_id, plan_id)

    def wishes() -> Any:
        with sam.at_work():
            return preferences.own_wishes(whose)

    assert "As usual" in client.get(address).content.decode()
    assert client.post(address, {"state": "mute"}).status_code == 303
    assert wishes().is_muted
    assert "muted" in client.get("/account/told/").content.decode()
    until = timezone.localdate() + timedelta(days=3)
    client.post(address, {"state": "snooze", "until": until.isoformat()})
    assert (wishes().is_muted, wishes().snoozed_until) == (False, until)
    client.post(address, {"state": "on", "mails": "daily"})
    assert (wishes().is_muted, wishes().snoozed_until, wishes().mails) == (False, None, "daily")


@pytest.mark.parametrize("until", ["", "2020-01-01", "x", "9999-12-31"])
def test_a_day_that_cannot_be_is_refused(sam: Seller, until: str) -> None:
    plan_id = sam.keeps(a_plan(2))
    answer = client_of(sam.member_id).post(
        f"/plans/{plan_id}/told/", {"state": "snooze", "until": until}
    )
    assert answer.status_code == 422
    assert not Preference.objects.filter(snoozed_until__isnull=False).exists()


def test_a_plan_of_another_workspace_is_not_there(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan(2))
    stranger = a_seller("Eve Other")
    answer = client_of(stranger.member_id).post(f"/plans/{plan_id}/told/", {"state": "mute"})
    assert answer.status_code == 404
    assert not Preference.objects.exists()
