"""Every address: one room's addresses after the other, of both sides.

A room is a package with `urls.py`, an `app_name` and its own patterns, mounted at the root, so
that it alone decides how its addresses look. Names that other rooms and the top bar rely on:

    plans:today "/"          plans:list "/plans/"       plans:plan "/plans/<id>/"
    deals:list "/deals/"     deals:deal "/deals/<id>/"  templates:list "/templates/"
    members:list "/members/" account:profile, account:sign_in, account:sign_out (by POST)
    find "/find/"
"""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from milepost.web import find

# The most visited first: patterns are tried one after the other.
ROOMS = (
    "milepost.web.plans.urls",
    "milepost.web.reviews.urls",
    "milepost.web.account.urls",
    "milepost.web.members.urls",
    "milepost.web.inbox.urls",
    "milepost.web.webhooks.urls",
    "milepost.web.push.urls",
    "milepost.web.deals.urls",
    "milepost.web.alerts.urls",
    "milepost.web.templates_pages.urls",
    "milepost.web.slack.urls",
    "milepost.web.inbound.urls",
    "milepost.portal.urls",
)


def _rooms() -> list[URLPattern | URLResolver]:
    """The addresses of the rooms that are there; a room with a broken import is still an error."""
    return [path("", include(room)) for room in ROOMS if _exists(room)]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    path("find/", find.find, name="find"),
    *_rooms(),
]

handler400 = "milepost.pages.errors.bad_request"
handler403 = "milepost.pages.errors.not_allowed"
handler404 = "milepost.pages.errors.not_found"
handler500 = "milepost.pages.errors.broken"
