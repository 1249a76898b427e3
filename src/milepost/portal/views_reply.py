"""Taking back what an answer by mail did: the address that stands in its confirmation.

Opening it only shows what would be taken back, so that a mail scanner takes nothing back; a POST
does it, without a cookie. It is the same page for a buyer and for a member.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milepost.messaging.letters import known_language, zone_of
from milepost.sharing.replying import undoing

from .visitor import private


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one address."""
    is_post = request.method == "POST"
    found = undoing.undo_by_address(token) if is_post else undoing.undoable(token)
    language = found.language if found else ""
    with (
        translation.override(known_language(language or translation.get_language() or "")),
        timezone.override(zone_of(found.time_zone if found else "")),
    ):
        status = 404 if found is None else 409 if found.refused else 200
        response = render(request, "portal/undo_reply.html", {"u": found}, status=status)
    response["Cache-Control"] = "no-store"
    private(response)
    return response
