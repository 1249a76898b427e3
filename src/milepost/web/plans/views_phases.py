"""The phases of a plan: what each is called and which steps it has; in a long one the split that
the rules propose, taken in one step (product.md section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.domain import phases as rules
from milepost.domain.paths import path_of
from milepost.domain.plan import Plan
from milepost.domain.schedule import schedule
from milepost.plans import commands
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, plan_or_404, today_of
from .answers import Context, attempt, form

LONGEST_NAME = 60


class Named(NamedTuple):
    """A phase as the form offers it: `name` is what the plan holds, `title` what is read."""

    name: str
    title: str
    totals: str
    is_current: bool


class StepChoice(NamedTuple):
    """A step with the phase that it is in; `is_given` where the plan says so itself."""

    key: str
    number: str
    title: str
    phase: str
    is_given: bool
    is_first: bool


@member_page(methods=("GET", "POST"))
def phases(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Rename phases, move steps between them, or take the proposed split."""
    record = plan_or_404(plan_id)
    plan = record.plan

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        found = named(plan, request)
        known = {each.name for each in found}
        context = {
            "record": record,
            "heading": _("Phases"),
            "phases": found,
            "options": [(each.name, each.title) for each in found]
            + [(name, words.phase_word(name)) for name in rules.PHASES if name not in known],
            "steps": steps_of(plan),
            "is_long": rules.is_long(plan),
            "is_split": all(m.phase for m in plan.milestones),
            "longest": LONGEST_NAME,
            "back": f"/plans/{plan_id}/timeline/",
            **trouble,
        }
        return form(request, "plans/_phases.html", context, status=status)

    if request.method == "GET":
        return shown({})
    wanted = (
        {m.key: m.phase or "" for m in rules.with_phases(plan).milestones}
        if request.POST.get("do") == "split"
        else posted_phases(plan, request.POST)
    )
    fields = {
        path_of("milestones", m.key, "phase"): wanted[m.key] or None
        for m in plan.milestones
        if m.key in wanted and (wanted[m.key] or None) != m.phase
    }
    return attempt(
        request,
        record,
        lambda seen: commands.change_fields(actor_of(request), plan_id, fields, seen=seen),
        shown,
    )


def named(plan: Plan, request: HttpRequest) -> tuple[Named, ...]:
    """The phases that the plan has, in their order."""
    ahead = None if plan.is_closed else schedule(plan, today_of(request))
    return tuple(
        Named(
            phase.name,
            words.phase_word(phase.name),
            _("%(done)s of %(all)s complete") % {"done": phase.complete, "all": phase.total},
            phase.is_current,
        )
        for phase in rules.phases_of(plan, ahead)
    )


def steps_of(plan: Plan) -> tuple[StepChoice, ...]:
    """Every step in plan order; `is_first` where another phase begins."""
    names = rules.phase_names(plan)
    numbers = {m.key: str(n) for n, m in enumerate(plan.shared_milestones, start=1)}
    before = ""
    found = []
    for m in plan.milestones:
        phase = names[m.key]
        number = numbers.get(m.key, "")
        found.append(
            StepChoice(m.key, number, m.title, phase, m.phase is not None, phase != before)
        )
        before = phase
    return tuple(found)


def posted_phases(plan: Plan, post: Mapping[str, str]) -> dict[str, str]:
    """The phase of each step by the form: what its select says, under the name typed for it.

    A step whose phase only its kind says keeps it so, unless it was moved or the phase renamed.
    """
    assigned = rules.phase_names(plan)
    renamed = {}
    for place, name in enumerate(dict.fromkeys(assigned.values())):
        typed = " ".join(post.get(f"name-{place}", "").split())[:LONGEST_NAME]
        renamed[name] = known_name(typed) if typed and typed != words.phase_word(name) else name
    found = {}
    for m in plan.milestones:
        chosen = post.get(f"phase-{m.key}", "").strip() or assigned[m.key]
        name = renamed.get(chosen, chosen)
        if name != assigned[m.key] or m.phase is not None:
            found[m.key] = name
    return found


def known_name(typed: str) -> str:
    """The plan's own word for one of the three phases typed as it reads; else as typed."""
    same = (key for key, word in words.PHASE.items() if str(word).casefold() == typed.casefold())
    return next(same, typed)
