"""A plan starts small and is made full in one revision that can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from milepost.documents.template_library import builtin_templates
from milepost.domain.building import DealFacts, build_plan
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed
from milepost.domain.informal import started_small
from milepost.domain.plan import Plan
from milepost.plans import commands, form_commands, queries
from tests.plans.plans import MAJA, SAM, TODAY, Seller, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def a_full_draft() -> Plan:
    facts = DealFacts(
        account="Halden Logistics",
        created=date(2026, 11, 2),
        target_close=date(2027, 1, 29),
        people=(MAJA, SAM),
    )
    return build_plan(facts, builtin_templates()).plan


def a_small_plan() -> Plan:
    facts = DealFacts(
        account="Halden Logistics",
        created=date(2026, 11, 2),
        target_close=date(2027, 1, 29),
        people=(MAJA, SAM),
    )
    small = started_small(build_plan(facts, builtin_templates())).plan
    return replace(small, life="shared", shared_on=date(2026, 11, 3))


def test_a_draft_is_switched_to_the_informal_form_and_back_by_undo(seller: Seller) -> None:
    draft = a_full_draft()
    plan_id = seller.keeps(draft)
    with seller.at_work():
        changed = commands.start_small(seller.actor, plan_id, seen=1)
    assert changed.plan.form == "informal"
    assert len(changed.plan.milestones) == 5
    assert seller.reads(plan_id).plan == changed.plan
    with seller.at_work():
        commands.undo_last(seller.actor, plan_id, seen=2)
    assert seller.reads(plan_id).plan == draft


def test_making_it_full_is_one_revision_and_can_be_undone(seller: Seller) -> None:
    small = a_small_plan()
    plan_id = seller.keeps(small)
    with seller.at_work():
        commands.set_status(seller.actor, plan_id, "m1", "complete", today=TODAY, seen=1)
    before = seller.reads(plan_id)
    with seller.at_work():
        preview = form_commands.full_plan(before.plan, None, today=TODAY)
        changed = commands.make_full(seller.actor, plan_id, before.revision, today=TODAY)
    assert changed.revision == before.revision + 1
    after = seller.reads(plan_id)
    assert after.plan == changed.plan == preview.plan
    assert after.plan.form == "full"
    first = after.plan.milestone("m1")
    assert first is not None
    assert (first.status, first.completed_on) == ("complete", TODAY)
    with seller.at_work():
        commands.undo_last(seller.actor, plan_id, after.revision)
    assert seller.reads(plan_id).plan == before.plan


def test_both_sides_are_told_of_it_and_asked_to_agree_again(seller: Seller) -> None:
    plan_id = seller.keeps(a_small_plan())
    with seller.at_work():
        changed = commands.make_full(seller.actor, plan_id, 1, today=TODAY)
        history = queries.history(plan_id, limit=5)
    assert changed.marks is not None
    assert changed.marks.terms_revision == changed.marks.shared_revision == changed.revision
    assert [row.number for row in history] == [2, 1]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(seller: Seller) -> None:
    plan_id = seller.keeps(a_small_plan())
    with seller.at_work():
        commands.change_fields(
            seller.actor, plan_id, {"milestones.m1.title": "Ours"}, seen=1, today=TODAY
        )
    with seller.at_work(), pytest.raises(Conflict):
        commands.make_full(seller.actor, plan_id, 1, today=TODAY)
    assert seller.reads(plan_id).plan.form == "informal"


def test_another_template_can_be_taken_and_steps_left_out(seller: Seller) -> None:
    plan_id = seller.keeps(a_small_plan())
    with seller.at_work():
        made = commands.make_full(
            seller.actor, plan_id, 1, template="complex", without=("briefing",), today=TODAY
        ).plan
    assert made.template is not None
    assert made.template.key == "complex"
    assert "briefing" not in {m.kind for m in made.milestones}
    assert "procurement" in {m.kind for m in made.milestones}


def test_a_shared_plan_does_not_shrink_and_a_full_one_is_not_filled(seller: Seller) -> None:
    plan_id = seller.keeps(replace(a_full_draft(), life="shared", shared_on=TODAY))
    with seller.at_work(), pytest.raises(NotAllowed):
        commands.start_small(seller.actor, plan_id, 1)
    with seller.at_work(), pytest.raises(InvalidInput):
        commands.make_full(seller.actor, plan_id, 1, today=TODAY)
