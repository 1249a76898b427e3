"""Who is meant by an @ in a text: people by their whole name, or by a first name that is theirs
alone among those who may be meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST = 20


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody who may be mentioned.

    `key` is `p:<key>` for a person of the plan and `m:<id>` for a member who is not on it.
    `address` is empty where no mail can reach them.
    """

    key: str
    name: str
    side: str
    person: str | None
    member_id: int | None
    address: str
    language: str
    time_zone: str
    seen_by_buyer: bool


def mentioned(
    text: str, people: Iterable[Reachable], ticked: Sequence[str] = ()
) -> tuple[Reachable, ...]:
    """Those named behind an @ in the text, and those ticked beside it; each once, at most 20."""
    known = list(people)
    names = _names(known)
    found = {one.key: one for one in known if one.key in set(ticked)}
    for written in _written(text, names):
        one = names[written.casefold()]
        found.setdefault(one.key, one)
    return tuple(found.values())[:MOST]


def names_in(text: str, people: Iterable[Reachable]) -> list[str]:
    """The names as they stand in the text, longest first, for showing them."""
    found = set(_written(text, _names(list(people))))
    return sorted(found, key=lambda name: (-len(name), name))


def _names(people: Sequence[Reachable]) -> dict[str, Reachable]:
    """Names, folded, to whom they mean; a name of two people means nobody."""
    spellings = [(name, one) for one in people for name in {one.name, one.name.split(" ")[0]}]
    count = Counter(name.casefold() for name, _one in spellings if name)
    return {name.casefold(): one for name, one in spellings if count[name.casefold()] == 1}


def _written(text: str, names: dict[str, Reachable]) -> list[str]:
    if not names or "@" not in text:
        return []
    longest_first = sorted(names, key=len, reverse=True)
    choice = "|".join(re.escape(name) for name in longest_first)
    return re.findall(rf"(?<![\w@.])@({choice})(?!\w)", text, re.IGNORECASE)
