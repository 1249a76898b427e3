"""Addresses of signing in. The library's own names stay without a namespace: it asks for them."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache

from milepost.web.account import views, views_calendar
from milepost.workspaces.signed_in import with_member

Entry = URLPattern | URLResolver


def _knowing_the_member(entries: Iterable[Entry]) -> list[Entry]:
    """The library's pages with `request.member`, so that they wear the frame of all pages."""
    wrapped: list[Entry] = []
    for entry in entries:
        if isinstance(entry, URLPattern):
            view = never_cache(with_member(entry.callback))  # secrets and codes stand on some
            wrapped.append(URLPattern(entry.pattern, view, entry.default_args, entry.name))
        else:
            inner = _knowing_the_member(entry.url_patterns)
            wrapped.append(URLResolver(entry.pattern, inner, entry.default_kwargs))
    return wrapped


own = [
    path("setup/<str:token>/", views.setup, name="setup"),
    path("link/<str:token>/", views.sign_in_link, name="link"),
    path("join/<str:token>/", views.join, name="join"),
    path("account/", views.profile, name="profile"),
    path("account/sign-in/", views.sign_in, name="sign_in"),
    path("account/sign-out/", views.sign_out, name="sign_out"),
    path("account/workspace/", views.choose_workspace, name="choose_workspace"),
    path("account/calendar/", views_calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views_calendar.feed, name="feed"),
]
urlpatterns = [
    path("", include((own, "account"))),
    path("account/", include(_knowing_the_member(account_urls.urlpatterns))),
    path("account/2fa/", include(_knowing_the_member(mfa_urls.urlpatterns))),
]
