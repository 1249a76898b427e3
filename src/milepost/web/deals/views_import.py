"""Importing deals: choose a file, look at the mapping, follow the progress, read the report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.deals.stages import Stage
from milepost.domain.errors import InvalidInput, Problem
from milepost.intake import commands, queries
from milepost.intake.mapping import FIELDS, LABELS
from milepost.intake.models import ImportState
from milepost.intake.reading import MAX_BYTES, check_size, read_limited
from milepost.pages.htmx import varies
from milepost.pages.problems import by_field, summary_of
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

OUTCOMES = ("imported", "updated", "unchanged", "refused")


@member_page(methods=("GET", "HEAD", "POST"))
def upload(request: MemberRequest) -> HttpResponse:
    """Choose a file. One that cannot be read is refused here, and nothing of it is kept."""
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            return redirect("deals:import_show", _prepared(request))
        except InvalidInput as invalid:
            problems = summary_of(by_field(invalid.problems))
    context = {
        "problems": problems,
        "limit": MAX_BYTES // 1024 // 1024,
        "recent": queries.recent_imports(request.member.workspace_id),
    }
    return render(request, "deals/import.html", context, status=422 if problems else 200)


@member_page
def show(request: MemberRequest, import_id: int) -> HttpResponse:
    """The import as far as it is: the mapping to look at, the progress, or the report."""
    kept = queries.import_of(request.member.workspace_id, import_id)
    if kept.state == ImportState.READY:
        return _mapping_page(request, import_id, [])
    outcome = request.GET.get("show", "")
    outcome = outcome if outcome in OUTCOMES else ""
    is_done = kept.state in (ImportState.DONE, ImportState.FAILED)
    if is_done and not outcome and kept.refused and "show" not in request.GET:
        outcome = "refused"
    number = request.GET.get("page", "1")
    page = min(int(number[:9]), 10**6) if number.isascii() and number.isdigit() else 1
    lines = queries.report(request.member.workspace_id, import_id, outcome, page) if is_done else []
    total = getattr(kept, outcome) if outcome else kept.rows_done
    context = {
        "kept": kept,
        "is_done": is_done,
        "outcome": outcome,
        "outcomes": OUTCOMES,
        "lines": lines,
        "page": page,
        "pages": max(1, -(-total // queries.REPORT_PAGE)),
    }
    response = render(request, "deals/import_report.html", context)
    varies(response)
    return response


@member_action
def start(request: MemberRequest, import_id: int) -> HttpResponse:
    """Take the corrections; `do=look` shows what they change, `do=import` starts."""
    changes = _changes(request)
    workspace_id = request.member.workspace_id
    try:
        commands.correct_mapping(workspace_id, import_id, changes)
        if request.POST.get("do") != "look":
            commands.start_import(workspace_id, import_id)
    except InvalidInput as invalid:
        return _mapping_page(request, import_id, summary_of(by_field(invalid.problems)), 422)
    return redirect("deals:import_show", import_id)


@member_action
def discard(request: MemberRequest, import_id: int) -> HttpResponse:
    """Forget a file that was not started."""
    commands.discard_import(request.member.workspace_id, import_id)
    messages.info(request, _("The file was dropped. Nothing was imported."))
    return redirect("deals:import")


@member_page
def report_file(request: MemberRequest, import_id: int) -> HttpResponse:
    """The whole report as a CSV file."""
    queries.import_of(request.member.workspace_id, import_id)
    body = queries.report_csv(request.member.workspace_id, import_id)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{import_id}.csv"'
    return response


def _prepared(request: MemberRequest) -> int:
    given = request.FILES.get("file")
    if given is None or not given.name:
        raise InvalidInput([_no_file()])
    check_size(given.size or 0)
    data = read_limited(given.file)
    return commands.prepare_import(request.member.workspace_id, request.member.id, given.name, data)


def _no_file() -> Problem:
    return Problem("file", _("No file was chosen."), _("Choose the CSV file that your CRM wrote."))


def _changes(request: MemberRequest) -> dict[str, Any]:
    post = request.POST
    words = post.getlist("stage-word")
    chosen = post.getlist("stage-is")
    return {
        "columns": {f: post.get(f"column-{f}", "") for f in FIELDS if f"column-{f}" in post},
        "date_order": post.get("date_order", ""),
        "decimal_mark": post.get("decimal_mark", ""),
        "stages": dict(zip(words, chosen, strict=False)),
    }


def _mapping_page(
    request: MemberRequest, import_id: int, problems: list[tuple[str, str]], status: int = 200
) -> HttpResponse:
    workspace = request.member.workspace
    kept = queries.import_of(workspace.id, import_id)
    seen = queries.preview(workspace.id, import_id, workspace.currency)
    context = {
        "kept": kept,
        "seen": seen,
        "problems": problems,
        "labels": LABELS,
        "columns": [("", _("not in this file")), *((h, h) for h in seen.headings)],
        "stage_choices": Stage.choices,
        "delimiter": {"\t": _("tab"), ",": ",", ";": ";", "|": "|"}.get(
            seen.delimiter, seen.delimiter
        ),
        "has_dates": any(f in seen.mapping.columns for f in ("target_close", "created_on")),
    }
    return render(request, "deals/import_mapping.html", context, status=status)
