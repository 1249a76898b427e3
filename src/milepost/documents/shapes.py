"""The shape of the plan document, read off the dataclasses of `milepost.domain.plan`.

One description of every field (its name in the document, what it holds, whether it must be
there) from which four things are made: the validator of `plan_document`, its writer, the YAML
reader's types and the published JSON Schema. A field added to the dataclasses is in all four.
Source: plan-document.md, section "Fields".
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from milepost.domain import plan as domain

ShapeKind = Literal[
    "text", "integer", "yes_no", "date", "moment", "amount", "choice", "list", "table", "object"
]

# The names of the document where a dataclass could not use them.
NAMES: Mapping[tuple[type, str], str] = {(domain.CadenceStep, "first"): "from"}

# Fields whose null means something, so that they have to be written down.
WRITTEN_AS_NULL: frozenset[tuple[type, str]] = frozenset({(domain.CadenceStep, "first")})

# The reader refuses less than this; what is above concerns combinations and is validation's.
LEAST: Mapping[tuple[type, str], int] = {
    (domain.Milestone, "duration"): 1,
    (domain.TemplateReference, "version"): 1,
    (domain.Review, "complete"): 0,
    (domain.Review, "total"): 0,
}
MOST = 2_147_483_647

NOUNS: Mapping[type, str] = {
    domain.Plan: "a plan",
    domain.Value: "a value",
    domain.TemplateReference: "a template",
    domain.Outcome: "an outcome",
    domain.SideCalendar: "a calendar",
    domain.Calendars: "calendars",
    domain.Person: "a person",
    domain.Owner: "an owner",
    domain.Owners: "owners",
    domain.Task: "a task",
    domain.Milestone: "a milestone",
    domain.Review: "a review",
    domain.Baseline: "a baseline",
    domain.Risk: "a risk",
    domain.BandBounds: "bands",
    domain.AlertDays: "alert days",
    domain.CadenceStep: "a step of the cadence",
    domain.PolicyChanges: "a policy",
}

# The order of the document where it reads better than the dataclass's own.
ORDER: Mapping[type, tuple[str, ...]] = {
    domain.Plan: (
        "schema", "title", "account", "opportunity", "value", "created", "target_close", "life",
        "form", "shared_on", "agreed_on", "next_review", "deal_type", "template", "outcome",
        "calendars", "coordinator", "people", "milestones", "reviews", "baselines", "risks",
        "policy", "notes",
    ),
    domain.Milestone: (
        "key", "title", "kind", "phase", "visibility", "done_means", "owners", "target",
        "duration", "after", "status", "reason", "started_on", "blocked_on", "unblocked_on",
        "completed_on", "completed_by", "confirmed_on", "confirmed_by", "tasks", "notes",
    ),
    domain.Baseline: ("on", "reason", "targets"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be. `items` belongs to lists and tables, `fields` to objects."""

    kind: ShapeKind
    choices: tuple[str, ...] = ()
    items: Shape | None = None
    count: int | None = None
    cls: type | None = None
    fields: tuple[Field, ...] = ()
    least: int | None = None
    most: int | None = None

    def field(self, name: str) -> Field | None:
        """The object's field with this name in the document, or None."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object. An optional one may be absent or null, which mean its default."""

    name: str
    attribute: str
    shape: Shape
    required: bool
    nullable: bool
    default: Any = None
    written_as_null: bool = False


@cache
def plan_shape() -> Shape:
    """The shape of a whole plan."""
    return object_shape(domain.Plan)


def object_shape(cls: type) -> Shape:
    """The shape of one of the domain's dataclasses, with its fields in the document's order."""
    hints = get_type_hints(cls)
    fields = [_field(cls, field, hints[field.name]) for field in dataclasses.fields(cls)]
    order = ORDER.get(cls, ())
    fields.sort(key=lambda field: order.index(field.name) if field.name in order else len(order))
    return Shape("object", cls=cls, fields=tuple(fields))


def _field(cls: type, field: dataclasses.Field[Any], hint: Any) -> Field:
    inner, nullable = _without_none(hint)
    where = (cls, field.name)
    is_marker = where == (domain.Plan, "schema")
    required = is_marker or field.default is dataclasses.MISSING
    return Field(
        name=NAMES.get(where, field.name),
        attribute=field.name,
        shape=_shape(inner, LEAST.get(where), MOST),
        required=required,
        nullable=nullable or not required,
        default=None if required else field.default,
        written_as_null=where in WRITTEN_AS_NULL,
    )


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        kept = [arg for arg in get_args(hint) if arg is not type(None)]
        if len(kept) == 1 and len(kept) < len(get_args(hint)):
            return kept[0], True
    return hint, False


_PLAIN: Mapping[Any, ShapeKind] = {
    str: "text", bool: "yes_no", date: "date", datetime: "moment", Decimal: "amount",
}  # fmt: skip


def _shape(hint: Any, least: int | None = None, most: int | None = None) -> Shape:
    origin, args = get_origin(hint), get_args(hint)
    if hint in _PLAIN:
        return Shape(_PLAIN[hint])
    if hint is int:
        return Shape("integer", least=least, most=most)
    if origin is Literal:
        return Shape("choice", choices=args)
    if origin is tuple:
        several = len(args) == 2 and args[1] is Ellipsis
        return Shape("list", items=_shape(args[0], most=MOST), count=None if several else len(args))
    if origin is not None and issubclass(origin, Mapping):
        return Shape("table", items=_shape(args[1]))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return object_shape(hint)
    raise TypeError(f"the plan document has no form for {hint!r}")


EXAMPLES: Mapping[ShapeKind, str] = {
    "text": 'text in quotation marks, such as "m1"',
    "yes_no": "true or false",
    "date": 'a date as text, such as "2026-11-25"',
    "moment": 'a date and time as text, such as "2026-11-26T10:00:00+01:00"',
    "amount": 'a decimal as text, 0 or more, such as "86000.00"',
    "list": "a list in square brackets",
    "table": "an object of names and values in braces",
    "object": "an object in braces",
}


def expected(shape: Shape) -> str:
    """What would be right here, in words for an error."""
    if shape.kind == "choice":
        return ("one of: " if len(shape.choices) > 1 else "") + ", ".join(shape.choices)
    if shape.kind == "integer":
        bounds = f" from {shape.least}" if shape.least is not None else ""
        return f"a whole number{bounds}, such as {max(shape.least or 0, 5)}"
    if shape.kind == "list" and shape.count is not None:
        return f"a list of exactly {shape.count}"
    if shape.kind == "object" and shape.cls is not None:
        names = [field.name for field in shape.fields if field.required]
        needs = f" with {_and(names)}" if names else ""
        return f"{NOUNS[shape.cls]}: an object in braces{needs}"
    return EXAMPLES[shape.kind]


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
