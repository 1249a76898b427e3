"""What there is to celebrate, and a plan's week (product.md sections 5 and 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from milepost.domain.celebrating import joy_of, latest_joy, next_step
from milepost.domain.plan import Plan
from milepost.domain.sides import buyer_copy
from milepost.domain.week import week_of
from tests.plans.plans import a_plan

TODAY = date(2026, 12, 16)  # a Wednesday


def with_steps(plan: Plan, **changes: dict[str, Any]) -> Plan:
    steps = tuple(replace(m, **changes.get(m.key, {})) for m in plan.milestones)
    return replace(plan, milestones=steps)


def done(on: date = TODAY, by: str = "maja") -> dict[str, Any]:
    return {"status": "complete", "completed_on": on, "completed_by": by}


def test_a_completed_step_says_who_did_it_and_what_comes_next() -> None:
    plan = with_steps(a_plan(3), m1=done())
    joy = latest_joy(plan, TODAY)
    assert joy is not None
    assert (joy.milestone.key, joy.by, joy.done, joy.of) == ("m1", "Maja Lindqvist", 1, 3)
    assert joy.next is not None
    assert (joy.next.key, joy.next_by, joy.is_signature) == ("m2", "Maja Lindqvist", False)


def test_a_page_dwells_on_it_until_the_day_after_and_on_a_signature_for_a_week() -> None:
    plan = with_steps(a_plan(3), m1=done())
    assert latest_joy(plan, TODAY + timedelta(days=1)) is not None
    assert latest_joy(plan, TODAY + timedelta(days=2)) is None
    signed = with_steps(a_plan(3), m1=done(TODAY + timedelta(days=3)), m3=done())
    for days in (0, 3, 7):
        joy = latest_joy(signed, TODAY + timedelta(days=days))
        assert joy is not None
        assert joy.is_signature
    assert latest_joy(signed, TODAY + timedelta(days=8)) is None


def test_a_buyer_hears_no_name_that_they_do_not_know() -> None:
    plan = with_steps(a_plan(3), m1=done(by="rita"))
    copy = buyer_copy(plan)
    milestone = copy.milestone("m1")
    assert milestone is not None
    assert joy_of(copy, milestone).by == ""


def test_next_is_what_waits_for_nothing_else() -> None:
    plan = a_plan(3)
    late = {"target": date(2026, 12, 30)}
    assert next_step(with_steps(plan, m1=late)) == with_steps(plan, m1=late).milestone("m1")
    everything = with_steps(plan, m1=done(), m2=done(), m3=done())
    assert next_step(everything) is None


def test_a_lost_plan_has_nothing_to_celebrate() -> None:
    plan = with_steps(a_plan(3, life="lost"), m1=done())
    assert latest_joy(plan, TODAY) is None
    assert week_of(plan, TODAY).is_empty


def test_a_week_is_what_was_done_what_is_late_and_what_comes() -> None:
    plan = with_steps(
        a_plan(5),
        m1=done(date(2026, 12, 8)),
        m2={"target": date(2026, 12, 11)},
        m3={"target": date(2026, 12, 20)},
        m4={"target": date(2026, 12, 21)},
    )
    week = week_of(plan, TODAY)
    assert week.monday == date(2026, 12, 14)
    assert [m.key for m in week.done] == ["m1"]
    assert [m.key for m in week.late] == ["m2"]
    assert [m.key for m in week.next] == ["m3"]
    assert [turn.milestone for turn in week.buyers_turn] == ["m2"]
    assert week.buyers_turn[0].since == date(2026, 12, 8)


def test_what_was_done_before_the_week_before_is_not_told_again() -> None:
    plan = with_steps(a_plan(2), m1=done(date(2026, 12, 6)))
    assert week_of(plan, TODAY).done == ()
