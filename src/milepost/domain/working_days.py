"""The working calendar common to both sides of a plan (product.md section 3).

A working day is one on which both sides work: what `is_working_day` of the `holidays` package
(category public) says for each side that has a calendar, Monday to Friday for one that has none.

Inside, every working day has a *position*: consecutive whole numbers, so that adding working
days is plain addition. The tables behind it grow by whole years, only as far as was asked.
"""

from __future__ import annotations

import warnings
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache
from operator import and_
from threading import Lock

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Calendars, SideCalendar
from milepost.domain.working_years import is_kept, kept_year, monday_to_friday

_DAYS_OF_A_YEAR = 366
_FIRST_TABLE = Lock()


class OutOfCalendar(InvalidInput):
    """A working day was asked for that no calendar date can name."""

    def __init__(self) -> None:
        super().__init__(
            [
                Problem(
                    "milestones",
                    f"a date would lie outside the years {MINYEAR} to {MAXYEAR}",
                    "use shorter durations or other dates",
                )
            ]
        )


@dataclass(frozen=True, slots=True)
class _Table:
    """The working days of whole years as ordinals; `offset` is the position of the first."""

    first: date
    last: date
    ordinals: array[int]
    offset: int


class WorkingCalendar:
    """The working days common to the given sides. Get one from `common_calendar`.

    Every method that answers with a date raises `OutOfCalendar` where there is none.
    """

    __slots__ = ("_sides", "_table")

    def __init__(self, sides: frozenset[tuple[str, str | None] | None]) -> None:
        self._sides = sides
        self._table: _Table | None = None

    def is_working_day(self, day: date) -> bool:
        """Whether both sides work on this day."""
        table = self._covering(day)
        index = bisect_left(table.ordinals, day.toordinal())
        return index < len(table.ordinals) and table.ordinals[index] == day.toordinal()

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working day, else the next one."""
        return self.at(self.position(day))

    def on_or_before(self, day: date) -> date:
        """The day itself when it is a working day, else the last one before."""
        return self.at(self.position_after(day) - 1)

    def after(self, day: date) -> date:
        """The first working day strictly after this day."""
        return self.at(self.position_after(day))

    def before(self, day: date) -> date:
        """The last working day strictly before this day."""
        return self.at(self.position(day) - 1)

    def end_of_step(self, start: date, duration: int) -> date:
        """The last day of a step of `duration` working days, the first being `start`.

        A start that is no working day counts from the next one.
        """
        return self.at(self.position(start) + duration - 1)

    def count(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included; 0 where `last` is earlier."""
        return max(0, self.position_after(last) - self.position(first))

    def shift(self, day: date, days: int) -> date:
        """The working day so many places later (earlier when negative).

        A day that is no working day counts as the next one.
        """
        return self.at(self.position(day) + days)

    def position(self, day: date) -> int:
        """The position of the first working day on or after this day."""
        table = self._covering(day)
        return bisect_left(table.ordinals, day.toordinal()) + table.offset

    def position_after(self, day: date) -> int:
        """The position of the first working day strictly after this day."""
        table = self._covering(day)
        return bisect_right(table.ordinals, day.toordinal()) + table.offset

    def at(self, position: int) -> date:
        """The working day at a position."""
        table = self._table
        if table is not None:
            index = position - table.offset
            if 0 <= index < len(table.ordinals):
                return date.fromordinal(table.ordinals[index])
        table = self._reaching(position)
        return date.fromordinal(table.ordinals[position - table.offset])

    def _covering(self, day: date) -> _Table:
        """The table, grown to hold this day's year.

        Two threads may grow it at once; each keeps every position as it was, so either result
        is right.
        """
        table = self._table or self._first_table(day.year)
        if day > table.last:
            table = self._later(table, day.year)
        elif day < table.first:
            table = self._earlier(table, day.year)
        return table

    def _first_table(self, year: int) -> _Table:
        """The table that gives every position its meaning: one of them only, whoever asks first."""
        with _FIRST_TABLE:
            table = self._table
            if table is None:
                days = self._working_ordinals(year, year)
                table = self._table = _Table(date(year, 1, 1), date(year, 12, 31), days, 0)
            return table

    def _reaching(self, position: int) -> _Table:
        """The table, grown until it holds the working day at this position."""
        table = self._table or self._covering(date(2000, 1, 1))
        while (missing := position - table.offset - len(table.ordinals) + 1) > 0:
            year = table.last.year + missing // _DAYS_OF_A_YEAR + 1
            if table.last.year == MAXYEAR or year > MAXYEAR:
                raise OutOfCalendar
            table = self._later(table, year)
        while (missing := table.offset - position) > 0:
            year = table.first.year - missing // _DAYS_OF_A_YEAR - 1
            if table.first.year == MINYEAR or year < MINYEAR:
                raise OutOfCalendar
            table = self._earlier(table, year)
        return table

    def _later(self, table: _Table, year: int) -> _Table:
        more = self._working_ordinals(table.last.year + 1, year)
        grown = _Table(table.first, date(year, 12, 31), table.ordinals + more, table.offset)
        self._table = grown
        return grown

    def _earlier(self, table: _Table, year: int) -> _Table:
        more = self._working_ordinals(year, table.first.year - 1)
        offset = table.offset - len(more)
        grown = _Table(date(year, 1, 1), table.last, more + table.ordinals, offset)
        self._table = grown
        return grown

    def _working_ordinals(self, first_year: int, last_year: int) -> array[int]:
        ordinals = array("i")
        for year in range(first_year, last_year + 1):
            start = date(year, 1, 1).toordinal()
            sides = iter(self._sides)
            works = _year_of(next(sides), year)
            for side in sides:
                works = bytes(map(and_, works, _year_of(side, year)))
            ordinals.extend([start + index for index, work in enumerate(works) if work])
        return ordinals


def common_calendar(calendars: Calendars | None) -> WorkingCalendar:
    """The working calendar of both sides; the same object for the same countries.

    Raises `InvalidInput` when the first date of a country that `holidays` lacks is asked for.
    """
    if calendars is None:
        return _calendar_of(None, None)
    return _calendar_of(_holidays_of(calendars.buyer), _holidays_of(calendars.seller))


def has_public_holidays(country: str, subdivision: str | None = None) -> bool:
    """Whether `holidays` knows this country (ISO 3166 alpha-2) and, if given, subdivision."""
    return _supports(country, subdivision)


def _holidays_of(side: SideCalendar | None) -> tuple[str, str | None] | None:
    return None if side is None else (side.country, side.subdivision)


@lru_cache(maxsize=512)
def _calendar_of(
    buyer: tuple[str, str | None] | None, seller: tuple[str, str | None] | None
) -> WorkingCalendar:
    return WorkingCalendar(frozenset((buyer, seller)))


@lru_cache(maxsize=2048)
def _supports(country: str, subdivision: str | None) -> bool:
    if is_kept(country, subdivision):
        return True
    import holidays  # here, because it takes long to load and is mostly not needed

    if len(country) != 2 or country not in holidays.list_supported_countries():
        return False
    if not subdivision:
        return True
    try:
        holidays.country_holidays(country, subdiv=subdivision)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=8192)
def _year_of(side: tuple[str, str | None] | None, year: int) -> bytes:
    """One byte for each day of the year: 1 where this side works."""
    if side is None:
        return monday_to_friday(year)
    country, subdivision = side
    if not _supports(country, subdivision):
        raise InvalidInput([_unknown(country, subdivision)])
    return kept_year(country, subdivision, year) or asked_year(country, subdivision, year)


def asked_year(country: str, subdivision: str | None, year: int) -> bytes:
    """What `holidays` says of each day of the year: 1 where this side works."""
    import holidays

    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    with warnings.catch_warnings():
        # Some countries warn where lunar dates are estimates; the answer stays the same.
        warnings.simplefilter("ignore")
        public = holidays.country_holidays(
            country, subdiv=subdivision, years=year, expand=False, categories=holidays.PUBLIC
        )
        works = public.is_working_day
        return bytes(works(date.fromordinal(ordinal)) for ordinal in range(first, last + 1))


def _unknown(country: str, subdivision: str | None) -> Problem:
    where = country if subdivision is None else f"{country}-{subdivision}"
    return Problem(
        "calendars",
        f"no public holidays are known for {where!r}",
        "use a two-letter country code such as SE, with a subdivision such as ENG or none",
    )
