"""The buying company's logo on one plan. Called inside a seller's scope."""

from __future__ import annotations

from milepost.domain.errors import NotFound
from milepost.plans import live
from milepost.plans.models import BuyerLogo, Plan
from milepost.platform.pictures import read_logo


def set_buyer_logo(plan_id: int, data: bytes) -> None:
    """Make the buyer's logo of a plan from an uploaded file. Raises InvalidInput, NotFound."""
    made = read_logo(data)
    workspace_id = Plan.objects.values_list("workspace_id", flat=True).filter(pk=plan_id).first()
    if workspace_id is None:
        raise NotFound("There is no such plan.")
    BuyerLogo.objects.filter(plan_id=plan_id).delete()
    BuyerLogo.objects.create(
        workspace_id=workspace_id,
        plan_id=plan_id,
        mark=made.mark,
        data=made.data,
        width=made.width,
        height=made.height,
        ground=made.ground,
    )
    live.touch(plan_id, shared=True)


def remove_buyer_logo(plan_id: int) -> None:
    """Go back to the buying company's name alone."""
    gone, _ = BuyerLogo.objects.filter(plan_id=plan_id).delete()
    if gone:
        live.touch(plan_id, shared=True)
