"""The timeline: bars on an axis of working days, and the same as a table.

Finished steps stand where they happened, open ones where the schedule puts them; a diamond is
the target, a hollow one the newest baseline's. One working day is one column, so that a weekend
takes no room. Coordinates are whole SVG units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext

from milepost.domain.plan import Milestone, Plan
from milepost.domain.schedule import Schedule
from milepost.domain.working_days import WorkingCalendar, common_calendar
from milepost.pages import formatting

from . import words

ROW = 36
HEAD = 44
LONGEST_AXIS = 2600


class Bar(NamedTuple):
    """One step: row, bar, diamonds. Widths and places in SVG units; -1 where there is none."""

    key: str
    step: str
    number: str
    title: str
    css: str
    critical: bool
    internal: bool
    top: int
    x: int
    width: int
    target: int
    target_late: bool
    ghost: int
    start_words: str
    end_words: str
    target_words: str
    ghost_words: str
    float_words: str
    status: str
    ends: bool


class Link(NamedTuple):
    """From the end of a step to one that waits for it; `internal` where one of them is."""

    path: str
    internal: bool


class Tick(NamedTuple):
    """A line of the axis with its words; `ends` where they stand before the line."""

    x: int
    words: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Everything that the timeline draws."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    months: tuple[Tick, ...]
    weeks: tuple[int, ...]
    today: Tick | None
    flags: tuple[Tick, ...]
    links: tuple[Link, ...]
    has_baseline: bool
    baseline_words: str
    label: str


class Axis:
    """Days to SVG units, one column a working day."""

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        self.calendar = calendar
        self.first, self.last = first, last
        self._zero = calendar.position(first)
        self.columns = max(1, calendar.position(last) - self._zero + 1)
        self.step = max(5, min(22, 1000 // self.columns))
        if self.step * self.columns > LONGEST_AXIS:
            self.step = max(2, LONGEST_AXIS // self.columns)
        self.width = self.step * self.columns

    def left(self, day: date) -> int:
        """Where the day begins."""
        return (self.calendar.position(day) - self._zero) * self.step

    def right(self, day: date) -> int:
        """Where the day has ended."""
        return (self.calendar.position_after(day) - self._zero) * self.step

    def middle(self, day: date) -> int:
        """The middle of the day."""
        return self.left(day) + self.step // 2


def timeline_view(plan: Plan, schedule: Schedule | None, today: date) -> TimelineView:
    """The timeline of a plan on one day; a closed plan has no schedule, only what happened."""
    baseline = plan.baselines[-1] if plan.baselines else None
    ghosts: Mapping[str, date] = baseline.targets if baseline else {}
    spans = {m.key: span(m, schedule) for m in plan.milestones}
    axis = axis_of(plan, spans, ghosts, today)
    critical = frozenset(schedule.critical_path) if schedule else frozenset()
    numbers = {m.key: str(n) for n, m in enumerate(plan.shared_milestones, start=1)}
    bars = tuple(
        bar_of(m, spans[m.key], axis, schedule, place, today, numbers, critical, ghosts)
        for place, m in enumerate(plan.milestones)
    )
    height = HEAD + ROW * len(bars) + 8
    return TimelineView(
        width=axis.width,
        height=height,
        bars=bars,
        months=months(axis),
        weeks=weeks(axis),
        today=Tick(axis.left(today), gettext("Today")),
        flags=flags(plan, axis, today),
        links=links(plan, bars),
        has_baseline=bool(ghosts),
        baseline_words=words.long_day(baseline.on, today) if baseline else "",
        label=gettext("Timeline of %(n)s steps from %(first)s to %(last)s")
        % {
            "n": len(bars),
            "first": words.long_day(axis.first, today),
            "last": words.long_day(axis.last, today),
        },
    )


def span(milestone: Milestone, schedule: Schedule | None) -> tuple[date, date]:
    """First and last day of a step's bar."""
    if milestone.is_open and schedule is not None and milestone.key in schedule.ends:
        return schedule.starts[milestone.key], schedule.ends[milestone.key]
    end = milestone.completed_on or milestone.target
    start = milestone.started_on or end
    return min(start, end), end


def axis_of(
    plan: Plan, spans: Mapping[str, tuple[date, date]], ghosts: Mapping[str, date], today: date
) -> Axis:
    """An axis on which everything has room."""
    days = [plan.created, plan.target_close, today, *ghosts.values()]
    days += [day for pair in spans.values() for day in pair]
    days += [m.target for m in plan.milestones]
    if plan.outcome and plan.outcome.go_live:
        days.append(plan.outcome.go_live)
    first, last = min(days), max(days)
    return Axis(common_calendar(plan.calendars), first, last + timedelta(days=4))


def bar_of(
    milestone: Milestone,
    days: tuple[date, date],
    axis: Axis,
    schedule: Schedule | None,
    place: int,
    today: date,
    numbers: Mapping[str, str],
    critical: frozenset[str],
    ghosts: Mapping[str, date],
) -> Bar:
    """One step's bar with its words."""
    start, end = days
    key = milestone.key
    status, tone, _sign = words.STATUS[milestone.status]
    left, right = axis.left(start), axis.right(end)
    free = schedule.float.get(key) if schedule else None
    ghost = ghosts.get(key)
    return Bar(
        key=key,
        step=quote(key, safe=""),
        number=numbers.get(key, ""),
        title=milestone.title,
        css=tone or milestone.status,
        critical=key in critical,
        internal=not milestone.is_shared,
        top=HEAD + ROW * place,
        x=left,
        width=max(axis.step, right - left),
        target=axis.right(milestone.target),
        target_late=schedule is not None and milestone.is_open and milestone.target < today,
        ghost=axis.right(ghost) if ghost and ghost != milestone.target else -1,
        start_words=words.short_day(start, today),
        end_words=words.short_day(end, today),
        target_words=words.short_day(milestone.target, today),
        ghost_words=words.short_day(ghost, today) if ghost else "",
        float_words="" if free is None else words.working_days(free),
        status=str(status),
        ends=left > axis.width * 2 // 3,
    )


def months(axis: Axis) -> tuple[Tick, ...]:
    """The first working day of each month, named."""
    found = [Tick(0, formatting.month_name(axis.first))]
    day = (axis.first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= axis.last:
        name = formatting.month_name(day)
        if day.month == 1:
            name = f"{name} {day.year}"
        found.append(Tick(axis.left(axis.calendar.on_or_after(day)), name))
        day = (day + timedelta(days=32)).replace(day=1)
    if len(found) > 1 and found[1].x < 34:
        found = found[1:]
    return tuple(found)


def weeks(axis: Axis) -> tuple[int, ...]:
    """The beginnings of weeks, thinned out on long axes."""
    day = axis.first - timedelta(days=axis.first.weekday())
    found = []
    while day <= axis.last:
        x = axis.left(axis.calendar.on_or_after(day)) if day > axis.first else -1
        if x > 0 and (not found or x - found[-1] >= 14):
            found.append(x)
        day += timedelta(days=7)
    return tuple(found)


def flags(plan: Plan, axis: Axis, today: date) -> tuple[Tick, ...]:
    """Target close and the go-live that the buyer wants."""
    close = words.short_day(plan.target_close, today)
    found = [Tick(axis.right(plan.target_close), gettext("Target close %(day)s") % {"day": close})]
    goal = plan.outcome.go_live if plan.outcome else None
    if goal is not None:
        day = words.short_day(goal, today)
        found.append(Tick(axis.right(goal), gettext("Go-live %(day)s") % {"day": day}))
    return tuple(tick._replace(ends=tick.x > axis.width - 90) for tick in found)


def links(plan: Plan, bars: tuple[Bar, ...]) -> tuple[Link, ...]:
    """Paths from the end of a step to the beginning of each that waits for it."""
    by_key = {bar.key: bar for bar in bars}
    found = []
    for milestone in plan.milestones:
        to = by_key[milestone.key]
        for key in milestone.after:
            start = by_key.get(key)
            if start is None:
                continue
            x1, y1 = start.x + start.width, start.top + ROW // 2
            x2, y2 = to.x, to.top + ROW // 2
            if x2 >= x1:
                turn = min(x2, x1 + 5)
                path = f"M{x1} {y1}H{turn}V{y2}H{x2}"
            else:
                path = f"M{x1} {y1}h5V{y2 - ROW // 2}H{x2 - 5}V{y2}H{x2}"
            found.append(Link(path, start.internal or to.internal))
    return tuple(found)
