"""What both sides agree to, and which changes ask for it again.

Agreement is given to one revision of the plan. A material change (product.md section 2: the
target close, dates on the critical path, milestones added or removed, an owner changing sides)
makes newer terms: the plan stays agreed, "changed since", and agreement is asked for again.
Only what the buyer sees counts; an internal step changes no terms.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Milestone, Plan, Side
from milepost.domain.schedule import schedule

Material = Literal["target_close", "milestones", "owners", "dates"]


def is_material(before: Plan, after: Plan, today: date) -> bool:
    """Whether a change asks both sides for their agreement again."""
    if before.target_close != after.target_close:
        return True
    old = {m.key: m for m in before.shared_milestones}
    new = {m.key: m for m in after.shared_milestones}
    if old.keys() != new.keys():
        return True
    if any(_sides(old[key]) != _sides(new[key]) for key in old):
        return True
    moved = {key for key in old if old[key].target != new[key].target}
    return bool(moved) and bool(moved & (_critical(before, today) | _critical(after, today)))


def material_in(before: Plan, after: Plan, today: date) -> tuple[Material, ...]:
    """What makes a change material, for whoever is asked why; nothing where it is not."""
    found: list[Material] = []
    if before.target_close != after.target_close:
        found.append("target_close")
    old = {m.key: m for m in before.shared_milestones}
    new = {m.key: m for m in after.shared_milestones}
    if old.keys() != new.keys():
        found.append("milestones")
    both = old.keys() & new.keys()
    if any(_sides(old[key]) != _sides(new[key]) for key in both):
        found.append("owners")
    moved = {key for key in both if old[key].target != new[key].target}
    if moved and moved & (_critical(before, today) | _critical(after, today)):
        found.append("dates")
    return tuple(found)


def _sides(milestone: Milestone) -> frozenset[Side]:
    """The sides that own a milestone."""
    owners = milestone.owners
    if owners is None:
        return frozenset()
    found: set[Side] = set()
    if owners.buyer is not None:
        found.add("buyer")
    if owners.seller is not None:
        found.add("seller")
    return frozenset(found)


def _critical(plan: Plan, today: date) -> frozenset[str]:
    try:
        return frozenset(schedule(plan, today).critical_path)
    except InvalidInput:  # steps that end beyond every calendar: all of them decide
        return frozenset(m.key for m in plan.milestones)
