"""The table of short answers: `answers/<language>.txt`, "what is expected | the answer".

A sign, and what belongs to it: D done, P in_progress, B blocked (a word of its reason, a date),
M move (a date), Q question, X not_me (a word of its reason), U unsubscribe, C comment, and n for
anything but done that is either asked back or no more than a comment or a question. A small letter
means that it has to be asked back (`confirm`), a capital that it must not be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from milepost.domain.answers.answer import LANGUAGES, Answer

TODAY = date(2026, 11, 25)  # a Wednesday
INTENTS = {
    "d": "done",
    "p": "in_progress",
    "b": "blocked",
    "m": "move",
    "q": "question",
    "x": "not_me",
    "u": "unsubscribe",
    "c": "comment",
}
FOLDER = Path(__file__).parent / "answers"


@dataclass(frozen=True, slots=True)
class Case:
    """An answer and what it means. The languages of the eight files."""

    language: str
    text: str
    sign: str
    day: date | None
    word: str

    def complaint(self, answer: Answer) -> str:
        """What is wrong with how it was understood; "" where nothing is."""
        if self.sign == "n":
            if answer.intent == "done":
                return "a wrong done"
            acts = answer.intent not in ("comment", "question", "move") and not answer.confirm
            return f"acted on as {answer.intent}" if acts else ""
        wanted = INTENTS[self.sign.lower()]
        if answer.intent != wanted:
            return f"{answer.intent} instead of {wanted}"
        if answer.confirm is not self.sign.islower():
            return "to be asked back" if self.sign.isupper() else "not asked back"
        if wanted in ("move", "blocked") and answer.date != self.day:
            return f"{answer.date} instead of {self.day}"
        if self.word and self.word.lower() not in (answer.reason or "").lower():
            return f"reason {answer.reason!r} without {self.word}"
        return ""


def cases(language: str) -> list[Case]:
    """The table of one language."""
    found = []
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        expected, _, text = line.partition(" | ")
        sign, *rest = expected.split()
        days = [date.fromisoformat(one) for one in rest if re.fullmatch(r"\d{4}-\d\d-\d\d", one)]
        words = [one for one in rest if not one[0].isdigit()]
        found.append(
            Case(
                language,
                text.replace("\\n", "\n"),
                sign,
                days[0] if days else None,
                " ".join(words),
            )
        )
    return found


def all_cases() -> list[Case]:
    """All tables."""
    return [case for language in LANGUAGES for case in cases(language)]
