"""Which alerts a day asks for, and to whom (section 5 and plan-document.md).

With `late` = today minus target in days, one rule at most applies to a milestone: the reminder
from -3 to 0, the alert at 1 and 2, the escalation from 3 to 6, the call from 7 (the policy's
days). What was already sent is the server's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from milepost.domain.plan import OPEN_STATUSES, Milestone, Owner, Side
from milepost.domain.standing import Standing

Rule = Literal[
    "due_in_3_days", "overdue_1_day", "overdue_3_days", "overdue_7_days", "stalled_14_days"
]


@dataclass(frozen=True, slots=True)
class RoleName:
    """A role that an alert goes to where no person has it."""

    role: str


Recipient = str | RoleName
"""The key of a person, or a role."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One rule that applies today; `milestone` is None for the plan's own."""

    rule: Rule
    milestone: str | None
    to: tuple[Recipient, ...]


def alerts_of(standing: Standing) -> tuple[Alert, ...]:
    """The day's alerts in plan order, the plan's own last; none for drafts and closed plans."""
    plan, policy = standing.plan, standing.policy
    if plan.life not in ("shared", "agreed"):
        return ()
    alert, escalation, call = policy.alert_overdue_days
    soonest = -policy.alert_due_days
    today = standing.today.toordinal()
    found: list[Alert] = []
    for milestone in plan.milestones:
        late = today - milestone.target.toordinal()
        if late < soonest or milestone.status not in OPEN_STATUSES:
            continue
        if late >= call:
            found.append(Alert("overdue_7_days", milestone.key, _role(standing, "manager")))
        elif late >= escalation:
            found.append(Alert("overdue_3_days", milestone.key, _role(standing, "manager")))
        elif late >= alert:
            found.append(
                Alert("overdue_1_day", milestone.key, _ae_and_champion(standing, milestone))
            )
        elif late <= 0 and (owners := _owners(milestone)):
            found.append(Alert("due_in_3_days", milestone.key, owners))
    if standing.is_stalled:
        found.append(Alert("stalled_14_days", None, _role(standing, "leadership")))
    return tuple(found)


def _owners(milestone: Milestone) -> tuple[Recipient, ...]:
    """The owners as they stand, buyer first; of an internal milestone the seller's alone."""
    owners = milestone.owners
    if owners is None:
        return ()
    buyer = owners.buyer if milestone.visibility == "shared" else None
    return tuple([_owner(owner) for owner in (buyer, owners.seller) if owner is not None])


def _owner(owner: Owner) -> Recipient:
    return owner.person if owner.person is not None else RoleName(owner.role or "")


def _ae_and_champion(standing: Standing, milestone: Milestone) -> tuple[Recipient, ...]:
    ae = _role(standing, "ae")
    if milestone.visibility != "shared":
        return ae
    return ae + _role(standing, "champion", "buyer")


def _role(standing: Standing, role: str, side: Side = "seller") -> tuple[Recipient, ...]:
    person = standing.first_person(side, role)
    return (RoleName(role) if person is None else person.key,)
