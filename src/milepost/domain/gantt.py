"""A plan drawn against time: from when to when each step's bar goes, and what hangs on it.

A bar ends on the step's target, the date that both sides go by, and begins its duration before
it; where work has begun, it begins on that day. What is complete stands where it happened. The
schedule (`schedule.schedule`) says two things more of an open step: how far it may slip without
moving the earliest close (its float, a tail behind the bar), or that it cannot end by its target
any more, and when at the earliest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Baseline, Milestone, Plan
from milepost.domain.schedule import Schedule
from milepost.domain.working_days import WorkingCalendar, common_calendar


@dataclass(frozen=True, slots=True)
class Span:
    """One step's bar: `start` and `end` are its first and last day. `slack_until` is the day up
    to which an open step may slip, `not_before` the earliest end of one that misses its target;
    at most one of the two. `done` of `tasks` are finished."""

    key: str
    start: date
    end: date
    slack: int | None = None
    slack_until: date | None = None
    not_before: date | None = None
    done: int = 0
    tasks: int = 0


def spans_of(plan: Plan, schedule: Schedule | None) -> Mapping[str, Span]:
    """The bar of every step, by key. Without a schedule (a closed plan) nothing hangs on them."""
    calendar = common_calendar(plan.calendars)
    return {m.key: _span(m, schedule, calendar) for m in plan.milestones}


def baseline_spans(plan: Plan, baseline: Baseline | None) -> Mapping[str, tuple[date, date]]:
    """Where a baseline has the steps that the plan still holds, at their durations of today."""
    if baseline is None:
        return {}
    calendar = common_calendar(plan.calendars)
    return {
        m.key: (begun(calendar, baseline.targets[m.key], m.duration), baseline.targets[m.key])
        for m in plan.milestones
        if m.key in baseline.targets
    }


def begun(calendar: WorkingCalendar, end: date, duration: int) -> date:
    """The first day of a step of so many working days that ends on this day."""
    try:
        return min(end, calendar.at(calendar.position_after(end) - duration))
    except InvalidInput:  # a step longer than there are dates before its end
        return end


def _span(milestone: Milestone, schedule: Schedule | None, calendar: WorkingCalendar) -> Span:
    end = milestone.completed_on or milestone.target
    start = begun(calendar, end, milestone.duration)
    if milestone.started_on is not None and milestone.status != "pending":
        start = min(milestone.started_on, end)
    done = sum(1 for task in milestone.tasks if task.done_on is not None)
    span = Span(milestone.key, start, end, done=done, tasks=len(milestone.tasks))
    if not milestone.is_open or schedule is None or milestone.key not in schedule.ends:
        return span
    slack, earliest = schedule.float[milestone.key], schedule.ends[milestone.key]
    late = earliest if earliest > end else None
    until = None if late is not None or slack == 0 else _later(calendar, end, slack)
    return Span(milestone.key, start, end, slack, until, late, done, len(milestone.tasks))


def _later(calendar: WorkingCalendar, end: date, days: int) -> date | None:
    try:
        return calendar.at(calendar.position_after(end) - 1 + days)
    except InvalidInput:
        return None
