"""What stands behind a band: facts private to the seller that never change it (section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from milepost.domain.plan import Milestone, Plan
from milepost.domain.policy import Confidence
from milepost.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many complete shared milestones the buyer confirmed, and who is still to be named.

    `unnamed_within_30_days`: open shared milestones due up to 30 days from today, overdue ones
    too, whose owner on the buyer's side is only a role.
    """

    confirmed: int
    complete: int
    unnamed_within_30_days: tuple[str, ...]


def evidence_of(standing: Standing) -> Evidence:
    """The evidence that a plan document holds."""
    confirmed = len(confirmed_milestones(standing.plan))
    unnamed = tuple([milestone.key for milestone in unnamed_soon(standing)])
    return Evidence(confirmed, len(standing.complete), unnamed)


def unnamed_soon(standing: Standing) -> list[Milestone]:
    """Open shared milestones due soon or overdue whose buyer's owner is only a role."""
    until = standing.today + timedelta(standing.policy.unnamed_days)
    return [
        milestone
        for milestone in standing.open
        if (owners := milestone.owners) is not None
        and owners.buyer is not None
        and owners.buyer.person is None
        and milestone.target <= until
    ]


def confirmed_milestones(plan: Plan) -> tuple[str, ...]:
    """The complete shared milestones that the buyer confirmed or completed: the list behind
    `Evidence.confirmed`."""
    buyers = {person.key for person in plan.people if person.side == "buyer"}
    return tuple(
        milestone.key
        for milestone in plan.milestones
        if milestone.status == "complete"
        and milestone.visibility == "shared"
        and (milestone.confirmed_on is not None or milestone.completed_by in buyers)
    )


def thin_evidence(evidence: Evidence, total: int, confidence: Confidence) -> str | None:
    """A sentence where a confident band stands on little: less than half of it confirmed.

    `total` is that of the completion: "4 of 5 complete, none confirmed by the buyer".
    """
    complete, confirmed = evidence.complete, evidence.confirmed
    if confidence == "Low" or 2 * confirmed >= complete:
        return None
    how_many = "none" if confirmed == 0 else f"only {confirmed}"
    return f"{complete} of {total} complete, {how_many} confirmed by the buyer"
