"""The axis of the timeline: calendar days side by side, with the days off of either side on it.

Places are whole days from the left edge; how wide a day is, is up to the zoom and the paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import get_language, gettext

from milepost.domain.days_off import DaysOff, Holiday, Whose, days_off
from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Calendars
from milepost.domain.working_days import common_calendar
from milepost.pages import formatting

from . import words

# Least width of a day in px.
ZOOMS: dict[str, float] = {"day": 26, "week": 9, "month": 3}
# No axis is longer: what a mistyped year puts beyond it is drawn at its edge.
MOST_BEFORE, MOST_AFTER = timedelta(days=730), timedelta(days=1100)
WIDEST_AT_FIRST = 2400
LETTER = 6.6
PHONE = 330


class Tick(NamedTuple):
    """A line of the axis with its words. `level` is the line of the head that they stand on,
    `place` that on a phone, where there is less room; `ends`: they stand before the line."""

    x: float
    words: str
    level: int = 0
    css: str = ""
    ends: bool = False
    place: int = 0


class Off(NamedTuple):
    """A public holiday on the axis."""

    x: int
    css: Whose
    words: str
    day: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from `first` to `last`, both included, at one zoom."""

    first: date
    last: date
    zoom: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def px(self) -> float:
        """The least width of a day."""
        return ZOOMS[self.zoom]

    def left(self, day: date) -> int:
        """Where the day begins, at the edge where it lies beyond."""
        return min(max((day - self.first).days, 0), self.days)

    def right(self, day: date) -> int:
        """Where the day has ended, at the edge where it lies beyond."""
        return min(max((day - self.first).days + 1, 0), self.days)

    def middle(self, day: date) -> float:
        """The middle of the day."""
        return min(self.left(day) + 0.5, self.days)


def axis_of(days: Iterable[date], today: date, zoom: str = "") -> Axis:
    """An axis on which all these days have room; without a zoom the one that fits."""
    found = [*days, today]
    first = max(min(found), today - MOST_BEFORE) - timedelta(days=4)
    last = min(max(found), today + MOST_AFTER) + timedelta(days=10)
    first -= timedelta(days=first.weekday())
    length = (last - first).days + 1
    if zoom not in ZOOMS:
        zoom = "week" if length * ZOOMS["week"] <= WIDEST_AT_FIRST else "month"
    return Axis(first, last, zoom)


def months(axis: Axis) -> tuple[Tick, ...]:
    """The first day of each month, named; the year where it is a new one."""
    day = axis.first.replace(day=1)
    found: list[Tick] = []
    while day <= axis.last:
        name = formatting.month_name(day)
        if day.month == 1 or not found:
            name = f"{name} {day.year}"
        found.append(Tick(axis.left(day), name))
        day = (day + timedelta(days=32)).replace(day=1)
    if len(found) > 1 and (found[1].x - found[0].x) * axis.px < len(found[0].words) * LETTER + 8:
        found = [Tick(found[0].x, ""), *found[1:]]
    return tuple(_for_a_phone(found, axis))


def _for_a_phone(ticks: Iterable[Tick], axis: Axis) -> Iterable[Tick]:
    """Those that a phone has no room for are marked."""
    until = 0.0
    for tick in ticks:
        x = tick.x * PHONE / axis.days
        has_room = x >= until and x + len(tick.words) * LETTER < PHONE
        if has_room and tick.words:
            until = x + len(tick.words) * LETTER + 10
        yield tick._replace(css="" if has_room else "wide")


def small_ticks(axis: Axis) -> tuple[Tick, ...]:
    """Days or Mondays under the months, as the zoom has room for them."""
    if axis.zoom == "month":
        return ()
    step = 1 if axis.zoom == "day" else 7
    return tuple(
        Tick(n, str((axis.first + timedelta(days=n)).day)) for n in range(0, axis.days, step)
    )


def off_on(axis: Axis, calendars: Calendars | None) -> DaysOff:
    """The days off along the axis; none where a country is not known."""
    try:
        return days_off(calendars, axis.first, axis.last, get_language() or "en")
    except InvalidInput:
        return days_off(None, axis.first, axis.last)


def rest_paths(axis: Axis, off: DaysOff) -> dict[str, str]:
    """The weekly rests of each side as one path, a unit high: `buyer`, `seller`, `both`."""
    paths: dict[str, str] = {}
    for rest in off.rests:
        left, right = axis.left(rest.first), axis.right(rest.last)
        paths[rest.whose] = (
            paths.get(rest.whose, "") + f"M{left} 0h{right - left}v1h{left - right}z"
        )
    return paths


def holidays_on(axis: Axis, off: DaysOff, account: str, today: date) -> tuple[Off, ...]:
    """Public holidays, each with its name and whose it is."""
    return tuple(
        Off(
            axis.left(each.day),
            each.whose,
            holiday_words(each, account),
            words.short_day(each.day, today),
        )
        for each in off.holidays
    )


def holiday_words(holiday: Holiday, account: str) -> str:
    """'Epiphany, Halden Logistics is off', 'Christmas Day, both sides are off'."""
    theirs, ours = holiday.buyer_name, holiday.seller_name
    name = theirs or ours
    if theirs and ours and theirs != ours:
        name = gettext("%(theirs)s and %(ours)s") % {"theirs": theirs, "ours": ours}
    if holiday.whose == "both":
        return gettext("%(name)s: both sides are off") % {"name": name}
    if holiday.whose == "buyer":
        return gettext("%(name)s: %(account)s is off") % {"name": name, "account": account}
    return gettext("%(name)s: your side is off") % {"name": name}


def work_string(axis: Axis, calendars: Calendars | None) -> str:
    """For each day 1 where both sides work, else 0: what dragging snaps to."""
    calendar = common_calendar(calendars)
    try:
        days = (axis.first + timedelta(days=n) for n in range(axis.days))
        return "".join("1" if calendar.is_working_day(day) else "0" for day in days)
    except InvalidInput:
        return "1" * axis.days


def levelled(ticks: Iterable[Tick], axis: Axis) -> tuple[Tick, ...]:
    """Words that would stand over each other, on lines of their own."""
    ends: list[float] = []
    found = []
    for tick in sorted(ticks, key=lambda one: one.x):
        wide = len(tick.words) * LETTER + 14
        turned = tick.x * axis.px + wide > axis.days * axis.px
        begins = tick.x * axis.px - (wide if turned else 0)
        level = next((n for n, end in enumerate(ends) if end <= begins), len(ends))
        if level == len(ends):
            ends.append(0)
        ends[level] = begins + wide
        far = " far" if tick.x > axis.days * 0.6 else ""
        found.append(tick._replace(level=level, ends=turned, css=tick.css + far, place=len(found)))
    return tuple(found)
