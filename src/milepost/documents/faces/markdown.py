"""The Markdown face: a heading, the facts and one table, for wikis, issues and chats.

What people wrote is escaped, so that a title with a pipe or a tag in it stays a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from milepost.documents.faces.text import SIGNS
from milepost.documents.faces.view import (
    LIFE_WORDS,
    TO_BE_NAMED,
    Row,
    Sheet,
    clean,
    sheet_of,
)
from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Plan, Side, Task

_SPECIAL = re.compile(r"([\\`*_\[\]|~>])")


def render(plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None) -> str:
    """The plan as Markdown. Raises NotAllowed for a draft on the buyer's side."""
    sheet = sheet_of(plan, side=side, today=today, evaluation=evaluation)
    lines = [
        f"# {escaped(sheet.heading)}",
        "",
        f"{sheet.kind_of_plan} · {escaped(sheet.deal)}",
        "",
        *_facts(sheet),
        "",
        "| # | Milestone | Owner | Target | Status |",
        "| ---: | --- | --- | --- | --- |",
        *(_row(row) for row in sheet.rows),
        "",
        *_tasks(sheet),
    ]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Text as it stands, whatever it holds."""
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(r"\\\1", text)


def _facts(sheet: Sheet) -> Iterator[str]:
    plan, outcome = sheet.plan, sheet.plan.outcome
    if outcome is not None:
        if outcome.goal:
            yield f"- **Goal:** {escaped(outcome.goal)}"
        if outcome.measure:
            yield f"- **Success means:** {escaped(outcome.measure)}"
        if outcome.why_now:
            yield f"- **Why now:** {escaped(outcome.why_now)}"
        if outcome.go_live:
            yield f"- **Go-live:** {outcome.go_live.isoformat()}"
    yield f"- **Agreement by:** {plan.target_close.isoformat()}"
    if sheet.value is not None:
        yield f"- **Value:** {sheet.value}"
    yield f"- **Plan owners:** {escaped(sheet.buyer_owner)}, {escaped(sheet.seller_owner)}"
    yield f"- **Progress:** {sheet.completion}"
    if sheet.evaluation is not None:
        yield f"- **Stage of the plan:** {LIFE_WORDS[plan.life].lower()}"
        if plan.form != "informal":
            yield f"- **Forecast confidence:** {sheet.evaluation.confidence}"


def _row(row: Row) -> str:
    milestone = row.milestone
    number = str(row.number) if row.number is not None else ""
    title = escaped(milestone.title) + ("" if row.number is not None else " *(internal)*")
    if milestone.done_means:
        title += f"<br>Done means: {escaped(milestone.done_means)}"
    owners = "<br>".join(f"{line.side.capitalize()}: {escaped(line.name)}" for line in row.owners)
    status = f"{SIGNS[milestone.status]} {row.status_word}"
    target = milestone.target.isoformat()
    return f"| {number} | {title} | {owners or TO_BE_NAMED.capitalize()} | {target} | {status} |"


def _tasks(sheet: Sheet) -> Iterator[str]:
    with_tasks = [row for row in sheet.rows if row.milestone.tasks]
    if not with_tasks:
        return
    yield "## Tasks"
    for row in with_tasks:
        number = f"{row.number}. " if row.number is not None else ""
        yield f"\n**{escaped(number + row.milestone.title)}**\n"
        yield from (_task(task) for task in row.milestone.tasks)


def _task(task: Task) -> str:
    sign = "x" if task.done_on is not None else " "
    due = f" (due {task.due.isoformat()})" if task.due is not None else ""
    internal = " *(internal)*" if task.visibility == "internal" else ""
    return f"- [{sign}] {escaped(task.title)}{due}{internal}"
