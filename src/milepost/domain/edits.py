"""Changes of a plan, each from one plan to the next. Nothing here writes anywhere.

Paths are those of `milepost.domain.paths`. Whether the result makes sense is asked of
`milepost.domain.validation` afterwards; these functions only refuse what they cannot do.
Source: product.md sections 1 (status, owners) and 2 (life).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast, get_args

from milepost.domain.errors import NotFound
from milepost.domain.json_values import Json, field_hint, from_json, refuse, to_json
from milepost.domain.paths import parts_of, path_of
from milepost.domain.plan import (
    Calendars,
    Milestone,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    Task,
)

Keyed = TypeVar("Keyed", Milestone, Task, Person)

# Objects that hold nothing when all their fields are None: absent and empty are the same.
_EMPTIED: tuple[type[Any], ...] = (Outcome, Calendars, Owners)


def normal(plan: Plan) -> Plan:
    """The same plan with empty outcome, calendars and owners left out, and `after` once each."""
    milestones = tuple(_normal_step(m) for m in plan.milestones)
    return replace(
        plan,
        milestones=milestones,
        outcome=None if plan.outcome == Outcome() else plan.outcome,
        calendars=None if plan.calendars == Calendars() else plan.calendars,
    )


def _normal_step(milestone: Milestone) -> Milestone:
    if milestone.owners == Owners():
        milestone = replace(milestone, owners=None)
    if len(set(milestone.after)) < len(milestone.after):
        milestone = replace(milestone, after=tuple(dict.fromkeys(milestone.after)))
    return milestone


def value_at(plan: Plan, path: str) -> Json:
    """What the document holds at a path; None where there is nothing."""
    parts = parts_of(path)
    match parts:
        case ("order",):
            return [m.key for m in plan.milestones]
        case ("people_order",):
            return [p.key for p in plan.people]
        case ("milestones", key, "task_order"):
            milestone = plan.milestone(key)
            return [t.key for t in milestone.tasks] if milestone else None
    found: Any = plan
    for part in parts:
        if found is None:
            return None
        if isinstance(found, tuple):
            found = next((item for item in found if item.key == part), None)
        elif is_dataclass(found) and field_hint(type(found), part) is not None:
            found = getattr(found, part)
        else:
            raise NotFound(f"A plan has no field {path}.")
    return to_json(found)


def with_field(plan: Plan, path: str, value: Json) -> Plan:
    """The plan with one field set to a value of the document.

    Raises InvalidInput where the value is of the wrong kind and NotFound where the path
    leads to nothing.
    """
    match parts_of(path):
        case ("order",):
            return replace(plan, milestones=_ordered(plan.milestones, value, path))
        case ("people_order",):
            return replace(plan, people=_ordered(plan.people, value, path))
        case ("milestones", key):
            return replace(plan, milestones=_keyed(plan.milestones, key, Milestone, value, path))
        case ("people", key):
            return replace(plan, people=_keyed(plan.people, key, Person, value, path))
        case ("milestones", key, *rest):
            return _milestone(plan, key, lambda m: _in_milestone(m, rest, value, path))
        case ("people", key, *rest):
            return replace(
                plan,
                people=_changed(plan.people, key, lambda p: _set(p, rest, value, path), path),
            )
        case parts:
            return _set(plan, parts, value, path)


def _in_milestone(milestone: Milestone, rest: list[str], value: Json, path: str) -> Milestone:
    match rest:
        case ["task_order"]:
            return replace(milestone, tasks=_ordered(milestone.tasks, value, path))
        case ["tasks", key]:
            return replace(milestone, tasks=_keyed(milestone.tasks, key, Task, value, path))
        case ["tasks", key, *names]:
            tasks = _changed(milestone.tasks, key, lambda t: _set(t, names, value, path), path)
            return replace(milestone, tasks=tasks)
        case names:
            return _set(milestone, names, value, path)


Record = TypeVar("Record")


def _set(record: Record, names: Sequence[str], value: Json, path: str) -> Record:
    """The record with the field that `names` leads to set; empty objects are left out."""
    name = names[0]
    hint = field_hint(type(record), name)
    if hint is None or name in ("key", "schema"):
        raise NotFound(f"A plan has no field {path} that can be changed.")
    if len(names) == 1:
        item = from_json(hint, value, path)
    else:
        kind = next((part for part in get_args(hint) if is_dataclass(part)), None)
        inner = getattr(record, name)
        if kind is None or (inner is None and kind not in _EMPTIED):
            raise NotFound(f"A plan has no field {path} here.")
        item = _set(cast(Any, kind)() if inner is None else inner, names[1:], value, path)
    if isinstance(item, _EMPTIED) and all(getattr(item, f.name) is None for f in fields(item)):
        item = None
    return cast(Record, replace(cast(Any, record), **{name: item}))


def _keyed(
    items: tuple[Keyed, ...], key: str, kind: type[Keyed], value: Json, path: str
) -> tuple[Keyed, ...]:
    """Items with the one of this key replaced, added at the end, or (None) removed."""
    if value is None:
        return tuple(item for item in items if item.key != key)
    item = cast(Keyed, from_json(kind, value, path))
    if item.key != key:
        raise refuse(f"{path}.key", f"it is {item.key!r}", f"the path's own key, {key!r}")
    if any(known.key == key for known in items):
        return tuple(item if known.key == key else known for known in items)
    return items + (item,)  # noqa: RUF005 - the starred form has no type that mypy finds


def _changed(
    items: tuple[Keyed, ...], key: str, change: Callable[[Keyed], Keyed], path: str
) -> tuple[Keyed, ...]:
    if not any(item.key == key for item in items):
        raise NotFound(f"There is nothing at {path} in this plan any more.")
    return tuple(change(item) if item.key == key else item for item in items)


def _ordered(items: tuple[Keyed, ...], value: Json, path: str) -> tuple[Keyed, ...]:
    by_key = {item.key: item for item in items}
    if not isinstance(value, list) or sorted(map(str, value)) != sorted(by_key):
        raise refuse(path, "it does not name every key once", f"each of: {', '.join(by_key)}")
    return tuple(by_key[str(key)] for key in value)


def _milestone(plan: Plan, key: str, change: Callable[[Milestone], Milestone]) -> Plan:
    path = path_of("milestones", key)
    return replace(plan, milestones=_changed(plan.milestones, key, change, path))


def fresh_key(prefix: str, taken: Iterable[str]) -> str:
    """The next key of the form m7 after all those that are, or ever were, in use."""
    pattern = re.compile(rf"{re.escape(prefix)}(\d{{1,9}})")
    numbers = [int(m.group(1)) for key in taken if (m := pattern.fullmatch(key))]
    return f"{prefix}{max(numbers, default=0) + 1}"


def add_milestone(plan: Plan, milestone: Milestone, position: int | None = None) -> Plan:
    """The plan with a milestone before the one at `position` (from 0), or at the end."""
    if plan.milestone(milestone.key):
        raise refuse("milestones", f"the key {milestone.key!r} is in use", "a key of its own")
    place = len(plan.milestones) if position is None else max(0, position)
    before, after = plan.milestones[:place], plan.milestones[place:]
    return replace(plan, milestones=(*before, milestone, *after))


def remove_milestone(plan: Plan, key: str) -> Plan:
    """The plan without a milestone; what came after it comes after its predecessors."""
    gone = plan.milestone(key)
    if gone is None:
        raise NotFound("This milestone is no longer in the plan.")
    if gone.status == "complete":
        raise refuse(path_of("milestones", key), "it is complete", "reopen it before it is removed")

    def passed_on(after: tuple[str, ...]) -> tuple[str, ...]:
        inherited = (p for k in after for p in (gone.after if k == key else (k,)))
        return tuple(dict.fromkeys(inherited))

    return replace(
        plan,
        milestones=tuple(
            replace(m, after=passed_on(m.after)) if key in m.after else m
            for m in plan.milestones
            if m.key != key
        ),
    )


def add_task(plan: Plan, key: str, task: Task) -> Plan:
    """The plan with a task at the end of a milestone's tasks."""
    if any(t.key == task.key for m in plan.milestones for t in m.tasks):
        raise refuse("tasks", f"the key {task.key!r} is in use", "a key of its own")
    return _milestone(plan, key, lambda m: replace(m, tasks=(*m.tasks, task)))


def remove_task(plan: Plan, key: str, task: str) -> Plan:
    """The plan without one task of a milestone."""

    def without(milestone: Milestone) -> Milestone:
        if not any(t.key == task for t in milestone.tasks):
            raise NotFound("This task is no longer in the plan.")
        return replace(milestone, tasks=tuple(t for t in milestone.tasks if t.key != task))

    return _milestone(plan, key, without)


def complete_task(plan: Plan, key: str, task: str, done_on: date | None) -> Plan:
    """The plan with a task done on a day, or (None) open again."""
    path = path_of("milestones", key, "tasks", task)
    return _milestone(
        plan,
        key,
        lambda m: replace(
            m, tasks=_changed(m.tasks, task, lambda t: replace(t, done_on=done_on), path)
        ),
    )


def move_targets(plan: Plan, targets: Mapping[str, date]) -> Plan:
    """The plan with the targets of some milestones set."""
    return replace(
        plan,
        milestones=tuple(
            replace(m, target=targets[m.key]) if m.key in targets else m for m in plan.milestones
        ),
    )


def add_person(plan: Plan, person: Person) -> Plan:
    """The plan with one more person."""
    if plan.person(person.key):
        raise refuse("people", f"the key {person.key!r} is in use", "a key of its own")
    return replace(plan, people=(*plan.people, person))


def remove_person(plan: Plan, key: str) -> Plan:
    """The plan without a person; what they own is owned by their role, still to be named.

    Somebody who completed or confirmed a milestone stays: the plan must keep saying who.
    """
    person = plan.person(key)
    if person is None:
        raise NotFound("This person is no longer on the plan.")
    signed = [m.title for m in plan.milestones if key in (m.completed_by, m.confirmed_by)]
    if signed:
        raise refuse(
            path_of("people", key),
            f"{person.name} completed or confirmed “{signed[0]}”",
            "give what they own to somebody else and keep them on the plan",
        )
    role = Owner(role=person.title or person.role.replace("_", " ").capitalize())

    def handed(owner: Owner | None) -> Owner | None:
        return role if owner is not None and owner.person == key else owner

    return replace(
        plan,
        people=tuple(p for p in plan.people if p.key != key),
        milestones=tuple(_handed_over(m, handed) for m in plan.milestones),
        coordinator=None if plan.coordinator == key else plan.coordinator,
        risks=tuple(replace(risk, owner=handed(risk.owner)) for risk in plan.risks),
    )


def _handed_over(milestone: Milestone, handed: Callable[[Owner | None], Owner | None]) -> Milestone:
    owners = milestone.owners
    if owners is not None:
        owners = replace(owners, buyer=handed(owners.buyer), seller=handed(owners.seller))
    tasks = tuple(replace(task, owner=handed(task.owner)) for task in milestone.tasks)
    if owners == milestone.owners and tasks == milestone.tasks:
        return milestone
    return replace(milestone, owners=owners, tasks=tasks)


def require(plan: Plan, key: str) -> Milestone:
    """The milestone of this key; raises NotFound."""
    milestone = plan.milestone(key)
    if milestone is None:
        raise NotFound("This milestone is no longer in the plan.")
    return milestone


__all__ = [
    "add_milestone",
    "add_person",
    "add_task",
    "complete_task",
    "fresh_key",
    "move_targets",
    "normal",
    "remove_milestone",
    "remove_person",
    "remove_task",
    "require",
    "value_at",
    "with_field",
]
