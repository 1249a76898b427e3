"""Two moments of a plan side by side: in words, field by field, and drawn on one axis.

The picture has a bar behind for then and a bar in front for now. Places are per cent of its width,
so that it needs neither script nor a width of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from milepost.domain.comparing import Comparison, StepChange, compare
from milepost.domain.errors import InvalidInput
from milepost.domain.paths import parts_of, path_of
from milepost.domain.plan import Milestone, Plan
from milepost.domain.progress import Completion
from milepost.domain.revisions import FieldChange
from milepost.domain.working_days import WorkingCalendar, common_calendar
from milepost.pages import formatting

from . import words
from .change_words import (
    FIELD,
    PERSON_FIELD,
    STEP_FIELD,
    TASK_FIELD,
    Names,
    change_line,
    value_words,
)

MOST_DAYS = 1900
LEAST_TICK = 7.0
"""Months closer than this, in per cent, lose their names."""

STAMPS = frozenset(
    (name,) for name in ("started_on", "completed_by", "confirmed_on", "confirmed_by", "blocked_on")
)


class Cell(NamedTuple):
    """One field: what it is, then, and now; `verb` where it came or went whole."""

    what: str
    before: str
    after: str
    verb: str = ""


class Bar(NamedTuple):
    """A bar of the picture, in per cent of its width; `words` say from when to when."""

    x: float
    width: float
    words: str


class StepLine(NamedTuple):
    """One step at both moments. `tone` is added, removed, later, earlier, changed or same."""

    number: str
    title: str
    key: str
    tone: str
    said: str
    moved: str
    cells: tuple[Cell, ...]
    then: Bar | None
    now: Bar | None
    internal: bool


class Tick(NamedTuple):
    """A line of the picture with its words, in per cent."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class CompareView:
    """Everything that the page of a comparison shows."""

    same: bool
    summary: tuple[str, ...]
    plan_cells: tuple[Cell, ...]
    steps: tuple[StepLine, ...]
    unchanged: int
    months: tuple[Tick, ...]
    today: float
    label: str

    @property
    def changed(self) -> tuple[StepLine, ...]:
        """The steps in which anything differs."""
        return tuple(step for step in self.steps if step.tone != "same")


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    days: int

    def at(self, day: date) -> float:
        """A day's left edge in per cent; at the edge where it lies beyond."""
        place = min(max((day - self.first).days, 0), self.days)
        return round(100 * place / self.days, 3)


def compare_view(before: Plan, after: Plan, today: date) -> CompareView:
    """The comparison of two states of one plan."""
    found = compare(before, after)
    names = Names(after, [c for step in found.steps for c in step.changes])
    for person in before.people:
        names.learn(FieldChange(path_of("people", person.key), {"name": person.name}, None))
    for step in found.steps:
        if step.before is not None:
            whole = {"title": step.before.title}
            names.learn(FieldChange(path_of("milestones", step.key), whole, None))
    axis = _axis(before, after, today)
    calendar = common_calendar(after.calendars)
    numbers = {m.key: str(n) for n, m in enumerate(after.shared_milestones, start=1)}
    lines = tuple(_line(step, names, axis, calendar, numbers, today) for step in found.steps)
    return CompareView(
        same=found.is_same,
        summary=_summary(found, today),
        plan_cells=tuple(_cell(change, names) for change in found.plan_changes),
        steps=lines,
        unchanged=sum(line.tone == "same" for line in lines),
        months=_months(axis),
        today=axis.at(today),
        label=gettext("The plan's steps then and now, on one axis of time"),
    )


def _summary(found: Comparison, today: date) -> tuple[str, ...]:
    told = []
    then, now = found.completion
    if then != now:
        said = {"before": _done(then), "after": _done(now)}
        told.append(gettext("Completion: %(before)s then, %(after)s now.") % said)
    close = found.close
    if close[0] and close[1] and close[0] != close[1]:
        told.append(
            gettext("Signature: %(before)s then, %(after)s now, %(days)s.")
            % {
                "before": words.short_day(close[0], today),
                "after": words.short_day(close[1], today),
                "days": days_words(found.close_days),
            }
        )
    counts = {what: sum(s.what == what for s in found.steps) for what in ("added", "removed")}
    if n := counts["added"]:
        told.append(ngettext("%(n)s step came in.", "%(n)s steps came in.", n) % {"n": n})
    if n := counts["removed"]:
        told.append(ngettext("%(n)s step went out.", "%(n)s steps went out.", n) % {"n": n})
    if n := sum(step.days > 0 for step in found.moved):
        told.append(ngettext("%(n)s step is later.", "%(n)s steps are later.", n) % {"n": n})
    if n := sum(step.days < 0 for step in found.moved):
        told.append(ngettext("%(n)s step is earlier.", "%(n)s steps are earlier.", n) % {"n": n})
    return tuple(told)


def _done(completion: Completion) -> str:
    return f"{completion.complete}/{completion.total} ({completion.percent} %)"


def days_words(days: int) -> str:
    """'3 working days later', 'on the day', '2 working days earlier'."""
    if not days:
        return gettext("on the day")
    text = (
        ngettext("%(n)s working day later", "%(n)s working days later", days)
        if days > 0
        else ngettext("%(n)s working day earlier", "%(n)s working days earlier", -days)
    )
    return text % {"n": abs(days)}


def _line(
    step: StepChange,
    names: Names,
    axis: _Axis,
    calendar: WorkingCalendar,
    numbers: dict[str, str],
    today: date,
) -> StepLine:
    tone: str = step.what
    if step.days:
        tone = "later" if step.days > 0 else "earlier"
    said = {
        "added": gettext("new"),
        "removed": gettext("gone"),
    }.get(step.what, "")
    return StepLine(
        number=numbers.get(step.key, ""),
        title=step.milestone.title,
        key=step.key,
        tone=tone,
        said=said,
        moved=days_words(step.days) if step.days else "",
        cells=tuple(_cell(change, names) for change in _of_step(step)),
        then=_bar(step.before, axis, calendar, today),
        now=_bar(step.after, axis, calendar, today),
        internal=not step.milestone.is_shared,
    )


def _of_step(step: StepChange) -> Iterable[FieldChange]:
    """A step's changed fields, without the stamps that a changed status explains; one that came or
    went says its date and status alone."""
    if step.what not in ("added", "removed"):
        names = {parts_of(change.path)[-1] for change in step.changes}
        stamps = STAMPS if "status" in names else frozenset()
        return (c for c in step.changes if parts_of(c.path)[2:] not in stamps)
    then, now = step.before, step.after
    day, status = (path_of("milestones", step.key, name) for name in ("target", "status"))
    return (
        FieldChange(day, _iso(then), _iso(now)),
        FieldChange(status, then and then.status, now and now.status),
    )


def _iso(milestone: Milestone | None) -> str | None:
    return milestone.target.isoformat() if milestone else None


def _cell(change: FieldChange, names: Names) -> Cell:
    """One field at both moments, without the name of the step that stands above it."""
    parts = parts_of(change.path)
    line = change_line(change, names)
    what = line.what
    match parts:
        case ("milestones", _, "tasks", task, *rest) if rest:
            field = words.word_of(TASK_FIELD, ".".join(rest))
            what = gettext("%(field)s of task %(task)s") % {
                "field": field,
                "task": names.task(task),
            }
        case ("milestones", _, "tasks", task):
            what = gettext("task %(task)s") % {"task": names.task(task)}
        case ("milestones", _, *rest) if rest:
            what = words.word_of(STEP_FIELD, ".".join(rest))
        case ("people", key, *rest) if rest:
            field = words.word_of(PERSON_FIELD, ".".join(rest))
            what = gettext("%(field)s of %(person)s") % {
                "field": field,
                "person": names.person(key),
            }
        case ("people", _):
            pass
        case _:
            what = words.word_of(FIELD, change.path)
    if line.verb:
        return Cell(what, "", "", line.verb)
    name = parts[-1]
    return Cell(
        what, value_words(name, change.before, names), value_words(name, change.after, names)
    )


def _axis(before: Plan, after: Plan, today: date) -> _Axis:
    days = [today]
    for plan in (before, after):
        days += [plan.created, plan.target_close]
        days += [m.completed_on or m.target for m in plan.milestones]
    first = min(days) - timedelta(days=7)
    last = max(days) + timedelta(days=7)
    return _Axis(first, min(max((last - first).days, 14), MOST_DAYS))


def _bar(
    milestone: Milestone | None, axis: _Axis, calendar: WorkingCalendar, today: date
) -> Bar | None:
    """From the first to the last day of a step, as its target and duration have it."""
    if milestone is None:
        return None
    end = (milestone.completed_on if milestone.status == "complete" else None) or milestone.target
    try:
        start = calendar.at(calendar.position_after(end) - milestone.duration)
    except InvalidInput:  # a step longer than there are dates before its end
        start = end
    start = min(start, end)
    x = axis.at(start)
    said = {"first": words.short_day(start, today), "last": words.short_day(end, today)}
    return Bar(
        x,
        max(round(axis.at(end + timedelta(days=1)) - x, 3), 0.8),
        gettext("%(first)s to %(last)s") % said,
    )


def _months(axis: _Axis) -> tuple[Tick, ...]:
    found: list[Tick] = []
    day = (axis.first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while (day - axis.first).days < axis.days - 3:
        x = axis.at(day)
        name = formatting.month_name(day)
        if day.month == 1:
            name = f"{name} {day.year}"
        is_close = bool(found) and x - found[-1].x < LEAST_TICK
        if not is_close:
            found.append(Tick(x, name))
        day = (day + timedelta(days=32)).replace(day=1)
    return tuple(found)
