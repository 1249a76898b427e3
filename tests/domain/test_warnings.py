"""What is odd about a valid plan: read, and answered with a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from milepost.domain.plan import Calendars, Outcome, Plan, SideCalendar
from milepost.domain.validation import warnings
from tests.domain.a_plan import TODAY, a_plan, ago, step


def lines(plan: Plan) -> tuple[str, ...]:
    return warnings(plan, TODAY)


def about(**fields: Any) -> tuple[str, ...]:
    return lines(a_plan(step("m1", **fields)))


def test_nothing_odd_says_nothing() -> None:
    assert about() == ()


def test_completed_before_started() -> None:
    odd = about(status="complete", completed_on=ago(10), started_on=ago(9))
    assert odd == ("Step m1: complete on 15 November 2026, before it started on 16 November 2026",)
    assert about(status="complete", completed_on=ago(9), started_on=ago(9)) == ()


def test_a_target_before_a_predecessors() -> None:
    plan = a_plan(step("m1"), step("m2", target=ago(-19), after=("m1",)))
    assert lines(plan) == (
        "Step m2: its date, 14 December 2026, is before that of Step m1 (15 December 2026), "
        "which it follows",
    )
    same_day = a_plan(step("m1"), step("m2", after=("m1",)))
    assert lines(same_day) == ()


@pytest.mark.parametrize("fields", [{}, {"status": "complete"}, {"visibility": "internal"}])
def test_a_target_that_is_no_working_day(fields: dict[str, Any]) -> None:
    saturday = date(2026, 12, 12)
    assert about(target=saturday, **fields) == (
        "Step m1: its date, 12 December 2026, is no working day of both sides",
    )


def test_a_holiday_on_either_side_is_no_working_day() -> None:
    plan = a_plan(step(target=date(2026, 12, 28)))
    england = SideCalendar(country="GB", subdivision="ENG")  # Boxing Day, moved to Monday
    sweden = SideCalendar(country="SE")
    for calendars in (Calendars(buyer=england), Calendars(buyer=sweden, seller=england)):
        assert len(lines(replace(plan, calendars=calendars))) == 1
    assert lines(replace(plan, calendars=Calendars(buyer=sweden))) == ()


def test_a_target_before_creation() -> None:
    (line,) = lines(a_plan(step(target=ago(1)), created=TODAY))
    assert line == "Step m1: its date, 24 November 2026, is before the plan was created"


def test_a_target_after_the_later_of_target_close_and_go_live() -> None:
    plan = a_plan(step(target=ago(-20)), target_close=ago(-19))
    (line,) = lines(plan)
    assert line == (
        "Step m1: its date, 15 December 2026, is after the plan's end, 14 December 2026"
    )
    assert lines(replace(plan, outcome=Outcome(go_live=ago(-20)))) == ()
    assert lines(replace(plan, outcome=Outcome(go_live=ago(-10)))) == (line,)


def test_a_draft_with_a_complete_shared_step() -> None:
    done = step("m1", status="complete")
    assert lines(a_plan(done, life="draft")) == (
        "The plan is a draft, but 1 shared milestone is complete",
    )
    assert lines(a_plan(replace(done, visibility="internal"), life="draft")) == ()


@pytest.mark.parametrize(
    ("milestone", "count"),
    [
        (step(kind="signature", status="complete"), 0),
        (step(kind="signature"), 1),
        (step(status="complete"), 1),
    ],
)
def test_won_without_a_complete_signature(milestone: Any, count: int) -> None:
    assert len(lines(a_plan(milestone, life="won"))) == count


def test_a_target_close_in_the_past() -> None:
    done = step(target=ago(2), status="complete")
    assert lines(a_plan(done, target_close=ago(1))) == (
        "The target close, 24 November 2026, is in the past",
    )
    assert lines(a_plan(done, target_close=TODAY)) == ()
