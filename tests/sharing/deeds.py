"""Deeds of buyers in tests: past the portal, straight to the function of their kind."""

from __future__ import annotations

from typing import Any

from milepost.domain.errors import MilepostError
from milepost.plans.changing import Actor
from milepost.sharing.acting import Deed, Outcome, _function
from milepost.sharing.queries import PlanSharing, ProposalRow, plan_sharing
from tests.plans.plans import TODAY, Seller


def buyer_acts(
    seller: Seller, plan_id: int, kind: str, who: str = "maja", name: str = "", **content: Any
) -> Outcome:
    """What comes of a buyer's action; what is refused is in the outcome, as on the page."""
    known = {"maja": "Maja Lindqvist", "tomasz": "Tomasz Zieliński"}
    actor = Actor(None, name or known.get(who, who), who)
    deed = Deed(seller.workspace_id, plan_id, who, actor, kind, content, TODAY)
    try:
        with seller.at_work():
            return _function(kind)(deed)
    except MilepostError as error:
        return Outcome(refused=error.message)


def around(seller: Seller, plan_id: int) -> PlanSharing:
    """What stands around a plan."""
    with seller.at_work():
        found = plan_sharing(plan_id)
    assert found is not None
    return found


def the_proposal(seller: Seller, plan_id: int) -> ProposalRow:
    """The one proposal that waits on a plan."""
    (found,) = around(seller, plan_id).proposals
    return found
