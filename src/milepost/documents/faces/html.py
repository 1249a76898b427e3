"""The page face: one file that holds all it needs, to send, keep and print.

No script, no address of anywhere else, no style from a text: a content policy in the page says
so too. It speaks the language of the design: the stone, faces, chips, light and dark.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from milepost.documents.faces.view import (
    LIFE_WORDS,
    PHASE_WORDS,
    clean,
    owner_line,
    sheet_of,
    short_day,
)
from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Plan, Side

HEALTH_WORDS = {
    "on_track": "On track",
    "at_risk": "At risk",
    "blocked": "Blocked",
    "stalled": "Stalled",
}
TONES = {"complete": "done", "in_progress": "doing", "blocked": "stuck"}
SIGNS = {"complete": "✓", "in_progress": "◐", "pending": "○", "blocked": "✕", "skipped": "–"}


def render(plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None) -> str:
    """The plan as one HTML page. Raises NotAllowed for a draft on the buyer's side."""
    sheet = sheet_of(plan, side=side, today=today, evaluation=evaluation)
    people = {person.key: person for person in sheet.plan.people}
    return _template().render(
        sheet=sheet,
        owner_of=lambda owner: owner_line("buyer", owner, people),
        style=_style(),
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("plan.css").read_text(encoding="utf-8")


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=short_day, clean=clean)
    environment.globals.update(
        tones=TONES, signs=SIGNS, life=LIFE_WORDS, phases=PHASE_WORDS, health_words=HEALTH_WORDS
    )
    return environment.get_template("plan.html.jinja")
