"""That a shared step's date moved later is told on, for the rule about owners who miss (section 7).

Written with the revision, in its transaction; whoever delivers it reads the rest
(`sharing.misses`).
"""

from __future__ import annotations

from collections.abc import Iterable

from milepost.domain.paths import parts_of
from milepost.domain.plan import Plan
from milepost.domain.revisions import FieldChange
from milepost.messaging import outbox

KIND = "plan.moved_later"


def tell_of_later(
    workspace_id: int, plan_id: int, number: int, plan: Plan, changes: Iterable[FieldChange]
) -> None:
    """Record that this revision of a plan gave a later date to a step that both sides see."""
    if plan.life in ("shared", "agreed") and any(_is_later(plan, change) for change in changes):
        outbox.record(KIND, f"{KIND}:{plan_id}:r{number}", {"plan": plan_id}, workspace_id)


def _is_later(plan: Plan, change: FieldChange) -> bool:
    parts = parts_of(change.path)
    if len(parts) != 3 or parts[0] != "milestones" or parts[2] != "target":
        return False
    milestone = plan.milestone(parts[1])
    # Days are written so that a later one is the greater text.
    is_later = str(change.after) > str(change.before)
    return is_later and milestone is not None and milestone.is_shared
