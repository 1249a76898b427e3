"""The workspace's Slack, for administrators: connecting, the channel, who was found, ending it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound, NotReachable
from milepost.messaging.channels.slack import chosen, connection, people
from milepost.messaging.channels.slack.manifest import manifest, new_app_address
from milepost.messaging.channels.slack.words import why_words
from milepost.pages.problems import by_field, summary_of
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

ADMINS = ("admin",)
STATE_SECONDS = 900
_SALT = "milepost.slack.state"


@member_page(roles=ADMINS)
def page(request: MemberRequest) -> HttpResponse:
    """How it stands, and what can be done about it."""
    return _page(request)


@member_page(roles=ADMINS, methods=("GET",))
def connect(request: MemberRequest) -> HttpResponse:
    """Off to Slack, with a state that this browser alone can bring back."""
    if not connection.is_set_up():
        raise NotFound(_("This server has no Slack app of its own."))
    state = signing.dumps(_state_of(request), salt=_SALT)
    response = redirect(connection.authorize_address(state, _redirect_address()))
    response["Cache-Control"] = "no-store"
    return response


@member_page(roles=ADMINS, methods=("GET",))
def back(request: MemberRequest) -> HttpResponse:
    """Back from Slack: the state is this browser's, and the code is changed for a token."""
    _ensure_state(request)
    if request.GET.get("error") or not request.GET.get("code"):
        messages.warning(request, _("Slack was not connected: nobody agreed to it there."))
        return _to_page()
    try:
        found = connection.found_by_code(request.GET["code"][:500], _redirect_address())
    except InvalidInput as invalid:
        messages.error(request, _sentence(invalid))
        return _to_page()
    except NotReachable as error:
        messages.error(request, error.message)
        return _to_page()
    return _connected(request, found)


@member_action(roles=ADMINS)
def token(request: MemberRequest) -> HttpResponse:
    """Connect by a pasted token."""
    given = {name: request.POST.get(name, "") for name in ("token", "signing_secret")}
    try:
        found = connection.found_by_token(given["token"], given["signing_secret"])
    except InvalidInput as invalid:
        return _page(request, wrong=by_field(invalid.problems))
    except NotReachable as error:
        messages.error(request, error.message)
        return _to_page()
    return _connected(request, found)


@member_action(roles=ADMINS)
def disconnect(request: MemberRequest) -> HttpResponse:
    """End it."""
    kept = connection.connection_of(request.member.workspace_id)
    connection.disconnect(request.member.workspace_id)
    said = _("Slack is disconnected. Mail goes on as before.")
    if kept is not None and not kept.is_oauth:
        said += " " + _("The app is still installed in Slack; remove it there if nobody uses it.")
    messages.success(request, said)
    return _to_page()


@member_action(roles=ADMINS)
def channel(request: MemberRequest) -> HttpResponse:
    """Choose the channel for celebrations, or none."""
    workspace_id = request.member.workspace_id
    if "remove" in request.POST:
        chosen.unchoose(workspace_id, None)
        messages.success(request, _("Nothing is posted in a channel any more."))
        return _to_page()
    given = request.POST.get("channel", "")
    greeting = _("Milepost tells here when a step is completed or a plan is signed.")
    try:
        chosen.choose(workspace_id, None, given, request.member.id, greeting)
    except InvalidInput as invalid:
        return _page(request, wrong=by_field(invalid.problems), given={"channel": given})
    except NotReachable as error:
        messages.error(request, error.message)
        return _to_page()
    messages.success(request, _("Saved. A line of greeting is in the channel."))
    return _to_page()


@member_action(roles=ADMINS)
def people_again(request: MemberRequest) -> HttpResponse:
    """Look again for members who were not found."""
    people.look_again(request.member.workspace_id)
    messages.success(request, _("Members are looked for again within a minute."))
    return _to_page()


def _page(
    request: MemberRequest,
    *,
    wrong: Mapping[str, Any] | None = None,
    given: Mapping[str, str] | None = None,
) -> HttpResponse:
    workspace_id = request.member.workspace_id
    kept = connection.connection_of(workspace_id)
    wrong = wrong or {}
    rows = people.rows(workspace_id) if kept else []
    made = manifest(*_addresses().values())
    context = {
        "slack": kept,
        "why": why_words(kept.broken_why) if kept and kept.broken_at else "",
        "is_set_up": connection.is_set_up(),
        "scopes": connection.SCOPES,
        "channel": (shown := chosen.chosen(workspace_id)[0] if kept else None),
        "channel_why": chosen.why_words(shown.broken_why) if shown and shown.broken_why else "",
        "rows": rows,
        "found": sum(bool(row.user_id) for row in rows),
        "wrong": wrong,
        "given": given or {},
        "problems": summary_of(wrong),
        "is_https": settings.IS_HTTPS,
        "public_url": settings.PUBLIC_URL,
        "manifest": json.dumps(made, indent=2),
        "new_app": new_app_address(made),
    }
    response = render(request, "slack/settings.html", context, status=422 if wrong else 200)
    response["Cache-Control"] = "no-store"
    return response


def _addresses() -> dict[str, str]:
    names = ("back", "interactions", "events")
    return {name: f"{settings.PUBLIC_URL}{reverse(f'slack:{name}')}" for name in names}


def _redirect_address() -> str:
    return _addresses()["back"]


def _connected(request: MemberRequest, found: connection.Found) -> HttpResponse:
    connection.connect(request.member.workspace_id, found, request.member.id)
    messages.success(
        request, _("Connected to %(team)s. Members are looked for now.") % {"team": found.team_name}
    )
    return _to_page()


def _state_of(request: MemberRequest) -> list[Any]:
    """Whose browser it is: the session itself is in no address, so its hash stands for it."""
    key = request.session.session_key or ""
    return [request.member.id, hashlib.sha256(f"{_SALT}:{key}".encode()).hexdigest()]


def _ensure_state(request: MemberRequest) -> None:
    try:
        given = signing.loads(request.GET.get("state", ""), salt=_SALT, max_age=STATE_SECONDS)
    except signing.BadSignature:
        given = None
    if given != _state_of(request):
        raise NotAllowed(
            _("This did not begin here, or too long ago. Connect once more from the Slack page.")
        )


def _sentence(invalid: InvalidInput) -> str:
    return " ".join(f"{p.wrong[:1].upper()}{p.wrong[1:]}: {p.right}." for p in invalid.problems)


def _to_page() -> HttpResponse:
    return redirect("slack:settings")
