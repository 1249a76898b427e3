"""A calendar's feed as an answer: kept by nobody, told to nobody, and 304 where nothing moved."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from milepost.documents.calendar import REFRESH, CalendarEvent, calendar_file

FORMAT = 1
"""Part of every mark: another way of writing the same events is a new file."""


def calendar_answer(
    request: HttpRequest, events: Sequence[CalendarEvent], name: str, now: datetime
) -> HttpResponse:
    """The feed; where the program holds it as it is, only that. The mark is made from the events,
    so that an unchanged feed is never written out. `now` stamps a feed without events."""
    language = translation.get_language() or ""
    made_of = repr((FORMAT, language, name, events))
    mark = f'"{hashlib.sha256(made_of.encode("utf-8", "replace")).hexdigest()[:32]}"'
    if mark in _held(request):
        response = HttpResponse(status=304)
    else:
        body = calendar_file(events, name=name, language=language, refresh=REFRESH, at=now)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="milepost.ics"'
    response["ETag"] = mark
    return unkept(response)


def unkept(response: HttpResponse) -> HttpResponse:
    """An answer at an address that holds a secret: no cache shared by others keeps it, no search
    engine lists it, and no page learns the address from a link."""
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def subscribing(address: str) -> dict[str, str]:
    """The ways to subscribe to an address: by the program of the machine, or at a web calendar."""
    bare = address.partition("://")[2]
    webcal = f"webcal://{bare}"
    return {
        "address": address,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?url={quote(address, safe='')}",
    }


def _held(request: HttpRequest) -> set[str]:
    held = request.headers.get("If-None-Match", "")
    return {each.strip().removeprefix("W/") for each in held.split(",")}
