"""Ending mails, or having fewer: the address that stands in every one of them (RFC 8058).

A POST ends them, whoever sends it and without a cookie: mailboxes do so when their own button is
pressed. Opening the address only shows buttons, so that a mail scanner ends nothing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milepost.domain.errors import InvalidInput
from milepost.messaging.letters import zone_of
from milepost.platform.scope import seller_scope
from milepost.sharing import telling, unsubscribing
from milepost.sharing.telling import Choice
from milepost.sharing.unsubscribing import Subscription

from .told_model import told_form
from .visitor import private

FIELDS = ("mails", "until", "language", "time_zone")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one address. Nothing on it names the plan or its reader."""
    do = request.POST.get("do", "") if request.method == "POST" else None
    error, saved = "", False
    if do is None:
        found = unsubscribing.subscription(token)
    elif do == "again":
        found = unsubscribing.unmute(token)
    elif do == "choose":
        error = _choose(request, token)
        found, saved = unsubscribing.subscription(token), not error
    else:
        found = unsubscribing.mute(token)
    context = {"s": found, "is_done": do in ("again", ""), "error": error, "saved": saved}
    status = 422 if error else 200 if found else 404
    with translation.override(_language(found)), timezone.override(_zone(found)):
        context["f"] = _form(found, request, error)
        response = render(request, "portal/unsubscribe.html", context, status=status)
    response["Cache-Control"] = "no-store"
    private(response)
    return response


def _choose(request: HttpRequest, token: str) -> str:
    """Keep what somebody on a plan chose; what is wrong with it, or nothing."""
    found = unsubscribing.subscription(token)
    if found is None or found.is_members:
        return ""
    with timezone.override(_zone(found)):
        try:
            choice = telling.read_choice(request.POST, timezone.localdate())
        except InvalidInput as error:
            return error.message
    with seller_scope(found.whose.workspace_id):
        telling.keep(found.whose, choice)
    return ""


def _form(found: Subscription | None, request: HttpRequest, error: str) -> dict[str, Any] | None:
    if found is None or found.is_members:
        return None
    choice = Choice(found.mails, found.snoozed_until, found.language, found.time_zone)
    posted = {name: request.POST.get(name, "") for name in FIELDS} if error else None
    return told_form(choice, timezone.localdate(), posted)


def _language(found: Subscription | None) -> str:
    """Their own where it is said, else as the browser asks."""
    known = found.language if found and found.language in dict(settings.LANGUAGES) else ""
    return known or translation.get_language() or settings.LANGUAGE_CODE


def _zone(found: Subscription | None) -> Any:
    return zone_of(found.lives_in if found else "")
