"""Who asks on a buyer's page: from the browser's cookies to the visit, in the buyer's scope.

    @buyer_page
    def plan(request: BuyerRequest, code: str) -> HttpResponse: ...

The view runs and renders inside the scope: one transaction of the portal's login under the
buyer's role. A browser without a link that works for this address is shown the plan's door.
Cookies: `milepost_plan` holds the link's secret for one plan's address alone, `milepost_browser`
tells browsers apart. Both are set by `enter` and hold nothing else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from milepost.domain.errors import NotFound
from milepost.sharing.visits import BROWSER_COOKIE, PLAN_COOKIE, Visit, new_browser, visiting

TWO_YEARS = 2 * 365 * 24 * 3600
HALF_A_YEAR = 180 * 24 * 3600
PREVIEW_SECONDS = 15 * 60
_COOKIE: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.IS_HTTPS}

Page = Callable[..., HttpResponseBase]


class BuyerRequest(HttpRequest):
    """A request whose visit is known."""

    visit: Visit


def buyer_page(view: Page | None = None, /, *, methods: tuple[str, ...] = ("GET", "HEAD")) -> Any:
    """Let in whoever holds a link to this plan, and run the view in their scope."""
    if view is None:
        return functools.partial(buyer_page, methods=methods)

    @functools.wraps(view)
    def page(request: Any, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in methods:
            return HttpResponseNotAllowed(methods)
        try:
            with visit_at(request, code) as visit:
                request.visit = visit
                response = view(request, code, *args, **kwargs)
                if hasattr(response, "render") and not response.is_rendered:
                    response.render()
                return private(response)
        except NotFound:
            if getattr(request, "visit", None) is not None:
                raise
        return to_the_door(request, code)

    page.is_buyer_page = True  # type: ignore[attr-defined]
    return page


def to_the_door(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send somebody without a link that works to the plan's door, which tells nothing of it."""
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("portal:door", args=[code])
        return response
    return HttpResponseRedirect(reverse("portal:door", args=[code]))


def to_prove(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send a further browser to the page where it proves the address by a one-time code."""
    address = reverse("portal:prove", args=[code])
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


@contextmanager
def visit_at(request: HttpRequest, code: str) -> Iterator[Visit]:
    """The visit of whoever asks at this plan's address, in the buyer's scope, for views that have
    more to do afterwards. Raises NotFound for a link that does not work here."""
    token, browser = (request.COOKIES.get(name, "") for name in (PLAN_COOKIE, BROWSER_COOKIE))
    with visiting(token, browser) as visit:
        if visit.plan_code != code:
            raise NotFound("This link belongs to another plan.")
        yield visit


def let_in(
    response: HttpResponseBase,
    request: HttpRequest,
    code: str,
    token: str,
    seconds: int | None = None,
) -> None:
    """Give the browser the link's secret, for this plan's address alone."""
    path = reverse("portal:plan", args=[code])
    lasts = HALF_A_YEAR if seconds is None else seconds
    response.set_cookie(PLAN_COOKIE, token, max_age=lasts, path=path, **_COOKIE)
    if not request.COOKIES.get(BROWSER_COOKIE):
        keep_browser(response, new_browser())


def keep_browser(response: HttpResponseBase, browser: str) -> None:
    """Give the browser the secret by which it is told from others."""
    response.set_cookie(BROWSER_COOKIE, browser, max_age=TWO_YEARS, path="/p/", **_COOKIE)


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Kept by nobody but this browser, never indexed, and no address of ours sent elsewhere."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Robots-Tag", "noindex, nofollow, noarchive")
    return response
