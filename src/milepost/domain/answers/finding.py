"""What one sentence of an answer says, and helpers that all rules share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from milepost.domain.answers.dates import Day
from milepost.domain.answers.sentence import Sentence
from milepost.domain.answers.text import fold


@dataclass(frozen=True, slots=True)
class Finding:
    """What a sentence says. `kind` is an intent, or one of: maybe (done, but doubtful), undone
    (said not to be done, or to be so later), day (a day and nothing else), plain (anything
    else), yes_no, greeting."""

    kind: str
    said: str
    is_sure: bool = False
    wanted: tuple[Day, ...] = ()
    reason: str | None = None
    has_verb: bool = False
    # Of the sentences beside a claim: one that should be asked about, one that speaks against it.
    is_risky: bool = False
    is_contrary: bool = False
    is_under_way: bool = False
    # Something was done that may be a part of it (signed, sent).
    is_weak: bool = False

    @property
    def has_day(self) -> bool:
        """Whether a day was named, clear or not."""
        return bool(self.wanted)


def wanted_days(sentence: Sentence) -> tuple[Day, ...]:
    """The days of a sentence without those that are given up ("instead of", "from … to …")."""
    days = list(sentence.days)
    if any(day.readings for day in days):
        days = [day for day in days if not day.is_vague]
    if len(days) < 2:
        return tuple(days)
    kept = []
    for day in days:
        before = sentence.folded[max(0, day.begin - 40) : day.begin].rstrip(" (")
        before = re.sub(
            r"(?:\s(?:the|den|dem|le|la|el|il|o|de|da|del|dia|am|zum|vom))+$", "", before
        )
        after = sentence.folded[day.end : day.end + 14]
        gives_up = sentence.words.find("instead_of")
        given_up = any(
            match.end() >= len(before)
            for name in ("instead_of", "since")
            for match in sentence.words.find(name).finditer(before)
        )
        if not sentence.words.spaced:
            given_up = (
                gives_up.match(after) is not None
                or sentence.words.find("since").match(after) is not None
            )
        if not given_up:
            kept.append(day)
    return tuple(kept or days)


def ahead(sentence: Sentence) -> tuple[Day, ...]:
    return tuple(day for day in wanted_days(sentence) if not day.is_past)


def outside(sentence: Sentence, name: str, *matches: re.Match[str] | None) -> bool:
    """Whether a list is found outside of what was found already ("can't proceed" has a "can")."""
    text = sentence.masked
    for match in matches:
        if match is not None:
            blank = " " * (match.end() - match.start())
            text = f"{text[: match.start()]}{blank}{text[match.end() :]}"
    return sentence.words.find(name).search(text) is not None


def says_something(text: str, sentence: Sentence) -> bool:
    """More than "we are"."""
    left = sentence.words.find("filler").sub(" ", fold(text))
    return re.search(r"\w{2,}", left) is not None


def because(sentence: Sentence) -> str | None:
    match = sentence.words.find("because").search(sentence.folded)
    if match is None:
        return None
    return tidy_reason(sentence.original[match.end() :])


def tidy_reason(text: str) -> str | None:
    bare = text.strip(" \n.,;:!-–—()")
    return bare[:500] or None
