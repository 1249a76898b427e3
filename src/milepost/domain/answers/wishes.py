""" "Move it to 14 March": the wish for another date."""

from __future__ import annotations

import re

from milepost.domain.answers.finding import Finding, because, outside, wanted_days
from milepost.domain.answers.sentence import Sentence

# "The week of 14 March" is no day.
_WEEK_OF = re.compile(
    r"\bweek (?:of|from|beginning|commencing|van)\b|\bwoche (?:vom|um|ab|nach)\b|\bsemaine du\b"
    r"|\bsemana d[eo]l? ?\d|\bsettimana del\b|の週"
)


def wish(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    if sentence.says("no_move") is not None and not sentence.says("polite"):
        return None
    verb, soft = sentence.says("move"), sentence.says("move_if_date")
    until = _until(sentence)
    wanted = wanted_days(sentence)
    asked = sentence.is_question and sentence.says("polite") is not None
    if verb is None and not (wanted and (soft is not None or until == "wish" or asked)):
        return None
    if verb is None and (
        sentence.claims_done or sentence.says("blocked") or sentence.says("waiting")
    ):
        return None
    if sentence.is_question and _asks_why(sentence):
        return None
    if sentence.claims_done and not wanted:
        return None
    doubts = sentence.doubts
    sure = (
        (not sentence.is_scornful and not sentence.claims_done and "condition" not in doubts)
        or (until is not None and not sentence.claims_done)
    )  # fmt: skip
    if verb is None and not sentence.says("polite"):
        sure = sure and not outside(sentence, "hedge", soft) and not sentence.is_question
    if verb is not None and any(one in ("maybe",) for one in doubts):
        sure = False
    if _WEEK_OF.search(sentence.folded):
        sure = False
    reason = because(sentence)
    return Finding(
        "move", sentence.original, is_sure=sure and bool(wanted), wanted=wanted, reason=reason,
        has_verb=verb is not None or soft is not None,
    )  # fmt: skip


def _asks_why(sentence: Sentence) -> bool:
    if sentence.says("polite"):
        return False
    return sentence.words.find("asks").search(sentence.folded) is not None


def _until(sentence: Sentence) -> str | None:
    """Whether "until" stands before a day; "wish" where the sentence is little else."""
    for day in sentence.days:
        before = sentence.folded[: day.begin].rstrip()
        match = next(reversed([*sentence.words.find("until").finditer(before)]), None)
        after = sentence.folded[day.end :] if not sentence.words.spaced else ""
        if (match is not None and match.end() >= len(before) - 4) or (
            after and sentence.words.find("until").match(after)
        ):
            return "wish" if len(sentence.left_over()) <= 1 else "until"
    return None
