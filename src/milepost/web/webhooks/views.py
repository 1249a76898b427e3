"""Webhooks as administrators see them. A secret is shown once, on the page that made it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any, get_args

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.messaging import claims
from milepost.messaging.webhooks import commands, queries
from milepost.messaging.webhooks.catalogue import ALL
from milepost.messaging.webhooks.commands import Given
from milepost.messaging.webhooks.queries import Endpoint, Shown
from milepost.pages.problems import by_field, summary_of
from milepost.web.webhooks.choices import groups, spans
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

ADMINS = ("admin",)


@member_page(roles=ADMINS)
def endpoints(request: MemberRequest) -> HttpResponse:
    """Every endpoint of the workspace."""
    return render(request, "webhooks/list.html", {"endpoints": queries.endpoints()})


@member_page(roles=ADMINS, methods=("GET", "HEAD", "POST"))
def new(request: MemberRequest) -> HttpResponse:
    """Add an endpoint; then its secret, once."""
    if request.method != "POST":
        return _form(request, Given("", "", (ALL,)))
    given = _given(request)
    member = request.member
    try:
        made, secret = commands.add(member.workspace_id, member.id, member.name, given)
    except InvalidInput as invalid:
        return _form(request, given, invalid)
    return _secret(request, made, secret, is_new=True)


@member_page(roles=ADMINS)
def endpoint(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """One endpoint with its deliveries, newest first."""
    found = _endpoint(endpoint_id)
    asked = request.GET.get("show", "all")
    shown: Shown = asked if asked in get_args(Shown) else "all"  # type: ignore[assignment]
    before = request.GET.get("before", "")
    rows = queries.deliveries(endpoint_id, shown, int(before) if before.isdecimal() else None)
    context = {
        "endpoint": found,
        "rows": rows,
        "shown": shown,
        "older": rows[-1].id if len(rows) == queries.PAGE_SIZE else None,
        "most_tries": len(claims.RETRY_SECONDS) + 1,
        "spans": spans(),
    }
    return render(request, "webhooks/endpoint.html", context)


@member_page(roles=ADMINS, methods=("GET", "HEAD", "POST"))
def edit(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Another address, description or choice of events."""
    found = _endpoint(endpoint_id)
    if request.method != "POST":
        given = Given(found.url, found.description, found.events)
        return _form(request, given, endpoint=found)
    given = _given(request)
    try:
        commands.change(request.member.workspace_id, endpoint_id, given)
    except InvalidInput as invalid:
        return _form(request, given, invalid, endpoint=found)
    messages.success(request, _("Saved."))
    return redirect("webhooks:endpoint", endpoint_id)


@member_action(roles=ADMINS)
def rotate(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """A new secret, shown once; the old one signs beside it for a day."""
    secret = commands.rotate(request.member.workspace_id, endpoint_id)
    return _secret(request, endpoint_id, secret, is_new=False)


@member_action(roles=ADMINS)
def switch(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """On or off."""
    on = request.POST.get("on") == "yes"
    commands.switch(request.member.workspace_id, endpoint_id, on=on)
    messages.success(request, _("Switched on.") if on else _("Switched off."))
    return redirect("webhooks:endpoint", endpoint_id)


@member_action(roles=ADMINS)
def test(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Send a test event."""
    commands.send_test(request.member.workspace_id, endpoint_id)
    messages.success(request, _("A test is on its way. Load this page again to see the answer."))
    return redirect("webhooks:endpoint", endpoint_id)


@member_action(roles=ADMINS)
def remove(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Remove an endpoint with all that was kept of it."""
    commands.remove(request.member.workspace_id, endpoint_id)
    messages.success(request, _("Removed."))
    return redirect("webhooks:list")


@member_action(roles=ADMINS)
def replay(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Send again: one delivery, what failed lately, or what was missed."""
    workspace_id = request.member.workspace_id
    one, what = request.POST.get("delivery", ""), request.POST.get("what", "failed")
    if one.isdecimal():
        count = commands.replay(workspace_id, endpoint_id, delivery_id=int(one))
    else:
        since = timezone.now() - _span(request.POST.get("hours", ""))
        if what == "missed":
            looked = commands.replay_missed(workspace_id, endpoint_id, since)
            said = ngettext(
                "%(n)s change is looked at; what the webhook lacks of it is sent.",
                "%(n)s changes are looked at; what the webhook lacks of them is sent.",
                looked,
            )
            messages.success(request, said % {"n": looked})
            return redirect("webhooks:endpoint", endpoint_id)
        count = commands.replay(workspace_id, endpoint_id, since=since)
    if count:
        said = ngettext("%(n)s delivery is sent again.", "%(n)s deliveries are sent again.", count)
        messages.success(request, said % {"n": count})
    else:
        messages.warning(request, _("There is nothing to send again, or it is on its way already."))
    return redirect("webhooks:endpoint", endpoint_id)


@member_page(roles=ADMINS)
def delivery(request: MemberRequest, endpoint_id: int, delivery_id: int) -> HttpResponse:
    """One delivery: what is sent, and each try with its answer."""
    found = _endpoint(endpoint_id)
    kept = queries.delivery(endpoint_id, delivery_id)
    if kept is None:
        raise NotFound(_("There is no such delivery."))
    row, body, attempts = kept
    context = {
        "endpoint": found,
        "row": row,
        "body": json.dumps(json.loads(body), indent=2, ensure_ascii=False),
        "attempts": attempts,
        "most_tries": len(claims.RETRY_SECONDS) + 1,
    }
    return render(request, "webhooks/delivery.html", context)


def _endpoint(endpoint_id: int) -> Endpoint:
    found = queries.endpoint(endpoint_id)
    if found is None:
        raise NotFound(_("There is no such webhook."))
    return found


def _given(request: MemberRequest) -> Given:
    events: Sequence[str] = request.POST.getlist("events")
    if request.POST.get("which") == "all":
        events = (ALL,)
    return Given(request.POST.get("url", ""), request.POST.get("description", ""), events)


def _span(text: str) -> timedelta:
    if not any(text == value for value, _words in spans()):
        raise NotAllowed(_("Choose since when."))
    return timedelta(hours=int(text))


def _form(
    request: MemberRequest,
    given: Given,
    invalid: InvalidInput | None = None,
    endpoint: Endpoint | None = None,
) -> HttpResponse:
    wrong: Mapping[str, Any] = by_field(invalid.problems) if invalid else {}
    context = {
        "endpoint": endpoint,
        "given": given,
        "is_all": ALL in given.events or (not given.events and not invalid),
        "groups": groups(),
        "wrong": wrong,
        "problems": summary_of(wrong),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if invalid else HTTPStatus.OK
    return render(request, "webhooks/form.html", context, status=status)


def _secret(request: MemberRequest, endpoint_id: int, secret: str, *, is_new: bool) -> HttpResponse:
    context = {"endpoint": _endpoint(endpoint_id), "secret": secret, "is_new": is_new}
    response = render(request, "webhooks/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response
