"""Templates: ordered lists of steps that plans are built from (product.md sections 1 and 2).

A template is read from plain data (a JSON file, a workspace's row) by `read_template`, which
names everything that is wrong with it at once. Titles and "done means" may hold the deal's
fields in braces, as in "Kick-off with {account}".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import DealType, Kind, Visibility
from milepost.domain.policy import DEFAULT_DURATION
from milepost.domain.schedule import in_order_of_dependency
from milepost.domain.validation import LONGEST_STEP

TEMPLATE_SCHEMA = "milepost.template/1"

DEAL_FIELDS: tuple[str, ...] = ("account", "opportunity", "goal", "champion", "ae")
"""What template text may use: the deal's names, the outcome's goal, and two people's names."""

_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateMilestone:
    """One step of a template: `duration` in working days, roles in words, `after` keys."""

    key: str
    title: str
    kind: Kind
    phase: str | None = None
    duration: int = DEFAULT_DURATION
    after: tuple[str, ...] = ()
    buyer_role: str | None = None
    seller_role: str | None = None
    done_means: str | None = None
    visibility: Visibility = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An ordered, versioned list of steps; `deal_type` is None where it fits any deal."""

    key: str
    name: str
    version: int
    milestones: tuple[TemplateMilestone, ...]
    deal_type: DealType | None = None
    description: str | None = None
    durations_from: str | None = None


def read_template(data: Mapping[str, Any]) -> Template:
    """The template that plain data describes.

    Raises `InvalidInput` with every problem: path, what is wrong, what would be right.
    """
    problems = list(_template_problems(data))
    if problems:
        raise InvalidInput(problems)
    steps = (dict(step, after=tuple(step.get("after") or ())) for step in data["milestones"])
    return Template(
        key=data["key"],
        name=data["name"],
        version=data["version"],
        milestones=tuple(TemplateMilestone(**step) for step in steps),
        deal_type=data.get("deal_type"),
        description=data.get("description"),
        durations_from=data.get("durations_from"),
    )


def template_data(template: Template) -> dict[str, Any]:
    """The template as plain data, which `read_template` reads back to the same."""
    data = {"schema": TEMPLATE_SCHEMA, **asdict(template)}
    data["milestones"] = [dict(step, after=list(step["after"])) for step in data["milestones"]]
    return data


def with_deal_fields(text: str, fields: Mapping[str, str]) -> str:
    """Template text with the deal's fields filled in; a field without a value stays as it is."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)


_TEMPLATE_FIELDS: Mapping[str, tuple[type, ...]] = {
    "schema": (str,),
    "key": (str,),
    "name": (str,),
    "version": (int,),
    "deal_type": (str, type(None)),
    "description": (str, type(None)),
    "durations_from": (str, type(None)),
    "milestones": (list, tuple),
}
_STEP_FIELDS: Mapping[str, tuple[type, ...]] = {
    "key": (str,),
    "title": (str,),
    "kind": (str,),
    "phase": (str, type(None)),
    "duration": (int,),
    "after": (list, tuple, type(None)),
    "buyer_role": (str, type(None)),
    "seller_role": (str, type(None)),
    "done_means": (str, type(None)),
    "visibility": (str,),
}
_TEMPLATE_REQUIRED = ("key", "name", "version", "milestones")
_STEP_REQUIRED = ("key", "title", "kind")
_TYPE_WORDS = {str: "text", int: "a whole number", list: "a list", type(None): "null"}


def _template_problems(data: object) -> Iterator[Problem]:
    if not isinstance(data, Mapping):
        yield Problem("", "this is no template", "give an object with key, name and milestones")
        return
    shapes = list(_shape_problems(data, "", _TEMPLATE_FIELDS, _TEMPLATE_REQUIRED))
    yield from shapes
    if data.get("schema", TEMPLATE_SCHEMA) != TEMPLATE_SCHEMA:
        yield Problem("schema", f"{data['schema']!r} cannot be read here", TEMPLATE_SCHEMA)
    yield from _choice(data, "deal_type", "", (None, *get_args(DealType)))
    version = data.get("version")
    if isinstance(version, int) and version < 1:
        yield Problem("version", f"{version} is below 1", "use a whole number from 1")
    steps = data.get("milestones")
    if not isinstance(steps, (list, tuple)):
        return
    if not steps:
        yield Problem("milestones", "there is no step", "give at least one")
    wrong = [problem for place, step in enumerate(steps) for problem in _step(step, place)]
    yield from wrong
    if not wrong:
        yield from _reference_problems(steps)


def _step(step: object, place: int) -> Iterator[Problem]:
    path = f"milestones[{place}]"
    if not isinstance(step, Mapping):
        yield Problem(path, "this is no step", "give an object with key, title and kind")
        return
    yield from _shape_problems(step, f"{path}.", _STEP_FIELDS, _STEP_REQUIRED)
    yield from _choice(step, "kind", f"{path}.", get_args(Kind))
    yield from _choice(step, "visibility", f"{path}.", get_args(Visibility))
    duration = step.get("duration", DEFAULT_DURATION)
    if isinstance(duration, int) and not 1 <= duration <= LONGEST_STEP:
        wrong = f"{duration} working days is no length of a step"
        yield Problem(f"{path}.duration", wrong, f"a whole number from 1 to {LONGEST_STEP}")
    for name in ("key", "title"):
        if isinstance(step.get(name), str) and not step[name].strip():
            yield Problem(f"{path}.{name}", "this is empty", f"give the step a {name}")
    if not step.get("buyer_role") and not step.get("seller_role"):
        yield Problem(f"{path}.buyer_role", "nobody owns this step", "name a role on one side")
    for name in ("title", "done_means"):
        text = step.get(name)
        if isinstance(text, str):
            yield from _unknown_deal_fields(text, f"{path}.{name}")


def _unknown_deal_fields(text: str, path: str) -> Iterator[Problem]:
    for field in _FIELD.findall(text):
        if field not in DEAL_FIELDS:
            known = ", ".join(f"{{{name}}}" for name in DEAL_FIELDS)
            yield Problem(path, f"{{{field}}} is no field of a deal", f"use {known}")


def _shape_problems(
    data: Mapping[str, Any],
    path: str,
    fields: Mapping[str, tuple[type, ...]],
    required: tuple[str, ...],
) -> Iterator[Problem]:
    for name in required:
        if name not in data:
            yield Problem(f"{path}{name}", "this is missing", "it is required")
    for name, value in data.items():
        types = fields.get(name)
        if types is None:
            yield Problem(f"{path}{name}", "there is no such field", f"use {', '.join(fields)}")
        elif not isinstance(value, types) or isinstance(value, bool):
            words = " or ".join(_TYPE_WORDS[kind] for kind in types if kind in _TYPE_WORDS)
            yield Problem(f"{path}{name}", f"{value!r} has the wrong type", f"give {words}")


def _choice(
    data: Mapping[str, Any], name: str, path: str, allowed: tuple[str | None, ...]
) -> Iterator[Problem]:
    value = data.get(name, allowed[0])
    if isinstance(value, str) and value not in allowed:
        words = ", ".join(choice for choice in allowed if choice)
        yield Problem(f"{path}{name}", f"{value!r} is not known", f"use one of {words}")


def _reference_problems(steps: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Keys given twice, `after` that points nowhere, and circles, among well-shaped steps."""
    keys = [step["key"] for step in steps]
    for place, step in enumerate(steps):
        if step["key"] in keys[:place]:
            wrong = f"{step['key']!r} is the key of another step"
            yield Problem(f"milestones[{place}].key", wrong, "use each key once")
        for key in step.get("after") or ():
            if key not in keys:
                wrong = f"there is no step {key!r}"
                yield Problem(f"milestones[{place}].after", wrong, "use keys of this template")
    if len(set(keys)) == len(keys):
        try:
            in_order_of_dependency(
                [
                    TemplateMilestone(
                        key=step["key"],
                        title=step["title"],
                        kind=step["kind"],
                        after=tuple(step.get("after") or ()),
                    )
                    for step in steps
                ]
            )
        except InvalidInput as circle:
            yield from circle.problems
