"""A browser at a plan: it proves the address where it is not the first, goes to another plan of
the same person, or leaves."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.domain.errors import NotFound
from milepost.sharing import door_commands, door_queries, limits
from milepost.sharing.visits import new_browser

from .views_door import sender, too_many, wrong_code
from .visitor import (
    BROWSER_COOKIE,
    PLAN_COOKIE,
    BuyerRequest,
    buyer_page,
    keep_browser,
    let_in,
    private,
    to_the_door,
    visit_at,
)


def prove(request: BuyerRequest, code: str) -> HttpResponseBase:
    """A further browser of a link may read; it proves the address before its first action.

    The code is asked for by a press of a button, and goes to the link's own address alone.
    """
    if request.method == "POST":
        return _proves(request, code)
    if request.method in ("GET", "HEAD"):
        return _prove_page(request, code)  # type: ignore[no-any-return]
    return HttpResponseNotAllowed(["GET", "HEAD", "POST"])


@buyer_page
def _prove_page(request: BuyerRequest, code: str) -> HttpResponseBase:
    if request.visit.is_preview or request.visit.may_act:
        return _to(code, "plan")
    response = _shown(request, code, door_queries.address_of(request.visit))
    if not request.COOKIES.get(BROWSER_COOKIE):
        keep_browser(response, new_browser())
    return response


def _proves(request: BuyerRequest, code: str) -> HttpResponseBase:
    try:
        with visit_at(request, code) as visit:
            address = door_queries.address_of(visit)
    except NotFound:
        return to_the_door(request, code)
    request.visit = visit
    if visit.is_preview or visit.may_act:
        return _to(code, "plan")
    if not address or not visit.browser:
        return _to(code, "prove")
    if "send" in request.POST:
        if not limits.ASKED_BY_SENDER.takes(sender(request)):
            return _shown(request, code, address, error=too_many(), status=429)
        door_commands.ask_to_prove(visit, address, get_language() or "")
        return HttpResponseRedirect(f"{reverse('portal:prove', args=[code])}?sent=1", status=303)
    if not limits.TRIED_BY_SENDER.takes(sender(request)):
        return _shown(request, code, address, error=too_many(), status=429, is_sent=True)
    if door_commands.prove(visit, address, request.POST.get("code", "")):
        return _to(code, "plan")
    return _shown(request, code, address, error=wrong_code(), status=422, is_sent=True)


def other(request: BuyerRequest, code: str, plan_id: int) -> HttpResponseBase:
    """Go to another plan of the same person: theirs by the buyer's own role, or not there."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        with visit_at(request, code) as visit:
            if plan_id not in {plan.plan_id for plan in door_queries.other_plans(visit)}:
                raise NotFound(_("There is no such plan of yours."))
        found = door_commands.other_plan(visit, plan_id)
    except NotFound:
        return to_the_door(request, code)
    if found is None:
        return _to(code, "plan")
    there, secret = found
    response = _to(there, "plan")
    let_in(response, request, there, secret)
    return response


def leave(request: BuyerRequest, code: str) -> HttpResponseBase:
    """Make this browser forget the plan, as on a computer that others use too."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        with visit_at(request, code) as visit:
            pass
        if not visit.is_preview:
            door_commands.leave(visit)
    except NotFound:
        pass
    response = HttpResponseRedirect(f"{reverse('portal:door', args=[code])}?left=1", status=303)
    response.delete_cookie(PLAN_COOKIE, path=reverse("portal:plan", args=[code]))
    response.delete_cookie(BROWSER_COOKIE, path="/p/")
    # Going back must not show the plan from the browser's memory.
    response["Clear-Site-Data"] = '"cache"'
    private(response)
    return response


def _shown(
    request: BuyerRequest,
    code: str,
    address: str,
    *,
    error: str = "",
    status: int = 200,
    is_sent: bool = False,
) -> HttpResponse:
    context = {
        "code": code,
        "address": door_queries.masked(address),
        "error": error,
        "is_sent": is_sent or request.GET.get("sent") == "1",
        "minutes": door_commands.MINUTES,
    }
    response = render(request, "portal/prove.html", context, status=status)
    response["Cache-Control"] = "no-store"
    private(response)
    return response


def _to(code: str, page: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(f"portal:{page}", args=[code]), status=303)
    private(response)
    return response
