"""What somebody on the buyer's side may do to a plan by themselves (product.md section 1).

"A stakeholder may complete what the buyer's side owns and confirm anything shared." A partner on
the seller's side may complete what they own. Everything else is a proposal to the seller.
"""

from __future__ import annotations

from milepost.domain.plan import Milestone, Plan, Task


def may_move(plan: Plan, person: str, milestone: Milestone) -> bool:
    """Whether they may say how a step goes: done, in progress, in the way, open again."""
    if milestone.visibility != "shared" or milestone.status == "skipped":
        return False
    owners = milestone.owners
    if owners is None:
        return False
    if owners.buyer is not None and is_of_buyers(plan, person):
        return True
    return any(o is not None and o.person == person for o in (owners.buyer, owners.seller))


def may_confirm(milestone: Milestone) -> bool:
    """Whether a step waits for a buyer's word that it is complete."""
    return (
        milestone.visibility == "shared"
        and milestone.status == "complete"
        and milestone.confirmed_on is None
    )


def is_confirmed(plan: Plan, milestone: Milestone) -> bool:
    """Whether a buyer completed it or said that it is complete."""
    if milestone.confirmed_on is not None:
        return True
    by = milestone.completed_by
    return by is not None and is_of_buyers(plan, by)


def may_tick(plan: Plan, person: str, milestone: Milestone, task: Task) -> bool:
    """Whether they may tick a task off: theirs, a colleague's, or nobody's in a step of theirs."""
    if milestone.visibility != "shared" or task.visibility != "shared":
        return False
    owner = task.owner
    if owner is None:
        return may_move(plan, person, milestone)
    if owner.person is None:
        return may_move(plan, person, milestone)
    return owner.person == person or (
        is_of_buyers(plan, owner.person) and is_of_buyers(plan, person)
    )


def may_answer(person: str, task: Task) -> bool:
    """Whether this approval asks for their yes or no."""
    return (
        task.kind == "approval"
        and task.visibility == "shared"
        and task.owner is not None
        and task.owner.person == person
    )


def is_of_buyers(plan: Plan, person: str) -> bool:
    """Whether they are on the buyer's side."""
    found = plan.person(person)
    return found is not None and found.side == "buyer"
