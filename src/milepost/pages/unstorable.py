"""What no page can take, refused before any of them is asked.

PostgreSQL keeps no NUL character in a text and no number beyond 64 bits. Refusing both here, with
the field named, spares every form from looking for them, and a forgotten look from being a 500.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.pages.errors import answer, not_found, trouble_of

NUL = "\x00"
MOST_NUMBER = 2**63 - 1


class RefuseUnstorable:
    """Middleware: 404 for an address that can name nothing, 422 for a field with a NUL in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """After the check of the form's token, and before the view."""
        if any(_names_nothing(value) for value in kwargs.values()):
            return not_found(request)
        if getattr(view, "takes_anything", False):  # it reads the body itself, and keeps bytes
            return None
        names = [*_with_nul(request.GET)] if "%00" in request.META.get("QUERY_STRING", "") else []
        if request.method == "POST":
            names += _with_nul(request.POST)
        if not names:
            return None
        wrong = _("it holds a NUL character, which is no text")
        right = _("type it again, or paste it as plain text")
        return answer(request, trouble_of(InvalidInput(Problem(n, wrong, right) for n in names)))


def _names_nothing(value: object) -> bool:
    return value > MOST_NUMBER if isinstance(value, int) else NUL in str(value)


def _with_nul(given: QueryDict) -> Iterable[str]:
    return [
        name.replace(NUL, "")[:60]
        for name, values in given.lists()
        if NUL in name or any(isinstance(value, str) and NUL in value for value in values)
    ]
