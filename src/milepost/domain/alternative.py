"""Another way round what is stuck: milestones replaced by others, history and all (section 7).

What is replaced is skipped with its reason, so that it keeps its number and leaves the denominator;
nothing is removed. The new steps stand where the first replaced one stood, come after what the
replaced ones waited for, and whatever waited for those waits for the new ones' ends. One edit, so
that one undo takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from milepost.domain.edits import move_targets
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Plan
from milepost.domain.proposing import preview_move
from milepost.domain.schedule import in_order_of_dependency, schedule
from milepost.domain.working_days import common_calendar


@dataclass(frozen=True, slots=True)
class PathEffect:
    """What the other way does: the earliest close before and after, and the working days between
    (negative where it is earlier). None where the plan has no close that is still open."""

    close_before: date | None
    close_after: date | None
    days: int | None


def take_path(plan: Plan, keys: Iterable[str], steps: Sequence[Milestone], why: str) -> Plan:
    """The plan with these milestones replaced by `steps`, which have keys of their own.

    `steps` follow one another unless they say what they come after among themselves. Raises
    InvalidInput where nothing is replaced, a milestone is complete already, or nothing replaces.
    """
    wanted = dict.fromkeys(keys)
    gone = [m for m in plan.milestones if m.key in wanted]
    _check(plan, wanted, gone, steps, why)
    replaced = {m.key for m in gone}
    # What waits for a replaced step itself waits for the new ones, which cannot wait for it too.
    waiting = _leading_from(plan, replaced)
    before = tuple(
        dict.fromkeys(k for m in gone for k in m.after if k not in replaced and k not in waiting)
    )
    new = _in_a_row(steps, before)
    ends = _ends(new)
    words = why.strip()
    milestones: list[Milestone] = []
    for milestone in plan.milestones:
        if milestone.key == gone[0].key:
            milestones += new
        if milestone.key in replaced:
            milestones.append(replace(milestone, status="skipped", reason=words, completed_on=None))
        else:
            milestones.append(_following(milestone, replaced, ends))
    return replace(plan, milestones=tuple(milestones))


def effect_of_path(before: Plan, after: Plan, today: date) -> PathEffect:
    """What taking the other way does to the earliest close, by the schedule of today."""
    closes = [schedule(plan, today).earliest_close for plan in (before, after)]
    first, last = closes
    if first is None or last is None:
        return PathEffect(first, last, None)
    calendar = common_calendar(after.calendars)
    moved = calendar.position(last) - calendar.position(first)
    return PathEffect(first, last, moved)


def with_dates(plan: Plan, keys: Iterable[str], today: date) -> Plan:
    """The plan with proposed targets for these new steps, all of them open, and for what follows.

    A new step's target is the day on which the schedule of `today` ends it, but not before its
    duration after the latest target that it waits for. What comes after it and would be too early
    then moves as far as it has to; nothing moves earlier (product.md section 3).
    """
    wanted = set(keys)
    calendar = common_calendar(plan.calendars)
    for step in in_order_of_dependency(plan.milestones):
        if step.key not in wanted:
            continue
        targets = {m.key: m.target for m in plan.milestones if m.is_open}
        waits = [targets[key] for key in step.after if key in targets]
        end = schedule(plan, today).ends[step.key]
        if waits:
            end = max(end, calendar.end_of_step(calendar.after(max(waits)), step.duration))
        moves = preview_move(plan, step.key, end).moves
        plan = move_targets(plan, {**{move.key: move.after for move in moves}, step.key: end})
    return plan


def stuck_steps(plan: Plan, key: str) -> tuple[str, ...]:
    """What is offered to be replaced with a stuck step: itself, and the pending steps that wait
    for it alone, one after the other, up to the first that waits for something else too.

    The signature, and what comes after it, is never offered.
    """
    signature = plan.signature
    found = [key]
    while True:
        waiting = [m for m in plan.milestones if found[-1] in m.after]
        if len(waiting) != 1:
            break
        (following,) = waiting
        if following.after != (found[-1],) or following.status != "pending":
            break
        if signature is not None and following.key == signature.key:
            break
        found.append(following.key)
    return tuple(found)


def _in_a_row(steps: Sequence[Milestone], before: tuple[str, ...]) -> list[Milestone]:
    own = {step.key for step in steps}
    new: list[Milestone] = []
    for at, step in enumerate(steps):
        inner = tuple(key for key in step.after if key in own)
        if not inner and at:
            inner = (steps[at - 1].key,)
        new.append(replace(step, after=inner or before))
    return new


def _leading_from(plan: Plan, keys: set[str]) -> set[str]:
    """Every milestone that comes after one of these, directly or through others."""
    found: set[str] = set()
    while True:
        more = {m.key for m in plan.milestones if set(m.after) & (keys | found)} - found
        if not more:
            return found
        found |= more


def _ends(steps: Sequence[Milestone]) -> tuple[str, ...]:
    """The new steps that no other new one waits for."""
    waited = {key for step in steps for key in step.after}
    return tuple(step.key for step in steps if step.key not in waited)


def _following(milestone: Milestone, replaced: set[str], ends: tuple[str, ...]) -> Milestone:
    if not replaced & set(milestone.after):
        return milestone
    kept = tuple(key for key in milestone.after if key not in replaced)
    return replace(milestone, after=tuple(dict.fromkeys((*kept, *ends))))


def _check(
    plan: Plan,
    wanted: dict[str, None],
    gone: Sequence[Milestone],
    steps: Sequence[Milestone],
    why: str,
) -> None:
    problems = []
    if not gone or len(gone) != len(wanted):
        problems.append(
            Problem("milestones", "a step to replace is not in the plan", "steps of this plan")
        )
    problems += [
        Problem(
            path_of("milestones", m.key),
            f"“{m.title}” is {'complete' if m.status == 'complete' else 'left out'} already",
            "steps that are still open",
        )
        for m in gone
        if not m.is_open
    ]
    if not steps:
        problems.append(Problem("steps", "nothing replaces them", "one step at least"))
    taken = {m.key for m in plan.milestones}
    if any(step.key in taken for step in steps):
        problems.append(Problem("steps", "a step has the key of another", "keys of their own"))
    if not why.strip():
        problems.append(Problem("why", "the reason is missing", "a few words"))
    if problems:
        raise InvalidInput(problems)
