"""What was understood from an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as _day
from typing import Literal

Intent = Literal[
    "done",
    "in_progress",
    "blocked",
    "move",
    "comment",
    "question",
    "not_me",
    "unsubscribe",
    "unclear",
]
INTENTS: tuple[Intent, ...] = (
    "done",
    "in_progress",
    "blocked",
    "move",
    "comment",
    "question",
    "not_me",
    "unsubscribe",
    "unclear",
)
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja")


@dataclass(frozen=True, slots=True)
class Answer:
    """The intent, and what it needs.

    `date` is the one day that was named, `None` where there is none or where it can be read in
    two ways: then `candidates` has the readings. `confirm`: ask before acting on it.
    """

    intent: Intent
    date: _day | None = None
    reason: str | None = None
    confirm: bool = True
    candidates: tuple[_day, ...] = ()
    language: str = "en"
