"""Values of a plan as the plan document holds them, and back, without any library.

Revisions, edits and imports speak JSON values (text, whole numbers, booleans, lists, objects);
the rules speak dataclasses. `to_json` leaves out what is None, as the document does; `from_json`
refuses a wrong value with its path. The rules' combinations are `milepost.domain.validation`'s.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, TypeAlias, Union

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import CadenceStep

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Reader: TypeAlias = Callable[[Any, str], Any]

_RENAMED: dict[type[Any], dict[str, str]] = {CadenceStep: {"first": "from"}}
_DIGITS = 40  # before the point, and zeros after it; nobody's money needs more
# Where None says something (a cadence's `from`: once signed), it is written.
_NULL_SAYS: frozenset[type[Any]] = frozenset({CadenceStep})


def to_json(value: Any) -> Json:
    """A value of a plan as the plan document would hold it; absent where it is None."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    written: dict[str, Json] = {}
    owner: Any = type(value)
    for name, document_name in _names(owner):
        item = getattr(value, name)
        if item is not None or owner in _NULL_SAYS:
            written[document_name] = to_json(item)
    return written


def from_json(hint: Any, value: Json, path: str) -> Any:
    """The value of a plan's field of type `hint`; raises InvalidInput naming `path`."""
    return _reader(hint)(value, path)


def field_hint(owner: Any, name: str) -> Any:
    """The type of a dataclass's field, or None where it has no such field."""
    return _hints(owner).get(name)


def is_written_out(amount: Decimal) -> bool:
    """Whether an amount is a number that can be written out: `1E+999999999` would fill memory."""
    return amount.is_finite() and -_DIGITS <= amount.adjusted() <= _DIGITS


def refuse(path: str, wrong: str, right: str) -> InvalidInput:
    """The error for one wrong value."""
    return InvalidInput([Problem(path, wrong, right)])


@cache
def _names(owner: Any) -> tuple[tuple[str, str], ...]:
    renamed = _RENAMED.get(owner, {})
    return tuple((f.name, renamed.get(f.name, f.name)) for f in fields(owner))


@cache
def _hints(owner: Any) -> dict[str, Any]:
    return typing.get_type_hints(owner)


@cache
def _reader(hint: Any) -> Reader:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return _optional(hint)
    if origin is Literal:
        return _one_of(typing.get_args(hint))
    if origin is tuple:
        return _sequence(typing.get_args(hint))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(typing.get_args(hint)[1])
    if is_dataclass(hint):
        return _record(hint)
    return _SCALARS[hint]


def _optional(hint: Any) -> Reader:
    inner = [part for part in typing.get_args(hint) if part is not type(None)]
    read = _reader(inner[0])

    def read_optional(value: Any, path: str) -> Any:
        return None if value is None else read(value, path)

    return read_optional


def _one_of(allowed: tuple[Any, ...]) -> Reader:
    words = ", ".join(str(item) for item in allowed)

    def read(value: Any, path: str) -> Any:
        if isinstance(value, str) and value in allowed:
            return value
        raise refuse(path, f"{_shown(value)} is not known here", f"one of: {words}")

    return read


def _sequence(arguments: tuple[Any, ...]) -> Reader:
    length = None if arguments[-1] is Ellipsis else len(arguments)
    read_item = _reader(arguments[0])

    def read(value: Any, path: str) -> Any:
        if not isinstance(value, (list, tuple)):
            raise refuse(path, f"{_shown(value)} is no list", "a list")
        if length is not None and len(value) != length:
            raise refuse(path, f"the list has {len(value)} entries", f"exactly {length}")
        return tuple(read_item(item, f"{path}.{n}") for n, item in enumerate(value))

    return read


def _mapping(hint: Any) -> Reader:
    read_item = _reader(hint)

    def read(value: Any, path: str) -> Any:
        if not isinstance(value, Mapping):
            raise refuse(path, f"{_shown(value)} is no object", "an object")
        return {str(key): read_item(item, f"{path}.{key}") for key, item in value.items()}

    return read


def _record(owner: Any) -> Reader:
    names = {document: name for name, document in _names(owner)}
    required = {
        name
        for name in (f.name for f in fields(owner) if f.default is MISSING)
        if type(None) not in typing.get_args(_hints(owner)[name])
    }

    def read(value: Any, path: str) -> Any:
        if not isinstance(value, Mapping):
            raise refuse(path, f"{_shown(value)} is no object", f"the fields {', '.join(names)}")
        given: dict[str, Any] = {name: None for name in names.values() if owner is CadenceStep}
        for document_name, item in value.items():
            name = names.get(document_name)
            where = f"{path}.{document_name}"
            if name is None:
                raise refuse(where, "this field is not known", f"one of: {', '.join(names)}")
            given[name] = from_json(_hints(owner)[name], item, where)
        for name in sorted(required - given.keys()):
            raise refuse(f"{path}.{name}", "it is missing", "a value is needed")
        return owner(**given)

    return read


def _text(value: Any, path: str) -> str:
    if value is None:
        raise refuse(path, "it is empty", "write something")
    if not isinstance(value, str):
        raise refuse(path, f"{_shown(value)} is no text", "text")
    return value


def _whole(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(path, f"{_shown(value)} is no whole number", "a whole number")
    return value


def _yes_or_no(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise refuse(path, f"{_shown(value)} is neither true nor false", "true or false")
    return value


def _day(value: Any, path: str) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise refuse(path, f"{_shown(value)} is no date", "a date such as 2027-01-22")


def _moment(value: Any, path: str) -> datetime:
    try:
        if isinstance(value, str):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise refuse(path, f"{_shown(value)} is no time", "a time such as 2027-01-22T10:00:00+01:00")


def _amount(value: Any, path: str) -> Decimal:
    try:
        if isinstance(value, str):
            amount = Decimal(value)
            if is_written_out(amount):
                return amount
    except InvalidOperation:
        pass
    raise refuse(path, f"{_shown(value)} is no amount", "a decimal number as text: 86000.00")


def _shown(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}..."


_SCALARS: dict[Any, Reader] = {
    str: _text,
    int: _whole,
    bool: _yes_or_no,
    date: _day,
    datetime: _moment,
    Decimal: _amount,
}
