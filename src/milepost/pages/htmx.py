"""What an answer to htmx says beside its HTML: toasts, events, where to go next.

Every form works without script too; these helpers do nothing harmful for a plain request.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

Response = TypeVar("Response", bound=HttpResponseBase)


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page (a boosted link asks for a whole one)."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def trigger(response: Response, event: str, value: Any) -> Response:
    """Let the page dispatch `event` once the answer has arrived; several may be set."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    events[event] = value
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def toast(response: Response, text: str, tone: str = "") -> Response:
    """A short message at the edge of the page; tone `stuck` stays until it is closed."""
    return trigger(response, "toast", {"text": str(text), "tone": tone})


def close_dialog(response: Response, dialog: str = "") -> Response:
    """Close the named dialog (or whichever is open) once the answer has arrived."""
    return trigger(response, "close-dialog", dialog or None)


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Send the reader to another page: a redirect, or htmx's header for one."""
    if not is_htmx(request):
        return HttpResponseRedirect(address)
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = address
    return response


def with_message(response: Response, text: str) -> Response:
    """An error's words in a header, for the toast of an answer that is not swapped in."""
    response.headers["X-Milepost-Message"] = quote(str(text)[:500])
    return response


def varies(response: HttpResponseBase) -> None:
    """Tell caches that a part and a whole page live at the same address."""
    patch_vary_headers(response, ["HX-Request"])
