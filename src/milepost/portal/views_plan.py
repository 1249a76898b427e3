"""The buyer's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from .visitor import BuyerRequest, buyer_page


@buyer_page
def plan(request: BuyerRequest, code: str) -> HttpResponse:
    """The shared success plan, as one stakeholder sees it (product.md section 8)."""
    return render(request, "portal/plan.html", {"visit": request.visit})
