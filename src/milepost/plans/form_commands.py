"""A plan's form: started small for a wary buyer, and made full later (product.md section 2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from milepost.documents.template_library import builtin_templates
from milepost.domain.errors import InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.formalising import FullPlan, made_full
from milepost.domain.informal import informal_draft
from milepost.domain.plan import Plan
from milepost.domain.templates import Template
from milepost.plans import conflicts, template_queries
from milepost.plans.changing import Actor, Changed, Note, change, locked, used_keys


def start_small(actor: Actor, plan_id: int, seen: int) -> Changed:
    """Leave the key steps of a draft alone, in friendly words, dated anew.

    Raises FieldConflict where anything was changed since revision `seen`, and NotAllowed where
    the plan is no draft or work on a step that would go has begun.
    """
    held = locked(plan_id)
    conflicts.check_unchanged(held, seen)
    if held.plan.form == "informal":
        raise NotAllowed("This plan is informal already.")
    return change(actor, held, informal_draft, Note())


def make_full(
    actor: Actor,
    plan_id: int,
    seen: int,
    *,
    template: str | None = None,
    without: Collection[str] = (),
    today: date | None = None,
) -> Changed:
    """Bring a template's steps in around those of an informal plan, as one revision.

    `template` is a key of `template_queries.all_templates`; without one it is the template that
    the plan came from, in its version. `without` names steps of it that are not to come in.
    Raises FieldConflict where anything was changed since revision `seen`.
    """
    held = locked(plan_id)
    conflicts.check_unchanged(held, seen)
    if held.plan.is_closed:
        raise NotAllowed("This plan is closed; open it again before it is changed.")
    made = made_full(
        held.plan,
        template_of(held.plan, template),
        today=today or held.today,
        taken=used_keys(held, held.plan.milestones, "milestones"),
        without=without,
    )
    return change(actor, held, lambda _: made.plan, Note(today=today))


def full_plan(
    plan: Plan, template: str | None, *, today: date, without: Collection[str] = ()
) -> FullPlan:
    """What `make_full` would make, to be shown before it is done. New keys may differ."""
    return made_full(plan, template_of(plan, template), today=today, without=without)


def template_of(plan: Plan, chosen: str | None = None) -> Template:
    """The template to make a plan full with. Raises NotFound and InvalidInput."""
    if chosen is not None:
        found = template_queries.all_templates().get(chosen)
        if found is None:
            raise NotFound("There is no such template in this workspace.")
        return found
    if plan.template is not None:
        key, version = plan.template.key, plan.template.version
        found = builtin_templates().get(key) or template_queries.template(key, version)
        if found is not None:
            return found
    fitting = builtin_templates().get(plan.deal_type or "standard")
    if fitting is None:
        raise InvalidInput([Problem("template", "none is known", "choose a template")])
    return fitting
