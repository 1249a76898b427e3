"""The reader's validator: pydantic's core, built from the shapes of the domain's dataclasses.

The domain knows no pydantic, and its dataclasses stay as they are; so the core schema is made
here, from the same shapes as the writer and the JSON Schema. `pydantic_core` alone, without the
model machinery, also halves the start of the command line.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic_core import SchemaValidator, core_schema

from milepost.documents.shapes import Field, Shape, plan_shape

DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?$"
)
AMOUNT = r"^-?[0-9]{1,30}(\.[0-9]{1,10})?$"


@cache
def plan_validator() -> SchemaValidator:
    """Reads the JSON of a plan document into `domain.Plan`: strict, unknown fields refused."""
    return SchemaValidator(_schema(plan_shape()))


def _schema(shape: Shape) -> core_schema.CoreSchema:
    if shape.kind == "object":
        return _object(shape)
    if shape.kind == "list":
        assert shape.items is not None
        return core_schema.tuple_schema(
            [_schema(shape.items)],
            variadic_item_index=0,
            min_length=shape.count,
            max_length=shape.count,
            strict=True,
        )
    if shape.kind == "table":
        assert shape.items is not None
        text = core_schema.str_schema(strict=True)
        return core_schema.dict_schema(text, _schema(shape.items), strict=True)
    if shape.kind == "choice":
        return core_schema.literal_schema(list(shape.choices))
    if shape.kind == "integer":
        return core_schema.int_schema(strict=True, ge=shape.least, le=shape.most)
    return _SCALARS[shape.kind]


def _from_text(pattern: str, then: core_schema.CoreSchema) -> core_schema.CoreSchema:
    # Without the pattern a number in quotation marks would be read as seconds since 1970.
    return core_schema.chain_schema([core_schema.str_schema(strict=True, pattern=pattern), then])


_SCALARS: dict[str, core_schema.CoreSchema] = {
    "text": core_schema.str_schema(strict=True),
    "yes_no": core_schema.bool_schema(strict=True),
    "date": _from_text(DATE, core_schema.date_schema()),
    "moment": _from_text(MOMENT, core_schema.datetime_schema(microseconds_precision="error")),
    "amount": core_schema.no_info_after_validator_function(
        Decimal, core_schema.str_schema(strict=True, pattern=AMOUNT)
    ),
}


def _object(shape: Shape) -> core_schema.CoreSchema:
    assert shape.cls is not None
    return core_schema.dataclass_schema(
        shape.cls,
        core_schema.dataclass_args_schema(
            shape.cls.__name__, [_argument(field) for field in shape.fields]
        ),
        [field.attribute for field in shape.fields],
        config=core_schema.CoreConfig(extra_fields_behavior="forbid"),
        slots=True,
        frozen=True,
    )


def _argument(field: Field) -> core_schema.DataclassField:
    schema = _schema(field.shape)
    if field.nullable:
        schema = core_schema.nullable_schema(schema)
        if field.default is not None:
            schema = core_schema.no_info_after_validator_function(_or(field.default), schema)
    if not field.required:
        schema = core_schema.with_default_schema(schema, default=field.default)
    alias = field.name if field.name != field.attribute else None
    return core_schema.dataclass_field(
        field.attribute, schema, kw_only=True, validation_alias=alias
    )


def _or(default: Any) -> Callable[[Any], Any]:
    """null means the default, as an absent field does."""
    return lambda value: default if value is None else value
