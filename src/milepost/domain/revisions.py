"""What changed between two plans, field by field, and the chain that keeps a history honest.

`apply(before, diff(before, after))` is `after`, and `inverse` undoes it: both are properties
under test, for plans in normal form (`milepost.domain.edits.normal`). Each revision carries
the hash of the one before, so that a history cannot be altered unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from milepost.domain.edits import with_field
from milepost.domain.json_values import Json, to_json
from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Owners, Person, Plan, Task

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in values of the plan document; None where absent."""

    path: str
    before: Json
    after: Json


# Fields that are told part by part, because two people may fill them at once.
_BY_PART = ("outcome", "calendars")
_KEYED = ("milestones", "people")


def diff(before: Plan, after: Plan) -> tuple[FieldChange, ...]:
    """Every field that differs, in the order in which `apply` can set them."""
    return tuple(_plan_changes(before, after))


def apply(plan: Plan, changes: Iterable[FieldChange]) -> Plan:
    """The plan with each changed field set to its value afterwards."""
    for change in changes:
        plan = with_field(plan, change.path, change.after)
    return plan


def inverse(changes: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    """The changes that undo these; they stay in order, each list's order after its items."""
    return tuple(FieldChange(c.path, c.after, c.before) for c in changes)


def _plan_changes(before: Plan, after: Plan) -> Iterator[FieldChange]:
    if before is after:
        return
    for field in fields(Plan):
        name = field.name
        old, new = getattr(before, name), getattr(after, name)
        if old is new or name in _KEYED:
            continue
        if name in _BY_PART:
            yield from _parts(old, new, name)
        elif old != new:
            yield FieldChange(name, to_json(old), to_json(new))
    yield from _items(before.people, after.people, ("people",), "people_order")
    yield from _items(before.milestones, after.milestones, ("milestones",), "order")


def _parts(old: Any, new: Any, *where: str) -> Iterator[FieldChange]:
    some = old if old is not None else new
    for field in fields(some):
        first = None if old is None else getattr(old, field.name)
        second = None if new is None else getattr(new, field.name)
        if first != second:
            yield FieldChange(path_of(*where, field.name), to_json(first), to_json(second))


def _items(
    old: Sequence[Milestone | Task | Person],
    new: Sequence[Milestone | Task | Person],
    where: tuple[str, ...],
    order: str,
) -> Iterator[FieldChange]:
    if old is new:
        return
    known = {item.key: item for item in old}
    wanted = {item.key: item for item in new}
    for key, item in known.items():
        if key not in wanted:
            yield FieldChange(path_of(*where, key), to_json(item), None)
    for key, item in wanted.items():
        former = known.get(key)
        if former is None:
            yield FieldChange(path_of(*where, key), None, to_json(item))
        elif former is not item:
            yield from _fields(former, item, (*where, key))
    first, second = list(known), list(wanted)
    if first != second and (_settled(first, second) != second or _settled(second, first) != first):
        yield FieldChange(path_of(*where[:-1], order), list(first), list(second))


def _settled(first: list[str], second: list[str]) -> list[str]:
    """The order that adding and removing alone lead to."""
    kept, known = set(second), set(first)
    return [k for k in first if k in kept] + [k for k in second if k not in known]


def _fields(old: Any, new: Any, where: tuple[str, ...]) -> Iterator[FieldChange]:
    for field in fields(old):
        name = field.name
        first, second = getattr(old, name), getattr(new, name)
        if first is second or first == second:
            continue
        if name == "tasks":
            yield from _items(first, second, (*where, "tasks"), "task_order")
        elif isinstance(first, Owners) or isinstance(second, Owners):
            yield from _parts(first, second, *where, name)
        else:
            yield FieldChange(path_of(*where, name), to_json(first), to_json(second))


def changes_to_json(changes: Iterable[FieldChange]) -> list[Json]:
    """Changes as a revision keeps them."""
    return [{"path": c.path, "before": c.before, "after": c.after} for c in changes]


def changes_from_json(kept: Iterable[Any]) -> tuple[FieldChange, ...]:
    """Changes as a revision kept them."""
    return tuple(FieldChange(c["path"], c["before"], c["after"]) for c in kept)


def chained_hash(previous: str, content: Json) -> str:
    """SHA-256, in hexadecimal, over the previous revision's hash and this one's content.

    The content is written in one way only: keys sorted, no spaces, UTF-8.
    """
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{written}".encode()).hexdigest()
