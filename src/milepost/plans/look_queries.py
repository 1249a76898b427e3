"""The buying company's logo on one plan, as the seller's side reads it."""

from __future__ import annotations

from milepost.domain.errors import NotFound
from milepost.domain.looks import Ground, LogoLook
from milepost.plans.models import BuyerLogo


def buyer_logo(plan_id: int) -> LogoLook | None:
    """The buyer's logo on a plan, without its data."""
    found = BuyerLogo.objects.filter(plan_id=plan_id)
    row: tuple[str, int, int, Ground] | None = found.values_list(
        "mark", "width", "height", "ground"
    ).first()
    if row is None:
        return None
    return LogoLook(mark=row[0], width=row[1], height=row[2], ground=row[3])


def buyer_logo_data(plan_id: int, mark: str) -> bytes:
    """The PNG of a plan's buyer logo. Raises NotFound."""
    found = BuyerLogo.objects.filter(plan_id=plan_id, mark=mark)
    data = found.values_list("data", flat=True).first()
    if data is None:
        raise NotFound("There is no such logo.")
    return bytes(data)
