"""The doors to a plan: a personal link, and the plan's own address for those without one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from milepost.domain.errors import NotFound
from milepost.sharing.visits import visiting

from .visitor import BROWSER_COOKIE, let_in, private


@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link: the browser is given its secret and sent to the plan's own address.

    Opening changes nothing on the server, however often and by whomever it is done.
    """
    try:
        with visiting(token, request.COOKIES.get(BROWSER_COOKIE, "")) as visit:
            code = visit.plan_code
    except NotFound:
        return render(request, "portal/no_link.html", status=404)
    response = HttpResponseRedirect(reverse("portal:plan", args=[code]))
    let_in(response, request, code, token)
    response["Cache-Control"] = "no-store"
    private(response)
    return response


@require_safe
def door(request: HttpRequest, code: str) -> HttpResponse:
    """The plan's address without a link: asks for an e-mail address, and tells nothing."""
    response = render(request, "portal/door.html", {"code": code})
    private(response)
    return response
