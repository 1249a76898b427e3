"""The call that a step long overdue asks for: with whom, and when both sides are at work.

Product.md section 5: the AE's manager calls the buyer's sponsor; with no sponsor the economic
buyer, then the champion. Pure: the moment is an argument, and every time is an instant that each
side reads in its own zone, so that a change to or from summer time moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby

from milepost.domain.commitments import Turn, turns
from milepost.domain.plan import BuyerRole, Milestone, Person, Plan
from milepost.domain.schedule import Schedule
from milepost.domain.working_days import WorkingCalendar
from milepost.domain.working_hours import FIRST_HOUR, LAST_HOUR

CALLED: tuple[BuyerRole, ...] = ("sponsor", "economic_buyer", "champion")
"""Whom the call is with: the first of these that the plan has."""

MINUTES = 20
"""How long such a call is proposed to be."""

DAYS_AHEAD = 14
"""Calendar days that are looked through; the next working days lie well within."""

WIDER = (0, 1, 2, 3)
"""Hours before and after usual working hours that are tried in turn, where zones hardly meet: with
the last of them (6 to 20) any two zones meet."""

_GRID = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when one side works: its zone, and the working days of its own calendar."""

    zone: tzinfo
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Slot:
    """A time for the call, as an instant in UTC. `hours_outside` is by how many hours one side
    would have to begin before nine or stay after five; 0 where both are at work."""

    starts: datetime
    ends: datetime
    hours_outside: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits for the late one, directly or through others, and its date."""

    milestone: str
    target: date
    is_direct: bool


def to_call(plan: Plan, unreachable: Collection[str] = ()) -> tuple[Person, ...]:
    """Whom to call, the first choice first, then who could be called instead. `unreachable` are
    the keys of people whose access to the plan has ended."""
    found = [
        person
        for role in CALLED
        for person in plan.people
        if person.side == "buyer" and person.role == role and person.key not in unreachable
    ]
    return tuple(found)


def days_late(milestone: Milestone, today: date) -> int:
    """Calendar days since a step's date; 0 for one that is not open or not yet due."""
    return max(0, (today - milestone.target).days) if milestone.is_open else 0


def what_waits(plan: Plan, key: str) -> tuple[Waiting, ...]:
    """The open steps that come after this one, in plan order. Complete and skipped steps between
    pass on what they wait for, as in the schedule."""
    next_to_it = _reached(plan, key, through=lambda m: not m.is_open)
    later = _reached(plan, key, through=lambda m: True)
    return tuple(
        Waiting(m.key, m.target, m.key in next_to_it)
        for m in plan.milestones
        if m.is_open and m.key in later and m.key != key
    )


def _reached(plan: Plan, key: str, through: Callable[[Milestone], bool]) -> set[str]:
    """What comes after a step: at once, and after those that `through` lets pass."""
    after: dict[str, list[Milestone]] = {}
    for milestone in plan.milestones:
        for earlier in milestone.after:
            after.setdefault(earlier, []).append(milestone)
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for milestone in after.get(waiting.pop(), ()):
            if milestone.key not in found:
                found.add(milestone.key)
                waiting += [milestone.key] if through(milestone) else []
    return found


def close_moves_with(schedule: Schedule, key: str) -> bool:
    """Whether every further day of this step is a day of the close: it has no room left."""
    return key in schedule.critical_path


def waiting_for(plan: Plan, key: str, today: date) -> Turn | None:
    """Since when the step is the buyer's turn, and for how many working days."""
    return next((turn for turn in turns(plan, "buyer", today) if turn.milestone == key), None)


def suggested_times(
    now: datetime,
    ours: Place,
    theirs: Place,
    *,
    minutes: int = MINUTES,
    days: int = 3,
    per_day: int = 2,
) -> tuple[Slot, ...]:
    """Times at which both sides are at work, on the next working days of both, earliest first.

    From tomorrow on, so that an invitation sent now is read in time; on the buyer's full and half
    hours. On each day the first time that leaves them half an hour to arrive, and one at least two
    hours later. Where zones share no working hour, the least that one side has to begin earlier or
    stay later. Fewer, or none, where holidays leave no such day within two weeks.
    """
    for wider in WIDER:
        found = _within(now, ours, theirs, timedelta(minutes=minutes), wider)
        chosen = _spread(found, theirs.zone, days, per_day)
        if chosen:
            return tuple(Slot(s, s + timedelta(minutes=minutes), wider) for s in chosen)
    return ()


def _within(
    now: datetime, ours: Place, theirs: Place, length: timedelta, wider: int
) -> Iterator[datetime]:
    first = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    today = {place: now.astimezone(place.zone).date() for place in (ours, theirs)}
    for step in range(DAYS_AHEAD * 24 * 4):
        starts = first + step * _GRID
        there = starts.astimezone(theirs.zone)
        if there.minute % 30 or there.second:
            continue
        if all(
            starts.astimezone(place.zone).date() > today[place]
            and _is_at_work(starts, length, place, wider)
            for place in (theirs, ours)
        ):
            yield starts


def _is_at_work(starts: datetime, length: timedelta, place: Place, wider: int) -> bool:
    """Whether the whole call lies in this side's hours, `wider` hours earlier and later."""
    begins, ends = (t.astimezone(place.zone) for t in (starts, starts + length))
    if begins.date() != ends.date() or not place.calendar.is_working_day(begins.date()):
        return False
    first, last = (FIRST_HOUR - wider) * 60, (LAST_HOUR + wider) * 60
    return first <= _minute(begins) and _minute(ends) <= last


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _spread(times: Iterator[datetime], zone: tzinfo, days: int, per_day: int) -> list[datetime]:
    """A few times of each of the first days, apart from each other."""
    chosen: list[datetime] = []
    for place, (_day, of_day) in enumerate(groupby(times, lambda at: at.astimezone(zone).date())):
        if place == days:
            break
        chosen += _apart(list(of_day), zone, per_day)
    return chosen


def _apart(times: Sequence[datetime], zone: tzinfo, most: int) -> list[datetime]:
    arrived = [t for t in times if _minute(t.astimezone(zone)) >= FIRST_HOUR * 60 + 30]
    chosen: list[datetime] = []
    for at in arrived or times:
        if len(chosen) < most and (not chosen or at - chosen[-1] >= timedelta(hours=2)):
            chosen.append(at)
    return chosen
