"""Days in an answer: "14 March", "Freitag in einer Woche", "3月14日", seen from today.

A day that can be read in two ways has several readings, one that cannot be (31 February, last
year, "next week") has none: neither is ever chosen here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from milepost.domain.answers.text import fold_pattern
from milepost.domain.answers.words.base import NOTHING, DateWords, Words, pattern_of

# A day without a year is the next one; where that was this lately, people may mean the past.
_JUST_PAST = timedelta(days=60)
_FURTHEST = timedelta(days=3 * 366)
_FRIDAY = 4

# "auf 14.3": without a last point only after a word that leads to a day.
_LEADING = [
    "auf",
    "am",
    "bis",
    "zum",
    "den",
    "ab",
    "vom",
    "al",
    "le",
    "el",
    "il",
    "op",
    "tot",
    "au",
    "para",
    "a",
    "dia",
    "em",
]
_BARE = re.compile(
    rf"(?:{'|'.join(f'(?<=(?<![^ ]){one} )' for one in _LEADING)})"
    r"(\d{1,2})([.-])(\d{1,2})(?![\d.:,%-]|\s?(?:h|uhr|ora|ore|%)\b)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it stands in a text, from `begin` to `end`.

    `readings`: one day where it is clear, several where it can be read in several ways, none
    where it is no day that could come. `is_past`: clear, and before today. `is_sure`: a day of
    the calendar, not counted by working days or the like.
    """

    begin: int
    end: int
    readings: tuple[date, ...]
    is_past: bool = False
    is_sure: bool = True
    is_weekday: bool = False
    # "Next week", "early March": a time, and no day.
    is_vague: bool = False


def days_in(folded: str, words: Words, today: date) -> list[Day]:
    """The days that a folded text names, in the order in which they stand; none overlap."""
    found: list[Day] = []
    taken: list[tuple[int, int]] = []
    for pattern, read in _grammar(words):
        for match in pattern.finditer(folded):
            if any(match.start() < end and begin < match.end() for begin, end in taken):
                continue
            day = read(match, today)
            if day is not None:
                found.append(day)
                taken.append(match.span())
    return sorted(_with_weekdays(found, folded), key=lambda one: one.begin)


def _with_weekdays(found: list[Day], folded: str) -> Iterator[Day]:
    """A weekday right before or after a date belongs to it; where they disagree, it is unclear."""
    dates = [one for one in found if not one.is_weekday]
    for day in found:
        if not day.is_weekday:
            continue
        beside = next((other for other in dates if _are_beside(day, other, folded)), None)
        if beside is None:
            yield day
            continue
        dates.remove(beside)
        weekday = {reading.weekday() for reading in day.readings}
        fitting = tuple(one for one in beside.readings if one.weekday() in weekday)
        readings = fitting if fitting or not weekday else (*beside.readings, *day.readings)
        begin, end = min(day.begin, beside.begin), max(day.end, beside.end)
        dates.append(Day(begin, end, readings, beside.is_past, beside.is_sure))
    yield from dates


def _are_beside(one: Day, other: Day, folded: str) -> bool:
    first, second = sorted((one, other), key=lambda day: day.begin)
    between = folded[first.end : second.begin]
    return (
        len(between) <= 8
        and re.fullmatch(r"[\s,.()]*(?:the|den|dem|le|el|il|o|de|dia|on|am)?[\s,(]*", between)
        is not None
    )


Read = Callable[[re.Match[str], date], "Day | None"]


@lru_cache(maxsize=16)
def _grammar(words: Words) -> tuple[tuple[re.Pattern[str], Read], ...]:
    """The patterns of a language with what they mean, the surest first."""
    reader = _Reader(words.dates, spaced=words.spaced)
    return tuple((pattern, read) for pattern, read in reader.grammar() if pattern is not NOTHING)


class _Reader:
    """The grammar of one language."""

    def __init__(self, words: DateWords, *, spaced: bool) -> None:
        self.words = words
        self.spaced = spaced
        self.month = "|".join(f"(?P<m{n}>{one})" for n, one in enumerate(words.months, 1))
        self.weekday = "|".join(f"(?P<w{n}>{one})" for n, one in enumerate(words.weekdays))
        number = "|".join(sorted(words.numbers, key=len, reverse=True)) or "(?!)"
        self.number = rf"(?P<n>\d{{1,3}}|{number})"
        self.unit = "|".join(f"(?P<u{n}>{one})" for n, one in enumerate(words.units))
        self.kinds = list(words.units.values())

    def grammar(self) -> Iterator[tuple[re.Pattern[str], Read]]:
        """All patterns; what stands first wins where two overlap."""
        words = self.words
        yield (
            re.compile(r"(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:t[\d:]+z?)?(?![\d/-])"),
            _iso,
        )
        if not self.spaced:
            yield from self._japanese()
        yield (
            self._one(
                rf"(?P<end>{words.end_of})_(?:of_|d'|de_|di_|von_)?(?:{self.month})(?:\.?,?_(?P<y>\d{{4}}))?"
            ),
            self._end_of_month,
        )
        yield self._one(words.next_month_end), _fixed(lambda today: _last_of_month(today, 1))
        yield self._one(words.month_end), _fixed(lambda today: _last_of_month(today, 0))
        yield self._one(words.next_week_end), _fixed(lambda today: _friday(today, 1))
        yield self._one(words.week_end), _fixed(lambda today: _friday(today, 0), is_sure=False)
        yield self._one(words.year_end), _fixed(lambda today: date(today.year, 12, 31))
        yield self._day_month(), self._day_of_month
        if words.day_first is None:
            yield self._month_day(), self._day_of_month
        yield (
            re.compile(r"(?<![\d/.,:-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])\.?"),
            self._numbers,
        )
        yield re.compile(r"(?<![\d/.,:-])(?!24/7)(\d{1,2})(/)(\d{1,2})(?![\d/%-])"), self._numbers
        yield re.compile(r"(?<![\d/.,:-])(\d{1,2})(\.) ?(\d{1,2})\.(?!\d)"), self._numbers
        if words.day_first:
            yield _BARE, self._numbers
        yield from self._weekdays()
        yield from self._counted()
        for phrase, days in sorted(words.near.items(), key=lambda one: -one[1]):
            yield self._one(phrase), _from_today(days)
        if words.day_alone:
            yield self._one(words.day_alone.replace("{d}", r"(?P<d>\d{1,2})")), self._day_alone
        yield self._one(words.vague), _no_day

    def _one(self, lines: str) -> re.Pattern[str]:
        return pattern_of(lines, spaced=self.spaced) if lines else NOTHING

    def _day_month(self) -> re.Pattern[str]:
        ordinal = self.words.ordinal or "(?!)"
        of_month, of_year = self.words.of_month or "(?!)", self.words.of_year or "(?!)"
        if not self.spaced:
            return NOTHING
        return self._one(
            rf"(?P<d>\d{{1,2}})(?:\.|_?(?:{ordinal}))?(?:_?-_?|_)?(?:(?:{of_month})_?)?(?:{self.month})\.?(?:(?:,?_|_?-_?)(?:(?:{of_year})_)?(?P<y>\d{{4}}))?"
        )

    def _month_day(self) -> re.Pattern[str]:
        ordinal = self.words.ordinal or "(?!)"
        return self._one(
            rf"(?:{self.month})\.?_(?:the_)?(?P<d>\d{{1,2}})(?:{ordinal})?(?:,?_(?P<y>\d{{4}}))?(?!:\d|_?%|_?(?:days|weeks|hours))"
        )

    def _weekdays(self) -> Iterator[tuple[re.Pattern[str], Read]]:
        words, weekday = self.words, f"(?:{self.weekday})"
        dot = r"\.?" if self.spaced else ""
        gap = "_" if self.spaced else ""
        this = rf"(?:(?:{words.this_before}){gap})?" if words.this_before else ""
        after = rf"(?:{gap}(?:{words.this_after}))?" if words.this_after else ""
        if words.last_before or words.last_after:
            before = rf"(?:{words.last_before}){gap}{weekday}" if words.last_before else "(?!)"
            yield self._one(before), self._last_weekday
            if words.last_after:
                yield self._one(rf"{weekday}{gap}(?:{words.last_after})"), self._last_weekday
        if words.week_later and "{w}" not in words.week_later:
            for line in words.week_later.strip().split("\n"):
                read = self._weekday_later if self.spaced else self._weekday_after_next
                yield self._one(rf"(?:{line.strip()}){gap}{weekday}"), read
        for line in words.week_later.strip().split("\n"):
            if "{w}" in line:
                yield self._one(line.strip().replace("{w}", weekday)), self._weekday_later
        if words.of_next_week:
            yield (
                self._one(rf"{this}{weekday}{dot},?{gap}(?:{words.of_next_week})"),
                self._weekday_of_next,
            )
        if words.before_of_next_week:
            yield (
                self._one(rf"(?:{words.before_of_next_week}),?{gap}{this}{weekday}"),
                self._weekday_of_next,
            )
        if words.next_before:
            yield self._one(rf"(?:{words.next_before}){gap}{weekday}"), self._next_weekday
        if words.next_after:
            yield self._one(rf"{weekday}{gap}(?:{words.next_after})"), self._next_weekday
        yield self._one(rf"{this}{weekday}{after}"), self._this_weekday

    def _counted(self) -> Iterator[tuple[re.Pattern[str], Read]]:
        for lines, read in (
            (self.words.longer, _no_day_counted(self)),
            (self.words.ahead, self._ahead),
        ):
            for line in lines.strip().split("\n"):
                if line.strip():
                    whole = (
                        line.strip()
                        .replace("{n}", self.number)
                        .replace("{unit}", f"(?:{self.unit})")
                    )
                    yield self._one(whole), read

    def _japanese(self) -> Iterator[tuple[re.Pattern[str], Read]]:
        yield (
            re.compile(r"(?:(?P<y>\d{4})年|(?P<next>来年)の?|今年の?)?(?P<d2>\d{1,2})月末日?"),
            self._japanese_month_end,
        )
        yield (
            re.compile(
                r"(?:(?P<y>\d{4})年|(?P<next>来年)の?|今年の?)?(?P<mo>\d{1,2})月(?P<d>\d{1,2})日?"
            ),
            self._japanese_day,
        )

    # What each pattern means.

    def _number_of(self, match: re.Match[str]) -> int:
        said = match.groupdict().get("n") or "1"
        if said.isdigit():
            return int(said)
        for pattern, number in self.words.numbers.items():
            if re.fullmatch(fold_pattern(pattern).replace("_", r"\s+"), said):
                return number
        return 1

    def _ahead(self, match: re.Match[str], today: date) -> Day | None:
        number, kind = self._number_of(match), self._unit_of(match)
        day, is_sure = _counted(today, number, kind), kind != "b"
        return _day(match, (day,), today, is_sure=is_sure) if day else Day(*match.span(), ())

    def _unit_of(self, match: re.Match[str]) -> str:
        return next(
            (kind for n, kind in enumerate(self.kinds) if match.group(f"u{n}") is not None), "d"
        )

    def _month_of(self, match: re.Match[str]) -> int:
        return next(n for n in range(1, 13) if match.group(f"m{n}") is not None)

    def _weekday_of(self, match: re.Match[str]) -> int:
        return next(n for n in range(7) if match.group(f"w{n}") is not None)

    def _day_of_month(self, match: re.Match[str], today: date) -> Day | None:
        number = int(match["d"])
        return _month_day(match, self._month_of(match), number, match["y"], today)

    def _end_of_month(self, match: re.Match[str], today: date) -> Day | None:
        month, year = self._month_of(match), int(match["y"]) if match["y"] else today.year
        day = date(year, month, calendar.monthrange(year, month)[1])
        if day < today and not match["y"]:
            day = date(year + 1, month, calendar.monthrange(year + 1, month)[1])
        return _day(match, (day,), today)

    def _numbers(self, match: re.Match[str], today: date) -> Day | None:
        first, second = int(match[1]), int(match[3])
        year = match[4] if (match.lastindex or 0) >= 4 else None
        orders = {True: [(second, first)], False: [(first, second)]}
        if self.words.day_first is None:
            pairs = [(second, first), (first, second)]
        else:
            pairs = orders[self.words.day_first]
        readings: list[date] = []
        is_past = False
        for month, number in pairs:
            one = _month_day(match, month, number, year, today)
            if one is not None:
                readings += [day for day in one.readings if day not in readings]
                is_past = is_past or one.is_past
        if not year and not any(1 <= month <= 12 and 1 <= number <= 31 for month, number in pairs):
            return None
        return Day(*match.span(), tuple(readings), is_past and len(readings) == 1)

    def _day_alone(self, match: re.Match[str], today: date) -> Day | None:
        number = int(match["d"])
        year, month = today.year, today.month
        for _ in range(3):
            if number <= calendar.monthrange(year, month)[1] and number > 0:
                day = date(year, month, number)
                if day > today:
                    return _day(match, (day,), today)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return None if number > 31 else Day(*match.span(), ())

    def _this_weekday(self, match: re.Match[str], today: date) -> Day | None:
        return _weekday_day(match, (_coming(today, self._weekday_of(match)),))

    def _next_weekday(self, match: re.Match[str], today: date) -> Day | None:
        coming = _coming(today, self._weekday_of(match))
        in_next_week = _of_next_week(today, self._weekday_of(match))
        return _weekday_day(match, tuple(dict.fromkeys((coming, in_next_week))))

    def _weekday_of_next(self, match: re.Match[str], today: date) -> Day | None:
        return _weekday_day(match, (_of_next_week(today, self._weekday_of(match)),))

    def _weekday_later(self, match: re.Match[str], today: date) -> Day | None:
        day = _coming(today, self._weekday_of(match)) + timedelta(7)
        return _weekday_day(match, (day,))

    def _weekday_after_next(self, match: re.Match[str], today: date) -> Day | None:
        day = _of_next_week(today, self._weekday_of(match)) + timedelta(7)
        return _weekday_day(match, (day,))

    def _last_weekday(self, match: re.Match[str], today: date) -> Day | None:
        back = (today.weekday() - self._weekday_of(match) - 1) % 7 + 1
        return Day(*match.span(), (today - timedelta(back),), is_past=True)

    def _japanese_day(self, match: re.Match[str], today: date) -> Day | None:
        year = match["y"] or (str(today.year + 1) if match["next"] else None)
        return _month_day(match, int(match["mo"]), int(match["d"]), year, today)

    def _japanese_month_end(self, match: re.Match[str], today: date) -> Day | None:
        month = int(match["d2"])
        if not 1 <= month <= 12:
            return Day(*match.span(), ())
        year = int(match["y"]) if match["y"] else today.year + bool(match["next"])
        day = date(year, month, calendar.monthrange(year, month)[1])
        if day < today and not match["y"]:
            day = date(year + 1, month, calendar.monthrange(year + 1, month)[1])
        return _day(match, (day,), today)


def _iso(match: re.Match[str], today: date) -> Day | None:
    return _month_day(match, int(match[3]), int(match[4]), match[1], today)


def _month_day(
    match: re.Match[str], month: int, number: int, year: str | None, today: date
) -> Day | None:
    """A day of a month, of the year that is said, else the next one to come."""
    if not (1 <= month <= 12 and 1 <= number <= 31):
        return Day(*match.span(), ())
    if year:
        full = int(year) + (2000 if len(year) == 2 else 0)
        day = _date(full, month, number)
        return _day(match, (day,), today) if day else Day(*match.span(), ())
    this_year, next_year = _date(today.year, month, number), _date(today.year + 1, month, number)
    if this_year and this_year >= today:
        return _day(match, (this_year,), today)
    if this_year and today - this_year <= _JUST_PAST:
        # "20 November" on the 25th: the day just gone, or next year's?
        both = (this_year, next_year) if next_year else (this_year,)
        return Day(*match.span(), both, is_past=next_year is None)
    return _day(match, (next_year,), today) if next_year else Day(*match.span(), ())


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _day(
    match: re.Match[str], readings: tuple[date, ...], today: date, *, is_sure: bool = True
) -> Day:
    if readings[0] > today + _FURTHEST:
        return Day(*match.span(), ())
    return Day(*match.span(), readings, is_past=readings[0] < today, is_sure=is_sure)


def _weekday_day(match: re.Match[str], readings: tuple[date, ...]) -> Day:
    return Day(*match.span(), readings, is_weekday=True)


def _fixed(day_of: Callable[[date], date], *, is_sure: bool = True) -> Read:
    def read(match: re.Match[str], today: date) -> Day | None:
        return _day(match, (day_of(today),), today, is_sure=is_sure)

    return read


def _from_today(days: int) -> Read:
    return _fixed(lambda today: today + timedelta(days))


def _no_day(match: re.Match[str], today: date) -> Day | None:
    return Day(*match.span(), (), is_vague=True)


def _no_day_counted(reader: _Reader) -> Read:
    """ "Two more weeks": from which day is not said, so it is a candidate and no more."""

    def read(match: re.Match[str], today: date) -> Day | None:
        return Day(*match.span(), ())

    return read


def _counted(today: date, number: int, kind: str) -> date | None:
    try:
        if kind in ("d", "w", "f"):
            return today + timedelta(number * {"d": 1, "w": 7, "f": 14}[kind])
        if kind == "b":
            day = today
            for _ in range(min(number, 400)):
                day += timedelta(3 if day.weekday() == _FRIDAY else 1)
                while day.weekday() > _FRIDAY:
                    day += timedelta(1)
            return day
        months = number * (12 if kind == "y" else 1) + today.month - 1
        year, month = today.year + months // 12, months % 12 + 1
        return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    except (OverflowError, ValueError, calendar.IllegalMonthError):
        return None


def _coming(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def _of_next_week(today: date, weekday: int) -> date:
    return today + timedelta(7 - today.weekday() + weekday)


def _friday(today: date, weeks: int) -> date:
    return today + timedelta(7 * weeks + _FRIDAY - today.weekday())


def _last_of_month(today: date, ahead: int) -> date:
    months = today.month - 1 + ahead
    year, month = today.year + months // 12, months % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])
