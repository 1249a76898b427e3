"""Security headers on every answer of Django."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# No inline script and no eval at all; inline *attributes* of style place bars on timelines.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("Cache-Control", "private, no-cache"),
)


class SecurityHeaders:
    """Middleware that adds the headers a page needs, unless the view has set its own.

    Pages are private: kept by nobody but the reader's own browser, which asks again each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        headers = dict(HEADERS)
        if settings.IS_HTTPS:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        # In the form that the answer keeps them: its checks cost more than all the rest.
        self.headers = {name.lower(): (name, value) for name, value in headers.items()}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kept = response.headers._store
        for key, pair in self.headers.items():
            kept.setdefault(key, pair)
        ended = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if ended is not None and not ended.value:
            # Signed out: going back must not show a private page from the browser's memory.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
