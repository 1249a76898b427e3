"""What a change of a plan leads to: completion, the signature's target, the earliest close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from milepost.domain.errors import InvalidInput
from milepost.domain.json_values import to_json
from milepost.domain.plan import Milestone, Plan
from milepost.domain.proposing import working_days_moved
from milepost.domain.revisions import FieldChange
from milepost.domain.schedule import schedule
from milepost.domain.working_days import common_calendar

Counts: TypeAlias = tuple[int, int]

# Milestone fields that neither completion nor the schedule read.
_WORDS = frozenset(
    {"title", "phase", "done_means", "owners", "notes", "tasks", "task_order", "reason"}
    | {"completed_on", "completed_by", "confirmed_on", "confirmed_by"}
)
_PLAN_FIELDS = frozenset({"calendars", "order", "milestones"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Before and after a change. Completion is complete of all shared that are not skipped;
    `signature_days` are the working days by which the signature's target moves. `is_material`:
    both sides are asked for their agreement again (`domain.terms`); a reason was asked for it."""

    completion_before: Counts
    completion_after: Counts
    signature_before: date | None = None
    signature_after: date | None = None
    signature_days: int = 0
    earliest_close_before: date | None = None
    earliest_close_after: date | None = None
    is_material: bool = False


def effect_of(
    before: Plan | None, after: Plan, changes: Iterable[FieldChange], today: date
) -> Effect:
    """The effect of changes already made. The schedule is worked out only where one of the
    fields that it reads changed; otherwise earliest closes are None."""
    former = after if before is None else before
    ends = _closing(former), _closing(after)
    targets = tuple(m.target if m else None for m in ends)
    closes: tuple[date | None, date | None] = (None, None)
    if before is None:
        closes = (None, _earliest_close(after, today))
    elif any(_is_scheduled(change.path) for change in changes):
        closes = (_earliest_close(before, today), _earliest_close(after, today))
    return Effect(
        completion_before=_counts(former),
        completion_after=_counts(after),
        signature_before=targets[0],
        signature_after=targets[1],
        signature_days=_moved(after, targets[0], targets[1]),
        earliest_close_before=closes[0],
        earliest_close_after=closes[1],
    )


def effect_to_json(effect: Effect) -> Any:
    """An effect as a revision keeps it."""
    return to_json(effect)


def _closing(plan: Plan) -> Milestone | None:
    """The signature, or the last shared milestone that stands in for it (product.md 1)."""
    shared = plan.shared_milestones
    return plan.signature or (shared[-1] if shared else None)


def _counts(plan: Plan) -> Counts:
    counted = [m.status for m in plan.milestones if m.visibility == "shared"]
    return counted.count("complete"), len(counted) - counted.count("skipped")


def _moved(plan: Plan, before: date | None, after: date | None) -> int:
    if before is None or after is None or before == after:
        return 0
    return working_days_moved(common_calendar(plan.calendars), before, after)


def _earliest_close(plan: Plan, today: date) -> date | None:
    try:
        return schedule(plan, today).earliest_close
    except InvalidInput:  # steps so long that they end beyond every calendar
        return None


def _is_scheduled(path: str) -> bool:
    parts = path.split(".")
    if parts[0] not in _PLAN_FIELDS:
        return False
    return (
        len(parts) < 3
        or (parts[0] == "milestones" and parts[2] not in _WORDS | {"target"})
        or (parts[0] == "calendars")
    )
