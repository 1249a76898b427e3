"""What holds for the schedule of any valid plan; float is compared with brute force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.plan import Milestone, Plan
from milepost.domain.schedule import closing_milestone, in_order_of_dependency, schedule
from milepost.domain.working_days import common_calendar
from tests.domain.strategies import days, plans

OPEN_MOSTLY = ("pending", "pending", "pending", "in_progress", "blocked", "complete", "skipped")


def _waits_for(plan: Plan, milestone: Milestone) -> set[str]:
    """The open steps that a step waits for, through complete and skipped ones."""
    found: set[str] = set()
    for key in milestone.after:
        earlier = plan.milestone(key)
        assert earlier is not None
        found |= {key} if earlier.is_open else _waits_for(plan, earlier)
    return found


def _ends_by_hand(plan: Plan, today: date, late: str = "", slip: int = 0) -> dict[str, date]:
    """The ends as section 3 says them, day by day; step `late` ends `slip` working days later."""
    calendar = common_calendar(plan.calendars)
    ends: dict[str, date] = {}
    for m in in_order_of_dependency(plan.milestones):
        if not m.is_open:
            continue
        before = [ends[key] for key in _waits_for(plan, m)]
        if m.status == "pending" or m.started_on is None:
            start = calendar.on_or_after(today)
            if before:
                start = max(start, calendar.after(max(before)))
            end = calendar.end_of_step(start, m.duration)
        else:
            own = calendar.end_of_step(m.started_on, m.duration)
            end = max([own, calendar.on_or_after(today), *before])
        ends[m.key] = calendar.shift(end, slip) if m.key == late else end
    return ends


def _leads_to_close(plan: Plan) -> set[str]:
    closing = closing_milestone(plan.milestones)
    if closing is None or not closing.is_open:
        return set()
    leading, new = {closing.key}, [closing]
    while new:
        for key in _waits_for(plan, new.pop()):
            if key not in leading:
                leading.add(key)
                earlier = plan.milestone(key)
                assert earlier is not None
                new.append(earlier)
    return leading


@given(plans(statuses=OPEN_MOSTLY, max_size=9), days())
def test_ends_are_what_the_rule_says_day_by_day(plan: Plan, today: date) -> None:
    assert schedule(plan, today).ends == _ends_by_hand(plan, today)


@given(plans(statuses=OPEN_MOSTLY), days())
def test_no_pending_step_starts_before_what_it_comes_after_has_ended(
    plan: Plan, today: date
) -> None:
    seen = schedule(plan, today)
    for m in plan.milestones:
        if m.is_open and (m.status == "pending" or m.started_on is None):
            assert all(seen.starts[m.key] > seen.ends[key] for key in _waits_for(plan, m))
            assert seen.starts[m.key] >= today


@given(plans(statuses=OPEN_MOSTLY, max_size=9), days())
def test_a_slip_by_the_float_moves_nothing_and_one_day_more_does(plan: Plan, today: date) -> None:
    seen = schedule(plan, today)
    leading = _leads_to_close(plan)
    closing = closing_milestone(plan.milestones)
    for key, slack in seen.float.items():
        within = _ends_by_hand(plan, today, key, slack)
        beyond = _ends_by_hand(plan, today, key, slack + 1)
        assert slack >= 0
        if key in leading and closing is not None:
            assert within[closing.key] == seen.earliest_close
            assert beyond[closing.key] > within[closing.key]
        else:
            assert max(within.values()) == max(seen.ends.values())
            assert max(beyond.values()) > max(seen.ends.values())


@given(plans(statuses=OPEN_MOSTLY), days())
def test_the_critical_path_is_the_leading_steps_with_float_0_in_plan_order(
    plan: Plan, today: date
) -> None:
    seen = schedule(plan, today)
    leading = _leads_to_close(plan) or set(seen.float)
    expected = [m.key for m in plan.milestones if m.key in leading and seen.float[m.key] == 0]
    assert list(seen.critical_path) == expected
    free = [
        key
        for key in expected
        if not _waits_for(plan, plan.milestone(key))  # type: ignore[arg-type]
        and plan.milestone(key).is_shared  # type: ignore[union-attr]
    ]
    assert seen.current_milestone == (free[0] if free else None)


@given(plans(statuses=OPEN_MOSTLY), days())
def test_days_short_and_spare_count_working_days_to_the_target_close(
    plan: Plan, today: date
) -> None:
    seen = schedule(plan, today)
    calendar = common_calendar(plan.calendars)
    if seen.earliest_close is None:
        assert (seen.fits, seen.days_short, seen.days_spare) == (True, 0, 0)
        return
    assert seen.fits == (seen.earliest_close <= plan.target_close)
    short = calendar.count(plan.target_close, seen.earliest_close)
    spare = calendar.count(seen.earliest_close, plan.target_close)
    assert seen.days_short == max(0, short - calendar.is_working_day(plan.target_close))
    assert seen.days_spare == max(0, spare - 1)


@given(plans(), days(), st.randoms(use_true_random=False))
def test_the_order_within_after_changes_nothing(plan: Plan, today: date, dice: object) -> None:
    shuffled = []
    for m in plan.milestones:
        after = list(m.after)
        dice.shuffle(after)  # type: ignore[attr-defined]
        shuffled.append(replace(m, after=tuple(after)))
    other = replace(plan, milestones=tuple(shuffled))
    assert schedule(other, today) == schedule(plan, today)
