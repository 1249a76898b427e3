"""Mail to look at: what came in and could not be acted on, for any member to put away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.plans.changing import Actor
from milepost.sharing.replying import looking
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page


@member_page
def mails(request: HttpRequest) -> HttpResponse:
    """The list."""
    context = {"mails": looking.waiting(), "why": why_words()}
    return _shown(render(request, "inbound/list.html", context))


@member_page
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail: what it says, as plain text and without the secrets of a quoted letter."""
    context = {"mail": looking.one(mail_id), "why": why_words()}
    return _shown(render(request, "inbound/mail.html", context))


@member_action
def settle(request: MemberRequest, mail_id: int) -> HttpResponse:
    """Put it on the plan or away."""
    do = request.POST.get("do", "")
    looking.settle(Actor(request.member.id, request.member.name), mail_id, do)
    said = {
        "note": _("It stands on the plan as a note of your side."),
        "comment": _("It stands on the plan, where both sides read it."),
    }
    messages.success(request, said.get(do, _("Put away.")))
    return redirect("inbound:list")


def why_words() -> dict[str, str]:
    """Why a person has to look."""
    return {
        "other_sender": _("It came from another address than the letter went to."),
        "not_proven": _("Its sender could not be proven, or the check failed."),
        "too_many": _("There were very many within an hour."),
        "refused": _("Its words could not be put on the plan."),
        "unread": _("It could not be read by itself."),
        "closed": _("The plan is finished."),
        "no_access": _("They have no access any more."),
    }


def _shown(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
