"""What a cell says: dates in any usual order, amounts in any usual notation.

Each reader raises `BadCell(wrong, right)`, which becomes a line of the import's report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from django.utils.translation import gettext as _

DateOrder = Literal["day_first", "month_first"]
DecimalMark = Literal[".", ","]
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 1, 1)

_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?:[ T,].*)?$")
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_DAY_NAME = re.compile(r"(\d{1,2})\.?[ \-]([^\W\d]{3,})\.?,?[ \-](\d{4}|\d{2})(?:[ T,].*)?$")
_NAME_DAY = re.compile(r"([^\W\d]{3,})\.? (\d{1,2}),? (\d{4})(?:[ T,].*)?$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv januar january enero janvier",
            "feb fév févr februar february febrero février",
            "mar mär mrz märz march marzo mars",
            "apr avr april abril avril",
            "may mai mayo",
            "jun juin june juni junio",
            "jul juil july juli julio juillet",
            "aug aoû août august agosto",
            "sep sept september septiembre septembre",
            "oct okt oktober october octubre octobre",
            "nov november noviembre novembre",
            "dec déc dez dezember december diciembre décembre",
        ),
        start=1,
    )
    for name in names.split()
}
_SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "zł": "PLN"}
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
_AMOUNT = re.compile(
    r"(?P<before>[^\d\-(+.,]*)(?P<sign>[\-(+]?)\s*(?P<digits>[\d.,'’\s]+)(?P<after>.*)$"
)
_GROUPS = re.compile(r"[\s'’]")


@dataclass
class BadCell(Exception):
    """A cell that cannot be taken: what is wrong with it, and what would be right."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """The order of day and month that a column's dates show, and whether they prove it."""

    order: DateOrder
    proven: bool


def date_order(values: Iterable[str], fallback: DateOrder) -> OrderSeen:
    """Which of 3/4/2017's numbers is the month: what most of the unmistakable dates say."""
    first = second = 0
    for value in values:
        match = _NUMERIC.match(value.strip())
        if match:
            first += int(match[1]) > 12
            second += int(match[2]) > 12
    if first == second:
        return OrderSeen(fallback, proven=False)
    return OrderSeen("day_first" if first > second else "month_first", proven=True)


def has_ambiguous_dates(values: Iterable[str]) -> bool:
    """Whether any value is written with numbers only, year last."""
    return any(_NUMERIC.match(value.strip()) for value in values)


@lru_cache(maxsize=20_000)
def read_date(text: str, order: DateOrder) -> date:
    """The calendar date that `text` says; a time of day behind it is passed over."""
    text = text.strip()
    try:
        day = _date_parts(text, order)
    except ValueError:
        raise BadCell(
            _("“%(text)s” is no date that exists") % {"text": text[:60]}, _example(order)
        ) from None
    if day is None:
        raise BadCell(_("“%(text)s” is not a date") % {"text": text[:60]}, _example(order))
    if not EARLIEST <= day < LATEST:
        raise BadCell(
            _("the year %(year)s is out of range") % {"year": day.year},
            _("use a date between 1970 and 2199"),
        )
    return day


def _example(order: DateOrder) -> str:
    shown = "31/12/2026" if order == "day_first" else "12/31/2026"
    return _("write it like 2026-12-31 or %(shown)s") % {"shown": shown}


def _date_parts(text: str, order: DateOrder) -> date | None:
    if match := _ISO.match(text) or _COMPACT.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.match(text):
        first, second = int(match[1]), int(match[2])
        day, month = (first, second) if order == "day_first" else (second, first)
        return date(_year(match[3]), month, day)
    if (match := _DAY_NAME.match(text)) and (month := _month(match[2])):
        return date(_year(match[3]), month, int(match[1]))
    if (match := _NAME_DAY.match(text)) and (month := _month(match[1])):
        return date(int(match[3]), month, int(match[2]))
    return None


def _month(name: str) -> int | None:
    lowered = name.lower()
    return _MONTHS.get(lowered) or _MONTHS.get(lowered[:3])


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def looks_like_date(text: str) -> bool:
    """Whether either order of day and month makes a date of it."""
    for order in ("day_first", "month_first"):
        try:
            read_date(text, order)
        except BadCell:
            continue
        return True
    return False


def decimal_mark(values: Iterable[str], fallback: DecimalMark) -> DecimalMark:
    """The sign before the fraction in a column of amounts, by the values that show it."""
    votes = {".": 0, ",": 0}
    for value in values:
        digits = _GROUPS.sub("", "".join(c for c in value if c.isdigit() or c in ".,"))
        last = max(digits.rfind("."), digits.rfind(","))
        if last < 0:
            continue
        mark = digits[last]
        other = "," if mark == "." else "."
        if digits.count(mark) > 1:
            votes[other] += 1
        elif other in digits or len(digits) - last - 1 != 3:
            votes[mark] += 1
    if votes["."] == votes[","]:
        return fallback
    return "." if votes["."] > votes[","] else ","


@lru_cache(maxsize=20_000)
def read_amount(text: str, mark: DecimalMark, home: str) -> tuple[Decimal, str | None]:
    """An amount, and the currency that a sign or code beside it names.

    `home` is the workspace's currency: a bare dollar sign means it where it is a dollar.
    """
    right = _("write it like 12500.00, without words")
    match = _AMOUNT.match(text.strip())
    if not match:
        raise BadCell(_("“%(text)s” is not an amount") % {"text": text[:60]}, right)
    digits = _GROUPS.sub("", match["digits"]).replace("," if mark == "." else ".", "")
    try:
        amount = Decimal(digits.replace(mark, "."))
    except InvalidOperation:
        raise BadCell(_("“%(text)s” is not an amount") % {"text": text[:60]}, right) from None
    if match["sign"] in ("-", "(") and amount:
        raise BadCell(_("the value is negative"), _("a value is 0 or more; or leave it empty"))
    after = match["after"].strip().rstrip(")").strip()
    scale = {"k": 1_000, "K": 1_000, "m": 1_000_000, "M": 1_000_000}.get(after[:1], 1)
    if scale != 1 and len(after) == 1:
        amount, after = amount * scale, ""
    if amount >= Decimal(10) ** 15:
        raise BadCell(_("the amount has more than 15 digits"), _("check the amount"))
    return amount, _currency_beside(match["before"].strip().rstrip("-(").strip(), after, home, text)


def _currency_beside(before: str, after: str, home: str, text: str) -> str | None:
    named = before or after
    if not named:
        return None
    if named in _SYMBOLS:
        return _SYMBOLS[named]
    if named.endswith("$"):
        prefix = {"US": "USD", "CA": "CAD", "C": "CAD", "A": "AUD", "AU": "AUD", "NZ": "NZD"}
        return prefix.get(named[:-1], home if home in _DOLLARS else "USD")
    if len(named) == 3 and named.isascii() and named.isalpha():
        return named.upper()
    raise BadCell(
        _("“%(text)s” is not an amount") % {"text": text[:60]},
        _("write it like 12500.00, without words"),
    )


def looks_like_amount(text: str) -> bool:
    """Whether it can be read as an amount in either notation."""
    if _NUMERIC.match(text.strip()) or _ISO.match(text.strip()):
        return False
    try:
        read_amount(text, ".", "USD")
    except BadCell as bad:
        return "negative" in bad.wrong
    return True
