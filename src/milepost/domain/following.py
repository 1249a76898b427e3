"""What follows from a step that takes longer, or that has to come after another one.

Moving a date is `proposing.preview_move`. Here the date follows from something else: a duration
or a dependency is changed first, and the step's own target then may come too early for it. The
same rule says what moves (product.md section 3): an open step ends no earlier than the d-th
working day after its open predecessors' latest target; what has room stays; nothing moves earlier
by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Milestone, Plan
from milepost.domain.proposing import TargetMove, preview_move, working_days_moved
from milepost.domain.schedule import closing_milestone, in_order_of_dependency, schedule
from milepost.domain.working_days import common_calendar


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a change brings with it. `moves` are targets that would follow, in plan order, the
    step's own among them; `effect` the working days by which the signature's target moves with
    them. The closes are the schedule's earliest, before and after; None where there is none."""

    moves: tuple[TargetMove, ...]
    effect: int
    signature_before: date | None
    signature_after: date | None
    close_before: date | None
    close_after: date | None

    @property
    def targets(self) -> Mapping[str, date]:
        """The new target of each step that would follow."""
        return {move.key: move.after for move in self.moves}


def longer(plan: Plan, key: str, duration: int) -> Plan:
    """The plan with another duration of one step. Raises InvalidInput below one day."""
    if duration < 1:
        raise InvalidInput(
            [Problem(f"milestones.{key}.duration", "a step takes at least a day", "1 or more")]
        )
    return _with_step(plan, key, duration=duration)


def coming_after(plan: Plan, key: str, earlier: str) -> Plan:
    """The plan in which step `key` also waits for `earlier`.

    Raises InvalidInput where `earlier` already waits for it, directly or through others: the
    words name the steps of that circle by their titles.
    """
    step = plan.milestone(key)
    if step is None or plan.milestone(earlier) is None or earlier in step.after:
        return plan
    circle = way(plan, key, earlier)
    if circle:
        raise InvalidInput([_circle(plan, key, circle)])
    order = {m.key: place for place, m in enumerate(plan.milestones)}
    after = sorted({*step.after, earlier}, key=lambda each: order.get(each, len(order)))
    return _with_step(plan, key, after=tuple(after))


def no_longer_after(plan: Plan, key: str, earlier: str) -> Plan:
    """The plan in which step `key` does not wait for `earlier` any more."""
    step = plan.milestone(key)
    if step is None:
        return plan
    return _with_step(plan, key, after=tuple(k for k in step.after if k != earlier))


def way(plan: Plan, first: str, last: str) -> tuple[str, ...]:
    """The steps from `first` to `last`, each waiting for the one before it; empty for none.

    The shortest of them; of one step only where both are the same.
    """
    waiting: dict[str, list[str]] = {}
    for m in plan.milestones:
        for key in m.after:
            waiting.setdefault(key, []).append(m.key)
    paths: list[tuple[str, ...]] = [(first,)]
    seen = {first}
    while paths:
        path = paths.pop(0)
        if path[-1] == last:
            return path
        for key in waiting.get(path[-1], ()):
            if key not in seen:
                seen.add(key)
                paths.append((*path, key))
    return ()


def consequence(before: Plan, after: Plan, key: str, today: date) -> Consequence:
    """What follows from a change of step `key` that `after` already holds."""
    step = after.milestone(key)
    wanted = _no_earlier_than(after, key) if step is not None and step.is_open else None
    moves: tuple[TargetMove, ...] = ()
    if step is not None and step.is_open:
        target = max(step.target, wanted) if wanted else step.target
        moves = preview_move(after, key, target).moves
        if target != step.target:
            own = TargetMove(key, step.target, target)
            order = {m.key: place for place, m in enumerate(after.milestones)}
            moves = tuple(sorted((*moves, own), key=lambda move: order[move.key]))
    follow = {move.key: move.after for move in moves}
    former, closing = closing_milestone(before.milestones), closing_milestone(after.milestones)
    first = former.target if former else None
    last = follow.get(closing.key, closing.target) if closing else None
    calendar = common_calendar(after.calendars)
    return Consequence(
        moves=moves,
        effect=working_days_moved(calendar, first, last) if first and last else 0,
        signature_before=first,
        signature_after=last,
        close_before=_earliest_close(before, today),
        close_after=_earliest_close(after, today),
    )


def _no_earlier_than(plan: Plan, key: str) -> date | None:
    """The d-th working day after the latest target that a step waits for; None for no wait."""
    calendar = common_calendar(plan.calendars)
    latest: dict[str, date | None] = {}
    for m in in_order_of_dependency(plan.milestones):
        waits = [day for day in (latest.get(earlier) for earlier in m.after) if day is not None]
        if m.key == key:
            if not waits:
                return None
            return calendar.at(calendar.position_after(max(waits)) + m.duration - 1)
        latest[m.key] = m.target if m.is_open else max(waits, default=None)
    return None


def _earliest_close(plan: Plan, today: date) -> date | None:
    return None if plan.is_closed else schedule(plan, today).earliest_close


def _with_step(plan: Plan, key: str, **fields: object) -> Plan:
    def changed(milestone: Milestone) -> Milestone:
        return replace(milestone, **fields) if milestone.key == key else milestone  # type: ignore[arg-type]

    return replace(plan, milestones=tuple(map(changed, plan.milestones)))


def _circle(plan: Plan, key: str, circle: tuple[str, ...]) -> Problem:
    titles = {m.key: m.title for m in plan.milestones}
    path = f"milestones.{key}.after"
    if len(circle) == 1:
        return Problem(path, f"“{titles[key]}” cannot wait for itself", "choose another step")
    first, last = titles[circle[0]], titles[circle[-1]]
    through = ", ".join(f"“{titles[each]}”" for each in circle[1:-1])
    waits = f"“{last}” already comes after “{first}”"
    if through:
        waits = f"{waits}, through {through}"
    return Problem(
        path,
        f"{waits}; if “{first}” came after it too, they would wait for each other for ever",
        "take the one out of what the other waits for first",
    )
