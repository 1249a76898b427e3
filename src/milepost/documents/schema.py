"""The published JSON Schemas: made from the shapes, kept as files in `schemas/`.

`python -m milepost.documents.schema` writes the files again after a change of the dataclasses;
a test holds the two equal, and the plan's schema equal to what the reader takes and refuses.
References, cycles and combinations are the reader's alone: JSON Schema cannot say them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from milepost.documents.shape_validator import AMOUNT, DATE, MOMENT
from milepost.documents.shapes import MOST, Shape, plan_shape
from milepost.domain.alerts import Rule
from milepost.domain.health import HealthStatus, ReasonCode
from milepost.domain.policy import BandName, Confidence
from milepost.domain.reviews import CadenceName

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).parent / "schemas"


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of `milepost.plan/1`."""
    definitions: dict[str, Any] = {}
    _schema(plan_shape(), definitions)
    return {
        "$schema": DRAFT,
        "$id": "urn:milepost:plan:1",
        "title": "Plan document, milepost.plan/1",
        **definitions.pop("Plan"),
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    if shape.kind == "object":
        return _reference(shape, definitions)
    if shape.kind == "list":
        assert shape.items is not None
        schema: dict[str, Any] = {"type": "array", "items": _schema(shape.items, definitions)}
        if shape.count is not None:
            schema |= {"minItems": shape.count, "maxItems": shape.count}
        return schema
    if shape.kind == "table":
        assert shape.items is not None
        return {"type": "object", "additionalProperties": _schema(shape.items, definitions)}
    if shape.kind == "choice":
        if len(shape.choices) == 1:
            return {"const": shape.choices[0]}
        return {"enum": list(shape.choices)}
    if shape.kind == "integer":
        least = {} if shape.least is None else {"minimum": shape.least}
        return {"type": "integer", **least, "maximum": shape.most or MOST}
    return dict(_SCALARS[shape.kind])


_SCALARS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "yes_no": {"type": "boolean"},
    "date": {"type": "string", "format": "date", "pattern": DATE},
    "moment": {"type": "string", "pattern": MOMENT},
    "amount": {"type": "string", "pattern": AMOUNT},
}


def _reference(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    assert shape.cls is not None
    name = shape.cls.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] |= {
            "type": "object",
            "description": (shape.cls.__doc__ or "").strip().split("\n")[0],
            "properties": {
                field.name: _or_null(_schema(field.shape, definitions), field.nullable)
                for field in shape.fields
            },
            "required": [field.name for field in shape.fields if field.required],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: dict[str, Any], nullable: bool) -> dict[str, Any]:
    if not nullable:
        return schema
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    return {"anyOf": [schema, {"type": "null"}]}


def check_schema() -> dict[str, Any]:
    """The JSON Schema of `milepost.check/1`: an answer, or the errors of a bad document."""
    return {
        "$schema": DRAFT,
        "$id": "urn:milepost:check:1",
        "title": "What `milepost plan check --json` answers, milepost.check/1",
        "oneOf": [_answer(), _errors()],
    }


_TEXT: dict[str, Any] = {"type": "string"}
_DAY: dict[str, Any] = {"type": "string", "format": "date", "pattern": DATE}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_KEYS: dict[str, Any] = {"type": "array", "items": _TEXT}
_DOCUMENT: dict[str, Any] = {"type": ["string", "integer"]}


def _object(optional: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _answer() -> dict[str, Any]:
    return _object(
        ("document",),
        schema={"const": "milepost.check/1"},
        document=_DOCUMENT,
        today=_DAY,
        completion=_object(
            complete=_COUNT, total=_COUNT, percent={"type": "number", "minimum": 0, "maximum": 100}
        ),
        band={"enum": list(get_args(BandName))},
        confidence={"enum": list(get_args(Confidence))},
        action=_TEXT,
        health=_nullable(
            _object(status={"enum": list(get_args(HealthStatus))}, reasons=_reasons())
        ),
        behind=_KEYS,
        critical_path=_KEYS,
        float={"type": "object", "additionalProperties": _COUNT},
        fits={"type": "boolean"},
        days_short=_COUNT,
        days_spare=_COUNT,
        earliest_close=_nullable(_DAY),
        alerts=_list(
            _object(
                rule={"enum": list(get_args(Rule))},
                milestone=_nullable(_TEXT),
                to=_list({"anyOf": [_TEXT, _object(role=_TEXT)]}),
            )
        ),
        review=_nullable(
            _object(
                cadence={"enum": list(get_args(CadenceName))},
                minutes=_COUNT,
                next_on=_DAY,
                agenda=_list(_object(item=_COUNT, title=_TEXT, minutes=_COUNT, facts=_list(_TEXT))),
            )
        ),
        evidence=_object(confirmed=_COUNT, complete=_COUNT, unnamed_within_30_days=_KEYS),
        warnings=_list(_TEXT),
    )


def _reasons() -> dict[str, Any]:
    code = {"enum": list(get_args(ReasonCode))}
    return _list(_object(code=code, milestones=_KEYS, text=_TEXT))


def _errors() -> dict[str, Any]:
    return _object(
        schema={"const": "milepost.check/1"},
        document=_DOCUMENT,
        errors=_list(_object(path=_TEXT, wrong=_TEXT, right=_TEXT)),
    )


def schema_text(schema: dict[str, Any]) -> str:
    """The schema as its file has it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.joinpath("plan-1.json").write_text(schema_text(plan_schema()), encoding="utf-8")
    FOLDER.joinpath("check-1.json").write_text(schema_text(check_schema()), encoding="utf-8")
