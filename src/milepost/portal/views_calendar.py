"""A buyer's calendar: the page on which they take, renew and stop it, and the feed itself."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.domain.errors import NotFound
from milepost.messaging.letters import known_language
from milepost.pages.calendars import calendar_answer, subscribing, unkept
from milepost.sharing import acting, feed_events, feeds
from milepost.sharing.acting import OnlyPreview, ProveAddress
from milepost.sharing.looks import buyer_looks
from milepost.workspaces.signed_in import zone_of
from milepost.workspaces.tokens import hash_of, new_token

from .views_looks import looks_context
from .visitor import BuyerRequest, buyer_page, to_prove, to_the_door, visit_at

KINDS = {"take": "calendar", "reach": "calendar_reach", "stop": "calendar_stop"}


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a private address, for whichever program asks. Reading changes nothing,
    and counts as nobody's visit."""
    try:
        with feeds.buyers_feed(token) as found, translation.override(_language(found.language)):
            events = feed_events.buyers_events(found, zone_of(found.time_zone))
            name = feed_events.buyers_name(found)
            return calendar_answer(request, events, name, timezone.now())
    except NotFound:
        return unkept(HttpResponse(status=404))


def _language(wish: str) -> str:
    """Their own, else English: a calendar program says nothing of its reader's language."""
    return known_language(wish) if wish else settings.LANGUAGE_CODE


def calendar(request: BuyerRequest, code: str) -> HttpResponseBase:
    """Add to your calendar: the address is made when somebody asks for it, and shown that once."""
    if request.method in ("GET", "HEAD"):
        return _page(request, code)  # type: ignore[no-any-return]
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    kind = KINDS.get(request.POST.get("do", ""))
    if kind is None:
        raise NotFound("There is no such action.")
    token, refused = new_token(), ""
    content = {"reach": request.POST.get("reach", ""), "token_hash": hash_of(token)}
    try:
        with visit_at(request, code) as visit:
            key = acting.record(visit, kind, content, uuid4())
        refused = acting.apply(visit, key).refused
    except NotFound:
        return to_the_door(request, code)
    except ProveAddress:
        return to_prove(request, code)
    except OnlyPreview as error:
        refused = error.message
    made = token if kind == "calendar" and not refused else ""
    return _answered(request, code, made, refused)  # type: ignore[no-any-return]


calendar.is_buyer_page = True  # type: ignore[attr-defined]


@buyer_page
def _page(request: BuyerRequest, code: str) -> HttpResponse:
    return _shown(request, code)


@buyer_page(methods=("POST",))
def _answered(request: BuyerRequest, code: str, token: str, refused: str) -> HttpResponse:
    # Pressed twice at once, the later one counts: only its address is shown.
    ways = {}
    if token and feeds.is_buyers(request.visit, token):
        ways = subscribing(feeds.buyers_address(token))
    return _shown(request, code, ways=ways, error=refused, status=422 if refused else 200)


def _shown(request: BuyerRequest, code: str, status: int = 200, **context: Any) -> HttpResponse:
    shown = {
        "ways": {},
        "error": "",
        "code": code,
        "state": feeds.state_of_buyer(request.visit),
        "reaches": [("own", _("My own steps")), ("plan", _("All steps of the plan"))],
        **looks_context(buyer_looks(request.visit), code),
        **context,
    }
    response = render(request, "portal/calendar.html", shown, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
