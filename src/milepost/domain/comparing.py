"""Two points in a plan's life side by side: what differs, step by step and field by field.

For the history's comparison and for what a review or a new baseline did. Moves are told in working
days common to both sides by the later plan's calendars (product.md sections 2 and 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from milepost.domain.paths import parts_of
from milepost.domain.plan import Baseline, Milestone, Plan
from milepost.domain.progress import Completion, completion_of
from milepost.domain.proposing import working_days_moved
from milepost.domain.revisions import FieldChange, diff
from milepost.domain.schedule import closing_milestone
from milepost.domain.working_days import WorkingCalendar, common_calendar

What = Literal["added", "removed", "changed", "same"]


@dataclass(frozen=True, slots=True)
class StepChange:
    """One milestone at both points. `changes` are its fields that differ; `days` are the working
    days by which its target moved (later is positive), 0 where it is new or gone."""

    key: str
    what: What
    before: Milestone | None
    after: Milestone | None
    days: int
    changes: tuple[FieldChange, ...]

    @property
    def milestone(self) -> Milestone:
        """The step as it is, or was last."""
        found = self.after or self.before
        assert found is not None  # one of the two points has it
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two points. `plan_changes` are fields of the plan itself and its people;
    `steps` are all milestones of either point, in the later one's order with those that are gone
    where they stood. `close_days` are the working days by which the signature's target moved."""

    steps: tuple[StepChange, ...]
    plan_changes: tuple[FieldChange, ...]
    completion: tuple[Completion, Completion]
    close: tuple[date | None, date | None]
    close_days: int

    @property
    def moved(self) -> tuple[StepChange, ...]:
        """The steps whose targets differ."""
        return tuple(step for step in self.steps if step.days)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not self.plan_changes and all(step.what == "same" for step in self.steps)


@dataclass(frozen=True, slots=True)
class Slip:
    """How far a milestone is from a baseline: `days` working days, later is positive."""

    milestone: str
    promised: date
    now: date
    days: int


def compare(before: Plan, after: Plan) -> Comparison:
    """What differs between two states of one plan."""
    calendar = common_calendar(after.calendars)
    by_step: dict[str, list[FieldChange]] = {}
    of_plan: list[FieldChange] = []
    for change in diff(before, after):
        parts = parts_of(change.path)
        if parts[0] == "milestones":
            by_step.setdefault(parts[1], []).append(change)
        else:
            of_plan.append(change)
    steps = tuple(
        _step(before.milestone(key), after.milestone(key), by_step.get(key, []), calendar)
        for key in _in_order(before, after)
    )
    ends = [closing_milestone(plan.milestones) for plan in (before, after)]
    close = tuple(m.target if m else None for m in ends)
    return Comparison(
        steps=steps,
        plan_changes=tuple(of_plan),
        completion=(_completion(before), _completion(after)),
        close=(close[0], close[1]),
        close_days=_moved(calendar, close[0], close[1]),
    )


def slips(plan: Plan, baseline: Baseline) -> tuple[Slip, ...]:
    """How far each milestone that a baseline has is from it, in plan order.

    A complete one is measured by the day on which it was completed, skipped ones are left out.
    """
    calendar = common_calendar(plan.calendars)
    found = []
    for milestone in plan.milestones:
        promised = baseline.targets.get(milestone.key)
        if promised is None or milestone.status == "skipped":
            continue
        now = milestone.target
        if milestone.status == "complete":
            now = milestone.completed_on or now
        found.append(Slip(milestone.key, promised, now, _moved(calendar, promised, now)))
    return tuple(found)


def earlier_targets(plan: Plan, baseline: Baseline) -> Mapping[str, date]:
    """The baseline's targets of the milestones that are still in the plan."""
    keys = {m.key for m in plan.milestones}
    return {key: day for key, day in baseline.targets.items() if key in keys}


def _step(
    before: Milestone | None,
    after: Milestone | None,
    changes: list[FieldChange],
    calendar: WorkingCalendar,
) -> StepChange:
    what: What = "changed" if changes else "same"
    if before is None or after is None:
        what = "added" if before is None else "removed"
    key = (after or before).key  # type: ignore[union-attr]
    days = _moved(calendar, before.target, after.target) if before and after else 0
    return StepChange(key, what, before, after, days, tuple(changes))


def _in_order(before: Plan, after: Plan) -> list[str]:
    """The later order, and what is gone right behind what it followed."""
    order = [m.key for m in after.milestones]
    known = set(order)
    former: str | None = None
    for milestone in before.milestones:
        if milestone.key not in known:
            place = order.index(former) + 1 if former in order else 0
            order.insert(place, milestone.key)
        former = milestone.key
    return order


def _completion(plan: Plan) -> Completion:
    counted = [m for m in plan.shared_milestones if m.status != "skipped"]
    return completion_of(sum(m.status == "complete" for m in counted), len(counted))


def _moved(calendar: WorkingCalendar, before: date | None, after: date | None) -> int:
    if before is None or after is None or before == after:
        return 0
    return working_days_moved(calendar, before, after)
