"""What a review meeting looks at, item by item, as milestones instead of sentences (section 6).

`agenda.py` says the same in words for the text face. A meeting's page shows the milestones of each
item and lets people change them in place. Only shared milestones are spoken of; in a long plan a
review looks at the current phase alone (section 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from milepost.domain.agenda import UPCOMING
from milepost.domain.phases import current_phase, is_long, phase_names
from milepost.domain.plan import Milestone, Plan, Review
from milepost.domain.policy import Policy
from milepost.domain.reviews import ReviewAnswer, review_of
from milepost.domain.schedule import Schedule, schedule
from milepost.domain.standing import standing_of
from milepost.domain.working_days import common_calendar

ITEMS = ("status", "completed", "in_progress", "upcoming", "risks", "dates", "next")
"""The source's seven items in its order."""


@dataclass(frozen=True, slots=True)
class MeetingItem:
    """One item: its number from 1, its name in `ITEMS`, whole minutes, its milestones' keys."""

    number: int
    name: str
    minutes: int
    milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaterDate:
    """A step whose target no longer holds: the schedule's earliest end is `earliest`."""

    milestone: str
    target: date
    earliest: date


@dataclass(frozen=True, slots=True)
class Clock:
    """How long an item and the whole meeting have run, in seconds; `left` may be negative."""

    item_seconds: int
    item_left: int
    whole_seconds: int
    whole_left: int


def phase_for_review(plan: Plan, schedule: Schedule | None) -> str | None:
    """The phase that the next review keeps to; None for a plan that is not long."""
    return current_phase(plan, schedule) if is_long(plan) else None


def meeting_items(
    plan: Plan,
    schedule: Schedule | None,
    today: date,
    minutes: Sequence[int],
    *,
    phase: str | None = None,
) -> tuple[MeetingItem, ...]:
    """The seven items with the milestones that each looks at, in plan order.

    `minutes` are the seven items' (`reviews.agenda_minutes`).
    """
    names = phase_names(plan)
    spoken = [m for m in plan.shared_milestones if phase is None or names[m.key] == phase]
    still_open = [m for m in spoken if m.is_open]
    found: dict[str, tuple[str, ...]] = {
        "status": _keys(m for m in spoken if m.status != "skipped"),
        "completed": completed_since_review(plan, spoken),
        "in_progress": _keys(m for m in still_open if m.status != "pending"),
        "upcoming": _keys([m for m in still_open if m.status == "pending"][:UPCOMING]),
        "risks": _keys(m for m in still_open if _waits_for_a_name(m)),
        "dates": tuple(late.milestone for late in later_dates(plan, schedule, today, spoken)),
        "next": (),
    }
    return tuple(
        MeetingItem(number, name, minutes[number - 1], found[name])
        for number, name in enumerate(ITEMS, start=1)
    )


def completed_since_review(plan: Plan, spoken: Sequence[Milestone]) -> tuple[str, ...]:
    """What was completed after the last review's day; all of it where there was none."""
    since = max((review.on for review in plan.reviews), default=None)
    return _keys(
        m
        for m in spoken
        if m.status == "complete"
        and (since is None or (m.completed_on is not None and m.completed_on > since))
    )


def later_dates(
    plan: Plan, schedule: Schedule | None, today: date, spoken: Sequence[Milestone] = ()
) -> tuple[LaterDate, ...]:
    """Open steps whose target has passed, or lies before the earliest end that they can have."""
    found = []
    for milestone in spoken or plan.shared_milestones:
        if not milestone.is_open:
            continue
        earliest = schedule.ends.get(milestone.key) if schedule else None
        if earliest is not None and earliest > milestone.target:
            found.append(LaterDate(milestone.key, milestone.target, earliest))
        elif milestone.target < today:
            found.append(LaterDate(milestone.key, milestone.target, today))
    return tuple(found)


def next_after(plan: Plan, today: date) -> ReviewAnswer | None:
    """The review that follows one held today, as the rule proposes it; None for a closed plan."""
    if plan.is_closed:
        return None
    done = standing_of(plan, today, Policy.of(plan.policy)).completion
    held = Review(on=today, complete=done.complete, total=done.total)
    after, tomorrow = replace(plan, reviews=(*plan.reviews, held)), today + timedelta(days=1)
    standing = standing_of(after, tomorrow, Policy.of(plan.policy))
    return review_of(standing, schedule(after, tomorrow), common_calendar(plan.calendars))


def clock(
    now: datetime, started_at: datetime, item_at: datetime, item_minutes: int, whole_minutes: int
) -> Clock:
    """The timer of a meeting; a clock that went backwards counts as 0."""
    item = max(0, int((now - item_at).total_seconds()))
    whole = max(0, int((now - started_at).total_seconds()))
    return Clock(item, 60 * item_minutes - item, whole, 60 * whole_minutes - whole)


def _waits_for_a_name(milestone: Milestone) -> bool:
    """Whether a side that owns it has only a role so far, or nobody owns it at all."""
    owners = milestone.owners
    found = [owner for owner in (owners.buyer, owners.seller) if owner] if owners else []
    return not found or any(owner.person is None for owner in found)


def _keys(milestones: Iterable[Milestone]) -> tuple[str, ...]:
    return tuple(m.key for m in milestones)
