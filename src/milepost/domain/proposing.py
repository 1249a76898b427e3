"""Dates that the system proposes (product.md section 3): back-scheduling and moving a date.

A milestone's target is the end of its step; counts are working days common to both sides.

How the rules were read where they could be read twice:

- Every milestone given takes part, whatever its status: proposing is for plans not yet begun.
- The signature is `schedule.closing_milestone`, the stand-in included. Where a plan has no shared
  milestone at all, every step follows forward and the plan fits.
- "Earlier step first" on equal remainders follows the path, from its first step to the signature.
- The "earliest successor" of a step off the path is looked for among those that lead to the
  signature; the others follow forward from it.
- Tightening cuts the longest path to the window. A step whose share would be below one day keeps
  one, and the rest is shared among the others. Where another path to the signature is then too
  long, its steps that were not cut yet are cut to what the window leaves them. Steps that do not
  lead to the signature keep their durations. Where one day each is still too much, the tightened
  plan is offered all the same, with what it is short of; where nothing can be cut there is none.
- When a date is moved, a step's predecessors are the open ones that it waits for, as in the
  schedule: complete and skipped steps hold nobody up and hand on what they came after.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from milepost.domain.plan import Milestone, Plan
from milepost.domain.schedule import closing_milestone, in_order_of_dependency
from milepost.domain.working_days import WorkingCalendar, common_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Proposed targets of all milestones by key, with the durations they rest on.

    `days_short` are working days after the target close; `earliest_close` is the proposed end of
    the signature. `tightened` is offered where the plan does not fit; `is_tightened` marks it.
    """

    targets: Mapping[str, date]
    durations: Mapping[str, int]
    fits: bool
    days_short: int
    earliest_close: date
    notes: tuple[str, ...] = ()
    is_tightened: bool = False
    tightened: Proposal | None = None


@dataclass(frozen=True, slots=True)
class TargetMove:
    """One target that would move with another one."""

    key: str
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a new target brings with it: `moves` of other steps in plan order.

    `effect` is the number of working days by which the signature's target moves (negative when
    earlier); its dates are None where the plan has no shared milestone.
    """

    moves: tuple[TargetMove, ...]
    effect: int
    signature_before: date | None
    signature_after: date | None


def propose_dates(
    milestones: Sequence[Milestone],
    *,
    created: date,
    target_close: date,
    calendar: WorkingCalendar,
) -> Proposal:
    """Targets worked back from the target close, or forward where the window is too short.

    Raises `InvalidInput` on circles and on dates beyond the calendar.
    """
    window = _Window(calendar, calendar.position(created), calendar.position_after(target_close))
    steps = _Steps(milestones)
    proposal = _proposed(steps, window, {m.key: m.duration for m in milestones})
    if proposal.fits:
        return proposal
    shorter = _tightened(steps, window.days, proposal.durations)
    if shorter == proposal.durations:
        return proposal
    return _replaced(proposal, _proposed(steps, window, shorter, is_tightened=True))


def worked_back_close(
    milestones: Sequence[Milestone], *, go_live: date, created: date, calendar: WorkingCalendar
) -> date:
    """The target close that a wanted go-live leaves (product.md section 2).

    It is the latest working day from which the milestones after the signature, at their
    durations, still end by go-live; never before the first working day from `created` on, since
    no plan closes before it was made.
    """
    steps = _Steps(milestones)
    needed: dict[str, int] = {}
    for key in reversed(steps.order):
        follow = (needed[after] + steps.durations[after] for after in steps.successors[key])
        needed[key] = max(follow, default=0)
    last = calendar.position_after(go_live) - 1
    latest = last if steps.closing is None else last - needed[steps.closing]
    return calendar.at(max(latest, calendar.position(created)))


def preview_move(plan: Plan, key: str, target: date) -> MovePreview:
    """What follows when a person gives milestone `key` a new target; nothing is changed.

    Each open step after it, directly or through others, whose target is earlier than the d-th
    working day after its predecessors' latest target moves to that day. Nothing moves earlier.
    """
    calendar = common_calendar(plan.calendars)
    targets = {m.key: m.target for m in plan.milestones}
    targets[key] = target
    latest: dict[str, date | None] = {}  # latest target that a step after this one waits for
    following = {key}
    for m in in_order_of_dependency(plan.milestones):
        waits = [day for day in (latest.get(earlier) for earlier in m.after) if day is not None]
        if not following.isdisjoint(m.after):
            following.add(m.key)
            if m.is_open and waits:
                first = calendar.position_after(max(waits))
                if calendar.position_after(targets[m.key]) <= first + m.duration - 1:
                    targets[m.key] = calendar.at(first + m.duration - 1)
        latest[m.key] = targets[m.key] if m.is_open else max(waits, default=None)
    closing = closing_milestone(plan.milestones)
    before = closing.target if closing else None
    after = targets[closing.key] if closing else None
    return MovePreview(
        moves=tuple(
            TargetMove(m.key, m.target, targets[m.key])
            for m in plan.milestones
            if m.key != key and m.target != targets[m.key]
        ),
        effect=working_days_moved(calendar, before, after) if before and after else 0,
        signature_before=before,
        signature_after=after,
    )


def working_days_moved(calendar: WorkingCalendar, before: date, after: date) -> int:
    """Working days from one date to another: after `before` up to and including `after`.

    Negative where the date moves earlier.
    """
    return calendar.position_after(after) - calendar.position_after(before)


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares of `total` in proportion to `weights`, adding up exactly.

    What rounding down leaves goes to the largest remainders, the earlier one on a tie.
    """
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


@dataclass(frozen=True, slots=True)
class _Window:
    """Positions: the first working day of the plan, and the one after the target close."""

    calendar: WorkingCalendar
    first: int
    end: int

    @property
    def days(self) -> int:
        return max(0, self.end - self.first)


class _Steps:
    """The milestones as a graph of keys, with what leads to the signature."""

    __slots__ = ("closing", "durations", "leading", "order", "place", "predecessors", "successors")

    def __init__(self, milestones: Sequence[Milestone]) -> None:
        ordered = in_order_of_dependency(milestones)
        closing = closing_milestone(milestones)
        self.order = [m.key for m in ordered]
        self.place = {m.key: place for place, m in enumerate(milestones)}
        self.durations: Mapping[str, int] = {m.key: m.duration for m in milestones}
        self.predecessors = {
            m.key: sorted({key for key in m.after if key in self.place}, key=self.place.__getitem__)
            for m in milestones
        }
        self.successors: dict[str, list[str]] = {m.key: [] for m in milestones}
        for key, earlier in self.predecessors.items():
            for before in earlier:
                self.successors[before].append(key)
        self.closing = closing.key if closing else None
        self.leading: set[str] = set() if self.closing is None else {self.closing}
        for key in reversed(self.order):
            if key in self.leading:
                self.leading.update(self.predecessors[key])

    def longest_path(self, durations: Mapping[str, int]) -> list[str]:
        """The longest path to the signature, first step first; empty without a signature.

        Of equal ones, going back from the signature, the predecessor first in plan order.
        """
        if self.closing is None:
            return []
        length: dict[str, int] = {}
        for key in self.order:
            before = (length[earlier] for earlier in self.predecessors[key])
            length[key] = durations[key] + max(before, default=0)
        path = [self.closing]
        while earlier := self.predecessors[path[-1]]:
            path.append(max(earlier, key=length.__getitem__))  # max takes the first of equals
        return path[::-1]


def _proposed(
    steps: _Steps, window: _Window, durations: Mapping[str, int], *, is_tightened: bool = False
) -> Proposal:
    path = steps.longest_path(durations)
    needed = sum(durations[key] for key in path)
    short = max(0, needed - (window.end - window.first)) if path else 0
    ends = {} if short else _worked_back(steps, window, durations, path)
    _follow_forward(steps, window, durations, ends)
    targets = {key: window.calendar.at(ends[key]) for key in steps.place}
    close = targets[steps.closing] if steps.closing else window.calendar.at(window.first)
    return Proposal(
        targets=targets,
        durations=dict(durations),
        fits=not short,
        days_short=short,
        earliest_close=close,
        notes=(_shortness(short),) if short else (),
        is_tightened=is_tightened,
    )


def _shortness(days: int) -> str:
    return f"does not fit: {days} working {'day' if days == 1 else 'days'} short"


def _worked_back(
    steps: _Steps, window: _Window, durations: Mapping[str, int], path: Sequence[str]
) -> dict[str, int]:
    """Ends by position of every step that leads to the signature, for a window long enough."""
    ends: dict[str, int] = {}
    starts: dict[str, int] = {}
    weights = [durations[key] for key in path]
    spare = largest_remainder(window.days - sum(weights), weights) if path else []
    start = window.first
    for key, duration, more in zip(path, weights, spare, strict=True):
        starts[key] = start
        ends[key] = start + duration + more - 1
        start = ends[key] + 1
    for key in reversed(steps.order):
        if key in steps.leading and key not in ends:
            follow = (starts[after] for after in steps.successors[key] if after in steps.leading)
            ends[key] = min(follow) - 1
            starts[key] = ends[key] - durations[key] + 1
    return ends


def _follow_forward(
    steps: _Steps, window: _Window, durations: Mapping[str, int], ends: dict[str, int]
) -> None:
    """Fills in the steps without an end: as early as what they come after allows."""
    for key in steps.order:
        if key not in ends:
            before = (ends[earlier] for earlier in steps.predecessors[key])
            ends[key] = max(before, default=window.first - 1) + durations[key]


def _tightened(steps: _Steps, window: int, durations: Mapping[str, int]) -> dict[str, int]:
    """Durations cut until every path to the signature fits the window, or none can be cut."""
    cut = dict(durations)
    done: set[str] = set()
    while True:
        path = steps.longest_path(cut)
        if sum(cut[key] for key in path) <= window:
            return cut
        fresh = [key for key in path if key not in done]
        room = window - sum(cut[key] for key in path if key in done)
        if room < len(fresh) or not fresh:
            fresh, room = path, window
        shorter = _cut_in_proportion(room, [cut[key] for key in fresh])
        if shorter == [cut[key] for key in fresh]:
            return cut
        cut.update(zip(fresh, shorter, strict=True))
        done.update(fresh)


def _cut_in_proportion(total: int, durations: Sequence[int]) -> list[int]:
    """Shares of `total` by largest remainder, none below 1; all 1 where `total` is too short."""
    if total <= len(durations):
        return [1] * len(durations)
    ones: Collection[int] = ()
    while True:
        rest = [index for index in range(len(durations)) if index not in ones]
        left, whole = total - len(ones), sum(durations[index] for index in rest)
        below = [index for index in rest if durations[index] * left < whole]
        if not below:
            break
        ones = {*ones, *below}
    shares = [1] * len(durations)
    for index, share in zip(
        rest, largest_remainder(left, [durations[index] for index in rest]), strict=True
    ):
        shares[index] = share
    return shares


def _replaced(proposal: Proposal, tightened: Proposal) -> Proposal:
    return Proposal(
        targets=proposal.targets,
        durations=proposal.durations,
        fits=proposal.fits,
        days_short=proposal.days_short,
        earliest_close=proposal.earliest_close,
        notes=proposal.notes,
        tightened=tightened,
    )
