"""Who owns a step: a person, a role still to be named, or somebody new, on each side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.domain.edits import fresh_key
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Owner, Person, Plan
from milepost.plans import commands
from milepost.plans.queries import PlanRecord
from milepost.platform import scope
from milepost.workspaces.queries import MemberRow, members

from . import words
from .access import actor_of
from .answers import Context, attempt, form
from .asking import why_of
from .editors import is_untouched
from .step_model import owner_choice, owner_options

SIDES = ("buyer", "seller")
ROLES = {"buyer": words.BUYER_ROLES, "seller": words.SELLER_ROLES}


def colleagues() -> tuple[MemberRow, ...]:
    """The workspace's active members, to be chosen as people of the seller's side."""
    here = scope.current()
    found = members(here.workspace_id) if here and here.workspace_id else []
    return tuple(member for member in found if member.is_active)


def owners_form(request: HttpRequest, record: PlanRecord, milestone: Milestone) -> HttpResponse:
    """The owners of a step on both sides; at least one side has one (product.md section 2)."""

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        free = [(m.email, m.name) for m in colleagues()]
        context = {
            "record": record,
            "title": milestone.title,
            "heading": milestone.title,
            "sides": [side_view(record.plan, milestone, s, free, request) for s in SIDES],
            **trouble,
        }
        return form(request, "plans/_owners.html", context, status=status)

    if request.method == "GET":
        return shown({})
    added: dict[str, int] = {}

    def change(seen: int) -> commands.Changed:
        changes: dict[str, Any] = {}
        for side in SIDES:
            if is_untouched(side, request.POST) and is_untouched(f"{side}_role", request.POST):
                continue
            owner = posted_owner(record.plan, side, request, changes, added)
            changes[path_of("milestones", milestone.key, "owners", side)] = owner
        return commands.change_fields(
            actor_of(request), record.id, changes, seen=seen, members=added, why=why_of(request)
        )

    inputs = {path_of("milestones", milestone.key, "owners", side): side for side in SIDES}
    inputs[path_of("milestones", milestone.key, "owners")] = "buyer"
    known = inputs | person_inputs(record.plan)
    return attempt(request, record, change, shown, fields=known, asks_why=True)


def person_inputs(plan: Plan) -> dict[str, str]:
    """Which inputs the problems of a new person belong to."""
    key = new_key(plan)
    return {f"people.{key}.email": "buyer_email", f"people.{key}.name": "buyer_name"}


def side_view(
    plan: Plan,
    milestone: Milestone,
    side: str,
    free: list[tuple[str, str]],
    request: HttpRequest,
) -> dict[str, Any]:
    """One side of the form, with what was typed where it comes back."""
    owners = milestone.owners
    owner: Owner | None = getattr(owners, side) if owners else None
    typed = request.POST
    label = plan.account if side == "buyer" else _("Your side")
    return {
        "name": side,
        "label": label,
        "options": owner_options(plan, side, free if side == "seller" else ()),
        "value": typed.get(side, owner_choice(owner)),
        "was": typed.get(f"was-{side}", owner_choice(owner)),
        "role": typed.get(f"{side}_role", (owner.role if owner else "") or ""),
        "was_role": typed.get(f"was-{side}_role", (owner.role if owner else "") or ""),
        "roles": words.choices(words.ROLE, ROLES[side]),
        "new_name": typed.get(f"{side}_name", ""),
        "new_email": typed.get(f"{side}_email", ""),
        "new_role": typed.get(f"{side}_person_role", ROLES[side][-1]),
    }


def posted_owner(
    plan: Plan, side: str, request: HttpRequest, changes: dict[str, Any], added: dict[str, int]
) -> dict[str, str] | None:
    """The owner that one side of the form names; a new person goes into `changes` too."""
    choice = request.POST.get(side, "")
    if not choice:
        return None
    if choice == "role":
        role = request.POST.get(f"{side}_role", "").strip()
        if not role:
            raise InvalidInput(
                [Problem(f"{side}_role", _("it is empty"), _("say which role has to be named"))]
            )
        return {"role": role}
    if choice == "new":
        return {"person": new_person(plan, side, request, changes)}
    if choice.startswith("m:"):
        return {"person": colleague(plan, choice[2:], changes, added)}
    return {"person": choice.removeprefix("p:")}


def new_person(plan: Plan, side: str, request: HttpRequest, changes: dict[str, Any]) -> str:
    """Somebody who was not on the plan yet."""
    name = request.POST.get(f"{side}_name", "").strip()
    if not name:
        raise InvalidInput([Problem(f"{side}_name", _("it is empty"), _("give a name"))])
    key = new_key(plan, changes)
    changes[path_of("people", key)] = {
        "key": key,
        "name": name,
        "email": request.POST.get(f"{side}_email", "").strip() or None,
        "side": side,
        "role": request.POST.get(f"{side}_person_role", "other"),
    }
    return key


def colleague(plan: Plan, email: str, changes: dict[str, Any], added: dict[str, int]) -> str:
    """A member of the workspace, who joins the plan's people."""
    member = next((m for m in colleagues() if m.email == email), None)
    if member is None:
        raise InvalidInput(
            [Problem("seller", _("they are no member of this workspace"), _("choose another"))]
        )
    known: Person | None = next((p for p in plan.people if p.email == email), None)
    if known is not None:
        return known.key
    key = new_key(plan, changes)
    changes[path_of("people", key)] = {
        "key": key,
        "name": member.name,
        "email": member.email,
        "side": "seller",
        "role": member.role,
    }
    added[key] = member.id
    return key


def new_key(plan: Plan, changes: dict[str, Any] | None = None) -> str:
    """A key that nobody on the plan has, counting those of the same form."""
    taken = [p.key for p in plan.people]
    taken += [path.split(".", 1)[1] for path in changes or () if path.startswith("people.")]
    return fresh_key("p", taken)
