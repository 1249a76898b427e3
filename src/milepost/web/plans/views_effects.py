"""What changes did to the forecast: looked at, taken, changed, refused, and set aside by those
who may. Each answer is one press; the second of two is told what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from milepost.forecasting import commands, queries
from milepost.forecasting.queries import ImpactRow
from milepost.pages.htmx import is_htmx
from milepost.plans.queries import PlanRecord
from milepost.workspaces.signed_in import member_page

from .access import actor_of, member_of, plan_or_404, today_of, zone_of
from .answers import Context, form
from .effects_model import MAY_REVERSE, EffectLine, capital, effect_lines, forecast_view
from .views_proposals import tried

ANSWERS = ("take", "change", "refuse", "seen", "reverse")


@member_page(methods=("GET", "HEAD"))
def effects(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Everything that was noticed on this plan, with its arithmetic and what became of it."""
    return _page(request, plan_or_404(plan_id))


def _page(
    request: HttpRequest, record: PlanRecord, trouble: str = "", status: int = 200
) -> HttpResponse:
    plan, today = record.plan, today_of(request)
    impacts = queries.impacts_of(record.id)
    lines = effect_lines(plan, impacts, record.id, today, zone_of(request))
    context: dict[str, Any] = {
        "workspace": member_of(request).workspace.name,
        "plan_title": plan.title or plan.account,
        "home": f"/plans/{record.id}/",
        "forecast": forecast_view(plan, impacts, today),
        "asked": [line for line in lines if line.is_open],
        "standing": [line for line in lines if not line.is_open and not line.settled],
        "settled": [line for line in lines if line.settled],
        "may_reverse": member_of(request).role in MAY_REVERSE,
        "is_informal": plan.form == "informal",
        "capital": capital,
        "trouble": trouble,
        "seen": record.revision,
    }
    response = HttpResponse(render_to_string("plans/effects.html", context, request), status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@member_page(methods=("GET", "POST"))
def settle(request: HttpRequest, plan_id: int, impact_id: int, settle: str) -> HttpResponse:
    """One answer to one impact; `change` takes it with another day, title or date."""
    if settle not in ANSWERS:
        raise NotFound(_("There is no such answer."))
    record = plan_or_404(plan_id)
    row = queries.impact_of(plan_id, impact_id)
    if row is None:
        raise NotFound(_("There is no such effect on this plan."))
    today = today_of(request)
    (line,) = effect_lines(record.plan, [row], plan_id, today, zone_of(request)) or (None,)
    if line is None:
        raise NotAllowed(_("An informal plan knows no forecast."))
    shown = _form(request, record, row, line, settle)
    if request.method == "GET":
        return shown({})

    def work() -> str:
        return _settled(request, plan_id, row, settle, today)

    if request.POST.get("from") != "effects" or is_htmx(request):
        return tried(request, plan_id, work, shown, record)
    return _from_page(request, record, work)


def _from_page(request: HttpRequest, record: PlanRecord, work: Callable[[], str]) -> HttpResponse:
    """Back to the page of effects, which says what was done or what stood in the way."""
    try:
        with transaction.atomic():
            said = work()
    except (Conflict, InvalidInput, NotAllowed) as error:
        return _page(request, record, error.message, 409)
    messages.success(request, said)
    return HttpResponseRedirect(f"/plans/{record.id}/effects/", status=303)


def _settled(request: HttpRequest, plan_id: int, row: ImpactRow, answer: str, today: date) -> str:
    actor, post = actor_of(request), request.POST
    if answer == "reverse":
        if member_of(request).role not in MAY_REVERSE:
            raise NotAllowed(_("A manager, leadership or an administrator can reverse this."))
        commands.reverse(actor, plan_id, row.id, post.get("why", ""))
        return _("Reversed. The reason stands beside it.")
    if answer == "refuse":
        commands.refuse(actor, plan_id, row.id, post.get("why", ""))
        return _("Refused. The plan stays as it is.")
    if answer == "seen":
        commands.seen(actor, plan_id, row.id)
        return _("Noted.")
    other: dict[str, Any] = {}
    if answer == "change":
        if row.facts.get("what") == "step":
            other = {
                "title": post.get("title", ""),
                "target": _day(post.get("target", ""), "target"),
            }
        else:
            other = {"close_on": _day(post.get("close_on", ""), "close_on")}
    commands.take(actor, plan_id, row.id, today=today, **other)
    return _("Done. It can be undone like every change.")


def _day(raw: str, name: str) -> date | None:
    if not raw.strip():
        return None
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise InvalidInput([Problem(name, _("it names no day"), _("choose a date"))]) from None


def _form(
    request: HttpRequest, record: PlanRecord, row: ImpactRow, line: EffectLine, answer: str
) -> Callable[[Context], HttpResponse]:
    headings = {
        "take": (capital(line.offer) or line.title, _("Take it")),
        "change": (_("Change what is proposed"), _("Take it")),
        "refuse": (_("Leave the plan as it is?"), _("Refuse")),
        "seen": (_("Have you looked at it?"), _("It is fine")),
        "reverse": (_("Reverse this effect?"), _("Reverse")),
    }
    heading, yes = headings[answer]
    facts = row.facts

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": heading,
            "yes": yes,
            "do": answer,
            "line": line,
            "is_step": facts.get("what") == "step",
            "close_on": request.POST.get("close_on", facts.get("proposed_close") or ""),
            "title": request.POST.get(
                "title", commands.STEP_TITLES.get(str(facts.get("kind")), "")
            ),
            "target": request.POST.get("target", ""),
            "why": request.POST.get("why", ""),
            "may_reverse": member_of(request).role in MAY_REVERSE,
            "back_words": _("Effects"),
            **trouble,
        }
        return form(request, "plans/_effect_form.html", context, status=status)

    return shown
