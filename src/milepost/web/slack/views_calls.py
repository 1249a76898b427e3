"""What Slack itself calls. There is no cookie and no form's token here: the signature counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from milepost.messaging.channels.slack import events as taking_events
from milepost.messaging.channels.slack import interactions as taking
from milepost.messaging.channels.slack.signing import Signed


@csrf_exempt
@require_POST
def interactions(request: HttpRequest) -> HttpResponse:
    """A button was pressed."""
    signed = _signed(request)
    return _answer(401 if signed is None else taking.take(signed))


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """The app was removed, or this address is to be proved."""
    signed = _signed(request)
    return _answer(401) if signed is None else _answer(*taking_events.take(signed))


def _signed(request: HttpRequest) -> Signed | None:
    """The raw body with its signature; None for a form of another kind, which has no body left."""
    try:
        body = request.body
    except RawPostDataException:
        return None
    return Signed(
        body,
        request.headers.get("X-Slack-Request-Timestamp", ""),
        request.headers.get("X-Slack-Signature", ""),
    )


def _answer(status: int, text: str = "") -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
