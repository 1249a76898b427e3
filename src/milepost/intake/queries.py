"""Reads of imports: how far they are, their report, and a preview of a mapping."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from milepost.deals import queries as deals
from milepost.domain.errors import NotFound, Problem
from milepost.intake import mapping as mappings
from milepost.intake.commands import table_of
from milepost.intake.mapping import SAMPLE_ROWS, ColumnMapping
from milepost.intake.models import Import, ImportRow, ImportState
from milepost.intake.rows import DealRow, RefusedRow, RowReader

REPORT_PAGE = 50


@dataclass(frozen=True, slots=True)
class Preview:
    """A file before it is imported: its columns with samples, and how the mapping reads them."""

    headings: Sequence[str]
    samples: dict[str, list[str]]
    mapping: ColumnMapping
    rows: Sequence[DealRow]
    refused: Sequence[RefusedRow]
    rows_total: int
    refused_total: int
    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of the report."""

    line: int
    outcome: str
    reference: str
    deal_id: int | None
    problems: tuple[Problem, ...]
    account: str = ""
    name: str = ""


def import_of(workspace_id: int, import_id: int) -> Import:
    """The import's head, without its file; NotFound where this workspace has none."""
    kept = Import.objects.defer("content").filter(workspace_id=workspace_id, pk=import_id).first()
    if kept is None:
        raise NotFound(_("There is no such import."))
    return kept


def recent_imports(workspace_id: int, limit: int = 10) -> list[Import]:
    """The latest imports that were started."""
    started = Import.objects.defer("content", "mapping").filter(workspace_id=workspace_id)
    return list(started.exclude(state=ImportState.READY).order_by("-id")[:limit])


def preview(workspace_id: int, import_id: int, currency: str) -> Preview:
    """What the file of an import that has not started would become."""
    kept = Import.objects.filter(workspace_id=workspace_id, pk=import_id).first()
    if kept is None or kept.content is None:
        raise NotFound(_("There is no such file waiting to be imported."))
    table = table_of(kept)
    mapping = mappings.from_json(kept.mapping)
    reader = RowReader(table.headings, mapping, currency)
    results = [reader.read(row) for row in table.rows]
    refused = [row for row in results if isinstance(row, RefusedRow)]
    samples = {
        heading: _different(mappings.values_of(table, heading)) for heading in table.headings
    }
    return Preview(
        headings=table.headings,
        samples=samples,
        mapping=mapping,
        rows=[row for row in results if isinstance(row, DealRow)][:SAMPLE_ROWS],
        refused=refused[:SAMPLE_ROWS],
        rows_total=len(results),
        refused_total=len(refused),
        encoding=table.encoding,
        delimiter=table.delimiter,
    )


def _different(values: Sequence[str]) -> list[str]:
    """The first few different values of a column, cut to what fits."""
    seen: dict[str, None] = {}
    for value in values:
        seen.setdefault(value.strip()[:60])
        if len(seen) == SAMPLE_ROWS:
            break
    return list(seen)


def report(workspace_id: int, import_id: int, outcome: str = "", page: int = 1) -> list[ReportLine]:
    """A page of the report, in the file's order, with the deals that its lines became."""
    start = (max(page, 1) - 1) * REPORT_PAGE
    kept = _lines(workspace_id, import_id, outcome)[start : start + REPORT_PAGE]
    lines = [_line(row) for row in kept]
    names = deals.names_of(workspace_id, [line.deal_id for line in lines if line.deal_id])
    nameless = ("", "")
    return [
        replace(line, account=account, name=name)
        for line in lines
        for account, name in [names.get(line.deal_id or 0, nameless)]
    ]


def report_csv(workspace_id: int, import_id: int) -> bytes:
    """The whole report as CSV in UTF-8: one line for each row and each of its problems."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", "outcome", "crm_reference", "deal", "field", "wrong", "right"])
    for row in map(_line, _lines(workspace_id, import_id, "")):
        head = [row.line, row.outcome, _cell(row.reference), row.deal_id or ""]
        for problem in row.problems or (Problem("", "", ""),):
            writer.writerow([*head, *map(_cell, (problem.path, problem.wrong, problem.right))])
    return "\ufeff".encode() + out.getvalue().encode()


def _lines(workspace_id: int, import_id: int, outcome: str) -> Any:
    lines = ImportRow.objects.filter(workspace_id=workspace_id, batch_id=import_id)
    return (lines.filter(outcome=outcome) if outcome else lines).order_by("line")


def _line(row: ImportRow) -> ReportLine:
    return ReportLine(
        row.line,
        row.outcome,
        row.reference,
        row.deal_id,
        tuple(Problem(**problem) for problem in row.problems),
    )


def _cell(text: str) -> str:
    """A spreadsheet must not take somebody's text for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
