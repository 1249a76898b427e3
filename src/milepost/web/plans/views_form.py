"""A plan's form: a draft started small, and an informal plan made full after a preview."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.errors import InvalidInput, MilepostError, NotAllowed
from milepost.domain.formalising import FullPlan, behind_completed
from milepost.domain.informal import left_out
from milepost.domain.plan import Milestone, Plan
from milepost.plans import commands, form_commands, template_queries
from milepost.plans.queries import PlanRecord
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, plan_or_404, today_of
from .answers import Context, attempt, form
from .views_actions import asked
from .views_new import template_choices


class FullLine(NamedTuple):
    """One step of the preview. `name` is the template's name of a new one, '' for a kept one."""

    number: str
    name: str
    title: str
    owners: str
    target: str
    iso: str
    status: str
    taken: bool


@member_page(methods=("GET", "POST"))
def start_small(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A draft's key steps alone, in friendly words."""
    record = plan_or_404(plan_id)
    gone = words.listed(m.title for m in left_out(record.plan))
    shown = asked(
        request,
        record,
        _("Start small, with 3 to 5 key steps?"),
        lines=(
            _("Left out for now: %(steps)s.") % {"steps": gone} if gone else "",
            _(
                "Titles get friendly words, and dates are proposed anew. You can undo it, and make"
                " it the full plan at any time."
            ),
        ),
        yes=_("Start small"),
    )
    if request.method == "GET":
        return shown({})
    return attempt(
        request,
        record,
        lambda seen: commands.start_small(actor_of(request), plan_id, seen),
        shown,
    )


@member_page(methods=("GET", "POST"))
def make_full(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The full template around the steps that are there, shown before it is done."""
    record = plan_or_404(plan_id)
    posted = request.method == "POST"
    source = request.POST if posted else request.GET
    today = today_of(request)
    chosen = _chosen(record.plan, source.get("template", ""))
    without = _without(record.plan, chosen, source)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = preview(record, chosen, without, today) | trouble
        return form(request, "plans/_make_full.html", context, status=status)

    if not posted or "preview" in request.POST:
        return shown({})
    return attempt(
        request,
        record,
        lambda seen: commands.make_full(
            actor_of(request), plan_id, seen, template=chosen, without=without, today=today
        ),
        shown,
        said=_("This is the full plan now."),
    )


def _chosen(plan: Plan, key: str) -> str | None:
    """The template that a person chose; None for the one that the plan came from, as it was."""
    came_from = plan.template.key if plan.template else None
    return None if key in ("", came_from) else key


def _without(plan: Plan, chosen: str | None, source: QueryDict) -> Collection[str]:
    """The template's steps that are not to come in: those unticked, at first those long past."""
    try:
        template = form_commands.template_of(plan, chosen)
    except MilepostError:
        return ()
    if source.get("of") == template.key:
        return set(source.getlist("offered")) - set(source.getlist("take"))
    return behind_completed(plan, template)


def preview(
    record: PlanRecord, chosen: str | None, without: Collection[str], today: date
) -> Context:
    """What would come in, between what stays; or why nothing can."""
    plan = record.plan
    context: Context = {
        "record": record,
        "heading": _("Make it the full plan"),
        "lines": (),
    }
    try:
        template = form_commands.template_of(plan, chosen)
        if plan.form != "informal":
            raise NotAllowed(_("This is the full plan already."))
        if plan.is_closed:
            raise NotAllowed(_("This plan is closed; open it again before it is changed."))
        offered = form_commands.full_plan(plan, chosen, today=today)
        made = form_commands.full_plan(plan, chosen, today=today, without=without)
    except (InvalidInput, NotAllowed) as error:
        return context | {"problems": (("", error.message),), "sentence": "", "templates": ()}
    return context | {
        "lines": _lines(offered, made, without, today),
        "sentence": _sentence(made),
        "template": template.key,
        "templates": template_choices(dict(template_queries.all_templates())),
    }


def _lines(
    offered: FullPlan, made: FullPlan, without: Collection[str], today: date
) -> tuple[FullLine, ...]:
    """Every step of the full plan in order; those that are left out stand where they would be."""
    dates = {made.from_template[key]: made.plan.milestone(key) for key in made.added}
    people = {p.key: p for p in offered.plan.people}
    lines, number = [], 0
    for m in offered.plan.milestones:
        name = offered.from_template.get(m.key, "")
        taken = not name or name not in without
        number += taken and m.is_shared
        dated: Milestone = dates.get(name) or m
        lines.append(
            FullLine(
                number=str(number) if taken and m.is_shared else "",
                name=name,
                title=m.title,
                owners=words.on_both_sides(
                    words.owner_words(owner, people)
                    for owner in ((m.owners.buyer, m.owners.seller) if m.owners else ())
                    if owner is not None
                ),
                target=words.short_day(dated.target, today) if taken else "",
                iso=dated.target.isoformat(),
                status=m.status,
                taken=taken,
            )
        )
    return tuple(lines)


def _sentence(made: FullPlan) -> str:
    """'4 steps stay as they are, 5 come in.'"""
    stay, come = len(made.kept), len(made.added)
    first = ngettext("%(n)s step stays as it is", "%(n)s steps stay as they are", stay)
    then = ngettext("%(n)s comes in.", "%(n)s come in.", come)
    return f"{first % {'n': stay}}, {then % {'n': come}}"
