"""Which role a template's words for an owner mean, and which person has it.

Templates name owners in words that people read ("IT Director", "Legal + Account executive").
Words that mean a role of product.md section 1 become the person who has it; others stay words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from milepost.domain.plan import Owner, Person, Role, Side

BUYER_ROLE_WORDS: Mapping[str, Role] = MappingProxyType(
    {
        "champion": "champion",
        "economic buyer": "economic_buyer",
        "cfo": "economic_buyer",
        "cfo vp": "economic_buyer",
        "executive sponsor": "sponsor",
        "sponsor": "sponsor",
        "it": "it",
        "it director": "it",
        "it team": "it",
        "security": "security",
        "security team": "security",
        "legal": "legal",
        "legal team": "legal",
        "procurement": "procurement",
        "finance": "finance",
        "user": "user",
        "users": "user",
        "partner": "partner",
    }
)
SELLER_ROLE_WORDS: Mapping[str, Role] = MappingProxyType(
    {
        "ae": "ae",
        "account executive": "ae",
        "manager": "manager",
        "sales manager": "manager",
        "se": "solutions_engineer",
        "solutions eng": "solutions_engineer",
        "solutions engineer": "solutions_engineer",
        "csm": "csm",
        "customer success manager": "csm",
        "legal": "legal",
        "legal team": "legal",
        "security": "security",
        "security team": "security",
        "leadership": "leadership",
        "admin": "admin",
        "partner": "partner",
    }
)

_WORDS = {"buyer": BUYER_ROLE_WORDS, "seller": SELLER_ROLE_WORDS}


def roles_of(words: str, side: Side) -> tuple[Role, ...]:
    """The roles that the words mean on this side, in the order in which they are named."""
    known = _WORDS[side]
    parts = (re.sub(r"[\W_]+", " ", part).strip().casefold() for part in words.split("+"))
    return tuple(known[part] for part in parts if part in known)


def owner_for(words: str | None, side: Side, people: Iterable[Person]) -> Owner | None:
    """The first person of that side with the first role named, else the words as a role.

    None where the template names nobody on this side.
    """
    if not words:
        return None
    team = [person for person in people if person.side == side]
    for role in roles_of(words, side):
        for person in team:
            if person.role == role:
                return Owner(person=person.key)
    return Owner(role=words)
