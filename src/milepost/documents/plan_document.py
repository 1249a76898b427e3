"""The plan document, `milepost.plan/1`: reading it into `domain.Plan` and writing it.

Reading refuses with every problem at once, each with its path, what is wrong and what would be
right; writing is canonical: the same plan always gives the same bytes, and reading them gives
the same plan. Source: plan-document.md.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

from pydantic_core import ValidationError

from milepost.documents import json_text
from milepost.documents.json_text import decoded, refused, under
from milepost.documents.shape_validator import plan_validator
from milepost.documents.shapes import NOUNS, Field, Shape, expected, plan_shape
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import SCHEMA, Plan
from milepost.domain.validation import problems

DocumentFormat = Literal["json", "yaml"]

MOST_PROBLEMS = 100
"""More than this help nobody; the last one says how many were left out."""


def read_plan(data: bytes | str | Mapping[str, Any], *, format: DocumentFormat = "json") -> Plan:
    """The plan in a document, checked for shapes and for sense.

    Raises InvalidInput with all the problems that could be found (up to `MOST_PROBLEMS`).
    """
    values, text = _values(data, format)
    _check_schema(values)
    try:
        plan: Plan = plan_validator().validate_json(text)
    except ValidationError as error:
        raise InvalidInput(_shortened(_shape_problems(error, values))) from None
    found = problems(plan)
    if found:
        raise InvalidInput(_shortened(list(found)))
    return plan


def plan_from_database(text: str | bytes) -> Plan:
    """The plan in JSON that our own database built: shapes are read, sense is not asked again.

    Fast (a fraction of a millisecond for 20 milestones); raises pydantic's ValidationError
    where the text is not a plan, which is a fault of ours and nobody's input.
    """
    plan: Plan = plan_validator().validate_json(text)
    return plan


def plan_to_mapping(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values in the document's order.

    What is not known (None) and empty lists are left out; everything else is written, defaults
    too, so that a reader in another language needs to know none of them.
    """
    written: dict[str, Any] = _writer(plan_shape())(plan)
    return written


def plan_to_json(plan: Plan, indent: int | None = None) -> str:
    """The plan document as text: one line, or indented for people. Canonical and lossless."""
    return json.dumps(plan_to_mapping(plan), ensure_ascii=False, indent=indent)


def _values(data: bytes | str | Mapping[str, Any], format: DocumentFormat) -> tuple[Any, str]:
    """The document's values, and the same as JSON text for the validator."""
    if isinstance(data, Mapping):
        text = json.dumps(data, ensure_ascii=False)
        return json_text.values_of(text), text
    text = decoded(data)
    if format == "json":
        return json_text.values_of(text), text
    from milepost.documents import yaml_text

    values = yaml_text.values_of(text, plan_shape())
    return values, json.dumps(values, ensure_ascii=False)


_VERSION = re.compile(r"milepost\.plan/([1-9][0-9]{0,5})")


def _check_schema(values: Any) -> None:
    if not isinstance(values, dict):
        raise refused("", f"the document is {shown(values)}", f"{expected(plan_shape())}")
    schema = values.get("schema")
    if schema == SCHEMA:
        return
    right = f'"{SCHEMA}"'
    if "schema" not in values:
        raise refused("schema", "is missing", right)
    match = _VERSION.fullmatch(schema) if isinstance(schema, str) else None
    if match:
        raise refused(
            "schema",
            f"is version {match[1]} of the plan document; this Milepost reads version 1",
            f"{right}, or a newer Milepost",
        )
    raise refused("schema", f"is {shown(schema)}, which is no plan document", right)


def _shortened(found: list[Problem]) -> list[Problem]:
    if len(found) <= MOST_PROBLEMS:
        return found
    more = len(found) - MOST_PROBLEMS
    return [*found[:MOST_PROBLEMS], Problem("", f"and {more} more problems", "mend these first")]


# What pydantic found, in the words of the document


def _shape_problems(error: ValidationError, values: Any) -> list[Problem]:
    return [
        _shape_problem(details["type"], details["loc"], details["msg"], values)
        for details in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _shape_problem(kind: str, location: tuple[int | str, ...], words: str, values: Any) -> Problem:
    path, shape, parent, value = "", plan_shape(), plan_shape(), values
    for step in location:
        if step == "[key]":
            break
        parent, path = shape, under(path, step)
        shape = _inner(shape, step)
        value = _at(value, step)
    if kind == "json_invalid":
        return Problem("", words[:1].lower() + words[1:], "one plan document in JSON")
    if kind == "missing":
        return Problem(path, "is missing", expected(shape))
    if kind == "unexpected_keyword_argument":
        return Problem(path, f"is no field of {_noun(parent)}", _known_fields(parent, location[-1]))
    if value is None:
        return Problem(path, "is null", expected(shape))
    if shape.kind in ("date", "moment") and isinstance(value, str):
        return Problem(path, f"{shown(value)} is {_no_date(shape, value)}", expected(shape))
    if shape.kind == "choice" and isinstance(value, str):
        return Problem(path, f"{shown(value)} is not known", expected(shape))
    return Problem(path, f"is {shown(value)}", expected(shape))


_NOWHERE = Shape("text")


def _inner(shape: Shape, step: int | str) -> Shape:
    if shape.kind == "object":
        field = _field_at(shape, str(step))
        return field.shape if field else _NOWHERE
    return shape.items or _NOWHERE


def _field_at(shape: Shape, step: str) -> Field | None:
    return shape.field(step)


def _at(value: Any, step: int | str) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _noun(shape: Shape) -> str:
    return NOUNS.get(shape.cls, "this") if shape.cls is not None else "this"


def _known_fields(shape: Shape, given: int | str) -> str:
    names = [field.name for field in shape.fields]
    near = difflib.get_close_matches(str(given), names, n=1)
    if near:
        return f"`{near[0]}`, if that was meant; otherwise leave it out"
    return f"only {', '.join(names)}"


def _no_date(shape: Shape, text: str) -> str:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "a day that no calendar has" if shape.kind == "date" else "a day without a time"
    return "no date" if shape.kind == "date" else "no date with a time"


def shown(value: Any) -> str:
    """A value as an error names it: its kind in words, and what it is where that is short."""
    if isinstance(value, bool):
        return f"{str(value).lower()}, a truth value"
    if isinstance(value, (int, float)):
        return f"the number {_short(str(value))}"
    if isinstance(value, str):
        return f'the text "{_short(value)}"' if value else "empty text"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    return "null" if value is None else _short(str(value))


def _short(text: str) -> str:
    text = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return text if len(text) <= 60 else f"{text[:57]}..."


# Writing

Writer = Callable[[Any], Any]


@cache
def _writer(shape: Shape) -> Writer:
    if shape.kind == "object":
        return _object_writer(shape)
    if shape.kind == "list":
        item = _writer(shape.items or _NOWHERE)
        return lambda values: [item(value) for value in values]
    if shape.kind == "table":
        item = _writer(shape.items or _NOWHERE)
        return lambda values: {name: item(value) for name, value in values.items()}
    return _SCALAR_WRITERS.get(shape.kind, _as_it_is)


def _object_writer(shape: Shape) -> Writer:
    fields = [
        (field.name, field.attribute, _writer(field.shape), _left_out(field))
        for field in shape.fields
    ]

    def write(value: Any) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for name, attribute, inner, left_out in fields:
            item = getattr(value, attribute)
            if item is None:
                if None not in left_out:
                    written[name] = None
            elif item not in left_out:
                written[name] = inner(item)
        return written

    return write


def _left_out(field: Field) -> tuple[Any, ...]:
    if field.written_as_null or field.required:
        return ()
    return (None, ()) if field.default == () else (None,)


def _as_it_is(value: Any) -> Any:
    return value


_SCALAR_WRITERS: Mapping[str, Writer] = {
    "date": lambda value: value.isoformat(),
    "moment": lambda value: value.isoformat(),
    "amount": lambda value: format(value, "f"),
}
