"""Whether a plan may be kept: its sense, by the rules, and its text, by the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from milepost.domain.edits import normal
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.json_values import Json, from_json, is_written_out, refuse
from milepost.domain.paths import parts_of
from milepost.domain.plan import Milestone, Person, Plan, Task
from milepost.domain.revisions import FieldChange
from milepost.domain.validation import problems

LONGEST_KEY = 200
LONGEST_TEXT = 20_000
MOST = {"milestones": 1_000, "tasks": 5_000, "people": 1_000}
_WHOLE: dict[tuple[str, ...], type[Any]] = {
    ("people",): Person,
    ("milestones",): Milestone,
    ("milestones", "tasks"): Task,
}


def checked(plan: Plan) -> Plan:
    """The plan in normal form. Raises InvalidInput with every problem, by path of its field."""
    plan = normal(plan)
    if plan.value is not None and not is_written_out(plan.value.amount):
        raise refuse("value.amount", "it is beyond measure", "an amount such as 86000.00")
    found = [*_too_many(plan)] or problems(plan)
    if found:
        raise InvalidInput(Problem(_by_key(plan, p.path), p.wrong, p.right) for p in found)
    return plan


def _too_many(plan: Plan) -> Iterator[Problem]:
    """A plan that no page and no person could take in would stop whoever opens it."""
    counts = {
        "milestones": len(plan.milestones),
        "tasks": sum(len(milestone.tasks) for milestone in plan.milestones),
        "people": len(plan.people),
    }
    for name, count in counts.items():
        if count > MOST[name]:
            wrong = f"the plan has {count:,} {name}"
            path = "milestones" if name == "tasks" else name
            yield Problem(path, wrong, f"at most {MOST[name]:,}; make several plans of it")


_AT = re.compile(r"^(milestones|people)\[(\d+)\](?:\.tasks\[(\d+)\])?")


def _by_key(plan: Plan, path: str) -> str:
    """A document's path (`milestones[2].target`) as an edit's (`milestones.m3.target`)."""
    found = _AT.match(path)
    if found is None:
        return path.replace("[", ".").replace("]", "")
    items: Sequence[Any] = getattr(plan, found[1])
    item = items[int(found[2])]
    start = f"{found[1]}.{item.key}"
    if found[3] is not None:
        start += f".tasks.{item.tasks[int(found[3])].key}"
    return start + path[found.end() :].replace("[", ".").replace("]", "")


def check_storable(changes: Iterable[FieldChange]) -> None:
    """Raises InvalidInput where a change holds text that no database keeps, or a word that is none.

    Single fields were read by their type already; whole steps and people come from forms.
    """
    found: list[Problem] = []
    for change in changes:
        found += unstorable(change.path, change.after)
        whole = _WHOLE.get(parts_of(change.path)[::2]) if isinstance(change.after, dict) else None
        if whole is not None and len(parts_of(change.path)) % 2 == 0:
            try:
                from_json(whole, change.after, change.path)
            except InvalidInput as wrong:
                found += wrong.problems
    if found:
        raise InvalidInput(found)


def unstorable(path: str, value: Json) -> list[Problem]:
    """Text that no database keeps: a NUL, half of a surrogate pair, a key beyond measure."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
            return [Problem(path, "it holds a character that cannot be stored", "remove it")]
        if len(value) > LONGEST_TEXT:
            wrong = f"the text has {len(value):,} characters"
            return [Problem(path, wrong, f"at most {LONGEST_TEXT:,}")]
        if len(value) > LONGEST_KEY and path.endswith(".key"):
            return [Problem(path, "the key is too long", f"at most {LONGEST_KEY} characters")]
    if isinstance(value, list):
        return [p for n, item in enumerate(value) for p in unstorable(_under(path, n), item)]
    if isinstance(value, dict):
        return [p for key, item in value.items() for p in unstorable(_under(path, key), item)]
    return []


def _under(path: str, name: str | int) -> str:
    return f"{path}.{name}" if path else str(name)
