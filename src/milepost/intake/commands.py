"""Bringing a file of deals in: prepare (read and guess), start, run in batches.

A file that cannot be read is refused before anything is kept. A run commits batch by batch, each
with its deals, its lines of the report and its progress, so that it goes on where it stopped
when the worker was killed, and doubles nothing when it is run twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from milepost.deals.bulk import store_deals
from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.intake import mapping as mappings
from milepost.intake.models import Import, ImportState
from milepost.intake.reading import Table, read_table
from milepost.intake.rows import DealRow, RefusedRow, RowReader
from milepost.messaging.outbox import record
from milepost.platform.scope import seller_scope
from milepost.workspaces.models import Workspace

BATCH = 1000
JOB = "intake.import"


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows there were, and what became of them."""

    rows: int
    imported: int
    updated: int
    unchanged: int
    refused: int


def prepare_import(workspace_id: int, member_id: int | None, file_name: str, data: bytes) -> int:
    """Read the file, guess its mapping, keep both; InvalidInput where it cannot be read."""
    table = read_table(data)
    country = Workspace.objects.values_list("country", flat=True).get(pk=workspace_id)
    guessed = mappings.guess(table, country=country)
    made = Import.objects.create(
        workspace_id=workspace_id,
        member_id=member_id,
        file_name=_short_name(file_name),
        content=data,
        mapping=guessed.to_json(),
        rows_total=len(table.rows),
    )
    return made.pk


def correct_mapping(workspace_id: int, import_id: int, changes: Mapping[str, Any]) -> None:
    """Lay a person's corrections over the mapping of an import that has not started."""
    kept = _ready(workspace_id, import_id)
    table = read_table(bytes(kept.content))
    mapping = mappings.corrected(table, mappings.from_json(kept.mapping), changes)
    kept.mapping = mapping.to_json()
    kept.save(update_fields=["mapping"])


def start_import(workspace_id: int, import_id: int) -> None:
    """Hand the import to the worker, in the same transaction as its state."""
    kept = _ready(workspace_id, import_id)
    if not kept.mapping.get("columns"):
        raise InvalidInput([], _("Choose at least one column before you import."))
    kept.state = ImportState.WAITING
    kept.save(update_fields=["state"])
    record(
        JOB,
        f"import:{import_id}",
        {"import_id": import_id, "member_id": kept.member_id},
        workspace_id=workspace_id,
    )


def discard_import(workspace_id: int, import_id: int) -> None:
    """Forget a file that was not started."""
    _ready(workspace_id, import_id).delete()


def run_import(
    workspace_id: int,
    member_id: int | None,
    import_id: int,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Totals:
    """Bring the rows in, batch by batch, from where an earlier run stopped.

    Called outside a scope: each batch is a transaction of its own.
    """
    with seller_scope(workspace_id, member_id):
        kept = Import.objects.filter(workspace_id=workspace_id, pk=import_id).first()
        if kept is None:
            raise NotFound(_("There is no such import."))
        if kept.state == ImportState.DONE or kept.content is None:
            return totals_of(kept)
        workspace = Workspace.objects.get(pk=workspace_id)
        language = _language_of(kept)
    with translation.override(language or translation.get_language()):
        table = read_table(bytes(kept.content))
        reader = RowReader(table.headings, mappings.from_json(kept.mapping), workspace.currency)
        results = [reader.read(row) for row in table.rows]
    while True:
        with seller_scope(workspace_id, member_id):
            done, finished = _one_batch(workspace, import_id, results)
        if progress:
            progress(done, len(table.rows))
        if finished is not None:
            return finished


def fail_import(workspace_id: int, member_id: int | None, import_id: int, said: str) -> None:
    """End an import that cannot go on; what came in stays in."""
    message = said or _("It stopped because of an error of ours. Import the file again.")
    with seller_scope(workspace_id, member_id):
        Import.objects.filter(workspace_id=workspace_id, pk=import_id).update(
            state=ImportState.FAILED, error=message, finished_at=timezone.now()
        )


def import_now(
    workspace_id: int,
    member_id: int | None,
    file_name: str,
    data: bytes,
    changes: Mapping[str, Any],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[int, Totals]:
    """Prepare and run in one go, for the command line and the example workspace."""
    with seller_scope(workspace_id, member_id):
        import_id = prepare_import(workspace_id, member_id, file_name, data)
        if changes:
            correct_mapping(workspace_id, import_id, changes)
        Import.objects.filter(pk=import_id).update(state=ImportState.WAITING)
    return import_id, run_import(workspace_id, member_id, import_id, progress=progress)


def totals_of(kept: Import) -> Totals:
    """The totals as they stand."""
    return Totals(kept.rows_done, kept.imported, kept.updated, kept.unchanged, kept.refused)


def _one_batch(
    workspace: Workspace, import_id: int, results: Sequence[DealRow | RefusedRow]
) -> tuple[int, Totals | None]:
    """Store the next batch and its report; the totals once nothing is left."""
    kept = Import.objects.select_for_update().get(workspace_id=workspace.pk, pk=import_id)
    if kept.state == ImportState.DONE:
        return kept.rows_done, totals_of(kept)
    batch = results[kept.rows_done : kept.rows_done + BATCH]
    refused = [row for row in batch if isinstance(row, RefusedRow)]
    read = [row for row in batch if isinstance(row, DealRow)]
    stored = store_deals(workspace.pk, workspace.currency, read)
    references = {row.line: row.reference or "" for row in batch}
    lines = [(s.line, s.outcome, references[s.line], s.deal_id, "[]") for s in stored] + [
        (r.line, "refused", r.reference, None, json.dumps([asdict(p) for p in r.problems]))
        for r in refused
    ]
    _keep_lines(workspace.pk, import_id, lines)
    counts = Counter(outcome for _line, outcome, *_rest in lines)
    for name in ("imported", "updated", "unchanged", "refused"):
        setattr(kept, name, getattr(kept, name) + counts[name])
    kept.rows_done += len(batch)
    kept.state = ImportState.RUNNING
    is_finished = kept.rows_done >= len(results)
    if is_finished:
        kept.state, kept.content, kept.finished_at = ImportState.DONE, None, timezone.now()
    # The file itself is not written again with every batch.
    fields = ["imported", "updated", "unchanged", "refused", "rows_done", "state"]
    kept.save(update_fields=[*fields, "content", "finished_at"] if is_finished else fields)
    return kept.rows_done, totals_of(kept) if is_finished else None


def _keep_lines(
    workspace_id: int, import_id: int, lines: Sequence[tuple[int, str, str, int | None, str]]
) -> None:
    if not lines:
        return
    line, outcome, reference, deal_id, problems = (
        list(column) for column in zip(*lines, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "/* seller */ insert into intake_importrow"
            " (workspace_id, batch_id, line, outcome, reference, deal_id, problems)"
            " select %s, %s, * from unnest"
            "(%s::int[], %s::text[], %s::text[], %s::bigint[], %s::jsonb[])",
            [workspace_id, import_id, line, outcome, reference, deal_id, problems],
        )


def _ready(workspace_id: int, import_id: int) -> Import:
    kept = (
        Import.objects.select_for_update().filter(workspace_id=workspace_id, pk=import_id).first()
    )
    if kept is None:
        raise NotFound(_("There is no such import."))
    if kept.state != ImportState.READY or kept.content is None:
        raise NotAllowed(_("This import has started already."))
    return kept


def _language_of(kept: Import) -> str:
    return kept.member.language if kept.member_id and kept.member else ""


def _short_name(file_name: str) -> str:
    plain = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in plain if c.isprintable())[-200:] or "deals.csv"


def table_of(kept: Import) -> Table:
    """The file of an import that has not started, read again."""
    return read_table(bytes(kept.content or b""))
