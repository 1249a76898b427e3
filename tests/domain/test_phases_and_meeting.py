"""A long plan goes by phases, and a review looks at what each of its seven items is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from milepost.domain.meeting import (
    ITEMS,
    clock,
    later_dates,
    meeting_items,
    phase_for_review,
)
from milepost.domain.phases import current_phase, is_long, phase_of, phases_of, with_phases
from milepost.domain.plan import Owner, Owners, Review
from milepost.domain.policy import DEFAULT_POLICY
from milepost.domain.reviews import agenda_minutes
from milepost.domain.schedule import schedule
from tests.domain.a_plan import TODAY, a_plan, ago, step

MINUTES = agenda_minutes(20, DEFAULT_POLICY.agenda)


# --- phases --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "phase"),
    [
        ("discovery", "evaluation"),
        ("security_review", "evaluation"),
        ("legal", "negotiation"),
        ("signature", "negotiation"),
        ("kickoff", "implementation"),
        ("other", "evaluation"),
    ],
)
def test_a_milestone_without_a_phase_has_that_of_its_kind(kind: str, phase: str) -> None:
    assert phase_of(step(kind=kind)) == phase
    assert phase_of(step(kind=kind, phase="rollout")) == "rollout"


def test_plans_of_20_milestones_and_more_are_split() -> None:
    assert not is_long(a_plan(*(step(f"m{n}") for n in range(19))))
    assert is_long(a_plan(*(step(f"m{n}") for n in range(20))))


def test_each_phase_has_its_totals_and_one_is_current() -> None:
    plan = a_plan(
        step("m1", kind="discovery", status="complete"),
        step("m2", kind="demo", status="skipped"),
        step("m3", kind="legal", after=("m1",)),
        step("m4", kind="signature", after=("m3",)),
        step("m5", kind="kickoff", after=("m4",)),
    )
    found = phases_of(plan, schedule(plan, TODAY))
    assert [(p.name, p.complete, p.total, p.is_current) for p in found] == [
        ("evaluation", 1, 1, False),
        ("negotiation", 0, 2, True),
        ("implementation", 0, 1, False),
    ]
    assert {m.phase for m in with_phases(plan).milestones} == {p.name for p in found}


def test_a_finished_plan_stands_in_its_last_phase() -> None:
    plan = a_plan(step("m1", status="complete"), step("m2", kind="go_live", status="complete"))
    assert current_phase(plan, None) == "implementation"


# --- the meeting ---------------------------------------------------------------------------------


def items_of(plan: object, **options: object) -> dict[str, tuple[str, ...]]:
    found = meeting_items(plan, schedule(plan, TODAY), TODAY, MINUTES, **options)  # type: ignore[arg-type]
    assert [item.name for item in found] == list(ITEMS)
    assert sum(item.minutes for item in found) == 20
    return {item.name: item.milestones for item in found}


def test_every_item_names_the_milestones_that_it_looks_at() -> None:
    plan = a_plan(
        step("before", status="complete", completed_on=ago(9)),
        step("since", status="complete", completed_on=ago(2)),
        step("stuck", status="blocked", started_on=ago(3)),
        step("next", target=ago(-4)),
        step("nobody", target=ago(-9), owners=Owners(buyer=Owner(role="IT Director"))),
        step("later"),
        step("ours", visibility="internal"),
        reviews=(Review(on=ago(7), complete=1, total=6),),
    )
    found = items_of(plan)
    assert found["status"] == ("before", "since", "stuck", "next", "nobody", "later")
    assert found["completed"] == ("since",)
    assert found["in_progress"] == ("stuck",)
    assert found["upcoming"] == ("next", "nobody")
    assert found["risks"] == ("nobody",)


def test_a_first_review_celebrates_all_that_is_done() -> None:
    plan = a_plan(step("m1", status="complete", completed_on=ago(20)), step("m2"))
    assert items_of(plan)["completed"] == ("m1",)


def test_dates_that_no_longer_fit_are_told_with_the_earliest_that_can_hold() -> None:
    plan = a_plan(
        step("late", target=ago(2), duration=3),
        step("after", target=ago(-1), duration=5, after=("late",)),
        step("fine", target=ago(-60), duration=1),
    )
    found = later_dates(plan, schedule(plan, TODAY), TODAY)
    assert [each.milestone for each in found] == ["late", "after"]
    assert all(each.earliest > each.target for each in found)


def test_a_review_of_a_long_plan_keeps_to_its_phase() -> None:
    steps = [step(f"e{n}", kind="discovery") for n in range(12)]
    steps += [step(f"n{n}", kind="legal", after=("e0",)) for n in range(8)]
    plan = a_plan(*steps)
    phase = phase_for_review(plan, schedule(plan, TODAY))
    assert phase == "evaluation"
    assert all(key.startswith("e") for key in items_of(plan, phase=phase)["status"])
    assert phase_for_review(a_plan(step()), None) is None


def test_the_timer_counts_down_and_may_run_over() -> None:
    start = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    found = clock(start + timedelta(minutes=7), start, start + timedelta(minutes=4), 2, 20)
    assert (found.item_seconds, found.item_left) == (180, -60)
    assert (found.whole_seconds, found.whole_left) == (420, 780)
    assert clock(start, start + timedelta(hours=1), start, 2, 20).whole_seconds == 0
