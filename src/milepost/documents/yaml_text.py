"""YAML text into the values that a JSON plan document would hold.

Every scalar is text, as it was written: `country: NO` is Norway, a plain date is that date.
Where the document wants a whole number, a truth or nothing, plain `5`, `true` and `null` are
these. Names given twice and tags are refused; aliases are read, within a limit, since a few
lines of them can stand for billions of values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml  # type: ignore[import-untyped]

from milepost.documents.json_text import MOST_DEPTH, refused, under
from milepost.documents.shapes import Shape
from milepost.domain.errors import InvalidInput, Problem

MOST_VALUES = 200_000
MOST_CHARACTERS = 2_000_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = ("", "~", "null")
_PLAIN_TAGS = (None, "!", "tag:yaml.org,2002:str")
_RIGHT = "a plan document in YAML"


class _Plain(str):
    """A scalar written without quotation marks, which may stand for a number or nothing."""


def values_of(text: str, shape: Shape) -> Any:
    """The values of a YAML text of this shape. Raises InvalidInput."""
    if len(text) > MOST_CHARACTERS:
        raise refused("", "the YAML is longer than 2,000,000 characters", "the same as JSON")
    if "\x00" in text:
        raise refused("", "the text holds the character NUL", "text without it")
    try:
        tree = _Tree(yaml.parse(text, Loader=_LOADER)).read()
    except yaml.MarkedYAMLError as error:
        where = error.problem_mark
        at = f" (line {where.line + 1}, column {where.column + 1})" if where else ""
        raise refused("", f"this is not YAML: {error.problem}{at}", _RIGHT) from None
    except yaml.YAMLError as error:
        reason = getattr(error, "reason", None) or "unreadable"
        raise refused("", f"this is not YAML: {reason}", _RIGHT) from None
    return _typed(tree, shape)


class _Tree:
    """The values behind the events of one YAML document, with every alias written out."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._anchors: dict[str, Any] = {}
        self._sizes: dict[int, int] = {}
        self._values = 0

    def read(self) -> Any:
        documents: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if documents:
                    raise refused("", "the file holds several documents", "one plan a file")
                documents.append(self._value(next(self._events), "", 1))
        if not documents:
            raise refused("", "the document is empty", _RIGHT)
        return documents[0]

    def _value(self, event: Any, path: str, depth: int) -> Any:
        if depth > MOST_DEPTH:
            raise refused("", f"the document is nested deeper than {MOST_DEPTH} levels", _RIGHT)
        before = self._values
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise refused(path, f"*{event.anchor} names nothing", "an anchor given before")
            value = self._anchors[event.anchor]
            self._count(self._sizes[id(value)])
            return value
        self._count(1)
        self._refuse_tag(event, path)
        if isinstance(event, yaml.ScalarEvent):
            is_plain = event.implicit[0]
            value = _Plain(event.value) if is_plain else event.value
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._list(path, depth)
        else:
            value = self._mapping(path, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
            self._sizes[id(value)] = self._values - before
        return value

    def _list(self, path: str, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._value(event, under(path, len(values)), depth + 1))
        return values

    def _mapping(self, path: str, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name = self._value(event, path, depth + 1)
            if not isinstance(name, str):
                raise refused(path, "a name is a list or an object", "names as text")
            if name in values:
                raise refused(under(path, name), "the name is given twice", "each name once")
            values[str(name)] = self._value(next(self._events), under(path, name), depth + 1)
        return values

    def _count(self, number: int) -> None:
        self._values += number
        if self._values > MOST_VALUES:
            raise refused("", f"the YAML stands for more than {MOST_VALUES} values", _RIGHT)

    @staticmethod
    def _refuse_tag(event: Any, path: str) -> None:
        known = (*_PLAIN_TAGS, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
        if event.tag not in known:
            raise InvalidInput([Problem(path, f"the tag {event.tag} is not read", "plain values")])


def _typed(value: Any, shape: Shape | None, *, nullable: bool = False) -> Any:
    if isinstance(value, dict):
        return _typed_object(value, shape)
    if isinstance(value, list):
        items = shape.items if shape is not None and shape.kind == "list" else None
        return [_typed(item, items) for item in value]
    if not isinstance(value, _Plain):
        return value
    if nullable and value in _NOTHING:
        return None
    if shape is not None and shape.kind == "integer" and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    if shape is not None and shape.kind == "yes_no" and value in ("true", "false"):
        return value == "true"
    return str(value)


def _typed_object(values: dict[str, Any], shape: Shape | None) -> dict[str, Any]:
    if shape is not None and shape.kind == "table":
        return {name: _typed(value, shape.items) for name, value in values.items()}
    typed: dict[str, Any] = {}
    for name, value in values.items():
        field = shape.field(name) if shape is not None else None
        inner, nullable = (field.shape, field.nullable) if field else (None, False)
        typed[name] = _typed(value, inner, nullable=nullable)
    return typed
