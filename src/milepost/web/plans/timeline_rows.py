"""The rows of the timeline: a step with its bar and what hangs on it, or a phase with its sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from urllib.parse import quote, urlencode

from milepost.domain import phases
from milepost.domain.errors import InvalidInput
from milepost.domain.gantt import Span, baseline_spans, spans_of
from milepost.domain.plan import Baseline, Milestone, Plan
from milepost.domain.proposing import working_days_moved
from milepost.domain.schedule import Schedule
from milepost.domain.working_days import WorkingCalendar, common_calendar
from milepost.pages.spoken import gettext

from . import words
from .timeline_axis import Axis, axis_of

NO_BASELINE = "none"


@dataclass(frozen=True, slots=True)
class State:
    """What somebody chose to see: the zoom, a baseline by its place ("" the newest, "none"), and
    the phases that stand open (None: the current one)."""

    zoom: str = ""
    baseline: str = ""
    open: frozenset[str] | None = None

    def query(self, zoom: str = "") -> str:
        """The state as an address carries it; with `zoom` in place of the kept one."""
        pairs = [("zoom", zoom)] if zoom else []
        if self.baseline:
            pairs.append(("baseline", self.baseline))
        if self.open is not None:
            pairs += [("open", name) for name in sorted(self.open)] or [("open", "")]
        return urlencode(pairs)


class Bar(NamedTuple):
    """A stretch of days: from `x` on, `w` long."""

    x: int
    w: int


class Row(NamedTuple):
    """One row: a step, or a phase with what it adds up to (`phase` is then its name)."""

    key: str
    step: str
    number: str
    title: str
    css: str
    bar: Bar
    part: int
    tail: Bar | None
    late: Bar | None
    ghost: Bar | None
    can_move: bool
    internal: bool
    waits: bool
    duration: int
    label: str
    when: str
    words: tuple[str, ...]
    phase: str = ""
    totals: str = ""
    is_open: bool = True
    toggle: str = ""


class Rows:
    """The rows of one drawing, and what they are made from."""

    def __init__(
        self, plan: Plan, schedule: Schedule | None, today: date, state: State, *, is_frozen: bool
    ) -> None:
        self.plan, self.schedule, self.today, self.state = plan, schedule, today, state
        self.is_frozen = is_frozen or plan.is_closed
        self.calendar: WorkingCalendar = common_calendar(plan.calendars)
        self.baseline = chosen_baseline(plan, state.baseline)
        self.ghosts = baseline_spans(plan, self.baseline)
        self.spans = spans_of(plan, schedule)
        self.critical = frozenset(schedule.critical_path) if schedule else frozenset()
        self.numbers = {m.key: str(n) for n, m in enumerate(plan.shared_milestones, start=1)}
        self._made: dict[str, Row] = {}
        self.axis: Axis = axis_of(self._days(), today, state.zoom)

    def _days(self) -> Iterable[date]:
        yield from (self.plan.created, self.plan.target_close)
        if self.plan.outcome and self.plan.outcome.go_live:
            yield self.plan.outcome.go_live
        for ghost in self.ghosts.values():
            yield from ghost
        for span in self.spans.values():
            yield from (span.start, span.end)
            yield span.slack_until or span.end
            yield span.not_before or span.end

    def kept_zoom(self) -> str:
        """The zoom for addresses: only where somebody chose it."""
        return self.axis.zoom if self.state.zoom else ""

    def rows(self) -> tuple[tuple[Row, ...], Mapping[str, int]]:
        """The rows that are drawn, and on which of them each step is found."""
        if not phases.is_long(self.plan):
            rows = tuple(self.step(m) for m in self.plan.milestones)
            return rows, {row.key: place for place, row in enumerate(rows)}
        found: list[Row] = []
        at: dict[str, int] = {}
        groups = phases.phases_of(self.plan, self.schedule)
        opened = self.state.open
        if opened is None:
            opened = frozenset(group.name for group in groups if group.is_current)
        by_key = {m.key: m for m in self.plan.milestones}
        for group in groups:
            is_open = group.name in opened
            found.append(self._phase(group, opened, is_open=is_open))
            for key in group.milestones:
                if is_open:
                    found.append(self.step(by_key[key]))
                at[key] = len(found) - 1
        return tuple(found), at

    def _phase(self, group: phases.Phase, opened: frozenset[str], *, is_open: bool) -> Row:
        spans = [self.spans[key] for key in group.milestones]
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        totals = gettext("%(done)s of %(all)s complete") % {
            "done": group.complete,
            "all": group.total,
        }
        toggled = opened - {group.name} if is_open else opened | {group.name}
        title = words.phase_word(group.name)
        days = self._days_words(start, end)
        return Row(
            key=f"phase-{group.name}",
            step="",
            number="",
            title=title,
            css="phase current" if group.is_current else "phase",
            bar=self._bar(start, end),
            part=group.complete * 100 // group.total if group.total else 0,
            tail=None,
            late=None,
            ghost=None,
            can_move=False,
            internal=False,
            waits=False,
            duration=0,
            label=f"{title}: {totals}, {days}",
            when=f"{totals} · {days}",
            words=(),
            phase=group.name,
            totals=totals,
            is_open=is_open,
            toggle=replace(self.state, open=toggled).query(self.kept_zoom()),
        )

    def step(self, milestone: Milestone) -> Row:
        """The row of one step; made once."""
        made = self._made.get(milestone.key)
        if made is None:
            made = self._made[milestone.key] = self._step(milestone)
        return made

    def _step(self, milestone: Milestone) -> Row:
        key, span = milestone.key, self.spans[milestone.key]
        status, tone, _sign = words.STATUS[milestone.status]
        ghost = self.ghosts.get(key)
        is_late = milestone.is_open and not self.is_frozen and milestone.target < self.today
        css = [tone or milestone.status]
        css += ["critical"] if key in self.critical else []
        css += ["internal"] if not milestone.is_shared else []
        css += ["overdue"] if is_late else []
        tail, late = span.slack_until, span.not_before
        return Row(
            key=key,
            step=quote(key, safe=""),
            number=self.numbers.get(key, ""),
            title=milestone.title,
            css=" ".join(css),
            bar=self._bar(span.start, span.end),
            part=part_of(milestone, span),
            tail=self._behind(span.end, tail) if tail else None,
            late=self._behind(span.end, late) if late else None,
            ghost=self._bar(*ghost) if ghost else None,
            can_move=milestone.is_open and not self.is_frozen,
            internal=not milestone.is_shared,
            waits=bool(milestone.after),
            duration=milestone.duration,
            label=self._label(milestone, span, str(status)),
            when=self._when(span),
            words=(
                words.short_day(span.start, self.today),
                words.short_day(span.end, self.today),
                words.short_day(ghost[1], self.today) if ghost else "",
                self._slip(milestone, ghost[1]) if ghost else "",
                "" if span.slack is None else words.working_days(span.slack),
                words.short_day(late, self.today) if late else "",
                str(status),
            ),
        )

    def _bar(self, start: date, end: date) -> Bar:
        left, right = self.axis.left(start), self.axis.right(end)
        return Bar(left, right - left)

    def _behind(self, end: date, until: date) -> Bar:
        left, right = self.axis.right(end), self.axis.right(until)
        return Bar(left, right - left)

    def _label(self, milestone: Milestone, span: Span, status: str) -> str:
        """'4. Technical validation: 20 – 27 Nov, in progress, 3 of 5 tasks, 2 days of float'."""
        number = self.numbers.get(milestone.key)
        title = f"{number}. {milestone.title}" if number else milestone.title
        parts = [self._days_words(span.start, span.end), status.lower()]
        if span.tasks and milestone.is_open:
            done = {"done": span.done, "all": span.tasks}
            parts.append(gettext("%(done)s of %(all)s tasks") % done)
        if milestone.key in self.critical:
            parts.append(gettext("on the critical path"))
        parts += self._hangs_on(span)
        if not milestone.is_shared:
            parts.append(gettext("only your side sees it"))
        return f"{title}: {', '.join(parts)}"

    def _when(self, span: Span) -> str:
        return " · ".join([self._days_words(span.start, span.end), *self._hangs_on(span)])

    def _hangs_on(self, span: Span) -> list[str]:
        if span.not_before:
            day = words.short_day(span.not_before, self.today)
            return [gettext("not before %(day)s as things stand") % {"day": day}]
        if span.slack:
            return [gettext("%(days)s of float") % {"days": words.working_days(span.slack)}]
        return []

    def _days_words(self, start: date, end: date) -> str:
        first, last = (words.short_day(day, self.today) for day in (start, end))
        return first if start == end else f"{first} – {last}"

    def _slip(self, milestone: Milestone, planned: date) -> str:
        """'3 working days later' than the baseline has it."""
        now = milestone.completed_on or milestone.target
        if now == planned:
            return gettext("as planned")
        try:
            days = working_days_moved(self.calendar, planned, now)
        except InvalidInput:
            return ""
        said = words.working_days(abs(days))
        text = gettext("%(days)s later") if now > planned else gettext("%(days)s earlier")
        return text % {"days": said}


def chosen_baseline(plan: Plan, choice: str) -> Baseline | None:
    """The baseline by its place; the newest where none was chosen or that one is not there."""
    if not plan.baselines or choice == NO_BASELINE:
        return None
    is_place = choice.isascii() and choice.isdigit() and len(choice) < 6
    place = int(choice) if is_place else -1
    return plan.baselines[place if place < len(plan.baselines) else -1]


def part_of(milestone: Milestone, span: Span) -> int:
    """How much of the bar is filled, in percent: by tasks while it is open."""
    if milestone.status == "complete":
        return 100
    return span.done * 100 // span.tasks if span.tasks and milestone.is_open else 0
