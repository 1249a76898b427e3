"""What each side promised and kept, and whose turn it is (product.md section 4, evidence).

Facts private to the seller, each with its list; they never change a band or the health. Only
shared milestones count. One that both sides own counts for both.

A milestone's *promise* is its target in the newest baseline that has it; without one, the target
that it had when the buyer first saw it: before the first move after the plan was shared. Days late
are calendar days, as everywhere in section 4; how long a turn takes is told in working days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from milepost.domain.plan import Milestone, Plan, Side
from milepost.domain.working_days import common_calendar

SIDES: tuple[Side, ...] = ("buyer", "seller")


@dataclass(frozen=True, slots=True)
class TargetMove:
    """A milestone's target was changed on a day."""

    milestone: str
    on: date
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Promise:
    """One date that a side promised. `days_late` is 0 where it was met; an open milestone is late
    once its promised day has passed. `moves` counts how often its target moved later."""

    milestone: str
    promised: date
    done: date | None
    days_late: int
    moves: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The promises of one side whose day has come: dates met, and dates missed, in plan order."""

    met: tuple[Promise, ...] = ()
    late: tuple[Promise, ...] = ()

    @property
    def due(self) -> int:
        """How many promises there were to keep."""
        return len(self.met) + len(self.late)


@dataclass(frozen=True, slots=True)
class Turn:
    """A milestone that waits for a side since a day: open, and all before it is over."""

    milestone: str
    since: date
    working_days: int


@dataclass(frozen=True, slots=True)
class Took:
    """How long a side took for a milestone once it was its turn, in working days."""

    milestone: str
    since: date
    done: date
    working_days: int


def kept_by(plan: Plan, side: Side, moves: Iterable[TargetMove], today: date) -> Kept:
    """How one side kept its dates since the plan was shared; nothing for a draft."""
    if plan.shared_on is None:
        return Kept()
    later, first = _moves(plan.shared_on, moves)
    baseline = _baseline_targets(plan)
    met: list[Promise] = []
    late: list[Promise] = []
    for milestone in _owned(plan, side):
        key = milestone.key
        promised = baseline.get(key) or first.get(key) or milestone.target
        done = milestone.completed_on if milestone.status == "complete" else None
        if milestone.status == "complete":
            days = ((done or promised) - promised).days
        else:
            days = (today - promised).days
        promise = Promise(key, promised, done, max(0, days), later.get(key, 0))
        if days > 0:
            late.append(promise)
        elif milestone.status == "complete":
            met.append(promise)
    return Kept(tuple(met), tuple(late))


def turns(plan: Plan, side: Side, today: date) -> tuple[Turn, ...]:
    """What waits for one side now, longest first; nothing for a draft or a closed plan."""
    if plan.is_closed or plan.shared_on is None:
        return ()
    calendar = common_calendar(plan.calendars)
    found = []
    for milestone in _owned(plan, side):
        since = _ready_since(plan, milestone) if milestone.is_open else None
        if since is not None:
            waited = calendar.count(since, today) - calendar.is_working_day(since)
            found.append(Turn(milestone.key, since, max(0, waited)))
    return tuple(sorted(found, key=lambda turn: turn.since))


def turns_taken(plan: Plan, side: Side) -> tuple[Took, ...]:
    """How long one side took for each complete milestone of its own, in plan order."""
    calendar = common_calendar(plan.calendars)
    found = []
    for milestone in _owned(plan, side):
        done = milestone.completed_on
        if milestone.status != "complete" or done is None:
            continue
        since = min(_ready_since(plan, milestone) or plan.shared_on or plan.created, done)
        days = calendar.count(since, done) - calendar.is_working_day(since)
        found.append(Took(milestone.key, since, done, max(0, days)))
    return tuple(found)


def usual_days(took: Iterable[Took]) -> int | None:
    """The working days that a side usually takes (the median); None where it took none yet."""
    days = [each.working_days for each in took]
    return median_low(days) if days else None


def _owned(plan: Plan, side: Side) -> list[Milestone]:
    return [
        m
        for m in plan.milestones
        if m.visibility == "shared"
        and m.status != "skipped"
        and m.owners is not None
        and getattr(m.owners, side) is not None
    ]


def _moves(
    shared_on: date, moves: Iterable[TargetMove]
) -> tuple[Mapping[str, int], Mapping[str, date]]:
    """How often each target moved later since the buyer saw the plan, and what it was before."""
    later: dict[str, int] = {}
    first: dict[str, date] = {}
    for move in sorted(moves, key=lambda move: move.on):
        if move.on < shared_on:
            continue
        first.setdefault(move.milestone, move.before)
        if move.after > move.before:
            later[move.milestone] = later.get(move.milestone, 0) + 1
    return later, first


def _baseline_targets(plan: Plan) -> Mapping[str, date]:
    """Each milestone's target in the newest baseline that has it."""
    found: dict[str, date] = {}
    for baseline in sorted(plan.baselines, key=lambda baseline: baseline.on):
        found |= baseline.targets
    return found


def _ready_since(plan: Plan, milestone: Milestone) -> date | None:
    """The day from which a milestone's owner could work on it: when the last of what it comes
    after was over, and not before the plan was shared. None while something before it is open."""
    by_key = {m.key: m for m in plan.milestones}
    since = plan.shared_on or plan.created
    waiting, seen = list(milestone.after), set(milestone.after)
    while waiting:
        before = by_key.get(waiting.pop())
        if before is None:
            continue
        if before.is_open:
            return None
        if before.status == "complete":
            since = max(since, before.completed_on or since)
        else:  # a skipped one passes on what it comes after
            waiting += [key for key in before.after if key not in seen]
            seen |= set(before.after)
    return since
