"""How a buyer is told: from their own page, and under the buyer's walls."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from milepost.domain.errors import InvalidInput, NotFound
from milepost.sharing import acting, telling
from milepost.sharing.acting import OnlyPreview, ProveAddress

from .reading import read_page
from .showing import address, speaking
from .told_model import told_form
from .views_looks import looks_context
from .visitor import BuyerRequest, buyer_page, to_prove, to_the_door, visit_at

FIELDS = ("mails", "until", "language", "time_zone")


def told(request: BuyerRequest, code: str) -> HttpResponseBase:
    """Mails, a pause, language and time zone."""
    if request.method in ("GET", "HEAD"):
        return _page(request, code)  # type: ignore[no-any-return]
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    content = {name: request.POST.get(name, "")[:100] for name in FIELDS}
    refused = ""
    try:
        with visit_at(request, code) as visit:
            telling.read_choice(content, timezone.localdate())
            key = acting.record(visit, "how_told", content, uuid4())
        refused = acting.apply(visit, key).refused
    except NotFound:
        return to_the_door(request, code)
    except ProveAddress:
        return to_prove(request, code)
    except (OnlyPreview, InvalidInput) as error:
        refused = error.message
    if refused:
        return _refused(request, code, content, refused)  # type: ignore[no-any-return]
    return HttpResponseRedirect(f"{request.path}?saved=1", status=303)


told.is_buyer_page = True  # type: ignore[attr-defined]


@buyer_page
def _page(request: BuyerRequest, code: str) -> HttpResponse:
    return _shown(request, code)


@buyer_page(methods=("POST",))
def _refused(request: BuyerRequest, code: str, content: dict[str, str], error: str) -> HttpResponse:
    return _shown(request, code, content, error)


def _shown(
    request: BuyerRequest, code: str, posted: dict[str, str] | None = None, error: str = ""
) -> HttpResponse:
    reading = read_page(request.visit)
    own = reading.sharing
    with speaking(own, reading.plan.plan):
        choice = telling.own_choice(request.visit, own.language, own.time_zone)
        context: dict[str, Any] = {
            "f": told_form(choice, timezone.localdate(), posted),
            "error": error,
            "saved": "saved" in request.GET and not error,
            "home": address(code),
            "code": code,
            **looks_context(reading.looks, code),
        }
        status = 422 if error else 200
        response = render(request, "portal/told.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
