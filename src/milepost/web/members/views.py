"""Who is in the workspace: everybody may look, administrators invite and change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotFound
from milepost.pages.problems import by_field, summary_of
from milepost.sharing.contact_commands import plans_left_behind
from milepost.workspaces import commands, queries
from milepost.workspaces.models import Role
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

ADMINS = ("admin",)


@member_page
def member_list(request: MemberRequest) -> HttpResponse:
    """Everybody of the workspace."""
    context = {"rows": _rows(request), "left": plans_left_behind()}
    return render(request, "members/list.html", context)


@member_page(roles=ADMINS, methods=("GET", "HEAD", "POST"))
def invite(request: MemberRequest) -> HttpResponse:
    """Add somebody; the page then shows their link, this once."""
    form: Mapping[str, str] = {"role": Role.AE.value}
    wrong: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        form = {name: request.POST.get(name, "") for name in ("name", "email", "role", "manager")}
        try:
            invited = commands.invite(request.member.workspace_id, request.member.id, form)
        except InvalidInput as invalid:
            wrong = by_field(invalid.problems)
        else:
            return _with_link(request, invited)
    context = _choices(request) | {"form": form, "wrong": wrong, "problems": summary_of(wrong)}
    return render(request, "members/invite.html", context, status=422 if wrong else 200)


@member_action(roles=ADMINS)
def invite_again(request: MemberRequest, member_id: int) -> HttpResponse:
    """A fresh link for somebody who has not joined."""
    return _with_link(
        request,
        commands.invite_again(request.member.workspace_id, request.member.id, member_id),
    )


@member_page(roles=ADMINS, methods=("GET", "HEAD", "POST"))
def edit(request: MemberRequest, member_id: int) -> HttpResponse:
    """Name, role and manager of a member."""
    row = next((row for row in _rows(request) if row.id == member_id), None)
    if row is None:
        raise NotFound(_("There is no such member."))
    form = {"name": row.name, "role": row.role, "manager": str(row.manager_id or "")}
    wrong: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        form = {name: request.POST.get(name, "") for name in form}
        try:
            commands.change_member(request.member.workspace_id, member_id, form)
        except InvalidInput as invalid:
            wrong = by_field(invalid.problems)
        else:
            messages.success(request, _("Saved."))
            return redirect("members:list")
    context = _choices(request, without=member_id) | {
        "row": row,
        "form": form,
        "wrong": wrong,
        "problems": summary_of(wrong),
    }
    return render(request, "members/edit.html", context, status=422 if wrong else 200)


@member_action(roles=ADMINS)
def set_active(request: MemberRequest, member_id: int) -> HttpResponse:
    """Let a member in, or keep them out."""
    is_active = request.POST.get("active") == "yes"
    commands.set_active(request.member.workspace_id, request.member.id, member_id, is_active)
    text = _("They may sign in again.") if is_active else _("They can no longer sign in.")
    messages.success(request, text)
    return redirect("members:list")


def _with_link(request: MemberRequest, invited: commands.Invited) -> HttpResponse:
    row = next(row for row in _rows(request) if row.id == invited.member_id)
    context = {
        "row": row,
        "link": f"{settings.PUBLIC_URL}/join/{invited.token}/",
        "is_mailed": bool(settings.SMTP_URL),
        "days": commands.INVITATION_DAYS,
    }
    response = render(request, "members/invited.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _rows(request: MemberRequest) -> list[queries.MemberRow]:
    return queries.members(request.member.workspace_id)


def _choices(request: MemberRequest, without: int | None = None) -> dict[str, Any]:
    people = queries.member_choices(request.member.workspace_id)
    managers = [(str(key), name) for key, name in people if key != without]
    return {"roles": Role.choices, "managers": [("", _("nobody")), *managers]}
