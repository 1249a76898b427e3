"""The plan drawn against time, on one page however many steps it has, set by typst.

Up to A4 and A3 in landscape the paper keeps its size; a longer plan gets a longer sheet, which a
printer scales. The seller's copy has what only that side sees: internal steps, float, the critical
path and the newest baseline; the buyer's copy has none of it (product.md section 8).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import typst

from milepost.documents.faces.pdf import _fonts
from milepost.documents.faces.view import (
    MONTHS,
    Row,
    Sheet,
    breakable,
    clean,
    sheet_of,
    short_day,
)
from milepost.domain.days_off import DaysOff, days_off
from milepost.domain.errors import InvalidInput
from milepost.domain.evaluation import Evaluation
from milepost.domain.gantt import Span, baseline_spans, spans_of
from milepost.domain.phases import is_long, phases_of
from milepost.domain.plan import Plan, Side
from milepost.domain.schedule import Schedule

TEMPLATE = Path(__file__).with_name("gantt.typ")
PHASE_WORDS = {
    "evaluation": "Evaluation",
    "negotiation": "Negotiation",
    "implementation": "Implementation",
}
A4_ROWS, A3_ROWS = 24, 42
LONGEST_ON_A4, LONGEST_TITLE = 46, 64
# What a mistyped year puts beyond this is drawn at the edge.
MOST_BEFORE, MOST_AFTER = timedelta(days=730), timedelta(days=1100)


def render(plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None) -> bytes:
    """The Gantt as a PDF file of one page. Raises NotAllowed for a draft on the buyer's side."""
    sheet = sheet_of(plan, side=side, today=today, evaluation=evaluation)
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            sys_inputs={"plan": json.dumps(_Page(sheet).data())},
            format="pdf",
            font_paths=_fonts(),
            timestamp=int(datetime.combine(today, time(0), UTC).timestamp()),
        )
    )


class _Page:
    """What the template lays out: places in days from the left edge."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.plan = sheet, sheet.plan
        self.schedule: Schedule | None = None
        if sheet.evaluation is not None and not self.plan.is_closed:
            self.schedule = sheet.evaluation.schedule
        self.spans = spans_of(self.plan, self.schedule)
        many = len(sheet.rows) + (3 if is_long(self.plan) else 0)
        self.longest = LONGEST_ON_A4 if many <= A4_ROWS else LONGEST_TITLE
        kept = () if sheet.is_for_buyer else self.plan.baselines
        self.baseline = kept[-1] if kept else None
        self.ghosts = baseline_spans(self.plan, self.baseline)
        found = list(self._days())
        first = max(min(found), sheet.today - MOST_BEFORE) - timedelta(days=3)
        self.first = first - timedelta(days=first.weekday())
        self.last = min(max(found), sheet.today + MOST_AFTER) + timedelta(days=7)
        self.days = (self.last - self.first).days + 1

    def _days(self) -> Iterable[date]:
        yield from (self.plan.created, self.plan.target_close, self.sheet.today)
        if self.plan.outcome and self.plan.outcome.go_live:
            yield self.plan.outcome.go_live
        for ghost in self.ghosts.values():
            yield from ghost
        for span in self.spans.values():
            yield from (span.start, span.slack_until or span.end, span.not_before or span.end)

    def data(self) -> dict[str, Any]:
        """Everything on the page."""
        sheet, today = self.sheet, self.sheet.today
        rows = list(self._rows())
        at = {row["key"]: place for place, row in enumerate(rows) if row["key"]}
        return {
            "kind": sheet.kind_of_plan,
            "eyebrow": clean(sheet.deal)[:120],
            "heading": clean(sheet.heading)[:140],
            "today": [today.year, today.month, today.day],
            "today_words": short_day(today),
            "close": self._close(),
            "paper": "a4" if len(rows) <= A4_ROWS else "a3" if len(rows) <= A3_ROWS else "long",
            "days": self.days,
            "rows": rows,
            "links": list(self._links(at)),
            "months": list(self._months()),
            "marks": list(self._marks()),
            "rests": self._rests(),
            "baseline": short_day(self.baseline.on) if self.baseline else "",
            "buyer": sheet.is_for_buyer,
        }

    def _left(self, day: date) -> int:
        return min(max((day - self.first).days, 0), self.days)

    def _bar(self, start: date, end: date) -> list[int]:
        left = self._left(start)
        return [left, max(self._left(end + timedelta(days=1)) - left, 1)]

    def _rows(self) -> Iterable[dict[str, Any]]:
        lines = {row.milestone.key: row for row in self.sheet.rows}
        if not is_long(self.plan):
            yield from (self._row(row) for row in self.sheet.rows)
            return
        for phase in phases_of(self.plan, self.schedule):
            spans = [self.spans[key] for key in phase.milestones]
            yield {
                "key": "",
                "phase": clean(PHASE_WORDS.get(phase.name, phase.name)),
                "totals": f"{phase.complete} of {phase.total} complete",
                "bar": self._bar(min(s.start for s in spans), max(s.end for s in spans)),
            }
            yield from (self._row(lines[key]) for key in phase.milestones)

    def _row(self, row: Row) -> dict[str, Any]:
        milestone = row.milestone
        span, ghost = self.spans[milestone.key], self.ghosts.get(milestone.key)
        after = span.end + timedelta(days=1)
        is_critical = bool(self.schedule and milestone.key in self.schedule.critical_path)
        return {
            "key": milestone.key,
            "phase": "",
            "number": str(row.number) if row.number is not None else "",
            "title": _shortened(clean(milestone.title), self.longest),
            "status": milestone.status,
            "when": _dates(span),
            "bar": self._bar(span.start, span.end),
            "part": span.done / span.tasks if span.tasks and milestone.is_open else 0,
            "critical": is_critical,
            "slack": self._bar(after, span.slack_until) if span.slack_until else None,
            "late": self._bar(after, span.not_before) if span.not_before else None,
            "ghost": self._bar(*ghost) if ghost else None,
        }

    def _links(self, at: Mapping[str, int]) -> Iterable[list[int]]:
        for milestone in self.plan.milestones:
            for key in milestone.after:
                if key in at and milestone.key in at:
                    before, own = self.spans[key], self.spans[milestone.key]
                    right = self._left(before.end + timedelta(days=1))
                    yield [right, at[key], self._left(own.start), at[milestone.key]]

    def _months(self) -> Iterable[dict[str, Any]]:
        day = self.first.replace(day=1)
        while day <= self.last:
            name = MONTHS[day.month - 1]
            year = f" {day.year}" if day.month == 1 or day < self.first else ""
            yield {"x": self._left(day), "words": f"{name}{year}"}
            day = (day + timedelta(days=32)).replace(day=1)

    def _marks(self) -> Iterable[dict[str, Any]]:
        today, plan = self.sheet.today, self.plan
        yield {"x": self._left(today) + 0.5, "words": "Today", "tone": "today"}
        close = "Agreement by" if self.sheet.speaks_plainly else "Target close"
        yield {
            "x": self._left(plan.target_close + timedelta(days=1)),
            "words": f"{close} {short_day(plan.target_close)}",
            "tone": "close",
        }
        goal = plan.outcome.go_live if plan.outcome else None
        if goal is not None:
            x = self._left(goal + timedelta(days=1))
            yield {"x": x, "words": f"Go-live {short_day(goal)}", "tone": "goal"}

    def _rests(self) -> list[list[Any]]:
        off = self._off()
        weekly = [[*self._bar(each.first, each.last), each.whose, False] for each in off.rests]
        return weekly + [[*self._bar(h.day, h.day), h.whose, True] for h in off.holidays]

    def _off(self) -> DaysOff:
        try:
            return days_off(self.plan.calendars, self.first, self.last)
        except InvalidInput:
            return days_off(None, self.first, self.last)

    def _close(self) -> str:
        evaluation = self.sheet.evaluation
        if self.schedule is None or evaluation is None or evaluation.earliest_close is None:
            return ""
        said = f"Earliest close {short_day(evaluation.earliest_close)}"
        if not evaluation.fits:
            return f"{said}, {evaluation.days_short} working days short"
        return f"{said}, {evaluation.days_spare} working days to spare"


def _shortened(title: str, longest: int) -> str:
    """A title that two lines hold, its longest words breakable."""
    short = title if len(title) <= longest else f"{title[: longest - 1].rstrip()}…"
    return breakable(short)


def _dates(span: Span) -> str:
    """`20 Nov – 27 Nov 2026`."""
    if span.start == span.end:
        return short_day(span.end)
    return f"{short_day(span.start).rsplit(' ', 1)[0]} – {short_day(span.end)}"
