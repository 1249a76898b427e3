"""A mail as it came, read: the sender's new words and what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from milepost.domain.answers.answer import Intent
from milepost.messaging.replies.process import ReadingFailed, read_in_a_process

__all__ = ["Reading", "ReadingFailed", "read", "read_in_a_process"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says. Nothing may be acted on where `automatic`, and only asked where `confirm`.

    `text` has the new words alone, without quote and signature. `date` is the one day named,
    else None, and `candidates` the readings of one that can be read in several ways.
    `language` is the one that the words were understood in.
    """

    text: str
    intent: Intent
    date: date | None
    reason: str | None
    confirm: bool
    candidates: tuple[date, ...]
    language: str
    automatic: bool
    attachments: int


def read(raw: bytes, *, language: str = "", today: date, sent: str | None = None) -> Reading:
    """Read a mail. `language`: the sender's own, as far as known; `sent`: the text that we sent.

    Never raises for what is in the mail. For mail from outside use `read_in_a_process`.
    """
    return Reading("", "unclear", None, None, True, (), language or "en", False, 0)
