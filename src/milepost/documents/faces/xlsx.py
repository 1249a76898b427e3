"""The spreadsheet face: one table to filter and print, with dates that are dates.

What people wrote is always a text cell, never a formula or a link; the file's properties name
nobody. Source: product.md section 8 ("file property").
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from milepost.documents.faces.view import (
    PHASE_WORDS,
    TO_BE_NAMED,
    OwnerLine,
    Row,
    Sheet,
    clean,
    owner_line,
    sheet_of,
)
from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Plan, Side, Task

MOST_CHARACTERS = 32_000
"""Excel takes 32,767 in a cell."""

INK, MUTED, LINE, ACCENT, PAPER = "#1d2226", "#6f767c", "#e4e1d9", "#17624a", "#f7f6f2"
TONES = {
    "complete": ("#1f7a5a", "#e3f1ea"),
    "in_progress": ("#2458b8", "#e7eefb"),
    "blocked": ("#b3361f", "#fbeae5"),
    "pending": ("#565d63", "#ffffff"),
    "skipped": ("#6f767c", "#ffffff"),
}
SIGNS = {"complete": "✓", "in_progress": "◐", "blocked": "✕", "pending": "○", "skipped": "–"}

PLAN_COLUMNS = (
    ("#", 5), ("Milestone", 34), ("Done means", 38), ("Buyer's owner", 22),
    ("Seller's owner", 22), ("Target", 13), ("Status", 15), ("Phase", 15), ("After", 11),
    ("Working days", 9), ("Tasks", 9), ("Completed", 13),
)  # fmt: skip
TASK_COLUMNS = (
    ("#", 5), ("Milestone", 32), ("Task", 38), ("Kind", 12), ("Owner", 24), ("Due", 13),
    ("Done", 13), ("Answer", 12),
)  # fmt: skip


def render(plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None) -> bytes:
    """The plan as an XLSX file. Raises NotAllowed for a draft on the buyer's side."""
    sheet = sheet_of(plan, side=side, today=today, evaluation=evaluation)
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    # Without a date of its own the file would differ on every run.
    book.set_properties(
        {"title": _text(sheet.heading), "created": datetime.combine(today, time(0), UTC)}
    )
    writer = _Writer(book)
    _plan_page(writer, sheet)
    if any(row.milestone.tasks for row in sheet.rows):
        _task_page(writer, sheet)
    book.close()
    return buffer.getvalue()


class _Writer:
    """A workbook with its formats, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """The format with these properties on top of the house's."""
        base = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
        key = tuple(sorted({**base, **properties}.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]

    def text(self, page: Any, row: int, column: int, text: str, **properties: Any) -> None:
        """A text cell; what could be taken for a formula is marked as text for good."""
        text = _text(text)
        if text[:1] in ("=", "+", "-", "@"):
            properties["quote_prefix"] = True
        page.write_string(row, column, text, self.format(**properties))

    def day(self, page: Any, row: int, column: int, day: date | None, **properties: Any) -> None:
        """A date cell, or an empty one."""
        style = self.format(num_format="d mmm yyyy", align="left", **properties)
        if day is None:
            page.write_blank(row, column, None, style)
        else:
            page.write_datetime(row, column, datetime.combine(day, time(0)), style)


def _text(text: str) -> str:
    text = clean(text)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def _plan_page(writer: _Writer, sheet: Sheet) -> None:
    page = writer.book.add_worksheet("Plan")
    writer.text(page, 0, 1, sheet.heading, bold=True, font_size=16)
    writer.text(page, 1, 1, f"{sheet.kind_of_plan} · {sheet.deal}", font_color=MUTED)
    writer.text(page, 2, 1, " · ".join(_facts(sheet)), font_color=MUTED)
    writer.text(page, 3, 1, _standing(sheet), bold=True, font_color=ACCENT)
    page.set_row(0, 24)
    first = 6
    _header(writer, page, first - 1, PLAN_COLUMNS)
    called = {r.milestone.key: str(r.number or r.milestone.title) for r in sheet.rows}
    for at, row in enumerate(sheet.rows, start=first):
        _plan_row(writer, page, at, row, called)
    last = first + len(sheet.rows) - 1
    _set_up(page, first, last, len(PLAN_COLUMNS), sheet)


def _facts(sheet: Sheet) -> list[str]:
    plan = sheet.plan
    close = plan.target_close
    facts = [f"Agreement by {close.day} {close:%b %Y}"]
    if plan.outcome is not None and plan.outcome.go_live is not None:
        facts.append(f"Go-live {plan.outcome.go_live.day} {plan.outcome.go_live:%b %Y}")
    if sheet.value is not None:
        facts.append(sheet.value)
    return [*facts, f"{sheet.buyer_owner} and {sheet.seller_owner}"]


def _standing(sheet: Sheet) -> str:
    if sheet.evaluation is None or sheet.plan.form == "informal":
        return sheet.completion
    return f"{sheet.completion} · Forecast confidence: {sheet.evaluation.confidence}"


def _header(writer: _Writer, page: Any, at: int, columns: tuple[tuple[str, int], ...]) -> None:
    for column, (name, wide) in enumerate(columns):
        page.set_column(column, column, wide)
        writer.text(
            page, at, column, name, bold=True, font_color="#ffffff", bg_color=ACCENT,
            valign="vcenter", text_wrap=True,
        )  # fmt: skip
    page.set_row(at, 22)


def _plan_row(writer: _Writer, page: Any, at: int, row: Row, called: dict[str, str]) -> None:
    milestone = row.milestone
    line = {"bottom": 1, "bottom_color": LINE}
    if row.number is None:
        line["bg_color"] = "#f4f1fa"
        writer.text(page, at, 0, "", **line)
    else:
        page.write_number(at, 0, row.number, writer.format(align="center", **line))
    internal = "" if row.number is not None else " (internal)"
    writer.text(page, at, 1, milestone.title + internal, bold=True, text_wrap=True, **line)
    writer.text(page, at, 2, milestone.done_means or "", text_wrap=True, font_color=MUTED, **line)
    owners = {owner.side: owner for owner in row.owners}
    _owner(writer, page, at, 3, owners.get("buyer"), line)
    _owner(writer, page, at, 4, owners.get("seller"), line)
    writer.day(page, at, 5, milestone.target, **line)
    ink, soft = TONES[milestone.status]
    status = {**line, "font_color": ink, "bold": True}
    if soft != "#ffffff":
        status["bg_color"] = soft
    writer.text(page, at, 6, f"{SIGNS[milestone.status]} {row.status_word}", **status)
    phase = PHASE_WORDS.get(milestone.phase or "", milestone.phase or "")
    writer.text(page, at, 7, phase, text_wrap=True, **line)
    after = ", ".join(called[key] for key in milestone.after)
    writer.text(page, at, 8, after, text_wrap=True, **line)
    page.write_number(at, 9, milestone.duration, writer.format(align="left", **line))
    tasks = f"{row.tasks_done} of {len(milestone.tasks)}" if milestone.tasks else ""
    writer.text(page, at, 10, tasks, **line)
    writer.day(page, at, 11, milestone.completed_on, **line)


def _owner(
    writer: _Writer, page: Any, at: int, column: int, owner: OwnerLine | None, line: dict[str, Any]
) -> None:
    if owner is None:
        writer.text(page, at, column, "", **line)
    elif owner.is_named:
        writer.text(page, at, column, owner.name, text_wrap=True, **line)
    else:
        name = owner.name if owner.name == TO_BE_NAMED else f"{owner.name} ({TO_BE_NAMED})"
        writer.text(page, at, column, name, text_wrap=True, italic=True, font_color=MUTED, **line)


def _task_page(writer: _Writer, sheet: Sheet) -> None:
    page = writer.book.add_worksheet("Tasks")
    _header(writer, page, 0, TASK_COLUMNS)
    people = {person.key: person for person in sheet.plan.people}
    at = 1
    for row in sheet.rows:
        for task in row.milestone.tasks:
            _task_row(writer, page, at, row, task, owner_line("buyer", task.owner, people))
            at += 1
    _set_up(page, 1, at - 1, len(TASK_COLUMNS), sheet)


def _task_row(
    writer: _Writer, page: Any, at: int, row: Row, task: Task, owner: OwnerLine | None
) -> None:
    line = {"bottom": 1, "bottom_color": LINE}
    if row.number is None:
        writer.text(page, at, 0, "", **line)
    else:
        page.write_number(at, 0, row.number, writer.format(align="center", **line))
    writer.text(page, at, 1, row.milestone.title, text_wrap=True, font_color=MUTED, **line)
    internal = " (internal)" if task.visibility == "internal" else ""
    writer.text(page, at, 2, task.title + internal, bold=True, text_wrap=True, **line)
    kinds = {"to_do": "To do", "meeting": "Meeting", "approval": "Approval"}
    writer.text(page, at, 3, kinds[task.kind], **line)
    _owner(writer, page, at, 4, owner, line)
    writer.day(page, at, 5, task.due, **line)
    writer.day(page, at, 6, task.done_on, **line)
    writer.text(page, at, 7, (task.answer or "").capitalize(), **line)


def _set_up(page: Any, first: int, last: int, columns: int, sheet: Sheet) -> None:
    """Frozen header, filters, and paper: landscape, one page wide, the header on each page."""
    page.hide_gridlines(2)
    page.freeze_panes(first, 2)
    if last >= first:
        page.autofilter(first - 1, 0, last, columns - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(first - 1)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer(f"&L{sheet.kind_of_plan}&RPage &P of &N")
    page.print_area(0, 0, max(last, first), columns - 1)
