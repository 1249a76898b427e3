"""Text without names, addresses, amounts and dates, for what strangers may read.

What is taken out is chosen towards the safe side: whoever checks the text can put a harmless word
back. A name that nobody told us of cannot be found, so a text that was cleaned still needs a
person before anybody else reads it. Nothing is read or stored here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from milepost.domain.plan import Plan

_GAP = "…"

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0f\ufeff]")
_MAIL = re.compile(r"[^\s<>()@,;]+\s*(?:@|\(at\)|\[at\])\s*[^\s<>()@,;]+", re.IGNORECASE)
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", re.IGNORECASE)
_DOMAIN = re.compile(r"\b(?:[\w-]+\.)+[^\W\d_]{2,}\b(?:/\S*)?")
_HANDLE = re.compile(r"(?<!\w)[@#]\w+")
_MONEY_SIGN = r"[$€£¥₹₽₩₪₫₺฿¢]"
_NUMBER = re.compile(rf"{_MONEY_SIGN}?\s*\d[\d.,'’:/\s-]*\s*(?:%|{_MONEY_SIGN}|[kKmM]\b|bn\b)?")
_SIGN = re.compile(_MONEY_SIGN)
_ROMAN_QUARTER = re.compile(r"\b[QHqh]\s?\d\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_FEW = "one two three four five six seven eight nine ten"
_COUNTS = (
    "eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    " hundred hundreds thousand thousands million millions billion billions trillion dozen dozens"
)
_MONEY = (
    "dollar dollars euro euros pound pounds sterling yen franc francs krona kronor krone kroner"
    " rupee rupees cent cents grand quid bucks usd eur gbp jpy chf sek nok dkk inr aud cad cny pln"
)
_DAYS = (
    "january february march april may june july august september october november december jan feb"
    " mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday"
    " sunday mon tue tues wed thu thur thurs fri sat sun christmas easter today tomorrow yesterday"
    " januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag"
    " freitag samstag sonntag janvier février mars avril juin juillet août septembre octobre"
    " novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche enero febrero marzo"
    " abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles"
    " jueves viernes sábado domingo"
)
_NUMBERS_AND_DATES = frozenset(f"{_COUNTS} {_MONEY} {_DAYS}".split())
# A few of something tell nobody; in an amount ("two million", "five euros") they do.
_FEW_OF_AMOUNT = re.compile(
    rf"\b(?:{_FEW.replace(' ', '|')}|a)(?:[\s-]+(?:and[\s-]+)?(?:a[\s-]+)?"
    rf"(?:{f'{_COUNTS} {_MONEY} {_FEW}'.replace(' ', '|')})\b)+",
    re.IGNORECASE,
)
_FORMS = (
    "gmbh ag se kg ug ltd limited llc llp lp inc incorporated corp corporation co company plc sa"
    " sas sarl srl spa bv nv ab as asa aps oy oyj kk pty pte group holding holdings gruppe the and"
    " of for und et y de la le der die das"
)
_COMPANY_FORMS = frozenset(_FORMS.split())


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without what would tell whom it is about, and what was taken out of it."""

    text: str
    removed: tuple[str, ...]


class Names:
    """What must not be said of a plan: its people, its companies and whatever goes by their name.

    `more` are further names, such as the selling company's.
    """

    def __init__(self, plan: Plan, more: Iterable[str] = ()) -> None:
        whole = [plan.account, *more]
        for person in plan.people:
            whole += [person.name, *_of_mail(person.email)]
        self._parts = frozenset(
            folded
            for name in whole
            for word in _WORD.findall(_shown(name))
            for folded in (_folded(word),)
            if len(folded) > 1 and folded not in _COMPANY_FORMS
        )
        # In scripts that do not part words by spaces a name is found inside of others.
        self._glued = tuple(part for part in self._parts if not _is_spaced(part))

    def has(self, word: str) -> bool:
        """Whether a word is one of the names, or is made of one ("Haldens")."""
        folded = _folded(word)
        if folded in self._parts or any(part in folded for part in self._glued):
            return True
        return any(
            (len(part) > 4 and part in folded)
            or (len(part) == 4 and folded.startswith(part) and len(folded) < 7)
            for part in self._parts
        )


def without_names(text: str, names: Names) -> Cleaned:
    """The text with every name, address, amount and date replaced by a gap."""
    removed: list[str] = []

    def gap(found: re.Match[str]) -> str:
        removed.append(found[0].strip())
        end = " " if found[0][-1:].isspace() else ""
        return (" " if found[0][:1].isspace() else "") + _GAP + end

    def word(found: re.Match[str]) -> str:
        if names.has(found[0]) or _folded(found[0]) in _folded_numbers():
            return gap(found)
        return found[0]

    shown = _shown(text)
    for pattern in (_MAIL, _LINK, _DOMAIN, _HANDLE, _ROMAN_QUARTER, _NUMBER, _FEW_OF_AMOUNT, _SIGN):
        shown = pattern.sub(gap, shown)
    shown = _WORD.sub(word, shown)
    shown = re.sub(rf"{_GAP}(?:[\s.,'’/-]*{_GAP})+", _GAP, shown)
    return Cleaned(" ".join(shown.split()), tuple(dict.fromkeys(removed)))


@cache
def _folded_numbers() -> frozenset[str]:
    return frozenset(_folded(word) for word in _NUMBERS_AND_DATES)


def _shown(text: str) -> str:
    """Text as it is read: one form for what looks the same, nothing that cannot be seen."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def _folded(word: str) -> str:
    """A word without case and accents: "Zieliński" and "ZIELINSKI" are one name."""
    plain = word.casefold().translate(_LETTERS)
    parted = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in parted if not unicodedata.combining(c) and c.isalnum())


# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


def _is_spaced(word: str) -> bool:
    return all(ord(character) < 0x2E80 for character in word)


def _of_mail(address: str | None) -> list[str]:
    """The words of an address: who, and where, without the domain's end."""
    if not address or "@" not in address:
        return []
    who, _, where = address.rpartition("@")
    return [re.sub(r"[._+-]+", " ", who), *where.split(".")[:-1]]
