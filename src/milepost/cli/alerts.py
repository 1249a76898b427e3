"""`milepost alerts`: what the watch would send on a day, without sending anything."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from milepost.alerting.preview import Line

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Reminders, alerts and escalations of all plans.",
)

STATES = {
    "said": "said",
    "waits": "waits for that hour",
    "joined": "said with the higher rule about that step",
    "unreachable": "not said: no mail reaches them",
    "moved_on": "not said: it no longer held",
    "muted": "not said: they want none",
}


@app.callback()
def alerts() -> None:
    """Reminders, alerts and escalations of all plans."""


@app.command("preview")
def preview_days(
    day: Annotated[str, typer.Option("--date", help="The first day (2026-12-03); today.")] = "",
    days: Annotated[int, typer.Option(help="So many days, up to 60.")] = 1,
    workspace: Annotated[str, typer.Option(help="One workspace alone, by name or number.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Print what is recorded and said on a day: to whom, why, and at which hour of theirs.

    Days to come are played through as if nothing changed. Nothing is sent and nothing written.
    Exit status: 0 answered, 2 wrong use.
    """
    from milepost.platform.running import django_running

    first = _day(day)
    with django_running():
        from milepost.alerting.preview import LONGEST, Of, preview
        from milepost.platform.scope import worker_scope

        if not 1 <= days <= LONGEST:
            _refuse(f"--days {days}: from 1 to {LONGEST}")
        with worker_scope():
            lines = preview(first, days, _now(), Of(_workspace(workspace)))
    if as_json:
        print(json.dumps({"date": str(first), "days": days, "lines": [*map(_json, lines)]},
                         ensure_ascii=False))  # fmt: skip
    else:
        print(_text(lines))


def _text(lines: Sequence[Line]) -> str:
    if not lines:
        return "Nothing is recorded or said on these days."
    said = []
    for day, of_day in groupby(lines, key=lambda line: line.at.date()):
        said.append(f"{day:%A} {day.day} {day:%B %Y}")
        said += [_line(line) for line in of_day]
        said.append("")
    return "\n".join(said).rstrip()


def _line(line: Line) -> str:
    found = line.found
    about = (
        f"“{found.step}”, {found.target}"
        if found.milestone
        else f"no progress since {found.target}"
    )
    state = STATES.get(line.state, "")
    recorded = "" if found.day == line.at.date() else f"; recorded on {found.day:%a} {found.day}"
    return (
        f"  {line.at:%H:%M} {line.time_zone}  {line.name} ({line.side})\n"
        f"      {line.kind}: {about} · {found.plan} ({found.account}), {found.workspace}\n"
        f"      why: {'; '.join(map(_why, line.because))}{recorded}"
        + (f"\n      {state}" if state else "")
    )


def _why(each: dict[str, Any]) -> str:
    from milepost.alerting.reasons import reason

    return reason(each)


def _json(line: Line) -> dict[str, Any]:
    found = line.found
    return {
        "day": str(found.day),
        "rule": found.rule,
        "kind": line.kind,
        "workspace": found.workspace,
        "plan": found.plan_id,
        "title": found.plan,
        "account": found.account,
        "milestone": found.milestone,
        "step": found.step,
        "target": str(found.target),
        "skipped": list(found.skipped),
        "name": line.name,
        "side": line.side,
        "at": line.at.isoformat(),
        "time_zone": line.time_zone,
        "because": list(line.because),
        "state": line.state,
    }


def _day(text: str) -> date:
    if not text:
        return _now().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(f"--date {text}: a day such as 2026-12-03")
        raise


def _workspace(text: str) -> int | None:
    if not text:
        return None
    from milepost.workspaces.models import Workspace

    found = Workspace.objects.filter(pk=int(text)) if text.isdigit() else None
    if found is None or not found.exists():
        found = Workspace.objects.filter(name__iexact=text)
    ids = list(found.values_list("pk", flat=True)[:2])
    if len(ids) != 1:
        several = "there are several; give its number" if ids else "there is no such workspace"
        _refuse(f"--workspace {text}: {several}")
    return int(ids[0])


def _now() -> datetime:
    return datetime.now(UTC)


def _refuse(text: str) -> None:
    typer.echo(f"milepost: {text}", err=True)
    raise typer.Exit(2)
