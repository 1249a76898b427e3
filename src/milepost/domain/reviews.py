"""How often a plan is reviewed, when next, and how the minutes are shared out (section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from milepost.domain.agenda import agenda_facts
from milepost.domain.policy import AGENDA_TITLES
from milepost.domain.schedule import Schedule
from milepost.domain.standing import Standing
from milepost.domain.working_days import WorkingCalendar

CadenceName = Literal["weekly", "biweekly", "monthly"]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One of the source's seven items, with its minutes and this plan's facts."""

    item: int
    title: str
    minutes: int
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """The rhythm of reviews as the plan stands, the next one's day and agenda."""

    cadence: CadenceName
    minutes: int
    next_on: date
    agenda: tuple[AgendaItem, ...]


def review_of(
    standing: Standing, schedule: Schedule, calendar: WorkingCalendar
) -> ReviewAnswer | None:
    """The next review; None for a closed plan."""
    if standing.is_closed:
        return None
    rhythm = standing.policy.review_rhythm(None if standing.is_signed else standing.number)
    next_on = next_review(standing, rhythm.days, calendar)
    facts = agenda_facts(standing, schedule, next_on)
    minutes = agenda_minutes(rhythm.minutes, standing.policy.agenda)
    return ReviewAnswer(
        cadence=cadence_name(rhythm.days),
        minutes=rhythm.minutes,
        next_on=next_on,
        agenda=tuple(
            map(AgendaItem, range(1, len(AGENDA_TITLES) + 1), AGENDA_TITLES, minutes, facts)
        ),
    )


def next_review(standing: Standing, days: int, calendar: WorkingCalendar) -> date:
    """So many days after the last review, or creation; not before today; a working day.

    The date that people agreed on (`next_review` of the plan) does not change it.
    """
    last = max([review.on for review in standing.plan.reviews], default=standing.plan.created)
    return calendar.on_or_after(max(last + timedelta(days), standing.today))


def cadence_name(days: int) -> CadenceName:
    """The word for a rhythm of so many days; what lies between takes the slower word."""
    if days <= 7:
        return "weekly"
    return "biweekly" if days <= 14 else "monthly"


@lru_cache(maxsize=1024)
def agenda_minutes(minutes: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The minutes shared out by weight in whole minutes that add up exactly.

    Largest remainder, the earlier item on a tie: 15 by 3, 2, 5, 3, 2, 2, 1 are
    2, 2, 4, 2, 2, 2, 1. `weights` has to be hashable and not all 0.
    """
    whole = sum(weights)
    shares = [divmod(minutes * weight, whole) for weight in weights]
    missing = minutes - sum(share for share, _ in shares)
    by_remainder = sorted(range(len(shares)), key=lambda at: -shares[at][1])
    raised = set(by_remainder[:missing])
    return tuple(share + (at in raised) for at, (share, _) in enumerate(shares))
