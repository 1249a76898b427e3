"""Which step an answer is about: the one of the letter, or one that the answer names clearly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST_TITLE = 4
_NUMBER = re.compile(
    r"(?:#|\b(?:step|schritt|étape|etape|paso|passo|passaggio|etapa|stap|nr|no|n)\.?\s*#?|ステップ)"
    r"\s*(\d{1,2})\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A step as an answer can name it: by its number on the plan, or by its title."""

    number: int
    key: str
    title: str


def step_meant(text: str, about: Sequence[str], steps: Sequence[Named]) -> str | None:
    """The key of the one step that is meant; None where that is not certain.

    `about` are the steps of the letter, in its order, `steps` all that the reader can see. An
    answer to a letter about one step is about that, unless it names another one.
    """
    named = _named_in(text, about, steps)
    if len(about) == 1:
        return about[0] if named <= {about[0]} else None
    return named.pop() if len(named) == 1 else None


def _named_in(text: str, about: Sequence[str], steps: Sequence[Named]) -> set[str]:
    return _by_title(text, steps) | _by_number(text, about, steps)


def _by_title(text: str, steps: Sequence[Named]) -> set[str]:
    words = f" {plain(text)} "
    found: list[tuple[int, int, str]] = []
    for step in steps:
        title = f" {plain(step.title)} "
        at = words.find(title) if len(title) >= SHORTEST_TITLE + 2 else -1
        if at >= 0:
            found.append((at, at + len(title), step.key))
    # "Contract" is not named where "Contract signature" is.
    return {
        key
        for begin, end, key in found
        if not any(
            b <= begin and end <= e and (e - b) > (end - begin)
            for b, e, other in found
            if other != key
        )
    }


def _by_number(text: str, about: Sequence[str], steps: Sequence[Named]) -> set[str]:
    """Steps by the plan's numbers. Where the letter's own order would mean another step, both are
    named, which is as good as none."""
    of_plan = {step.number: step.key for step in steps}
    found: set[str] = set()
    for digits in _NUMBER.findall(unicodedata.normalize("NFKC", text).casefold()):
        number = int(digits)
        if number in of_plan:
            found.add(of_plan[number])
        if len(about) > 1 and 1 <= number <= len(about):
            found.add(about[number - 1])
    return found


def plain(text: str) -> str:
    """A text without case, marks and signs, words apart by one space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", folded).split())
