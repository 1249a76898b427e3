"""A plan looked at on one day: what several rules ask for, found in one pass.

Only shared milestones count here; internal ones reach the rules through the schedule alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from milepost.domain.plan import CLOSED_LIVES, OPEN_STATUSES, Milestone, Person, Plan, Side
from milepost.domain.policy import Policy
from milepost.domain.progress import Completion, completion_of, last_progress


@dataclass(slots=True)
class Standing:
    """Lists are in plan order. `number` is that of the first open shared milestone.

    With nothing open `number` is one more than the number of shared milestones; skipped ones
    keep theirs.
    """

    plan: Plan
    today: date
    policy: Policy
    shared: list[Milestone]
    open: list[Milestone]
    complete: list[Milestone]
    behind: list[Milestone]
    completion: Completion
    number: int
    is_signed: bool
    moved_on: date
    """The last progress of the plan, its creation where there was none."""
    has_moved: bool

    @property
    def is_closed(self) -> bool:
        """Whether the plan is won, lost or abandoned."""
        return self.plan.life in CLOSED_LIVES

    @property
    def is_stalled(self) -> bool:
        """Whether nothing has moved for too long while something shared is still open."""
        if self.is_signed or not self.open:
            return False
        return (self.today - self.moved_on).days >= self.policy.stalled_days

    def first_person(self, side: Side, role: str) -> Person | None:
        """The first person of this side with this role."""
        for person in self.plan.people:
            if person.role == role and person.side == side:
                return person
        return None


def standing_of(plan: Plan, today: date, policy: Policy) -> Standing:
    """The plan as it stands on `today`."""
    shared = [m for m in plan.milestones if m.visibility == "shared"]
    still_open: list[Milestone] = []
    complete: list[Milestone] = []
    number = skipped = 0
    signature: Milestone | None = None
    for position, milestone in enumerate(shared, 1):
        status = milestone.status
        if status in OPEN_STATUSES:
            still_open.append(milestone)
            number = number or position
        elif status == "complete":
            complete.append(milestone)
        else:
            skipped += 1
            continue
        if milestone.kind == "signature":
            signature = milestone
    not_behind_from = today - timedelta(policy.behind_days)
    moved_on = _later(last_progress(shared), _later(plan.shared_on, plan.agreed_on))
    return Standing(
        plan=plan,
        today=today,
        policy=policy,
        shared=shared,
        open=still_open,
        complete=complete,
        behind=[m for m in still_open if m.target < not_behind_from],
        completion=completion_of(len(complete), len(shared) - skipped),
        number=number or len(shared) + 1,
        is_signed=signature is not None and signature.status == "complete",
        moved_on=plan.created if moved_on is None else moved_on,
        has_moved=moved_on is not None,
    )


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)
