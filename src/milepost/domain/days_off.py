"""The days on which a side of a plan does not work, and whose they are (product.md section 3).

`working_days` knows only which days both sides work. A calendar that is drawn has to say more:
whether the buyer's side, the seller's or both are off, and what the day is called. Weekly days of
rest come as runs, public holidays with their names, as the `holidays` package has them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias

from milepost.domain.plan import Calendars, SideCalendar
from milepost.domain.working_days import common_calendar, has_public_holidays

Whose: TypeAlias = Literal["buyer", "seller", "both"]
_DAY = timedelta(days=1)
_FORTNIGHT = timedelta(days=14)
_UNNAMED = "Public holiday"


@dataclass(frozen=True, slots=True)
class Rest:
    """Days one after another on which the same sides rest every week; `last` is included."""

    first: date
    last: date
    whose: Whose


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday that takes a working day from a side. The names are what each side calls
    it; "" for a side whose holiday it is not."""

    day: date
    whose: Whose
    buyer_name: str = ""
    seller_name: str = ""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Everything between two days on which not both sides work, in order."""

    rests: tuple[Rest, ...]
    holidays: tuple[Holiday, ...]


@lru_cache(maxsize=256)
def days_off(calendars: Calendars | None, first: date, last: date, language: str = "en") -> DaysOff:
    """The days from `first` to `last`, both included, on which a side does not work.

    `language` is that of the holidays' names where the package has it, else they are English.
    Raises `InvalidInput` for a country that `holidays` lacks.
    """
    buyer = _side_days(calendars.buyer if calendars else None, first, last, language)
    seller = _side_days(calendars.seller if calendars else None, first, last, language)
    rests: list[Rest] = []
    holidays: list[Holiday] = []
    for day, theirs, ours in zip(_days(first, last), buyer, seller, strict=True):
        if theirs is None and ours is None:
            continue
        off = _whose(theirs is not None, ours is not None)
        # On one side's holiday the other may have its weekly rest: then neither of them works.
        if theirs or ours:
            holidays.append(Holiday(day, off, theirs or "", ours or ""))
        elif rests and rests[-1].whose == off and rests[-1].last + _DAY == day:
            rests[-1] = Rest(rests[-1].first, day, off)
        else:
            rests.append(Rest(day, day, off))
    return DaysOff(tuple(rests), tuple(holidays))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _whose(buyer: bool, seller: bool) -> Whose:
    return "both" if buyer and seller else "buyer" if buyer else "seller"


def _side_days(
    side: SideCalendar | None, first: date, last: date, language: str
) -> list[str | None]:
    """For each day None where the side works, "" on its weekly rest, else the holiday's name.

    A day off is a holiday where the side works on that weekday otherwise: on two at least of the
    same days in the two weeks before and after.
    """
    calendar = common_calendar(Calendars(buyer=side, seller=side))
    wide = _days(first - _FORTNIGHT, last + _FORTNIGHT)
    works = [calendar.is_working_day(day) for day in wide]
    found: list[str | None] = []
    for place, day in enumerate(_days(first, last), start=_FORTNIGHT.days):
        if works[place]:
            found.append(None)
        elif sum(works[place + n] for n in (-14, -7, 7, 14)) >= 2 and side is not None:
            names = holiday_names(side.country, side.subdivision, day.year, language)
            found.append(names.get(day) or _UNNAMED)
        else:
            found.append("")
    return found


@lru_cache(maxsize=1024)
def holiday_names(
    country: str, subdivision: str | None, year: int, language: str
) -> Mapping[date, str]:
    """What the public holidays of a year are called, in the language nearest to `language`."""
    if not has_public_holidays(country, subdivision):
        return {}
    import holidays  # here, because it takes long to load and is mostly not needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kind = getattr(holidays, country, None)
        known = getattr(kind, "supported_languages", ())
        found = holidays.country_holidays(
            country,
            subdiv=subdivision,
            years=year,
            expand=False,
            language=_nearest(language, tuple(known)),
            categories=holidays.PUBLIC,
        )
    return dict(found)


def _nearest(language: str, known: tuple[str, ...]) -> str | None:
    """The language itself, a relative of it, or English; None where there is no choice."""
    wanted = language.replace("-", "_").casefold()
    short = wanted.split("_")[0]
    whole = [one for one in known if one.casefold() == wanted]
    related = [one for one in known if one.casefold().split("_")[0] == short]
    english = [one for one in known if one.startswith("en")]
    return next(iter([*whole, *related, *english]), None)
