"""Moving a date: first what follows and what it does to the signature, then the choice."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.edits import move_targets
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Plan
from milepost.domain.proposing import preview_move
from milepost.plans import commands
from milepost.plans.queries import PlanRecord

from . import words
from .access import actor_of, today_of
from .answers import Context, attempt, form
from .asking import is_asked, why_of
from .move_words import MoveLine, effect_words


def target_form(request: HttpRequest, record: PlanRecord, milestone: Milestone) -> HttpResponse:
    """The new date of a step (product.md section 3, moving a date)."""
    today = today_of(request)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        source = request.POST if request.method == "POST" else request.GET
        context = {
            "record": record,
            "title": milestone.title,
            "heading": milestone.title,
            "before": words.short_day(milestone.target, today),
            **target_context(record.plan, milestone, source.get("to", ""), today),
            **trouble,
        }
        return form(request, "plans/_target.html", context, status=status)

    if request.method == "GET" or not request.POST.get("how"):
        return shown({})

    def change(seen: int) -> commands.Changed:
        return commands.move_target(
            actor_of(request),
            record.id,
            milestone.key,
            typed_day(request.POST.get("to", "")),
            follow=request.POST.get("how") == "follow",
            seen=seen,
            why=why_of(request),
        )

    path = path_of("milestones", milestone.key, "target")
    return attempt(request, record, change, shown, fields={path: "to"}, asks_why=True)


def typed_day(text: str) -> date:
    """A typed date; raises InvalidInput naming the field."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput([Problem("to", _("it names no day"), _("choose a date"))]) from None


def target_context(plan: Plan, milestone: Milestone, typed: str, today: date) -> Context:
    """The preview of a typed date; without one, or with one that is none, just the field."""
    nothing = {
        "to": milestone.target,
        "to_words": "",
        "changed": False,
        "moves": (),
        "asked": False,
    }
    if not typed:
        return nothing
    try:
        wanted = typed_day(typed)
        preview = preview_move(plan, milestone.key, wanted)
    except InvalidInput as error:
        text = f"{error.problems[0].wrong}; {error.problems[0].right}"
        return {**nothing, "errors": {"to": [text[:1].upper() + text[1:] + "."]}}
    if wanted == milestone.target:
        return nothing
    follow = {move.key: move.after for move in preview.moves}
    moved = move_targets(plan, {**follow, milestone.key: wanted})
    titles = {m.key: m.title for m in plan.milestones}
    moves = tuple(
        MoveLine(
            titles[move.key],
            words.short_day(move.before, today),
            words.short_day(move.after, today),
        )
        for move in preview.moves
    )
    return {
        "to": wanted,
        "to_words": f"{words.week_day(wanted)}, {words.relative_day(wanted, today)}",
        "changed": True,
        "asked": is_asked(plan, moved, today),
        "moves": moves,
        "effect": effect_words(plan, milestone, preview, today),
        "effect_late": preview.effect > 0,
        "follow_words": ngettext(
            "Move it with the %(n)s that follows", "Move it with the %(n)s that follow", len(moves)
        )
        % {"n": len(moves)},
    }
