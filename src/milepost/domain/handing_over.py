"""Somebody leaves, or somebody else takes a plan on: what they still had to do goes over with them.

What is complete stays as it was done, by whom it was done: nothing of the past is rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from milepost.domain.errors import NotFound
from milepost.domain.plan import Milestone, Owner, Owners, Person, Plan, Role, Task


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody still has to do on a plan: keys of open steps, (step, task) of open tasks, and
    titles of risks; and which steps they completed or confirmed, which stay theirs."""

    steps: tuple[str, ...]
    tasks: tuple[tuple[str, str], ...]
    risks: tuple[str, ...]
    done: tuple[str, ...]
    coordinates: bool


def held_by(plan: Plan, key: str) -> Held:
    """What is to be handed over with this person, and what stays."""
    owned = [m for m in plan.milestones if m.owners and _is_theirs(m.owners, key)]
    return Held(
        steps=tuple(m.key for m in owned if m.is_open),
        tasks=tuple(
            (m.key, t.key)
            for m in plan.milestones
            for t in m.tasks
            if m.is_open and t.done_on is None and t.owner is not None and t.owner.person == key
        ),
        risks=tuple(r.title for r in plan.risks if r.owner is not None and r.owner.person == key),
        done=tuple(m.key for m in plan.milestones if key in (m.completed_by, m.confirmed_by)),
        coordinates=plan.coordinator == key,
    )


def handed_over(plan: Plan, key: str, to: str) -> Plan:
    """The plan in which `to` has whatever `key` still had to do, and their role.

    Whoever leaves stays by name, with no role of weight: the plan says who did what.
    Raises NotFound where either is not on the plan.
    """
    leaver, successor = plan.person(key), plan.person(to)
    if leaver is None or successor is None:
        raise NotFound("This person is no longer on the plan.")
    people = tuple(
        replace(p, role="other")
        if p.key == key
        else replace(p, role=_role(leaver, successor))
        if p.key == to
        else p
        for p in plan.people
    )
    return replace(
        plan,
        people=people,
        milestones=tuple(_taken_over(m, key, to) for m in plan.milestones),
        coordinator=to if plan.coordinator == key else plan.coordinator,
        risks=tuple(replace(r, owner=_to(r.owner, key, to)) for r in plan.risks),
    )


def _role(leaver: Person, successor: Person) -> Role:
    """A champion is followed by a champion; another role goes to whoever has none."""
    if leaver.role == "champion" or successor.role in ("other", "user"):
        return leaver.role
    return successor.role


def _is_theirs(owners: Owners, key: str) -> bool:
    return any(o is not None and o.person == key for o in (owners.buyer, owners.seller))


def _to(owner: Owner | None, old: str, new: str) -> Owner | None:
    return Owner(person=new) if owner is not None and owner.person == old else owner


def _taken_over(milestone: Milestone, old: str, new: str) -> Milestone:
    def of_task(task: Task) -> Task:
        return task if task.done_on is not None else replace(task, owner=_to(task.owner, old, new))

    if not milestone.is_open:
        return milestone
    owners = milestone.owners
    if owners is not None:
        owners = Owners(buyer=_to(owners.buyer, old, new), seller=_to(owners.seller, old, new))
    return replace(milestone, owners=owners, tasks=tuple(map(of_task, milestone.tasks)))
