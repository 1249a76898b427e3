"""How plans, steps and people look in an event. The seller's own systems read it, so it may hold
what is the seller's; it never holds notes, the reason of an internal step, or anything secret."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from milepost.domain.plan import Milestone, Owner, Person, Plan, Task
from milepost.plans.queries import PlanRecord

LONGEST_TEXT = 1_000


def plan_of(record: PlanRecord, plan: Plan) -> dict[str, Any]:
    """The plan, with what of its deal leads a CRM to its own record."""
    deal = record.deal
    value = plan.value
    shared = [m for m in plan.shared_milestones if m.status != "skipped"]
    return {
        "id": record.id,
        "url": f"{settings.PUBLIC_URL}/plans/{record.id}/",
        "title": plan.title,
        "account": plan.account,
        "opportunity": plan.opportunity,
        "life": plan.life,
        "target_close": plan.target_close.isoformat(),
        "value": {"amount": str(value.amount), "currency": value.currency} if value else None,
        "completion": {
            "complete": sum(m.status == "complete" for m in shared),
            "of": len(shared),
        },
        "deal": {"id": deal.id, "name": deal.name, "crm_reference": deal.crm_reference}
        if deal
        else None,
    }


def milestone_of(plan: Plan, milestone: Milestone) -> dict[str, Any]:
    """A step. `number` is what both sides call it by; an internal one has none."""
    shared = [m.key for m in plan.shared_milestones]
    return {
        "key": milestone.key,
        "number": shared.index(milestone.key) + 1 if milestone.is_shared else None,
        "title": milestone.title,
        "kind": milestone.kind,
        "visibility": milestone.visibility,
        "status": milestone.status,
        "target": milestone.target.isoformat(),
        "owners": owners_of(plan, milestone),
        "completed_on": _day(milestone.completed_on),
        "confirmed_on": _day(milestone.confirmed_on),
        "reason": _text(milestone.reason) if milestone.is_shared else None,
    }


def owners_of(plan: Plan, milestone: Milestone) -> dict[str, Any]:
    """Who owns a step on each side: a person, or a role still to be named."""
    owners = milestone.owners
    return {
        "buyer": _owner(plan, owners.buyer if owners else None),
        "seller": _owner(plan, owners.seller if owners else None),
    }


def task_of(task: Task) -> dict[str, Any]:
    """A task inside a step; the answer of an approval with it."""
    return {
        "key": task.key,
        "title": task.title,
        "kind": task.kind,
        "visibility": task.visibility,
        "done_on": _day(task.done_on),
        "answer": task.answer,
    }


def person_of(person: Person) -> dict[str, Any]:
    """Somebody on the plan, of either side."""
    return {
        "key": person.key,
        "name": person.name,
        "side": person.side,
        "role": person.role,
        "title": person.title,
        "email": person.email,
    }


def outcome_of(plan: Plan) -> dict[str, Any]:
    """What the plan is for, in the buyer's words."""
    outcome = plan.outcome
    return {
        "goal": _text(outcome.goal) if outcome else None,
        "measure": _text(outcome.measure) if outcome else None,
        "why_now": _text(outcome.why_now) if outcome else None,
        "go_live": _day(outcome.go_live) if outcome else None,
    }


def _owner(plan: Plan, owner: Owner | None) -> dict[str, Any] | None:
    if owner is None:
        return None
    person = plan.person(owner.person) if owner.person else None
    if person is None:
        return {"name": None, "role": owner.role, "email": None}
    return {"name": person.name, "role": person.role, "email": person.email}


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _text(text: str | None) -> str | None:
    return text[:LONGEST_TEXT] if text else None
