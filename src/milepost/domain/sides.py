"""What the buyer's side may read of a plan (product.md section 8, "A buyer's copy").

The copy is a valid plan of its own: same shape, less in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from milepost.domain.errors import NotAllowed
from milepost.domain.plan import Baseline, Life, Milestone, Owner, Person, Plan, Task
from milepost.domain.revisions import FieldChange, diff


def buyer_copy(plan: Plan) -> Plan:
    """The plan as the buyer may have it. Raises `NotAllowed` for a draft."""
    shared = plan.shared_milestones
    life = _life_for_buyers(plan)
    people = people_for_buyers(plan)
    known = frozenset(person.key for person in people)
    predecessors = _shared_predecessors(plan.milestones)
    keys = frozenset(milestone.key for milestone in shared)
    return replace(
        plan,
        life=life,
        value=plan.value if plan.value is not None and plan.value.buyer_sees else None,
        deal_type=None,
        template=None,
        people=people,
        milestones=tuple(
            _milestone_for_buyers(milestone, predecessors[milestone.key], known)
            for milestone in shared
        ),
        reviews=(),
        baselines=tuple(_baseline_for_buyers(baseline, keys) for baseline in plan.baselines),
        policy=None,
        coordinator=_kept(plan.coordinator, known),
        notes=None,
        risks=(),
    )


def shared_changes(before: Plan, after: Plan) -> tuple[FieldChange, ...]:
    """What a change looks like from the buyer's side; nothing for a draft, or what they never see.

    The day of sharing itself begins a buyer's history, which tells nothing of the time before.
    """
    if before is after:
        return ()
    return changes_shown(shown_copy(before), shown_copy(after))


def shown_copy(plan: Plan) -> Plan | None:
    """The buyer's copy; None for a plan that no buyer ever sees as it is."""
    if plan.life == "draft" or _was_never_shown(plan):
        return None
    return buyer_copy(plan)


def changes_shown(before: Plan | None, after: Plan | None) -> tuple[FieldChange, ...]:
    """`shared_changes` of two copies, for who goes through many states and makes each once."""
    if before is None or after is None:
        return ()
    return diff(before, after)


def _was_never_shown(plan: Plan) -> bool:
    return plan.life in ("lost", "abandoned") and plan.shared_on is None


def _life_for_buyers(plan: Plan) -> Life:
    """A closed plan shows how far the two sides had come, not how the seller booked it."""
    if plan.life == "draft":
        raise NotAllowed("A draft has no buyer's copy: share the plan first")
    if plan.life in ("shared", "agreed"):
        return plan.life
    if plan.life == "won" or plan.agreed_on is not None:
        return "agreed"
    return "shared"


def people_for_buyers(plan: Plan) -> tuple[Person, ...]:
    """The buyer's people, and of the seller's the AE and who owns something shared."""
    owning: set[str | None] = {plan.coordinator}
    for milestone in plan.shared_milestones:
        if milestone.owners is not None:
            owning.add(_person_of(milestone.owners.seller))
        owning.update(_person_of(task.owner) for task in _shared_tasks(milestone))
    ae = next((p.key for p in plan.people if p.side == "seller" and p.role == "ae"), None)
    owning.add(ae)
    return tuple(p for p in plan.people if p.side == "buyer" or p.key in owning)


def _shared_predecessors(milestones: tuple[Milestone, ...]) -> Mapping[str, tuple[str, ...]]:
    """For each milestone the shared ones that it comes after, directly or through internal ones."""
    by_key = {milestone.key: milestone for milestone in milestones}
    found: dict[str, tuple[str, ...]] = {}
    for milestone in milestones:
        keys: dict[str, None] = {}
        seen: set[str] = set()
        waiting = list(reversed(milestone.after))
        while waiting:
            key = waiting.pop()
            before = by_key[key]
            if before.visibility == "shared":
                keys[key] = None
            elif key not in seen:
                seen.add(key)
                waiting.extend(reversed(before.after))
        found[milestone.key] = tuple(keys)
    return found


def _milestone_for_buyers(
    milestone: Milestone, after: tuple[str, ...], known: frozenset[str]
) -> Milestone:
    tasks = milestone.tasks
    if any(task.visibility != "shared" for task in tasks):
        tasks = _shared_tasks(milestone)
    completed_by = _kept(milestone.completed_by, known)
    confirmed_by = _kept(milestone.confirmed_by, known)
    # The very same one where nothing is kept back: whoever compares two copies passes it over.
    if (
        milestone.notes is None
        and tasks is milestone.tasks
        and (after, completed_by, confirmed_by)
        == (milestone.after, milestone.completed_by, milestone.confirmed_by)
    ):
        return milestone
    return replace(
        milestone,
        after=after,
        completed_by=completed_by,
        confirmed_by=confirmed_by,
        tasks=tasks,
        notes=None,
    )


def _shared_tasks(milestone: Milestone) -> tuple[Task, ...]:
    return tuple(task for task in milestone.tasks if task.visibility == "shared")


def _baseline_for_buyers(baseline: Baseline, keys: frozenset[str]) -> Baseline:
    """Without its reason, and with the targets of what the buyer can see.

    A milestone since removed may have been an internal one, so its target stays out.
    """
    targets = {key: day for key, day in baseline.targets.items() if key in keys}
    return replace(baseline, reason=None, targets=targets)


def _person_of(owner: Owner | None) -> str | None:
    return None if owner is None else owner.person


def _kept(key: str | None, known: frozenset[str]) -> str | None:
    return key if key in known else None
