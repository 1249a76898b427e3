"""What a person may write into a deal, field by field, and what is wrong with it when they may not.

`read_field` is the only door: the new-deal page, editing in place and the API use it. Dates and
amounts arrive as text. An empty text means a gap, save for the name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from milepost.deals.stages import Stage
from milepost.domain.currencies import CURRENCIES
from milepost.domain.errors import InvalidInput, Problem

NAME_LIMIT = 300
REFERENCE_LIMIT = 120
AMOUNT_LIMIT = Decimal(10) ** 15
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
GAPS = ("account", "value", "target_close", "owner")


class _Wrong(Exception):
    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong, self.right = wrong, right


def read_field(field: str, given: str) -> Any:
    """The value that `given` writes into `field`; InvalidInput names field and remedy."""
    reader = _READERS.get(field)
    if reader is None:
        raise InvalidInput([Problem(field, _("a deal has no such field"), "")])
    try:
        return reader(_clean(given))
    except _Wrong as wrong:
        raise InvalidInput([Problem(field, wrong.wrong, wrong.right)]) from None


def read_fields(given: Mapping[str, str]) -> dict[str, Any]:
    """All fields of a form at once, with every problem of every field."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, text in given.items():
        try:
            values[field] = read_field(field, text)
        except InvalidInput as invalid:
            problems.extend(invalid.problems)
    problems.extend(date_problems(values.get("created_on"), values.get("target_close")))
    if problems:
        raise InvalidInput(problems)
    return values


def date_problems(created_on: date | None, target_close: date | None) -> list[Problem]:
    """What is wrong with two dates that are right each by itself."""
    if created_on and target_close and target_close < created_on:
        return [
            Problem(
                "target_close",
                _("The target close lies before the deal was created."),
                _("Choose a day on or after %(day)s.") % {"day": created_on.isoformat()},
            )
        ]
    return []


def amount_text(value: Decimal | None) -> str:
    """An amount as a form shows it: exact, without zeros that say nothing."""
    if value is None:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _clean(text: str) -> str:
    return " ".join(
        "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text).split()
    )


def _line(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit:
            raise _Wrong(
                _("%(length)s characters are too many.") % {"length": f"{len(text):,}"},
                _("Use at most %(limit)s.") % {"limit": limit},
            )
        return text

    return read


def _name(text: str) -> str:
    if not text:
        raise _Wrong(_("The deal has no name."), _("Say in a few words what it is about."))
    return _line(NAME_LIMIT)(text)


def _reference(text: str) -> str | None:
    return _line(REFERENCE_LIMIT)(text) or None


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    plain = text.replace(" ", "").replace("\u202f", "").replace("'", "").replace("’", "")
    try:
        amount = Decimal(_with_point(plain))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise _Wrong(
            _("“%(text)s” is not an amount.") % {"text": text[:40]}, _("Write 12500 or 12500.50.")
        )
    if amount < 0:
        raise _Wrong(_("The value is negative."), _("Use 0 or more, or leave it empty."))
    if amount >= AMOUNT_LIMIT:
        raise _Wrong(_("The amount has more than 15 digits."), _("Check the amount."))
    return amount


def _with_point(text: str) -> str:
    """12,500.50 and 12.500,50 and 12500,5 as Python reads them; 1,250 is a thousand and more."""
    point, comma = text.rfind("."), text.rfind(",")
    if comma < 0:
        return text.replace(".", "") if text.count(".") > 1 else text
    if point > comma or (point < 0 and (text.count(",") > 1 or len(text) - comma == 4)):
        return text.replace(",", "")
    return text.replace(".", "").replace(",", ".")


def _currency(text: str) -> str:
    code = text.upper()
    if code not in CURRENCIES:
        raise _Wrong(
            _("“%(code)s” is not a currency.") % {"code": text[:20]},
            _("Use a code of ISO 4217, such as EUR."),
        )
    return code


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Wrong(
            _("“%(text)s” is no date that exists.") % {"text": text[:40]},
            _("Write it like 2026-12-31."),
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _Wrong(
            _("The year %(year)s is out of range.") % {"year": day.year},
            _("Use a date between 1970 and 2199."),
        )
    return day


def _stage(text: str) -> str:
    if text not in Stage.values:
        raise _Wrong(
            _("“%(stage)s” is not a stage.") % {"stage": text[:40]},
            _("Use one of: %(known)s.") % {"known": ", ".join(Stage.values)},
        )
    return text


_READERS: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "account": _line(NAME_LIMIT),
    "product": _line(NAME_LIMIT),
    "value": _amount,
    "currency": _currency,
    "target_close": _day,
    "created_on": _day,
    "owner": _line(200),
    "stage": _stage,
    "crm_reference": _reference,
}
FIELDS = tuple(_READERS)
