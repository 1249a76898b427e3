"""JSON text into values, refusing what Python's reader lets pass: a name given twice, NaN.

Errors carry the path of the document, or the line and column where the text stops being JSON.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from milepost.domain.errors import InvalidInput, Problem

MOST_BYTES = 10_000_000
MOST_DEPTH = 60


class _Repeated(dict[str, Any]):
    """An object in which names were given twice, kept so that its path can be told."""

    names: tuple[str, ...] = ()


class NotANumber(ValueError):
    """NaN and the infinities, which JSON does not have."""


def decoded(data: bytes | str) -> str:
    """The text of a document: UTF-8, with or without a byte order mark, of a bounded size."""
    if len(data) > MOST_BYTES:
        raise refused(
            "", f"the document is larger than {MOST_BYTES // 1_000_000} MB", "a smaller document"
        )
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
            seen = "the text is UTF-16" if wide else f"byte {error.start + 1} is not UTF-8"
            raise refused("", seen, "a document saved as UTF-8") from None
    return data.removeprefix("\ufeff")


def values_of(text: str) -> Any:
    """The values of a JSON text. Raises InvalidInput."""
    if not text.strip():
        raise refused("", "the document is empty", "a plan document in JSON")
    repeated: list[_Repeated] = []

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) == len(pairs):
            return values
        marked = _Repeated(values)
        times = Counter(name for name, _ in pairs)
        marked.names = tuple(name for name in values if times[name] > 1)
        repeated.append(marked)
        return marked

    try:
        values = json.loads(text, object_pairs_hook=object_of, parse_constant=_refuse_constant)
    except NotANumber as error:
        raise refused("", f"{error} is not JSON", "a number, or leave the field out") from None
    except json.JSONDecodeError as error:
        raise refused(
            "",
            f"this is not JSON: {_lower(error.msg)} (line {error.lineno}, column {error.colno})",
            "one plan document in JSON",
        ) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise refused("", "a number has too many digits", "a number of the size meant") from None
    if _is_deeper_than(values, MOST_DEPTH):
        raise _too_deep()
    if repeated:
        raise InvalidInput(_repetitions(values, ""))
    if "\\u" in text or "\x00" in text:
        problems = list(_unreadable_text(values, ""))
        if problems:
            raise InvalidInput(problems)
    return values


def refused(path: str, wrong: str, right: str) -> InvalidInput:
    """The error for one thing wrong."""
    return InvalidInput([Problem(path, wrong, right)])


def under(path: str, name: str | int) -> str:
    """The path of a value inside another: `milestones[2].owners`."""
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name


def _too_deep() -> InvalidInput:
    return refused("", f"the document is nested deeper than {MOST_DEPTH} levels", "a flatter one")


def _refuse_constant(name: str) -> None:
    raise NotANumber(name)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _is_deeper_than(values: Any, most: int) -> bool:
    level: list[Any] = [values]
    for _ in range(most):
        level = [
            item
            for value in level
            if isinstance(value, (dict, list))
            for item in (value.values() if isinstance(value, dict) else value)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return False
    return True


def _inside(values: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(values, dict):
        for name, value in values.items():
            yield under(path, name), value
    elif isinstance(values, list):
        for at, value in enumerate(values):
            yield under(path, at), value


def _repetitions(values: Any, path: str) -> Iterator[Problem]:
    if isinstance(values, _Repeated):
        for name in values.names:
            yield Problem(under(path, name), "the name is given twice", "each name once")
    for inner, value in _inside(values, path):
        yield from _repetitions(value, inner)


def _unreadable_text(values: Any, path: str) -> Iterator[Problem]:
    if isinstance(values, str):
        problem = _unreadable(values)
        if problem:
            yield Problem(path, problem, "text without it")
    elif isinstance(values, dict):
        for name in values:
            problem = _unreadable(name)
            if problem:
                yield Problem(path, f"in a name, {problem}", "a name without it")
    for inner, value in _inside(values, path):
        yield from _unreadable_text(value, inner)


def _unreadable(text: str) -> str | None:
    if "\x00" in text:
        return "the text holds the character NUL"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "the text holds half of a character (a lone surrogate)"
    return None
