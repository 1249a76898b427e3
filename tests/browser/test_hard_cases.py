"""The hard cases in a browser: no barrier on any of their pages, by keyboard, and on a phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from milepost.domain.plan import Person, Review
from milepost.plans import commands
from milepost.plans.changing import Actor
from tests.browser.helpers import (
    IN_PHONE_DARK,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.factories import a_member, a_workspace
from tests.hard_cases.test_path import invited
from tests.plans.plans import MAJA, RITA, SAM, Seller, a_plan

pytestmark = pytest.mark.django_db(transaction=True)
BUYER = Actor(None, "Maja Lindqvist", "maja")
TITLES = (
    "Kick-off with Halden Logistics",
    "Security questionnaire answered",
    "Test of the scanners in Borås",
    "Contract read by both sides",
    "Signature",
)


@pytest.fixture
def place() -> tuple[Any, Seller, int]:
    """A plan whose completion fell, with a stuck step, and somebody with a new role."""
    today = timezone.now().date()
    member = a_member(a_workspace("Brightloom"), "manager", name="Sam Whitfield")
    a_member(member.workspace, "csm", name="Noor Haddad")
    sam = Seller(member.workspace_id, member.pk, Actor(member.pk, member.name))
    plan = a_plan(5, life="agreed", agreed_on=today, created=today - timedelta(40))
    steps = [
        replace(m, title=TITLES[n], target=today + timedelta(7 * n - 3))
        for n, m in enumerate(plan.milestones)
    ]
    for n in (0, 1, 2):
        steps[n] = replace(steps[n], status="complete", completed_on=today, completed_by="maja")
    held = Review(on=today - timedelta(7), complete=3, total=5)
    erik = Person(
        key="erik", name="Erik Sjöberg", side="buyer", role="sponsor", email="e@halden.example"
    )
    plan = replace(
        plan,
        milestones=tuple(steps),
        reviews=(held,),
        people=(replace(MAJA, email="maja@halden.example"), erik, SAM, RITA),
        target_close=today + timedelta(21),
    )
    plan_id = sam.keeps(plan)
    invited(sam, plan_id)
    seen = 10_000
    with sam.at_work():
        commands.set_status(
            BUYER, plan_id, "m3", "blocked", today=today, reason="No test users", seen=seen
        )
        commands.move_target(
            sam.actor, plan_id, "m4", today + timedelta(28), follow=True, seen=seen, today=today
        )
        lea = Person(key="lea", name="Lea Brandt", side="buyer", role="procurement")
        commands.add_person(BUYER, plan_id, lea)
    return member, sam, plan_id


def looked_at(page: Any, name: str) -> list[str]:
    shoot(page, f"hard-{name}")
    wrong = []
    for check in (assert_axe_clean, assert_no_sideways_scroll, assert_targets_are_large):
        try:
            check(page)
        except AssertionError as found:
            wrong.append(f"{name}\n{found}")
    return wrong


@IN_PHONE_DARK
def test_the_pages_have_no_barrier(
    open_page: Any, place: Any, size: dict[str, int], scheme: str
) -> None:
    member, _sam, plan_id = place
    page = open_page(member, size=size, scheme=scheme)
    light = f"{scheme}-{size['width']}"
    wrong = []
    parts = ("", "effects/", "another-way/m3/", "more-steps/", "leaves/maja/", "lighter/")
    for part in parts:
        assert page.goto(f"/plans/{plan_id}/{part}").status == 200
        wrong += looked_at(page, f"{part.split('/')[0] or 'plan'}-{light}")
    page.goto(f"/plans/{plan_id}/another-way/m3/")
    page.get_by_role("group", name="Step 1").get_by_label("Title").fill("Test with our own data")
    page.get_by_label("Why not as planned?").fill("No test users before March")
    page.get_by_role("button", name="See what follows").last.click()
    page.get_by_role("heading", name="What follows").wait_for()
    wrong += looked_at(page, f"another-way-preview-{light}")
    assert not wrong, "\n\n".join(wrong)


def test_a_stuck_step_is_gone_round_and_effects_are_answered_by_keyboard(
    open_page: Any, place: Any
) -> None:
    member, sam, plan_id = place
    page = open_page(member)
    page.goto(f"/plans/{plan_id}/")
    # One press on the plan's page takes a proposal; the page brings itself up to date.
    take = page.get_by_role("button", name="Add the step “Procurement process”")
    take.focus()
    page.keyboard.press("Enter")
    page.get_by_text("It can be undone like every change").first.wait_for()
    assert any(m.kind == "procurement" for m in sam.reads(plan_id).plan.milestones)
    take.wait_for(state="detached")
    # Another way round, by keyboard: Enter shows what follows and never takes it.
    page.goto(f"/plans/{plan_id}/another-way/m3/")
    page.get_by_role("group", name="Step 1").get_by_label("Title").focus()
    page.keyboard.type("Test with our own data")
    page.get_by_label("Why not as planned?").focus()
    page.keyboard.type("No test users before March")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What follows").wait_for()
    step = sam.reads(plan_id).plan.milestone("m3")
    assert step is not None
    assert step.status == "blocked"
    page.get_by_role("button", name="Take this way").focus()
    page.keyboard.press("Enter")
    page.get_by_text("One undo takes it back").first.wait_for()
    step = sam.reads(plan_id).plan.milestone("m3")
    assert step is not None
    assert step.status == "skipped"


def test_without_script_everything_is_answered_too(open_page: Any, place: Any) -> None:
    member, sam, plan_id = place
    page = open_page(member, script=False)
    page.goto(f"/plans/{plan_id}/")
    page.get_by_role("button", name="Add the step “Procurement process”").click()
    page.get_by_role("button", name="Add the step “Procurement process”").click()
    page.get_by_text("Taken by Sam Whitfield").wait_for()
    page.goto(f"/plans/{plan_id}/leaves/maja/")
    page.get_by_label("Erik Sjöberg").check()
    page.get_by_role("button", name="Hand over and end their access").click()
    page.get_by_text("The access of Maja Lindqvist has ended").wait_for()
    assert {p.key: p.role for p in sam.reads(plan_id).plan.people}["erik"] == "champion"
