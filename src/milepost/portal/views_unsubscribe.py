"""Ending the reminders about one plan: the address that stands in every reminder (RFC 8058).

A POST ends them, whoever sends it and without a cookie: mailboxes do so when their own button is
pressed. Opening the address only shows a button, so that a mail scanner ends nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milepost.sharing import unsubscribing

from .visitor import private


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one address. Nothing on it names the plan or its reader."""
    if request.method != "POST":
        found = unsubscribing.subscription(token)
    elif request.POST.get("do") == "again":
        found = unsubscribing.unmute(token)
    else:
        found = unsubscribing.mute(token)
    context = {"s": found, "is_done": request.method == "POST"}
    status = 200 if found else 404
    response = render(request, "portal/unsubscribe.html", context, status=status)
    response["Cache-Control"] = "no-store"
    private(response)
    return response
