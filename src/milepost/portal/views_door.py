"""The doors to a plan: a personal link, and a one-time code at the plan's own address.

Nothing that a door answers depends on who is on the plan: see `sharing.door_commands`. Only a
POST changes anything, so a mail scanner may open every address, with script or without.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.domain.errors import InvalidInput, NotFound
from milepost.sharing import door_commands, limits
from milepost.sharing.door_commands import MINUTES, TRIES
from milepost.sharing.visits import new_browser, visiting
from milepost.workspaces.adapter import AccountAdapter
from milepost.workspaces.tokens import hash_of

from .unfurling import is_unfurling, preview
from .visitor import BROWSER_COOKIE, PREVIEW_SECONDS, keep_browser, let_in, private

DOOR_COOKIE = f"{'__Secure-' if settings.IS_HTTPS else ''}milepost_door"
PROOF_COOKIE = f"{'__Secure-' if settings.IS_HTTPS else ''}milepost_proof"
ADDRESS_LIMIT = 254


@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link: the browser is given its secret and sent to the plan's own address.

    Opening changes nothing on the server, however often and by whomever it is done.
    """
    if is_unfurling(request):
        return preview(request)
    try:
        with visiting(token, request.COOKIES.get(BROWSER_COOKIE, "")) as visit:
            code, is_preview = visit.plan_code, visit.is_preview
    except NotFound:
        response = render(request, "portal/no_link.html", status=404)
        return _unkept(response)
    response = HttpResponseRedirect(reverse("portal:plan", args=[code]))
    let_in(response, request, code, token, PREVIEW_SECONDS if is_preview else None)
    return _unkept(response)


def _unkept(response: HttpResponse) -> HttpResponse:
    """The answer at an address that holds a secret: kept by nobody, told to nobody, us included."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    private(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, code: str) -> HttpResponseBase:
    """The plan's address without a link: asks for an e-mail address, and tells nothing."""
    if request.method != "POST":
        return _page(request, "portal/door.html", code, address="", error="")
    address = request.POST.get("email", "").strip().lower()
    if not _is_address(address):
        wrong = _("This is no e-mail address. Write it like maja@halden.example.")
        return _page(request, "portal/door.html", code, 422, address=address[:300], error=wrong)
    if not (limits.ASKED_BY_SENDER.takes(sender(request)) and limits.ASKED_OF_PLAN.takes(code)):
        return _page(request, "portal/door.html", code, 429, address=address, error=too_many())
    browser = request.COOKIES.get(BROWSER_COOKIE) or new_browser()
    door_commands.ask_for_code(code, address, hash_of(browser), get_language() or "")
    response = HttpResponseRedirect(reverse("portal:code", args=[code]), status=303)
    keep_browser(response, browser)
    _keep(response, code, DOOR_COOKIE, {"address": address})
    private(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, code: str) -> HttpResponseBase:
    """Where the code is typed: right or wrong, and nothing in between. Only a POST spends it."""
    kept = _kept(request, DOOR_COOKIE)
    browser = request.COOKIES.get(BROWSER_COOKIE, "")
    if kept is None or not browser:
        return _to(code, "door")
    address = str(kept["address"])
    if request.method != "POST":
        return _page(request, "portal/code.html", code, address=address, error="")
    if not limits.TRIED_BY_SENDER.takes(sender(request)):
        return _page(request, "portal/code.html", code, 429, address=address, error=too_many())
    entry = door_commands.spend_code(code, address, hash_of(browser), request.POST.get("code", ""))
    if entry is None:
        return _page(request, "portal/code.html", code, 422, address=address, error=wrong_code())
    if entry.secret is None:
        response = _to(code, "name")
        _keep(response, code, PROOF_COOKIE, {"address": address, "browser": hash_of(browser)})
    else:
        response = _to(code, "plan")
        let_in(response, request, code, entry.secret)
    response.delete_cookie(DOOR_COOKIE, path=reverse("portal:plan", args=[code]))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, code: str) -> HttpResponseBase:
    """Somebody of an approved domain has proved their address, and says who they are."""
    kept = _kept(request, PROOF_COOKIE)
    browser = request.COOKIES.get(BROWSER_COOKIE, "")
    if kept is None or not browser or kept.get("browser") != hash_of(browser):
        return _to(code, "door")
    if request.method != "POST":
        return _page(request, "portal/name.html", code, name="", error="")
    said = request.POST.get("name", "")
    try:
        entry = door_commands.join(code, str(kept["address"]), hash_of(browser), said)
    except InvalidInput as refused:
        problem = refused.problems[0]
        error = f"{problem.wrong} {problem.right}"
        return _page(request, "portal/name.html", code, 422, name=said[:300], error=error)
    if entry is None or entry.secret is None:
        return _to(code, "door")
    response = _to(code, "plan")
    let_in(response, request, code, entry.secret)
    response.delete_cookie(PROOF_COOKIE, path=reverse("portal:plan", args=[code]))
    return response


# --- what the doors share ------------------------------------------------------------------------


def sender(request: HttpRequest) -> str:
    """Who attempts are counted for, as with wrong passwords."""
    return AccountAdapter().get_client_ip(request)


def too_many() -> str:
    """What somebody is told who asks or tries too often."""
    return _("That was asked for too often from where you are. Wait a quarter of an hour.")


def wrong_code() -> str:
    """What is told of every code that does not open the door, whatever is wrong with it."""
    return _(
        "This code does not work here. It may be mistyped, too old, used, or meant for another"
        " browser. Look at the newest mail, or ask for a new code."
    )


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= ADDRESS_LIMIT


def _to(code: str, page: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(f"portal:{page}", args=[code]), status=303)
    private(response)
    return response


def _page(
    request: HttpRequest, template: str, code: str, status: int = 200, **context: Any
) -> HttpResponse:
    more = {"code": code, "minutes": MINUTES, "tries": TRIES}
    response = render(request, template, {**more, **context}, status=status)
    response["Cache-Control"] = "no-store"
    private(response)
    return response


def _keep(response: HttpResponseBase, code: str, cookie: str, said: dict[str, str]) -> None:
    """Let the browser remember for a while what it was asked, for this plan's address alone."""
    response.set_cookie(
        cookie,
        signing.dumps(said, salt=cookie),
        max_age=int(timedelta(minutes=MINUTES).total_seconds()),
        path=reverse("portal:plan", args=[code]),
        httponly=True,
        samesite="Lax",
        secure=settings.IS_HTTPS,
    )


def _kept(request: HttpRequest, cookie: str) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = signing.loads(
            request.COOKIES.get(cookie, ""), salt=cookie, max_age=timedelta(minutes=MINUTES)
        )
    except signing.BadSignature:
        return None
    return said
