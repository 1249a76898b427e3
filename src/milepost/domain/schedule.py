"""An open plan looked at today: earliest ends, float, critical path (product.md section 3).

Targets are not read. Only open steps count, internal ones too; a complete or skipped step hands
its open predecessors on to what comes after it. All arithmetic is on positions of working days
(`working_days`), so that "one working day more" is `+ 1`.

How the rules were read where they could be read twice:

- "d-th working day counted from `started_on`": the first is the first working day on or after
  `started_on`, also where that lies in the future.
- A milestone with status `pending` counts as pending even where `started_on` is set.
- The signature's stand-in is the last shared milestone whatever its status; where it is complete
  or skipped there is no earliest close, as with a signature that is no longer open.
- "Leads to the signature" goes through complete and skipped steps, as waiting does.
- Float lets the end of one step slip and every open step after it follow by the same rules as
  above. A started step has its own end, so what it waits for may slip as far as that end.
- An "open predecessor" of the current milestone is one that the step really waits for, internal
  ones and those handed on included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Milestone, Plan
from milepost.domain.working_days import WorkingCalendar, common_calendar

_OPEN = frozenset({"pending", "in_progress", "blocked"})
_NOTHING = -(1 << 62)
_NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the open steps can end, seen from one day. Lists of keys are in plan order.

    `starts`, `ends` and `float` have every open milestone; a started step's start is its own
    `started_on`. Counts are working days.
    """

    starts: Mapping[str, date]
    ends: Mapping[str, date]
    float: Mapping[str, int]
    critical_path: tuple[str, ...]
    current_milestone: str | None
    earliest_close: date | None
    fits: bool
    days_short: int
    days_spare: int


def schedule(plan: Plan, today: date) -> Schedule:
    """The schedule of a plan on `today`; the rules are in this module's first lines.

    Raises `InvalidInput` where steps wait for each other in a circle, or where a date would lie
    beyond the calendar.
    """
    milestones = plan.milestones
    calendar = common_calendar(plan.calendars)
    order = in_order_of_dependency(milestones)
    forward = _Forward(order, calendar, calendar.position(today))
    ends = forward.ends
    last = closing_milestone(milestones)
    close = ends.get(last.key) if last is not None else None
    slack, leads = _slack(order, ends, last.key if close is not None and last else None)
    if close is None:
        critical = [m for m in milestones if slack.get(m.key) == 0]
    else:
        critical = [m for m in milestones if slack.get(m.key) == 0 and m.key in leads]
    current = (m.key for m in critical if m.visibility == "shared" and m.key not in forward.waiting)
    open_keys = [m.key for m in milestones if m.key in ends]
    at = calendar.at
    short = spare = 0
    if close is not None:
        target = calendar.position_after(plan.target_close) - 1
        short, spare = max(0, close - target), max(0, target - close)
    return Schedule(
        starts={key: forward.start_of(key) for key in open_keys},
        ends={key: at(ends[key]) for key in open_keys},
        float={key: slack[key] for key in open_keys},
        critical_path=tuple(m.key for m in critical),
        current_milestone=next(current, None),
        earliest_close=None if close is None else at(close),
        fits=short == 0,
        days_short=short,
        days_spare=spare,
    )


def closing_milestone(milestones: Sequence[Milestone]) -> Milestone | None:
    """The signature milestone, or the last shared one where there is none; None without either.

    The signature is the last shared milestone of kind `signature` that is not skipped.
    """
    last_shared = None
    for milestone in reversed(milestones):
        if milestone.visibility == "shared":
            if milestone.kind == "signature" and milestone.status != "skipped":
                return milestone
            last_shared = last_shared or milestone
    return last_shared


class Step(Protocol):
    """Anything with a key that comes after other keys: a milestone, a template's step."""

    @property
    def key(self) -> str: ...

    @property
    def after(self) -> tuple[str, ...]: ...


S = TypeVar("S", bound=Step)


def in_order_of_dependency(milestones: Sequence[S]) -> Sequence[S]:
    """The milestones with everything after what it comes after; plan order where it allows.

    A key in `after` that no milestone has is passed over. Raises `InvalidInput` on a circle.
    """
    seen: set[str] = set()
    for milestone in milestones:
        if not seen.issuperset(milestone.after):
            return _sorted_by_dependency(milestones)
        seen.add(milestone.key)
    return milestones


def _sorted_by_dependency(milestones: Sequence[S]) -> list[S]:
    by_key = {milestone.key: milestone for milestone in milestones}
    done: dict[str, S] = {}
    for milestone in milestones:
        path: dict[str, Iterable[str]] = {milestone.key: iter(milestone.after)}
        if milestone.key in done:
            continue
        while path:
            key = next(reversed(path))
            for earlier in path[key]:
                if earlier in path:
                    raise InvalidInput([_circle(path, earlier)])
                if earlier in by_key and earlier not in done:
                    path[earlier] = iter(by_key[earlier].after)
                    break
            else:
                done[key] = by_key[key]
                del path[key]
    return list(done.values())


def _circle(path: Iterable[str], key: str) -> Problem:
    steps = list(path)
    names = ", ".join([*steps[steps.index(key) :], key])
    return Problem(
        f"milestones.{key}.after",
        f"milestones wait for each other in a circle: {names}",
        "take one of them out of the other's `after`",
    )


class _Forward:
    """Earliest ends of the open steps, by position; `waiting` has those with open predecessors."""

    __slots__ = ("_calendar", "_starts", "ends", "waiting")

    def __init__(self, order: Sequence[Milestone], calendar: WorkingCalendar, today: int) -> None:
        self._calendar = calendar
        self._starts: dict[str, int | date] = {}
        self.ends: dict[str, int] = {}
        self.waiting: set[str] = set()
        handed_on: dict[str, int] = {}  # through complete and skipped steps
        ends, starts = self.ends, self._starts
        for m in order:
            key = m.key
            before = _NOTHING
            for earlier in m.after:
                end = ends.get(earlier)
                if end is None:
                    end = handed_on.get(earlier, _NOTHING)
                if end > before:
                    before = end
            if m.status not in _OPEN:
                handed_on[key] = before
                continue
            if before != _NOTHING:
                self.waiting.add(key)
            if m.status == "pending" or m.started_on is None:
                start = before + 1 if before >= today else today
                starts[key] = start
                ends[key] = start + m.duration - 1
            else:
                starts[key] = m.started_on
                own = calendar.position(m.started_on) + m.duration - 1
                ends[key] = max(own, today, before)

    def start_of(self, key: str) -> date:
        start = self._starts[key]
        return start if isinstance(start, date) else self._calendar.at(start)


def _slack(
    order: Sequence[Milestone], ends: Mapping[str, int], closing: str | None
) -> tuple[dict[str, int], set[str]]:
    """Float of every open step, and the keys at or leading to the closing milestone.

    Backward over the order: `latest` is how late a step may end. A pending successor has to
    start the working day after it, a started one only has to end no earlier, and a complete or
    skipped one hands back what its own successors allow.
    """
    leads: set[str] = set() if closing is None else {closing}
    # What the successors seen so far allow; those leading to the closing milestone apart.
    latest: dict[str, int] = {}
    latest_to_close: dict[str, int] = {}
    if closing is not None:
        latest_to_close[closing] = ends[closing]
    end_of_all = max(ends.values(), default=0)
    slack: dict[str, int] = {}
    for m in reversed(order):
        key = m.key
        leading = key in leads
        bounds = latest_to_close if leading else latest
        bound = bounds.get(key, end_of_all)
        end = ends.get(key)
        allowed = bound
        if end is not None:
            slack[key] = bound - end
            if m.status == "pending" or m.started_on is None:
                allowed = bound - m.duration
        for earlier in m.after:
            if leading:
                leads.add(earlier)
            if allowed < bounds.get(earlier, _NEVER):
                bounds[earlier] = allowed
    return slack, leads
