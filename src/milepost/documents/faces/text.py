"""The text face: the template of the source, a double-ruled box with five columns.

Straight at any title length and with any script: cells are cut by the width that a terminal
gives to what they show (wide characters, emoji, combining marks), never inside one character.
Source: the template of seed/mutual-action-plan-skill.txt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from wcwidth import iter_graphemes, width

from milepost.documents.faces.view import TO_BE_NAMED, Row, Sheet, clean, sheet_of
from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Plan, Side, Status

COLUMNS: tuple[tuple[str, int], ...] = (
    ("#", 10), ("Milestone", 27), ("Owner", 24), ("Target Date", 14), ("Status", 15),
)  # fmt: skip
SIGNS: Mapping[Status, str] = {
    "complete": "✅",
    "in_progress": "🔄",
    "pending": "⏳",
    "blocked": "⛔",
    "skipped": "➖",
}
RULE = "=" * 29
START_OF_ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"


def render(plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None) -> str:
    """The plan as text. Raises NotAllowed for a draft on the buyer's side."""
    sheet = sheet_of(plan, side=side, today=today, evaluation=evaluation)
    lines = [*_heading(sheet), "", *_box(sheet), "", *_standing(sheet)]
    return "\n".join(lines) + "\n"


def _heading(sheet: Sheet) -> Iterator[str]:
    plan = sheet.plan
    yield sheet.kind_of_plan.upper()
    yield RULE
    if sheet.speaks_plainly:
        yield from _outcome(sheet)
        yield _line("With", sheet.deal)
        yield _line("Created", plan.created.isoformat())
        yield _line("Agreement By", plan.target_close.isoformat())
        if sheet.value is not None:
            yield _line("Value", sheet.value)
        yield _line("Plan Owner (Buyer)", sheet.buyer_owner)
        yield _line("Plan Owner (Seller)", sheet.seller_owner)
        return
    yield _line("Deal", sheet.deal)
    yield _line("Created", plan.created.isoformat())
    yield _line("Target Close", plan.target_close.isoformat())
    yield _line("Deal Value", sheet.value or "not known")
    yield _line("MAP Owner (Seller)", sheet.seller_owner)
    yield _line("MAP Owner (Buyer)", sheet.buyer_owner)


def _outcome(sheet: Sheet) -> Iterator[str]:
    outcome = sheet.plan.outcome
    if outcome is None:
        return
    if outcome.goal:
        yield _line("Goal", outcome.goal)
    if outcome.measure:
        yield _line("Success Means", outcome.measure)
    if outcome.go_live:
        yield _line("Go-Live", outcome.go_live.isoformat())


def _line(name: str, text: str) -> str:
    return f"{name}: {_isolated(clean(text))}"


def _standing(sheet: Sheet) -> Iterator[str]:
    if sheet.speaks_plainly:
        yield f"COMPLETION: {sheet.completion}"
        return
    yield f"MAP COMPLETION: {sheet.completion}"
    if sheet.evaluation is not None:
        yield f"FORECAST CONFIDENCE: {sheet.evaluation.confidence}"


def _box(sheet: Sheet) -> Iterator[str]:
    yield _ruler("╔", "╦", "╗")
    yield from _cells([[name] for name, _ in COLUMNS])
    for row in sheet.rows:
        yield _ruler("╠", "╬", "╣")
        yield from _cells(_row(row))
    yield _ruler("╚", "╩", "╝")


def _ruler(left: str, between: str, right: str) -> str:
    return left + between.join("═" * wide for _, wide in COLUMNS) + right


def _row(row: Row) -> list[list[str]]:
    milestone = row.milestone
    title = clean(milestone.title)
    if row.number is None:
        title += " (internal)"
    owners = [f"{line.side.capitalize()}: {line.name}" for line in row.owners]
    return [
        [str(row.number) if row.number is not None else ""],
        [title],
        owners or [TO_BE_NAMED.capitalize()],
        [milestone.target.isoformat()],
        [f"{SIGNS[milestone.status]} {row.status_word}"],
    ]


def _cells(columns: Sequence[Sequence[str]]) -> Iterator[str]:
    wrapped = [
        # "🔄 In Progress" fills its column up to the rule, as in the source.
        [line for text in texts for line in wrap(text, wide - (1 if name == "Status" else 2))]
        for texts, (name, wide) in zip(columns, COLUMNS, strict=True)
    ]
    for at in range(max(map(len, wrapped))):
        yield (
            "║"
            + "║".join(
                _padded(lines[at] if at < len(lines) else "", wide)
                for lines, (_, wide) in zip(wrapped, COLUMNS, strict=True)
            )
            + "║"
        )


def _padded(text: str, wide: int) -> str:
    # Measured with the space before it: a combining mark at the start would widen that space.
    shown = f" {_isolated(text)}"
    return shown + " " * (wide - shown_width(shown))


def _isolated(text: str) -> str:
    """Right-to-left text inside marks that keep it from turning the rules around it."""
    if any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text):
        return f"{START_OF_ISOLATE}{text}{END_OF_ISOLATE}"
    return text


def shown_width(text: str) -> int:
    """The number of cells that a terminal gives to the text."""
    return sum(_grapheme_width(grapheme) for grapheme in iter_graphemes(text))


def _grapheme_width(grapheme: str) -> int:
    return int(max(width(grapheme), 0))


def wrap(text: str, wide: int) -> list[str]:
    """The text on lines of at most `wide` cells, at spaces where there are any."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        pieces = _pieces(word, wide)
        for at, (piece, size) in enumerate(pieces):
            gap = 1 if used and at == 0 else 0
            if used and used + gap + size > wide:
                lines.append(line)
                line, used, gap = "", 0, 0
            line, used = line + " " * gap + piece, used + gap + size
    return [*lines, line]


def _pieces(word: str, wide: int) -> list[tuple[str, int]]:
    """A word in pieces that fit, cut between characters as people see them."""
    pieces: list[tuple[str, int]] = []
    piece, used = "", 0
    for at, grapheme in enumerate(iter_graphemes(word)):
        # A word follows a space, which a combining mark at its start would widen.
        size = _grapheme_width(grapheme) if at else shown_width(f" {grapheme}") - 1
        if used and used + size > wide:
            pieces.append((piece, used))
            piece, used = "", 0
        piece, used = piece + grapheme, used + size
    return [*pieces, (piece, used)]
