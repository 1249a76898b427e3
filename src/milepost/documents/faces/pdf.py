"""The printed face: a calm page of stones, people and dates, set by typst.

The template is `plan.typ`; texts reach it as data, so nothing that people wrote is read as
markup. The file's properties hold the title and the day, and nobody's name.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from milepost.documents.faces.view import (
    LIFE_WORDS,
    TO_BE_NAMED,
    Row,
    Sheet,
    breakable,
    clean,
    owner_line,
    sheet_of,
    short_day,
)
from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Plan, Side

TEMPLATE = Path(__file__).with_name("plan.typ")
FONTS = Path(__file__).parent.parent / "fonts"
HEALTH_WORDS = {
    "on_track": "On track",
    "at_risk": "At risk",
    "blocked": "Blocked",
    "stalled": "Stalled",
}


def render(plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None) -> bytes:
    """The plan as a PDF file. Raises NotAllowed for a draft on the buyer's side."""
    sheet = sheet_of(plan, side=side, today=today, evaluation=evaluation)
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            sys_inputs={"plan": json.dumps(_data(sheet))},
            format="pdf",
            font_paths=_fonts(),
            timestamp=int(datetime.combine(today, time(0), UTC).timestamp()),
        )
    )


@cache
def _fonts() -> Any:
    """Inter from the package, and what this machine has for the scripts that Inter lacks."""
    return typst.Fonts(include_system_fonts=True, font_paths=[str(FONTS)])


def _data(sheet: Sheet) -> dict[str, Any]:
    today, outcome = sheet.today, sheet.plan.outcome
    measure = outcome.measure if outcome is not None else None
    return {
        "kind": sheet.kind_of_plan,
        "eyebrow": _words(sheet.deal),
        "heading": _words(sheet.heading),
        "under": f"Success means: {_words(measure)}" if measure else "",
        "today": [today.year, today.month, today.day],
        "today_words": short_day(today),
        "facts": _facts(sheet),
        "private": _private(sheet),
        "rows": [_row(sheet, row) for row in sheet.rows],
        "tasks": _tasks(sheet),
    }


def _words(text: str) -> str:
    return breakable(clean(text))


def _facts(sheet: Sheet) -> list[tuple[str, str]]:
    plan = sheet.plan
    facts = [("Progress", f"{sheet.complete} of {sheet.total} done")]
    facts.append(("Agreement by", short_day(plan.target_close)))
    if plan.outcome is not None and plan.outcome.go_live is not None:
        facts.append(("Go-live", short_day(plan.outcome.go_live)))
    if sheet.value is not None:
        facts.append(("Value", sheet.value))
    if not sheet.is_for_buyer:
        facts.append(("Plan", LIFE_WORDS[plan.life]))
    owners = [name for name in (sheet.buyer_owner, sheet.seller_owner) if name != TO_BE_NAMED]
    if owners:
        facts.append(("Led by", "\n".join(map(_words, owners))))
    return facts


def _private(sheet: Sheet) -> dict[str, Any] | None:
    evaluation = sheet.evaluation
    if evaluation is None:
        return None
    health = evaluation.health
    return {
        "confidence": None if sheet.plan.form == "informal" else evaluation.confidence,
        "completion": f"{sheet.complete}/{sheet.total} · {sheet.percent} %",
        "health": "Closed" if health is None else HEALTH_WORDS[health.status],
        "reasons": [_words(reason.text) for reason in (health.reasons if health else ())],
    }


def _row(sheet: Sheet, row: Row) -> dict[str, Any]:
    milestone = row.milestone
    under = milestone.done_means or ""
    if milestone.reason and milestone.status in ("blocked", "skipped"):
        under = f"{row.status_word}: {milestone.reason}"
    return {
        "number": str(row.number) if row.number is not None else "",
        "title": _words(milestone.title),
        "under": _words(under),
        "status": milestone.status,
        "status_word": row.status_word.capitalize(),
        "goal": row.is_goal,
        "target": short_day(milestone.target),
        "month": short_day(milestone.target).split()[1],
        "late": row.late_words,
        "owners": [
            {
                "side": owner.side,
                "name": _words(owner.name),
                "initials": owner.initials,
                "named": owner.is_named,
            }
            for owner in row.owners
        ],
    }


def _tasks(sheet: Sheet) -> list[dict[str, Any]]:
    people = {person.key: person for person in sheet.plan.people}
    tasks = []
    for row in sheet.rows:
        for task in row.milestone.tasks:
            owner = owner_line("buyer", task.owner, people)
            number = f"step {row.number}" if row.number is not None else "internal"
            when = f"due {short_day(task.due)}" if task.due is not None else ""
            if task.done_on is not None:
                when = f"done {short_day(task.done_on)}"
            elif task.at is not None:
                when = f"{short_day(task.at.date())}, {task.at:%H:%M}"
            tasks.append(
                {
                    "title": _words(task.title),
                    "of": number if task.visibility == "shared" else "internal",
                    "owner": _words(owner.name) if owner is not None else "",
                    "when": when,
                    "done": task.done_on is not None,
                }
            )
    return tasks
