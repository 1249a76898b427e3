"""A long plan made lighter: phases, a coordinator, fewer and shorter messages, short reviews.

Each offer is one press or leads to its own form; what it rests on is told as facts (product.md
section 7).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.errors import NotAllowed
from milepost.domain.phases import current_phase, is_long
from milepost.domain.plan import Plan
from milepost.domain.quiet import Mails
from milepost.domain.schedule import schedule
from milepost.messaging import preferences
from milepost.pages.formatting import moment
from milepost.sharing import fatigue
from milepost.sharing.fatigue import Reader
from milepost.workspaces.signed_in import member_page

from . import words
from .access import member_of, plan_or_404, today_of

RHYTHMS: dict[str, Mails | None] = {"daily": "daily", "weekly": "weekly", "before": None}


class ReaderLine(NamedTuple):
    """How the mails of one of the buyer's people come."""

    name: str
    rhythm: str
    note: str


@member_page(methods=("GET", "HEAD", "POST"))
def lighter(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The offers on one page; `mails` sets the rhythm of those who said none themselves."""
    record = plan_or_404(plan_id)
    workspace_id = member_of(request).workspace.id
    if request.method == "POST":
        chosen = request.POST.get("mails", "")
        if chosen not in RHYTHMS:
            raise NotAllowed(_("There is no such rhythm."))
        count = preferences.quieter(workspace_id, plan_id, RHYTHMS[chosen])
        said = ngettext(
            "Set for %(n)s person. Whoever chose for themselves keeps their own.",
            "Set for %(n)s people. Whoever chose for themselves keeps their own.",
            count,
        )
        messages.success(request, said % {"n": count})
        return HttpResponseRedirect(request.path, status=303)
    plan, today = record.plan, today_of(request)
    readers = fatigue.readers_of(plan_id)
    seen = None if plan.is_closed else schedule(plan, today)
    coordinator = plan.person(plan.coordinator) if plan.coordinator else None
    set_by_us = {r.mails for r in readers if r.by_seller and r.mails}
    context: dict[str, Any] = {
        "workspace": member_of(request).workspace.name,
        "plan_title": plan.title or plan.account,
        "account": plan.account,
        "home": f"/plans/{plan_id}/",
        "facts": facts(plan, readers),
        "is_long": is_long(plan),
        "is_split": bool(plan.milestones) and all(m.phase for m in plan.milestones),
        "phase": words.phase_word(current_phase(plan, seen)),
        "coordinator": coordinator.name if coordinator else "",
        "readers": [reader_line(r) for r in readers],
        "rhythm": next(iter(set_by_us), "") if len(set_by_us) == 1 else "",
    }
    response = HttpResponse(render_to_string("plans/lighter.html", context, request))
    response["Cache-Control"] = "private, no-store"
    return response


def facts(plan: Plan, readers: tuple[Reader, ...]) -> tuple[str, ...]:
    """What the offers rest on."""
    count = len(plan.milestones)
    found = [ngettext("%(n)s step", "%(n)s steps", count) % {"n": count}]
    for r in readers:
        if r.passes_by and r.since is not None:
            said = {"name": r.name, "n": r.reminders, "since": moment(r.since)}
            seen = _("never opened it")
            if r.last_opened_at is not None:
                seen = _("last opened it %(when)s") % {"when": moment(r.last_opened_at)}
            text = _("%(name)s: %(n)s reminders since %(since)s, %(seen)s")
            found.append(text % {**said, "seen": seen})
    return tuple(found)


def reader_line(reader: Reader) -> ReaderLine:
    """'Maja Lindqvist: once a day (set here)'."""
    rhythms = {
        None: _("as it happens"),
        "all": _("as it happens"),
        "daily": _("once a day"),
        "weekly": _("once a week"),
        "none": _("no mails"),
    }
    rhythm = _("no mails") if reader.is_muted else rhythms.get(reader.mails, "")
    note = _("their own choice") if reader.chose else _("set here") if reader.mails else ""
    return ReaderLine(reader.name, rhythm, note)
