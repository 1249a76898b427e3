"""The reader's language, for pages of people who have not signed in.

Django's LocaleMiddleware with its answer remembered per cookie and header: what a browser says is
the same from page to page. A member's own language is set where the member becomes known.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)


class Language:
    """Middleware that activates the language that the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = language_for(chosen, request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        if not request.path_info.startswith(settings.BUYER_ADDRESSES):
            code = members_language(code)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or code)
        return response


def members_language(wished: str | None) -> str:
    """The language of the seller's pages for a wish: one that has all of their texts."""
    return wished if wished in settings.MEMBER_LANGUAGES else settings.LANGUAGE_CODE


@lru_cache(maxsize=1000)
def language_for(chosen: str, accepted: str) -> str:
    """The language of ours that fits: the one chosen, else the first of the browser's."""
    codes = [chosen, *(code for code, _ in parse_accept_lang_header(accepted[:500].lower()))]
    for code in codes:
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
