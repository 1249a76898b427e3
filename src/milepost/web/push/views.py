"""A member's browsers that take push messages, and the script that shows them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.messaging.channels.push import encryption, subscriptions
from milepost.messaging.channels.push.subscriptions import Given
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

_WORKER = Path(__file__).with_name("push-worker.js")
_NAMES = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


@member_page
def browsers(request: MemberRequest) -> HttpResponse:
    """Where this member gets push messages."""
    context = {
        "browsers": subscriptions.browsers(request.member.id),
        "key": encryption.public_key(),
    }
    return render(request, "push/browsers.html", context)


@member_action
def add(request: MemberRequest) -> HttpResponse:
    """The browser that asks takes them from now on."""
    names = ("address", "p256dh", "auth", "key")
    given = Given(**{name: request.POST.get(name, "") for name in names})
    subscriptions.add(
        request.member.workspace_id,
        request.member.id,
        given,
        request.session.session_key or "",
        _browser(request.headers.get("User-Agent", "")),
    )
    return JsonResponse({"mark": subscriptions.mark_of(given.address)})


@member_action
def remove(request: MemberRequest) -> HttpResponse:
    """One of them takes no more."""
    subscriptions.remove(request.member.id, request.POST.get("mark", ""))
    messages.success(request, _("Taken away."))
    return redirect("push:browsers")


def worker(_request: HttpRequest) -> HttpResponse:
    """The script that the browser keeps, and wakes when a message comes."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _script() -> str:
    return _WORKER.read_text()


def _browser(agent: str) -> str:
    """What somebody would call it: "Firefox, Windows"."""
    name = next((shown for sign, shown in _NAMES if f"{sign}/" in agent), "")
    name = name or ("Safari" if re.search(r"Version/.*Safari/", agent) else _("A browser"))
    system = next((each for each in _SYSTEMS if each in agent), "")
    return f"{name}, {system.replace('Macintosh', 'Mac')}" if system else name
