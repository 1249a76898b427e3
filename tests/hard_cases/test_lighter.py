"""A long plan made lighter: what it rests on are facts, and what a reader chose stays theirs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from milepost.messaging import preferences
from milepost.messaging.models import Message
from milepost.messaging.preferences import Whose
from milepost.sharing import fatigue
from milepost.sharing.models import Engagement
from milepost.workspaces.models import Member
from tests.hard_cases.test_path import invited
from tests.plans.plans import MAJA, RITA, SAM, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> Seller:
    return a_seller()


def client_of(sam: Seller) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=sam.member_id).user)
    return client


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def reminded(sam: Seller, plan_id: int, times: int) -> None:
    for n in range(times):
        Message.objects.create(
            workspace_id=sam.workspace_id,
            plan_id=plan_id,
            side="buyer",
            person="maja",
            kind="due_in_3_days",
            key=f"r{n}",
            dispatched_at=timezone.now() - timedelta(days=n),
        )


def opened(sam: Seller, plan_id: int, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    Engagement.objects.create(
        workspace_id=sam.workspace_id,
        plan_id=plan_id,
        person="maja",
        first_opened_at=at,
        last_opened_at=at,
        openings=1,
    )


def test_reminders_passed_by_are_counted_since_the_plan_was_last_opened(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan(4))
    invited(sam, plan_id)
    reminded(sam, plan_id, 5)
    page = f"/plans/{plan_id}/"
    assert "Make it lighter" in text_of(client_of(sam).get(page))
    opened(sam, plan_id, 3)
    with sam.at_work():
        (maja,) = fatigue.readers_of(plan_id)
    assert (maja.reminders, maja.passes_by) == (3, True)
    assert "3 reminders since" in text_of(client_of(sam).get(f"{page}lighter/"))
    Engagement.objects.filter(plan_id=plan_id).update(last_opened_at=timezone.now())
    with sam.at_work():
        (maja,) = fatigue.readers_of(plan_id)
    assert (maja.reminders, maja.passes_by) == (0, False)


def test_a_plan_of_twenty_steps_is_offered_the_lighter_way(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan(20))
    client = client_of(sam)
    assert "20 steps are a long road." in text_of(client.get(f"/plans/{plan_id}/"))
    text = text_of(client.get(f"/plans/{plan_id}/lighter/"))
    for address in ("phases/", "edit/coordinator/", "reviews/"):
        assert f"/plans/{plan_id}/{address}" in text
    assert "Reviews keep to the phase at hand: Evaluation." in text
    short = sam.keeps(a_plan(4))
    assert "Make it lighter" not in text_of(client.get(f"/plans/{short}/"))


def test_fewer_mails_for_those_who_said_nothing_themselves(sam: Seller) -> None:
    erik = MAJA.__class__(key="erik", name="Erik", side="buyer", role="sponsor")
    plan_id = sam.keeps(a_plan(4, people=(MAJA, erik, SAM, RITA)))
    invited(sam, plan_id)
    invited(sam, plan_id, "erik")
    whose = Whose(sam.workspace_id, None, plan_id, "erik")
    with sam.at_work():
        preferences.set_mails(whose, "all")
    client, address = client_of(sam), f"/plans/{plan_id}/lighter/"

    def rhythms() -> list[tuple[str | None, bool]]:
        with sam.at_work():
            return [(r.mails, r.chose) for r in fatigue.readers_of(plan_id)]

    client.post(address, {"mails": "daily"})
    assert rhythms() == [("daily", False), ("all", True)]
    client.post(address, {"mails": "weekly"})
    assert rhythms() == [("weekly", False), ("all", True)]
    assert "set here" in text_of(client.get(address))
    client.post(address, {"mails": "before"})
    assert rhythms() == [(None, False), ("all", True)]
    client.post(address, {"mails": "daily"})
    with sam.at_work():  # Maja says it herself; from then on it is hers
        preferences.set_mails(Whose(sam.workspace_id, None, plan_id, "maja"), "weekly")
    client.post(address, {"mails": "daily"})
    assert rhythms() == [("weekly", True), ("all", True)]
    assert client.post(address, {"mails": "hourly"}).status_code in (403, 409)
