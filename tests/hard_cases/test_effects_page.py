"""Effects on the forecast: shown with their arithmetic, answered by a press, told to their own."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from milepost.domain.errors import Conflict
from milepost.domain.plan import Person, Review
from milepost.forecasting import commands, queries, words
from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Told
from milepost.messaging.models import Message
from milepost.plans import commands as plans
from milepost.plans.changing import Actor
from milepost.workspaces.models import Member, Workspace
from tests.factories import a_member
from tests.plans.plans import Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> Seller:
    return a_seller()


@pytest.fixture
def today() -> date:
    return timezone.now().date()


def signed_in(member_id: int) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=member_id).user)
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def fallen(sam: Seller, today: date) -> int:
    """Four of five were complete at the review; one is open again by a buyer's word."""
    plan = a_plan(5, created=today - timedelta(40), shared_on=today - timedelta(40))
    steps = tuple(
        replace(m, status="complete", completed_on=today, target=today + timedelta(7 * n))
        if n < 4
        else replace(m, target=today + timedelta(7 * n))
        for n, m in enumerate(plan.milestones)
    )
    held = Review(on=today - timedelta(days=7), complete=4, total=5)
    plan = replace(plan, milestones=steps, reviews=(held,), target_close=today + timedelta(60))
    plan_id = sam.keeps(plan)
    with sam.at_work():
        plans.set_status(
            Actor(None, "Maja Lindqvist", "maja"), plan_id, "m4", "in_progress",
            today=today, seen=10_000,
        )  # fmt: skip
    return plan_id


def asked(sam: Seller, today: date) -> tuple[int, int, int]:
    """An agreed plan that somebody from security joins: the step and the days, proposed."""
    plan = a_plan(4, life="agreed", shared_on=today, agreed_on=today, created=today)
    plan_id = sam.keeps(replace(plan, target_close=today + timedelta(90)))
    noor = Person(key="noor", name="Noor Haddad", side="buyer", role="security")
    with sam.at_work():
        plans.add_person(Actor(None, "Maja Lindqvist", "maja"), plan_id, noor)
        step, days = queries.impacts_of(plan_id)
    return plan_id, step.id, days.id


def test_the_second_band_stands_beside_the_first_with_its_arithmetic(
    sam: Seller, today: date
) -> None:
    plan_id = fallen(sam, today)
    text = text_of(signed_in(sam.member_id), f"/plans/{plan_id}/")
    assert "Forecast: Possible" in text
    assert "80.0 % at the review of" in text
    assert "60.0 % now: 20.0 points, more than 15." in text
    visitor, address = a_visitor(sam.workspace_id, plan_id, "maja")
    for part in ("", "history/"):
        seen = visitor.get(f"{address}{part}").content.decode()
        assert "orecast" not in seen
        assert "points" not in seen


def test_the_ae_and_their_manager_are_told_and_nobody_else(sam: Seller, today: date) -> None:
    workspace = Workspace.objects.get(pk=sam.workspace_id)
    rita = a_member(workspace, "manager", name="Rita Osei")
    a_member(workspace, "manager", name="Other Manager")
    a_member(workspace, "solutions_engineer", name="Noor Haddad")
    Member.objects.filter(pk=sam.member_id).update(manager=rita)
    plan_id = fallen(sam, today)
    told = Message.objects.filter(plan_id=plan_id, kind="impact")
    assert {(m.side, m.member_id) for m in told} == {
        ("seller", sam.member_id),
        ("seller", rita.pk),
    }
    plan = sam.reads(plan_id).plan
    one = told[0]
    about = Told(
        one.pk, one.workspace_id, plan_id, "impact", one.key, None, None, one.facts, one.at
    )
    reader = Addressee(
        one.workspace_id, "Brightloom", "seller", one.member_id, None, None, "Sam", "ae", "",
        "", "UTC", "", "",
    )  # fmt: skip
    with sam.at_work():
        said = words.impact(about, reader, At(now=timezone.now(), plan=lambda _i, _s: plan))
        assert said is not None
        assert "20.0 points" in said.subject + said.line
        (row,) = queries.impacts_of(plan_id)
        commands.reverse(sam.actor, plan_id, row.id, "Only retested")
        assert words.impact(about, reader, At(now=timezone.now(), plan=lambda _i, _s: plan)) is None


def test_a_new_role_is_told_to_the_ae_alone_and_not_to_whoever_added_it(
    sam: Seller, today: date
) -> None:
    a_member(Workspace.objects.get(pk=sam.workspace_id), "manager")
    plan_id, _step, _days = asked(sam, today)
    found = Message.objects.filter(plan_id=plan_id, kind="impact")
    assert [m.member_id for m in found] == [sam.member_id] * 2
    with sam.at_work():
        legal = Person(key="lea", name="Lea", side="buyer", role="legal")
        plans.add_person(sam.actor, plan_id, legal)
    assert found.count() == 2


def test_proposals_are_taken_and_refused_by_one_press_on_plan_and_page(
    sam: Seller, today: date
) -> None:
    plan_id, step, days = asked(sam, today)
    client = signed_in(sam.member_id)
    assert f"/plans/{plan_id}/effects/{step}/take/" in text_of(client, f"/plans/{plan_id}/")
    page = text_of(client, f"/plans/{plan_id}/effects/")
    assert "Add the step “Security review”" in page
    assert "5 working days more" in page
    assert "Add the step “Security review”" in text_of(client, "/")
    taken = client.post(f"/plans/{plan_id}/effects/{step}/take/", {"from": "effects"})
    assert (taken.status_code, taken["Location"]) == (303, f"/plans/{plan_id}/effects/")
    client.post(f"/plans/{plan_id}/effects/{days}/refuse/", {"from": "effects"})
    page = text_of(client, f"/plans/{plan_id}/effects/")
    assert "Taken by Sam Whitfield" in page
    assert "Refused by Sam Whitfield" in page
    assert any(m.kind == "security_review" for m in sam.reads(plan_id).plan.milestones)
    again = client.post(f"/plans/{plan_id}/effects/{days}/take/", {"from": "effects"})
    assert again.status_code == 409
    assert "settled meanwhile" in again.content.decode()


def test_a_proposal_is_changed_while_it_is_taken(sam: Seller, today: date) -> None:
    plan_id, step, days = asked(sam, today)
    client = signed_in(sam.member_id)
    assert 'name="close_on"' in text_of(client, f"/plans/{plan_id}/effects/{days}/change/")
    wrong = client.post(f"/plans/{plan_id}/effects/{days}/change/", {"close_on": "soon"})
    assert wrong.status_code == 422
    day = today + timedelta(93)
    client.post(f"/plans/{plan_id}/effects/{days}/change/", {"close_on": day.isoformat()})
    assert sam.reads(plan_id).plan.target_close == day
    client.post(f"/plans/{plan_id}/effects/{step}/change/", {"title": "Pen test"})
    assert any(m.title == "Pen test" for m in sam.reads(plan_id).plan.milestones)


def test_only_a_manager_reverses_and_says_why(sam: Seller, today: date) -> None:
    plan_id = fallen(sam, today)
    with sam.at_work():
        (row,) = queries.impacts_of(plan_id)
    address = f"/plans/{plan_id}/effects/{row.id}/reverse/"
    refused = signed_in(sam.member_id).post(address, {"why": "mine"})
    assert refused.status_code == 422
    manager = a_member(Workspace.objects.get(pk=sam.workspace_id), "manager", name="Rita Osei")
    client = signed_in(manager.pk)
    assert "Reverse" in text_of(client, f"/plans/{plan_id}/effects/")
    assert client.post(address, {"why": " "}).status_code == 422
    assert client.post(address, {"why": "Only retested"}).status_code == 303
    text = text_of(client, f"/plans/{plan_id}/effects/")
    assert "Reversed by Rita Osei: Only retested" in text
    assert "Forecast: Possible" not in text_of(client, f"/plans/{plan_id}/")


def test_a_proposal_is_taken_from_a_plan_that_changed_meanwhile(sam: Seller, today: date) -> None:
    plan_id, step, days = asked(sam, today)
    later = sam.reads(plan_id).plan.target_close + timedelta(30)
    with sam.at_work():
        fields = {"target_close": later.isoformat()}
        plans.change_fields(sam.actor, plan_id, fields, seen=10_000, today=today)
        with pytest.raises(Conflict):  # the close is later than what was proposed
            commands.take(sam.actor, plan_id, days, today=today)
        plans.remove_person(sam.actor, plan_id, "noor")
        commands.take(sam.actor, plan_id, step, today=today)
    plan = sam.reads(plan_id).plan
    assert plan.target_close == later
    added = next(m for m in plan.milestones if m.kind == "security_review")
    assert added.owners is not None
    assert added.owners.buyer is not None
    assert added.owners.buyer.role == "security"


@pytest.mark.django_db(transaction=True)
def test_two_managers_reverse_at_once_and_one_of_them_is_told(today: date) -> None:
    sam = a_seller()
    plan_id = fallen(sam, today)
    with sam.at_work():
        (row,) = queries.impacts_of(plan_id)
    start, came_of = threading.Barrier(2), []

    def reverse(name: str) -> None:
        try:
            with sam.at_work():
                start.wait(5)
                commands.reverse(Actor(None, name), plan_id, row.id, f"{name} says so")
            came_of.append("reversed")
        except Conflict:
            came_of.append("told")
        finally:
            connection.close()

    both: list[Any] = [threading.Thread(target=reverse, args=(n,)) for n in ("Rita", "Noor")]
    for each in both:
        each.start()
    for each in both:
        each.join(10)
    assert sorted(came_of) == ["reversed", "told"]
