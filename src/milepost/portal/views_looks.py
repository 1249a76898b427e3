"""What stands around the plan: both logos, and how a similar company rolled out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.domain.errors import NotFound
from milepost.pages.looks import looks_view
from milepost.sharing.looks import BuyerLooks, buyer_looks, logo_of_visit

from .visitor import BuyerRequest, buyer_page

# A picture of ours and nothing else, also where somebody opens it by itself.
PICTURE_POLICY = "default-src 'none'; sandbox"


@buyer_page
def logo(request: BuyerRequest, code: str, mark: str) -> HttpResponse:
    """Either company's logo, for whoever may read the plan. Its address changes with it."""
    return picture(logo_of_visit(request.visit, mark))


def picture(data: bytes) -> HttpResponse:
    """A PNG that no browser takes for anything else."""
    response = HttpResponse(data, content_type="image/png")
    response["Content-Security-Policy"] = PICTURE_POLICY
    response["Content-Disposition"] = 'inline; filename="logo.png"'
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@buyer_page
def example(request: BuyerRequest, code: str) -> HttpResponse:
    """How a similar company rolled out, where the seller shows one on this plan."""
    read = buyer_looks(request.visit)
    if read.example is None:
        raise NotFound(_("There is no example here."))
    return render(request, "portal/example.html", looks_context(read, code))


def looks_context(read: BuyerLooks, code: str) -> dict[str, Any]:
    """What the partials `_brand.html`, `_why.html` and `_peer_example.html` want, and the frame."""
    home = reverse("portal:plan", args=[code])
    return {
        "looks": looks_view(read.looks, lambda mark: f"{home}logo/{mark}/"),
        "example": read.example,
        "home": home,
    }
