"""Changing one field of a plan in place: the form when asked for it, the change when posted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.errors import NotFound
from milepost.domain.paths import parts_of
from milepost.domain.plan import Milestone
from milepost.plans import commands
from milepost.plans.queries import PlanRecord
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, plan_or_404, today_of
from .answers import Context, attempt, form
from .asking import why_of
from .editors import Editor, editor_of
from .owner_forms import owners_form
from .step_model import after_choices, next_statuses
from .target_forms import target_form

Special = Callable[[HttpRequest, PlanRecord, Milestone], HttpResponse]


@member_page(methods=("GET", "POST"))
def edit(request: HttpRequest, plan_id: int, path: str) -> HttpResponse:
    """The form of one field, or its change (product.md section 1; issue 3, point 5)."""
    record = plan_or_404(plan_id)
    match parts_of(path):
        case ("life",):
            return life_form(request, record)
        case ("milestones", key, *rest) if ".".join(rest) in SPECIAL:
            milestone = record.plan.milestone(key)
            if milestone is None:
                raise NotFound(_("This step is no longer in the plan."))
            return SPECIAL[".".join(rest)](request, record, milestone)
    editor = editor_of(record.plan, path)
    return field_form(request, record, editor)


def field_form(request: HttpRequest, record: PlanRecord, editor: Editor) -> HttpResponse:
    """The plain form of one or a few fields."""

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {"record": record, "e": editor, "heading": editor.title, **trouble}
        if trouble:
            context["e"] = with_posted(editor, request)
        return form(request, "plans/_edit.html", context, status=status)

    if request.method == "GET":
        return shown({})
    changes = editor.changed(request.POST)
    inputs = {field.path: field.name for field in editor.fields if field.path}
    return attempt(
        request,
        record,
        lambda seen: commands.change_fields(
            actor_of(request), record.id, changes, seen=seen, why=why_of(request)
        ),
        shown,
        fields=inputs,
        asks_why=True,
    )


def with_posted(editor: Editor, request: HttpRequest) -> Editor:
    """The editor with what was typed, so that a refused form keeps it."""
    from dataclasses import replace

    fields = tuple(
        replace(field, value=posted_value(field.kind, field.name, request))
        for field in editor.fields
    )
    return replace(editor, fields=fields)


def posted_value(kind: str, name: str, request: HttpRequest) -> Any:
    """What was typed into one input."""
    raw = request.POST.get(name, "")
    return bool(raw) if kind == "check" else raw


def status_form(request: HttpRequest, record: PlanRecord, milestone: Milestone) -> HttpResponse:
    """Where a step stands: one click, or a reason first."""

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        offered = next_statuses(milestone.status)
        rows = [
            (key, str(words.STATUS[key][0]), words.STATUS[key][1], words.STATUS[key][2], why)
            for key, why in offered
        ]
        note = ""
        open_tasks = sum(1 for task in milestone.tasks if not task.done_on)
        if open_tasks and milestone.status != "complete":
            note = ngettext(
                "%(n)s task is still open; that does not hold it back.",
                "%(n)s tasks are still open; that does not hold it back.",
                open_tasks,
            ) % {"n": open_tasks}
        context = {
            "record": record,
            "title": milestone.title,
            "heading": milestone.title,
            "quick": [row[:4] for row in rows if not row[4]],
            "reasoned": [row[:4] for row in rows if row[4]],
            "reason": request.POST.get("reason", milestone.reason or ""),
            "complete_note": note,
            "other_way": other_way_of(record, milestone, today_of(request)),
            **trouble,
        }
        return form(request, "plans/_status.html", context, status=status)

    if request.method == "GET":
        return shown({})
    status = request.POST.get("status", "")
    if status not in words.STATUS:
        return shown({"problems": (("", _("Choose where it stands.")),), "status": 422})

    def change(seen: int) -> commands.Changed:
        return commands.set_status(
            actor_of(request),
            record.id,
            milestone.key,
            status,  # type: ignore[arg-type]
            today=today_of(request),
            reason=request.POST.get("reason", "").strip() or None,
            seen=seen,
        )

    return attempt(request, record, change, shown, fields={_path(milestone, "reason"): "reason"})


def other_way_of(record: PlanRecord, milestone: Milestone, today: date) -> str:
    """Where another way round a step is found; '' for one that is neither blocked nor late."""
    is_stuck = milestone.status == "blocked" or (milestone.is_open and milestone.target < today)
    if not is_stuck or record.plan.is_closed or milestone == record.plan.signature:
        return ""
    return f"/plans/{record.id}/another-way/{quote(milestone.key, safe='')}/"


def after_form(request: HttpRequest, record: PlanRecord, milestone: Milestone) -> HttpResponse:
    """What a step waits for; only steps that make no circle are offered."""

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "title": milestone.title,
            "heading": milestone.title,
            "choices": after_choices(record.plan, milestone),
            **trouble,
        }
        return form(request, "plans/_after.html", context, status=status)

    if request.method == "GET":
        return shown({})
    wanted = request.POST.getlist("after")
    order = [m.key for m in record.plan.milestones]
    unknown = [key for key in wanted if key not in order]
    value = [key for key in order if key in wanted] + unknown
    path = _path(milestone, "after")
    return attempt(
        request,
        record,
        lambda seen: commands.change_fields(actor_of(request), record.id, {path: value}, seen=seen),
        shown,
    )


LIVES: dict[str, tuple[str, ...]] = {
    "draft": ("shared", "lost", "abandoned"),
    "shared": ("won", "lost", "abandoned"),
    "agreed": ("won", "lost", "abandoned"),
    "won": ("agreed",),
    "lost": ("shared",),
    "abandoned": ("shared",),
}


def life_form(request: HttpRequest, record: PlanRecord) -> HttpResponse:
    """Where the plan is in its life, and the steps that it may take."""
    plan = record.plan
    closed = plan.is_closed

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        options = [("reopen", _("Open it again"))] if closed else life_options(plan.life)
        context = {
            "record": record,
            "heading": _("Life of the plan"),
            "now": words.word_of(words.LIFE, plan.life),
            "options": options,
            "agreement": f"/plans/{record.id}/agreement/" if not closed else "",
            "is_draft": plan.life == "draft",
            **trouble,
        }
        return form(request, "plans/_life.html", context, status=status)

    if request.method == "GET":
        return shown({})
    wanted = request.POST.get("life", "")
    if wanted == "reopen" and closed:
        wanted = LIVES[plan.life][0]
    if wanted not in words.LIFE or (wanted == "agreed" and not closed):
        return shown({"problems": (("", _("Choose what became of it.")),), "status": 422})
    return attempt(
        request,
        record,
        lambda seen: commands.set_life(
            actor_of(request),
            record.id,
            wanted,
            today=today_of(request),  # type: ignore[arg-type]
        ),
        shown,
    )


def life_options(life: str) -> list[tuple[str, str]]:
    """The next lives, as buttons say them."""
    said = {
        "shared": _("It is with the buyer"),
        "agreed": _("Both sides agreed"),
        "won": _("Won"),
        "lost": _("Lost"),
        "abandoned": _("Abandoned"),
    }
    return [(key, said[key]) for key in LIVES.get(life, ()) if key in said]


def _path(milestone: Milestone, name: str) -> str:
    from milepost.domain.paths import path_of

    return path_of("milestones", milestone.key, name)


SPECIAL: dict[str, Special] = {
    "status": status_form,
    "after": after_form,
    "owners": owners_form,
    "target": target_form,
}
