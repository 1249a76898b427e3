"""Steps as a whole: the sheet, order, adding, removing; and the tasks inside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.errors import InvalidInput, NotFound, Problem
from milepost.domain.paths import parts_of, path_of
from milepost.domain.plan import Milestone, Plan, Task
from milepost.plans import commands
from milepost.plans.queries import PlanRecord
from milepost.workspaces.signed_in import member_action, member_page

from . import words
from .access import actor_of, plan_or_404, today_of
from .answers import Context, attempt, form
from .editors import Editor, Field
from .step_sheet import sheet_context


@member_page
def step(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """Everything about one step."""
    record = plan_or_404(plan_id)
    return form(request, "plans/_step.html", sheet_context(request, record, key))


def again_in_sheet(request: HttpRequest, record: PlanRecord, key: str) -> Any:
    """The sheet with what was refused, for `attempt`."""

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {**sheet_context(request, record, key), **trouble}
        return form(request, "plans/_step.html", context, status=status)

    return shown


def in_sheet(request: HttpRequest, key: str) -> None:
    """Remember which step's sheet the answer goes back to."""
    post = request.POST.copy()
    post["step"] = key
    request.POST = post  # type: ignore[assignment]


@member_action
def move(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """Another place in the order: `to` is up, down, or `before`/`after` names another step."""
    record = plan_or_404(plan_id)
    in_sheet(request, key)
    keys = moved_order(record.plan, key, request.POST)
    return attempt(
        request,
        record,
        lambda seen: commands.order_milestones(actor_of(request), plan_id, keys, seen=seen),
        again_in_sheet(request, record, key),
    )


def moved_order(plan: Plan, key: str, post: Mapping[str, str]) -> list[str]:
    """The keys of all steps with one moved; raises NotFound for a step that is gone."""
    keys = [m.key for m in plan.milestones]
    other = post.get("before") or post.get("after")
    if key not in keys or (other and other not in keys):
        raise NotFound(_("This step is no longer in the plan."))
    place = keys.index(key)
    keys.remove(key)
    if other and other != key:
        keys.insert(keys.index(other) + (1 if post.get("after") else 0), key)
    elif post.get("to") == "up":
        keys.insert(max(0, place - 1), key)
    elif post.get("to") == "down":
        keys.insert(place + 1, key)
    else:
        keys.insert(place, key)
    return keys


@member_page(methods=("GET", "POST"))
def remove(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """Take a step out of the plan, after saying what that means."""
    record = plan_or_404(plan_id)
    milestone = record.plan.milestone(key)
    if milestone is None:
        raise NotFound(_("This step is no longer in the plan."))

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": milestone.title,
            "question": _("Remove “%(step)s” from the plan?") % {"step": milestone.title},
            "lines": removal_lines(record.plan, milestone),
            "ask_why": milestone.is_shared and record.plan.life != "draft",
            "danger": True,
            "yes": _("Remove step"),
            "no": _("Keep it"),
            **trouble,
        }
        return form(request, "plans/_confirm.html", context, status=status)

    if request.method == "GET":
        return shown({})
    why = request.POST.get("why", "").strip() or None
    return attempt(
        request,
        record,
        lambda seen: commands.remove_milestone(actor_of(request), plan_id, key, why=why),
        shown,
    )


def removal_lines(plan: Plan, milestone: Milestone) -> list[str]:
    """What goes with a step, and what then happens to those that wait for it."""
    lines = []
    if milestone.tasks:
        count = len(milestone.tasks)
        lines.append(
            ngettext("Its %(n)s task goes with it.", "Its %(n)s tasks go with it.", count)
            % {"n": count}
        )
    waiting = [m.title for m in plan.milestones if milestone.key in m.after]
    if waiting:
        lines.append(
            _("%(steps)s will wait for what this step waited for.")
            % {"steps": words.listed(f"“{title}”" for title in waiting)}
        )
    lines.append(_("The history keeps it, and the change can be undone."))
    return lines


@member_action
def add_task(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """A new task in a step."""
    record = plan_or_404(plan_id)
    in_sheet(request, key)
    title = request.POST.get("title", "").strip()

    def change(seen: int) -> commands.Changed:
        if not title:
            raise InvalidInput([Problem("title", _("it is empty"), _("say what has to be done"))])
        kind: Any = request.POST.get("kind", "to_do")
        task = Task(key="", title=title, kind=kind)
        return commands.add_task(actor_of(request), plan_id, key, task)

    return attempt(request, record, change, again_in_sheet(request, record, key))


@member_page(methods=("GET", "POST"))
def task(request: HttpRequest, plan_id: int, path: str) -> HttpResponse:
    """One task: its form, and saving, finishing, reopening or removing it."""
    record = plan_or_404(plan_id)
    milestone, found = task_at(record.plan, path)
    in_sheet(request, milestone.key)
    editor = task_editor(record.plan, milestone, found)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "title": milestone.title,
            "heading": found.title,
            "e": editor,
            "stay": "step",
            "step_url": f"/plans/{plan_id}/steps/{milestone.key}/",
            **trouble,
        }
        return form(request, "plans/_task.html", context, status=status)

    if request.method == "GET":
        return shown({})

    def change(seen: int) -> commands.Changed:
        who, do = actor_of(request), request.POST.get("do", "save")
        if do == "remove":
            return commands.remove_task(who, plan_id, milestone.key, found.key)
        if do in {"done", "reopen"}:
            return commands.complete_task(
                who,
                plan_id,
                milestone.key,
                found.key,
                today=today_of(request),
                is_done=do == "done",
            )
        return commands.change_fields(who, plan_id, editor.changed(request.POST), seen=seen)

    inputs = {field.path: field.name for field in editor.fields if field.path}
    return attempt(request, record, change, shown, fields=inputs)


def task_at(plan: Plan, path: str) -> tuple[Milestone, Task]:
    """The task that a path names; raises NotFound."""
    match parts_of(path):
        case ("milestones", key, "tasks", name):
            milestone = plan.milestone(key)
            found = next((t for t in milestone.tasks if t.key == name), None) if milestone else None
            if milestone is not None and found is not None:
                return milestone, found
    raise NotFound(_("This task is no longer in the plan."))


def task_editor(plan: Plan, milestone: Milestone, found: Task) -> Editor:
    """The form of one task; an approval also has its answer."""
    base = path_of("milestones", milestone.key, "tasks", found.key)
    people = [(p.key, p.name) for p in plan.people]
    owner = found.owner
    fields = [
        Field(
            name="title", label=_("Task"), path=f"{base}.title", value=found.title, required=True
        ),
        Field(
            name="kind",
            label=_("Kind"),
            kind="select",
            path=f"{base}.kind",
            value=found.kind,
            options=tuple(words.choices(words.TASK_KIND)),
            required=True,
        ),
        Field(
            name="owner",
            label=_("Owner"),
            kind="select",
            path=f"{base}.owner",
            value=(owner.person or "") if owner else "",
            options=(("", (owner.role if owner and owner.role else _("Nobody"))), *people),
        ),
        Field(name="due", label=_("Due"), kind="date", path=f"{base}.due", value=found.due),
    ]
    if found.kind == "meeting":
        fields.append(meeting_field(base, found))
    if found.kind == "approval":
        fields += answer_fields(base, found)
    fields.append(
        Field(
            name="visibility",
            label=_("Who sees it?"),
            kind="select",
            path=f"{base}.visibility",
            value=found.visibility,
            options=(("shared", _("Both sides")), ("internal", _("Only your side"))),
            required=True,
        )
    )

    def changes(post: Mapping[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field in fields:
            values[field.path] = post.get(field.name, "").strip() or None
        chosen = post.get("owner", "").strip()
        kept = {"role": owner.role} if owner and owner.role else None
        values[f"{base}.owner"] = {"person": chosen} if chosen else kept
        if f"{base}.at" in values:
            values[f"{base}.at"] = zoned(plan, values[f"{base}.at"])
        return values

    return Editor(path=base, title=found.title, fields=tuple(fields), changes=changes, apart=True)


def meeting_field(base: str, found: Task) -> Field:
    """The time of a meeting, in the zone that it was given in."""
    return Field(
        name="at",
        label=_("Time of the meeting"),
        kind="moment",
        path=f"{base}.at",
        value=found.at.strftime("%Y-%m-%dT%H:%M") if found.at else "",
        help=_("In your workspace's time zone.") if found.at is None else "",
    )


def answer_fields(base: str, found: Task) -> list[Field]:
    """Yes or no, with its reason."""
    return [
        Field(
            name="answer",
            label=_("Answer"),
            kind="select",
            path=f"{base}.answer",
            value=found.answer or "",
            options=(("", _("Not yet")), ("yes", _("Yes")), ("no", _("No"))),
        ),
        Field(
            name="answer_reason",
            label=_("Reason"),
            path=f"{base}.answer_reason",
            value=found.answer_reason or "",
        ),
    ]


def zoned(plan: Plan, typed: str | None) -> str | None:
    """A typed local time with its offset: the seller's calendar zone, else the reader's."""
    if typed is None:
        return None
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from django.utils.timezone import get_current_timezone

    seller = plan.calendars.seller if plan.calendars else None
    zone = ZoneInfo(seller.time_zone) if seller and seller.time_zone else get_current_timezone()
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return typed
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()
