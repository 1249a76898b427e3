"""Two guided paths: another way round a step that is stuck, and a larger scope.

Each is named, shown with what follows, and taken as one change that one undo takes back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import (
    Conflict,
    InvalidInput,
    MilepostError,
    NotAllowed,
    NotFound,
    Problem,
)
from milepost.domain.plan import Milestone, Plan
from milepost.plans import path_commands, template_queries
from milepost.plans.changing import Changed
from milepost.plans.path_commands import Preview
from milepost.plans.queries import PlanRecord
from milepost.workspaces.signed_in import member_page

from .access import actor_of, plan_or_404, seen_of, today_of
from .answers import problem_words, saved_words
from .path_model import (
    known_steps,
    owner_choices,
    picks,
    preview_view,
    row_count,
    rows,
    typed_steps,
    where_choices,
)

Look = Callable[[tuple[Milestone, ...]], Preview]
Take = Callable[[tuple[Milestone, ...]], Changed]


@member_page(methods=("GET", "HEAD", "POST"))
def another_way(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """Another way round one step: what is left out, what is done instead, what follows."""
    record = plan_or_404(plan_id)
    step = record.plan.milestone(key)
    if step is None:
        raise NotFound(_("This step is no longer in the plan."))
    today, post = today_of(request), request.POST
    chosen = post.getlist("replace") if request.method == "POST" else None
    context = {
        "heading": _("Another way round “%(step)s”") % {"step": step.title},
        "eyebrow": _("A step that cannot be done as planned"),
        "lead": _(
            "Say what is done instead. What is left out keeps its number and its history; what is"
            " complete stays complete."
        ),
        "picks": picks(record.plan, key, chosen, today),
        "why_label": _("Why not as planned?"),
        "why_help": _("Stands beside the steps that are left out, where both sides read it."),
        "yes": _("Take this way"),
    }
    gone, why = chosen or (), post.get("why", "")

    def look(steps: tuple[Milestone, ...]) -> Preview:
        return path_commands.other_way(record.plan, gone, steps, why, today=today)

    def take(steps: tuple[Milestone, ...]) -> Changed:
        seen = seen_of(request, record)
        return path_commands.take_another_way(
            actor_of(request), plan_id, gone, steps, why, seen=seen, today=today
        )

    return _path(request, record, context, look, take, today)


@member_page(methods=("GET", "HEAD", "POST"))
def more_steps(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A larger scope: several steps with one reason, told to both sides."""
    record = plan_or_404(plan_id)
    today, post = today_of(request), request.POST
    where = post.get("where", "")
    context = {
        "heading": _("The scope grows"),
        "eyebrow": _("Several steps at once"),
        "lead": _(
            "Name the steps that come in. What is complete stays complete, and both sides are told"
            " the new dates, each in its own words."
        ),
        "where": where_choices(record.plan),
        "where_value": where,
        "rebaseline": bool(post.get("rebaseline")),
        "why_label": _("Why does it grow?"),
        "why_help": _("Goes into the history; only your side reads it."),
        "yes": _("Add these steps"),
    }
    why = post.get("why", "")

    def look(steps: tuple[Milestone, ...]) -> Preview:
        if not why.strip():
            raise InvalidInput([Problem("why", _("the reason is missing"), _("a few words"))])
        return path_commands.larger(record.plan, steps, after_step=where or None, today=today)

    def take(steps: tuple[Milestone, ...]) -> Changed:
        return path_commands.widen_scope(
            actor_of(request),
            plan_id,
            steps,
            why,
            after_step=where or None,
            rebaseline=bool(post.get("rebaseline")),
            seen=seen_of(request, record),
            today=today,
        )

    return _path(request, record, context, look, take, today)


def _path(
    request: HttpRequest,
    record: PlanRecord,
    context: dict[str, Any],
    look: Look,
    take: Take,
    today: date,
) -> HttpResponse:
    """The page; `do` is row (more lines), preview, or take."""
    plan = record.plan
    known = known_steps(
        (stored.step for stored in template_queries.step_library()),
        (t.milestones for t in template_queries.all_templates().values()),
    )
    count = row_count(request.POST)
    lines = rows(request.POST, count)
    do = request.POST.get("do", "")
    context |= {
        "rows": lines,
        "count": count,
        "known": sorted(known),
        "buyers": owner_choices(plan, "buyer"),
        "sellers": owner_choices(plan, "seller"),
        "why": request.POST.get("why", ""),
    }
    if do not in ("preview", "take"):
        return _page(request, record, context)
    try:
        if plan.is_closed:
            raise NotAllowed(_("This plan is closed; open it again before it is changed."))
        steps = typed_steps(plan, lines, known, today)
        if do == "take":
            return _taken(request, record, lambda: take(steps))
        made = look(steps)
    except Conflict:
        moved = _("Somebody changed the plan meanwhile. Look at what follows once more.")
        return _page(request, record, context | _again(plan, look, lines, known, today), moved, 409)
    except InvalidInput as error:
        return _page(request, record, context | _wrong(error), status=422)
    except MilepostError as error:
        return _page(request, record, context, error.message, 409)
    return _page(request, record, context | {"preview": preview_view(plan, made, today)})


def _taken(request: HttpRequest, record: PlanRecord, take: Callable[[], Changed]) -> HttpResponse:
    with transaction.atomic():
        changed = take()
    messages.success(request, f"{saved_words(changed)} {_('One undo takes it back.')}")
    return HttpResponseRedirect(f"/plans/{record.id}/", status=303)


def _again(plan: Plan, look: Look, lines: Any, known: Any, today: date) -> dict[str, Any]:
    """The preview from the plan as it is now, where there is still one."""
    try:
        return {"preview": preview_view(plan, look(typed_steps(plan, lines, known, today)), today)}
    except MilepostError:
        return {}


INPUTS = {"why": "why", "reason": "why", "milestones": "replace", "steps": "s1-title"}


def _wrong(error: InvalidInput) -> dict[str, Any]:
    """What was wrong, beside its input and in the summary."""
    errors: dict[str, list[str]] = {}
    problems = []
    for problem in error.problems:
        first = problem.path.split(".")[0]
        name = problem.path if problem.path.startswith("s") and "-" in problem.path else ""
        name = name or INPUTS.get(first, first)
        text = problem_words(problem.wrong, problem.right)
        errors.setdefault(name, []).append(text)
        problems.append((name, text))
    return {"errors": errors, "problems": tuple(problems)}


def _page(
    request: HttpRequest,
    record: PlanRecord,
    context: dict[str, Any],
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    plan = record.plan
    context = {
        "plan_title": plan.title or plan.account,
        "account": plan.account,
        "home": f"/plans/{record.id}/",
        "seen": record.revision,
        "errors": {},
        "problems": (),
        "preview": None,
        "trouble": trouble,
        **context,
    }
    response = HttpResponse(render_to_string("plans/path.html", context, request), status=status)
    response["Cache-Control"] = "private, no-store"
    return response
