"""Adding steps: a blank one, one of the library, or some of a template's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.plans import commands, template_queries
from milepost.plans.queries import PlanRecord
from milepost.workspaces.signed_in import member_page

from .access import actor_of, plan_or_404, today_of
from .add_model import (
    blank_step,
    kind_choices,
    places,
    position_after,
    template_step,
    template_steps,
    usual_place,
    usual_target,
)
from .answers import Context, attempt, form
from .asking import why_of


@member_page(methods=("GET", "POST"))
def add(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add to the plan; `from` says where the steps come from."""
    record = plan_or_404(plan_id)
    source = request.POST.get("from") or request.GET.get("from", "")
    if source == "template":
        return from_template(request, record)
    if source == "library":
        return from_library(request, record)
    return blank(request, record)


def shared_context(request: HttpRequest, record: PlanRecord) -> Context:
    """What all three forms show."""
    typed = request.POST if request.method == "POST" else request.GET
    return {
        "record": record,
        "heading": _("Add a step"),
        "places": places(record.plan),
        "place": typed.get("place", usual_place(record.plan)),
        "url": f"/plans/{record.id}/add/",
    }


def blank(request: HttpRequest, record: PlanRecord) -> HttpResponse:
    """A step of one's own."""

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            **shared_context(request, record),
            "kinds": kind_choices(),
            "posted": request.POST,
            **trouble,
        }
        return form(request, "plans/_add.html", context, status=status)

    if request.method == "GET":
        return shown({})
    today = today_of(request)

    def change(seen: int) -> commands.Changed:
        milestone = blank_step(record.plan, request.POST, today)
        place = position_after(record.plan, request.POST.get("place", ""))
        why = why_of(request)
        return commands.add_milestone(
            actor_of(request), record.id, milestone, position=place, why=why
        )

    return attempt(request, record, change, shown, asks_why=True)


def from_template(request: HttpRequest, record: PlanRecord) -> HttpResponse:
    """Choose a template, then which of its steps."""
    templates = template_queries.all_templates()
    typed = request.POST if request.method == "POST" else request.GET
    usual = record.plan.template.key if record.plan.template else "standard"
    key = typed.get("template", usual if usual in templates else "standard")
    template = templates.get(key) or next(iter(templates.values()))
    known = {(m.kind, m.title.casefold()) for m in record.plan.milestones}

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        steps = [
            (step.key, step.title, step.duration, (step.kind, step.title.casefold()) in known)
            for step in template.milestones
        ]
        context = {
            **shared_context(request, record),
            "templates": [(key, t.name) for key, t in templates.items()],
            "template": template.key,
            "steps": steps,
            **trouble,
        }
        return form(request, "plans/_add_template.html", context, status=status)

    if request.method == "GET" or "add" not in request.POST:
        return shown({})

    def change(seen: int) -> commands.Changed:
        before = request.POST.get("place", "")
        chosen = request.POST.getlist("step")
        made = template_steps(record.plan, template, chosen, before, today_of(request))
        if not made:
            raise InvalidInput([Problem("step", _("none is chosen"), _("tick at least one"))])
        place = position_after(record.plan, before)
        why = why_of(request)
        return commands.add_milestones(actor_of(request), record.id, made, position=place, why=why)

    return attempt(request, record, change, shown, asks_why=True)


def from_library(request: HttpRequest, record: PlanRecord) -> HttpResponse:
    """One of the single steps that the workspace keeps for reuse."""
    library = template_queries.step_library()

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            **shared_context(request, record),
            "steps": [(str(stored.id), stored.title, stored.step.duration) for stored in library],
            **trouble,
        }
        return form(request, "plans/_add_library.html", context, status=status)

    if request.method == "GET":
        return shown({})

    def change(seen: int) -> commands.Changed:
        chosen = next((s for s in library if str(s.id) == request.POST.get("step")), None)
        if chosen is None:
            raise InvalidInput([Problem("step", _("none is chosen"), _("choose one"))])
        before = request.POST.get("place", "")
        target = usual_target(record.plan, before, chosen.step.duration, today_of(request))
        after = (before,) if record.plan.milestone(before) else ()
        made = template_step(record.plan, chosen.step, "", after, target)
        place = position_after(record.plan, before)
        why = why_of(request)
        return commands.add_milestone(actor_of(request), record.id, made, position=place, why=why)

    return attempt(request, record, change, shown, asks_why=True)
