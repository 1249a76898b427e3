"""The timeline: a Gantt of the plan, its rows in plan order or, in a long plan, by phase.

Places are whole days on an axis of calendar days (`timeline_axis`); where a bar begins and ends
is `domain.gantt`. A day's width belongs to the zoom, the phone and the paper: nothing is in px.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import ngettext

from milepost.domain import phases
from milepost.domain.plan import Plan
from milepost.domain.schedule import Schedule
from milepost.pages.spoken import gettext, spoken

from . import words
from .timeline_axis import (
    ZOOMS,
    Off,
    Tick,
    holidays_on,
    levelled,
    months,
    off_on,
    rest_paths,
    small_ticks,
    work_string,
)
from .timeline_rows import NO_BASELINE, Row, Rows, State


class Link(NamedTuple):
    """From the end of a step to one that waits for it, in days and rows."""

    path: str
    css: str


class Choice(NamedTuple):
    """One of several ways to look: its address, its words, and whether it is chosen."""

    query: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Everything that the timeline draws."""

    first: date
    days: int
    px: float
    zoom: str
    rows: tuple[Row, ...]
    shown: int
    count: int
    months: tuple[Tick, ...]
    small: tuple[Tick, ...]
    marks: tuple[Tick, ...]
    levels: int
    today: float
    rests: Mapping[str, str]
    holidays: tuple[Off, ...]
    links: tuple[Link, ...]
    work: str
    zooms: tuple[Choice, ...]
    baselines: tuple[Choice, ...]
    folds: tuple[Choice, ...]
    baseline_words: str
    query: str
    label: str
    steps: tuple[Row, ...]


def timeline_view(
    plan: Plan,
    schedule: Schedule | None,
    today: date,
    state: State | None = None,
    *,
    is_frozen: bool = False,
) -> TimelineView:
    """The timeline of a plan on one day; a closed plan has no schedule, only what happened."""
    with spoken():
        return _Drawing(plan, schedule, today, state or State(), is_frozen=is_frozen).view()


class _Drawing(Rows):
    """One drawing in the making: the rows, and everything around them."""

    def view(self) -> TimelineView:
        """All of it."""
        axis, today, state = self.axis, self.today, self.state
        rows, at = self.rows()
        off = off_on(axis, self.plan.calendars)
        marks = levelled(self._marks(), axis)
        steps = tuple(self.step(m) for m in self.plan.milestones)
        names = {"day": gettext("Days"), "week": gettext("Weeks"), "month": gettext("Months")}
        return TimelineView(
            first=axis.first,
            days=axis.days,
            px=axis.px,
            zoom=axis.zoom,
            rows=rows,
            shown=len(rows),
            count=len(steps),
            months=months(axis),
            small=small_ticks(axis),
            marks=marks,
            levels=max((mark.level for mark in marks), default=0) + 1,
            today=axis.middle(today),
            rests=rest_paths(axis, off),
            holidays=holidays_on(axis, off, self.plan.account, today),
            links=self._links(at),
            work=work_string(axis, self.plan.calendars),
            zooms=tuple(Choice(state.query(z), names[z], z == axis.zoom) for z in ZOOMS),
            baselines=self._baselines(),
            folds=self._folds(),
            baseline_words=words.long_day(self.baseline.on, today) if self.baseline else "",
            query=state.query(axis.zoom if state.zoom else ""),
            label=ngettext(
                "Timeline of %(n)s step from %(first)s to %(last)s",
                "Timeline of %(n)s steps from %(first)s to %(last)s",
                len(steps),
            )
            % {
                "n": len(steps),
                "first": words.long_day(axis.first, today),
                "last": words.long_day(axis.last, today),
            },
            steps=steps,
        )

    def _marks(self) -> Iterable[Tick]:
        """Today, target close and the go-live that the buyer wants."""
        axis, plan = self.axis, self.plan
        yield Tick(axis.middle(self.today), gettext("Today"), css="now")
        close = words.short_day(plan.target_close, self.today)
        yield Tick(
            axis.right(plan.target_close),
            gettext("Target close %(day)s") % {"day": close},
            css="flag",
        )
        goal = plan.outcome.go_live if plan.outcome else None
        if goal is not None:
            day = words.short_day(goal, self.today)
            yield Tick(axis.right(goal), gettext("Go-live %(day)s") % {"day": day}, css="goal")

    def _links(self, at: Mapping[str, int]) -> tuple[Link, ...]:
        """Paths from the end of a step to the beginning of each that waits for it; to and from
        a folded phase they lead on its row, once."""
        found: dict[str, str] = {}
        for milestone in self.plan.milestones:
            for key in milestone.after:
                if key not in at or at[key] == at[milestone.key]:
                    continue
                path = link_path(
                    self.axis.right(self.spans[key].end),
                    at[key],
                    self.axis.left(self.spans[milestone.key].start),
                    at[milestone.key],
                )
                both = {key, milestone.key}
                css = "critical" if both <= self.critical else ""
                if any(each not in self.numbers for each in both):
                    css = f"{css} internal".strip()
                found.setdefault(path, css)
        return tuple(Link(path, css) for path, css in found.items())

    def _baselines(self) -> tuple[Choice, ...]:
        """Every baseline, the newest first, and none at all."""
        kept = self.plan.baselines
        if not kept:
            return ()
        newest = str(len(kept) - 1)
        now = self.state.baseline or newest

        def choice(value: str, text: str) -> Choice:
            state = replace(self.state, baseline=value)
            return Choice(state.query(self.kept_zoom()), text, value == now)

        found = [
            choice(str(place), words.long_day(kept[place].on, self.today))
            for place in reversed(range(len(kept)))
        ]
        return (*found, choice(NO_BASELINE, gettext("None")))

    def _folds(self) -> tuple[Choice, ...]:
        """Open every phase, or fold them all; nothing where there are none."""
        if not phases.is_long(self.plan):
            return ()
        names = frozenset(phases.phase_names(self.plan).values())
        state = self.state
        every = replace(state, open=names).query(self.kept_zoom())
        none = replace(state, open=frozenset()).query(self.kept_zoom())
        return (
            Choice(every, gettext("Open all"), chosen=state.open == names),
            Choice(none, gettext("Fold all"), chosen=state.open == frozenset()),
        )


def link_path(x1: int, row1: int, x2: int, row2: int) -> str:
    """A line from the end of a bar to the beginning of another, in days and rows."""
    y1, y2 = row1 + 0.5, row2 + 0.5
    if x2 >= x1:
        turn = min(x1 + 0.5, x2) if x2 > x1 else x1
        return f"M{x1} {y1}H{turn}V{y2}H{x2}"
    between = row2 if row2 > row1 else row2 + 1
    return f"M{x1} {y1}h.6V{between}H{x2 - 0.6}V{y2}H{x2}"
