"""After the signature the plan goes on: a success manager takes it over for the rollout.

They become the buyer's contact and the plan's owner, with all that the former one still had to do;
both sides are told. Reviews are monthly from the signature on by themselves (product.md section 6).
Called inside a seller's scope.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from milepost.domain.errors import NotAllowed
from milepost.domain.phases import IMPLEMENTATION, current_phase
from milepost.domain.plan import Plan
from milepost.plans import conflicts
from milepost.plans.changing import Actor, Changed, locked
from milepost.sharing.contact_commands import ae_of, change_contact
from milepost.sharing.telling_both import tell_both
from milepost.workspaces.queries import MemberRow, members

SUCCESS = "csm"


def success_managers(workspace_id: int) -> tuple[MemberRow, ...]:
    """The active members who may take a rollout over: success managers first, then the others."""
    active = [m for m in members(workspace_id) if m.is_active]
    return tuple(sorted(active, key=lambda m: (m.role != SUCCESS, m.name.casefold())))


def hand_to_success(
    actor: Actor, plan_id: int, member_id: int, *, seen: int, today: date
) -> Changed:
    """Give a signed plan to somebody else, as one revision, and tell both sides.

    Raises NotAllowed before the signature and for whoever has it already, InvalidInput for
    somebody who is no member, FieldConflict where the plan changed since `seen`.
    """
    held = locked(plan_id)
    conflicts.check_unchanged(held, seen)
    if not held.plan.is_signed or held.plan.is_closed:
        raise NotAllowed(_("A plan is handed over for its rollout once it is signed."))
    former = ae_of(held.plan)
    if former is not None and held.members.get(former.key) == member_id:
        raise NotAllowed(_("%(name)s has this plan already.") % {"name": former.name})
    changed = change_contact(
        actor,
        plan_id,
        member_id,
        why=_("Handed over for the rollout"),
        further=in_rollout,
        today=today,
    )
    new = ae_of(changed.plan)
    facts = {"person": new.key if new else "", "former": former.name if former else ""}
    tell_both("new_owner", actor, (held.workspace_id, plan_id), changed.revision, facts)
    return changed


def in_rollout(plan: Plan) -> Plan:
    """The plan with the implementation at hand: open steps without a phase belong to it."""
    if current_phase(plan, None) == IMPLEMENTATION:
        return plan
    milestones = tuple(
        replace(m, phase=IMPLEMENTATION) if m.is_open and not m.phase else m
        for m in plan.milestones
    )
    return replace(plan, milestones=milestones)
