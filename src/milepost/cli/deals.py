"""`milepost deals`: bring deals in from a CRM's export, as the import page does."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Deals of a workspace.",
)
SHOWN = 20


@app.callback()
def deals() -> None:
    """Deals of a workspace."""


@app.command("import")
def import_deals(
    file: Annotated[Path, typer.Argument(help="A CSV file that a CRM exported.")],
    as_email: Annotated[str, typer.Option("--as", help="The member who imports, by e-mail.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            help="A correction: field=column (account='Company name'; an empty column leaves the"
            " field out), or a JSON file with columns, date_order, decimal_mark and stages."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Import deals. The CRM reference decides what is the same deal; nothing is doubled.

    Exit status: 0 when every row is in or was there, 1 when rows were left out, 2 when nothing
    could be read.
    """
    from milepost.domain.errors import InvalidInput
    from milepost.platform.running import django_running

    if not file.is_file():
        _refuse([{"path": "file", "wrong": f"{file} is no file", "right": ""}], as_json)
    with django_running():
        from milepost.intake.reading import read_limited

        try:
            changes = _changes(mapping or [])
            data = read_limited(file)
            result = _import(as_email, file.name, data, changes, show=not as_json)
        except InvalidInput as invalid:
            _refuse([_problem(problem) for problem in invalid.problems], as_json)
    print(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _text(result))
    raise typer.Exit(1 if result["refused"] else 0)


def _import(
    email: str, name: str, data: bytes, changes: dict[str, Any], *, show: bool
) -> dict[str, Any]:
    from milepost.domain.errors import InvalidInput, Problem
    from milepost.intake.commands import import_now
    from milepost.intake.queries import import_of, report
    from milepost.platform.scope import seller_scope
    from milepost.workspaces.queries import member_with_email

    member = member_with_email(email)
    if member is None:
        raise InvalidInput([Problem("--as", f"no member has the address {email}", "")])
    progress = _progress if show and sys.stderr.isatty() else None
    import_id, totals = import_now(
        member.workspace_id, member.pk, name, data, changes, progress=progress
    )
    with seller_scope(member.workspace_id, member.pk):
        kept = import_of(member.workspace_id, import_id)
        refused = []
        page = 1
        while lines := report(member.workspace_id, import_id, "refused", page):
            refused += lines
            page += 1
    return {
        "file": name,
        "import": import_id,
        "mapping": kept.mapping,
        "rows": totals.rows,
        "imported": totals.imported,
        "updated": totals.updated,
        "unchanged": totals.unchanged,
        "refused": totals.refused,
        "problems": [
            {"line": line.line, "crm_reference": line.reference} | _problem(problem)
            for line in refused
            for problem in line.problems
        ],
    }


def _changes(given: list[str]) -> dict[str, Any]:
    """Corrections from `field=column` pairs and JSON files, later ones over earlier ones."""
    from milepost.domain.errors import InvalidInput, Problem

    changes: dict[str, Any] = {}
    columns: dict[str, str] = {}
    for each in given:
        name, equals, column = each.partition("=")
        if equals and not Path(each).is_file():
            if name in ("date_order", "decimal_mark"):
                changes[name] = column
            else:
                columns[name] = column
            continue
        try:
            read = json.loads(Path(each).read_text("utf-8"))
            columns |= read.pop("columns", {})
            changes |= read
        except (OSError, ValueError, AttributeError, TypeError):
            raise InvalidInput(
                [
                    Problem(
                        "--mapping",
                        f"{each} is neither field=column nor a readable JSON file",
                        "for example --mapping account='Company name'",
                    )
                ]
            ) from None
    return changes | {"columns": columns} if columns else changes


def _progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{done:,} of {total:,} rows", end=end, file=sys.stderr, flush=True)


def _problem(problem: Any) -> dict[str, str]:
    return {"path": problem.path, "wrong": problem.wrong, "right": problem.right}


def _text(result: dict[str, Any]) -> str:
    columns = ", ".join(f"{k} from “{v}”" for k, v in result["mapping"]["columns"].items())
    order = {"day_first": "day first", "month_first": "month first"}
    lines = [
        f"{result['file']}: {result['rows']:,} {'row' if result['rows'] == 1 else 'rows'}",
        f"  {columns}; dates {order[result['mapping']['date_order']]}",
        f"  {result['imported']:,} imported, {result['updated']:,} updated,"
        f" {result['unchanged']:,} unchanged, {result['refused']:,} left out",
    ]
    for problem in result["problems"][:SHOWN]:
        where = ", ".join(part for part in (problem["crm_reference"], problem["path"]) if part)
        lines.append(
            f"  line {problem['line']}: {where}: {problem['wrong']}; {problem['right']}".rstrip(
                "; "
            )
        )
    if len(result["problems"]) > SHOWN:
        lines.append(f"  and {len(result['problems']) - SHOWN:,} more; --json names them all")
    return "\n".join(lines)


def _refuse(problems: list[dict[str, str]], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": problems}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            said = f"{problem['path']}: {problem['wrong']}"
            mark = "" if said.endswith(".") else ";"
            print(f"milepost: {said}{mark} {problem['right']}".rstrip("; "), file=sys.stderr)
    raise typer.Exit(2)
