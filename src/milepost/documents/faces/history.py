"""A plan's history to take along: JSON Lines for programs, a spreadsheet, a PDF to file.

Entries come in words already, made by the face that knows the reader's language and what they may
read: a buyer's are made from the shared revisions alone. Newest first, as on the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import typst
import xlsxwriter  # type: ignore[import-untyped]

from milepost.documents.faces.pdf import _fonts
from milepost.documents.faces.view import breakable, clean
from milepost.documents.faces.xlsx import _header, _Writer
from milepost.domain.plan import Side
from milepost.domain.revisions import FieldChange, changes_to_json

SCHEMA = "milepost.history/1"
TEMPLATE = Path(__file__).with_name("history.typ")
MOST = 100_000
# So many revisions fit a PDF that anybody would read; the whole is in the other two forms.
MOST_ON_PAPER = 1500


class Format(NamedTuple):
    """One form of a history: its content type and its file's ending."""

    content_type: str
    ending: str


FORMATS: Mapping[str, Format] = {
    "jsonl": Format("application/x-ndjson; charset=utf-8", "history.jsonl"),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "history.xlsx"
    ),
    "pdf": Format("application/pdf", "history.pdf"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One revision, as its reader may have it. `at` is in the reader's zone; `sitting` numbers
    what belongs together, `review` names the review that it was. `effects` are in words,
    `raw_effects` as they were kept: both empty for buyers, as is `why`."""

    number: int
    at: datetime
    by: str
    side: Side
    sitting: int
    review: str = ""
    did: str = ""
    sentences: tuple[str, ...] = ()
    why: str = ""
    material: bool = False
    effects: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    raw_effects: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the paper around the entries, in the reader's language."""

    title: str
    plan: str
    columns: tuple[str, ...]
    why: str
    footer: str
    more: str = ""


def jsonl(entries: Sequence[Entry], *, is_for_buyer: bool) -> bytes:
    """One JSON object a line, newest first."""
    return "".join(f"{line}\n" for line in _lines(entries, is_for_buyer)).encode()


def _lines(entries: Sequence[Entry], is_for_buyer: bool) -> Iterator[str]:
    for entry in entries:
        said: dict[str, Any] = {
            "schema": SCHEMA,
            "revision": entry.number,
            "at": entry.at.astimezone(UTC).isoformat(),
            "by": entry.by,
            "side": entry.side,
            "sitting": entry.sitting,
            "review": entry.review or None,
            "text": [text for text in (entry.did, *entry.sentences) if text],
            "changes": changes_to_json(entry.changes),
        }
        if not is_for_buyer:
            said |= {"why": entry.why or None, "material": entry.material}
            said["effects"] = dict(entry.raw_effects)
        yield json.dumps(said, ensure_ascii=False)


def xlsx(entries: Sequence[Entry], words: Words, today: date) -> bytes:
    """A table to filter: a row for each thing that was changed. What people wrote is text."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {"title": clean(words.title), "created": datetime.combine(today, time(0), UTC)}
    )
    writer = _Writer(book)
    page = book.add_worksheet("History")
    widths = (9, 18, 24, 22, 70, 34, 34)
    _header(writer, page, 0, tuple(zip(words.columns, widths, strict=False)))
    at = 1
    for entry in entries:
        for text in entry.sentences or (entry.did,):
            _row(writer, page, at, entry, text, len(words.columns))
            at += 1
    page.hide_gridlines(2)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(at - 1, 1), len(words.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L{clean(words.footer)}&RPage &P of &N")
    book.close()
    return buffer.getvalue()


def _row(writer: _Writer, page: Any, at: int, entry: Entry, text: str, columns: int) -> None:
    page.write_number(at, 0, entry.number, writer.format(align="left"))
    style = writer.format(num_format="d mmm yyyy hh:mm", align="left")
    page.write_datetime(at, 1, entry.at.replace(tzinfo=None), style)
    writer.text(page, at, 2, entry.by)
    writer.text(page, at, 3, entry.review)
    writer.text(page, at, 4, text, text_wrap=True)
    if columns > 5:
        writer.text(page, at, 5, entry.why, text_wrap=True)
        writer.text(page, at, 6, ", ".join(entry.effects), text_wrap=True)


def pdf(entries: Sequence[Entry], words: Words, today: date) -> bytes:
    """The history on paper, by sitting."""
    data = {
        "title": _set(words.title),
        "plan": _set(words.plan),
        "why": words.why,
        "footer": _set(words.footer),
        "more": _set(words.more),
        "today": [today.year, today.month, today.day],
        "sittings": list(_sittings(entries)),
    }
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            sys_inputs={"history": json.dumps(data)},
            format="pdf",
            font_paths=_fonts(),
            timestamp=int(datetime.combine(today, time(0), UTC).timestamp()),
        )
    )


def _sittings(entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    for _, found in groupby(entries, key=lambda entry: entry.sitting):
        of = list(found)
        day = of[0].at
        yield {
            "who": _set(of[0].review or of[0].by),
            "side": "review" if of[0].review else of[0].side,
            "when": f"{day.day} {day:%b %Y}, {of[-1].at:%H:%M}"
            + (f"–{of[0].at:%H:%M}" if f"{of[0].at:%H:%M}" != f"{of[-1].at:%H:%M}" else ""),
            "deeds": [
                {
                    "number": str(entry.number),
                    "by": _set(entry.by) if entry.review else "",
                    "lines": [_set(t) for t in (entry.did, *entry.sentences) if t],
                    "why": _set(entry.why),
                    "effects": [_set(text) for text in entry.effects],
                }
                for entry in of
            ],
        }


def _set(text: str) -> str:
    return breakable(clean(text))
