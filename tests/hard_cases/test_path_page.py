"""The guided paths as pages: without script, from a click to a change that one undo takes back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from milepost.plans import commands
from milepost.workspaces.models import Member
from tests.plans.plans import Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(sam: Seller) -> int:
    today: date = timezone.now().date()
    plan = a_plan(5, created=today - timedelta(30), shared_on=today - timedelta(29))
    first, second, *rest = plan.milestones
    first = replace(first, status="complete", completed_on=today, target=today)
    second = replace(
        second, status="blocked", blocked_on=today, reason="No users", target=today - timedelta(2)
    )
    later = [replace(m, target=today + timedelta(7 * n)) for n, m in enumerate(rest, start=1)]
    plan = replace(plan, milestones=(first, second, *later), target_close=today + timedelta(60))
    return sam.keeps(plan)


@pytest.fixture
def client(sam: Seller) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=sam.member_id).user)
    return client


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


FORM = {
    "replace": "m2",
    "rows": "3",
    "s1-title": "Test with our own data",
    "s1-buyer": "p:maja",
    "s1-days": "2",
    "s2-title": "",
    "why": "No test users before March",
}


def test_the_way_round_is_found_where_a_step_is_stuck(client: Client, plan_id: int) -> None:
    way = f"/plans/{plan_id}/another-way/m2/"
    for place in ("", "steps/m2/", "edit/milestones.m2.status/"):
        assert way in client.get(f"/plans/{plan_id}/{place}").content.decode(), place
    text = text_of(client.get(way))
    assert re.search(r'name="replace" value="m2" checked', text)
    assert re.search(r'name="replace" value="m3"><', text)
    assert 'value="m5"' not in text  # the signature is never left out


def test_what_follows_is_shown_then_taken_then_undone(
    client: Client, plan_id: int, sam: Seller
) -> None:
    way = f"/plans/{plan_id}/another-way/m2/"
    shown = client.post(way, {**FORM, "do": "preview"})
    text = text_of(shown)
    assert "What follows" in text
    assert "Earliest close" in text
    assert "Critical path then: Test with our own data" in text
    assert sam.reads(plan_id).revision == 1
    taken = client.post(way, {**FORM, "do": "take", "seen": "1"})
    assert (taken.status_code, taken["Location"]) == (303, f"/plans/{plan_id}/")
    plan = sam.reads(plan_id).plan
    assert [m.status for m in plan.milestones][:3] == ["complete", "pending", "skipped"]
    assert "One undo takes it back" in text_of(client.get(f"/plans/{plan_id}/"))
    client.post(f"/plans/{plan_id}/undo/", {"seen": "2"})
    assert [m.key for m in sam.reads(plan_id).plan.milestones] == ["m1", "m2", "m3", "m4", "m5"]


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client: Client, plan_id: int) -> None:
    way = f"/plans/{plan_id}/another-way/m2/"
    typed = {**FORM, "s1-days": "many", "s2-title": "And this", "do": "preview"}
    answer = client.post(way, typed)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "It is no number of days" in text
    assert "And this" in text
    assert client.post(way, {**FORM, "why": " ", "do": "preview"}).status_code == 422
    nothing = {**FORM, "s1-title": " ", "do": "preview"}
    assert client.post(way, nothing).status_code == 422
    more = text_of(client.post(way, {**FORM, "do": "row"}))
    assert 'name="s5-title"' in more


def test_a_plan_that_changed_meanwhile_shows_its_preview_anew(
    client: Client, plan_id: int, sam: Seller
) -> None:
    with sam.at_work():
        commands.change_fields(
            sam.actor, plan_id, {"title": "Other"}, seen=1, today=timezone.now().date()
        )
    answer = client.post(f"/plans/{plan_id}/another-way/m2/", {**FORM, "do": "take", "seen": "1"})
    assert answer.status_code == 409
    text = text_of(answer)
    assert "changed the plan meanwhile" in text
    assert 'name="seen" value="2"' in text
    assert "What follows" in text


def test_a_title_of_a_template_brings_its_kind_and_what_done_means(
    client: Client, plan_id: int, sam: Seller
) -> None:
    page = client.get(f"/plans/{plan_id}/more-steps/").content.decode()
    titles = re.findall(r'<option value="([^"]+)"></option>', page)
    security = next(t for t in titles if "ecurity" in t)
    form = {
        "rows": "3",
        "s1-title": security.upper(),
        "s2-title": "Works council",
        "why": "The law asks for it",
        "rebaseline": "on",
        "seen": "1",
    }
    shown = text_of(client.post(f"/plans/{plan_id}/more-steps/", {**form, "do": "preview"}))
    assert "What follows" in shown
    taken = client.post(f"/plans/{plan_id}/more-steps/", {**form, "do": "take"})
    assert taken.status_code == 303
    plan = sam.reads(plan_id).plan
    assert plan.milestones[0].status == "complete"
    assert any("security" in m.kind for m in plan.milestones)
    assert len(plan.baselines) == 1
    text = text_of(client.get(f"/plans/{plan_id}/effects/"))
    assert "2 steps came in" in text
    seen = re.search(r"/plans/\d+/effects/\d+/seen/", text)
    assert seen
    client.post(seen[0], {"from": "effects"})
    assert "Looked at" in text_of(client.get(f"/plans/{plan_id}/effects/"))
