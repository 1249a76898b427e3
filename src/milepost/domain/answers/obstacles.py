""" "Blocked: waiting for legal": what is in the way, and the reason for it."""

from __future__ import annotations

import re

from milepost.domain.answers.finding import (
    Finding,
    outside,
    says_something,
    tidy_reason,
    wanted_days,
)
from milepost.domain.answers.sentence import Sentence


def obstacle(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    if sentence.says("unblocked") is not None:
        return None
    stuck, waits = sentence.says("blocked"), sentence.says("waiting")
    if stuck is None and waits is None:
        return None
    if sentence.is_question and not _is_statement_first(sentence, stuck or waits):
        return None
    doubts = sentence.doubts
    if sentence.claims_done and "sarcasm" in doubts:
        return None
    denied = stuck is not None and _is_denied(sentence, stuck)
    if denied and waits is None:
        return None
    sure = "sarcasm" not in doubts and not sentence.claims_done
    if "future" in doubts and stuck is None:
        sure = False
    hedged = outside(sentence, "hedge", stuck, waits)
    if hedged or (waits is None and _starts_with_condition(sentence)) or _must_be_done(sentence):
        sure = False
    return Finding(
        "blocked", sentence.original, is_sure=sure, wanted=wanted_days(sentence),
        reason=_blocked_reason(sentence, stuck, waits),
    )  # fmt: skip


def _must_be_done(sentence: Sentence) -> bool:
    """ "This needs to be done by legal first": blocked, maybe; said in other words."""
    match = sentence.says("idioms")
    return match is not None and sentence.words.find("done").search(match.group()) is not None


def _starts_with_condition(sentence: Sentence) -> bool:
    return sentence.words.find("condition").match(sentence.masked.strip()) is not None


def _is_denied(sentence: Sentence, match: re.Match[str]) -> bool:
    """A negation within a few words before: "not blocked"."""
    if sentence.words.find("negation").search(match.group()):
        return False
    before = sentence.folded[max(0, match.start() - 18) : match.start()]
    if not sentence.words.spaced:
        before = ""  # Japanese denies after the verb
    after = sentence.folded[match.end() : match.end() + 8] if not sentence.words.spaced else ""
    find = sentence.words.find("negation")
    if sentence.words.code == "de":
        after = sentence.folded[match.end() : match.end() + 12]
    return find.search(re.split(r"[,;:]", before)[-1]) is not None or (
        bool(after) and find.search(after) is not None
    )


def _is_statement_first(sentence: Sentence, match: re.Match[str] | None) -> bool:
    """ "We are blocked by legal, can you help?": a statement, then what is asked."""
    if match is None:
        return False
    comma = max(sentence.folded.rfind(sign) for sign in (",", " - ", "–", "、"))
    return comma > match.end() and not sentence.words.find("asks").match(sentence.folded.lstrip())


def _blocked_reason(
    sentence: Sentence, stuck: re.Match[str] | None, waits: re.Match[str] | None
) -> str | None:
    text = sentence.original
    if not sentence.words.spaced:
        return _reason_before(sentence, stuck, waits)
    lead = sentence.words.find("because").search(sentence.folded)
    if stuck is not None:
        rest = text[stuck.end() :].lstrip()
        if rest[:1] in (":", "-", "–", "—", ",") and tidy_reason(rest):
            if (
                lead is not None
                and lead.start() >= stuck.start()
                and lead.start() <= stuck.end() + 3
            ):
                return tidy_reason(text[lead.end() :])
            return tidy_reason(rest)
        if lead is not None and lead.end() > stuck.end() - 1:
            return tidy_reason(text[lead.end() :])
        if waits is not None:
            return tidy_reason(text[min(waits.start(), max(waits.start(), 0)) :])
        before = tidy_reason(re.split(r",|;| so | and | - ", text[: stuck.start()])[0])
        if tidy_reason(rest) and len(rest.split()) > 1:
            return tidy_reason(rest)
        if before and says_something(before, sentence):
            return before
        return tidy_reason(rest) if len(rest.split()) else None
    if waits is not None:
        if not says_something(text[waits.end() :], sentence) and waits.start() < 2:
            return None  # "En attente": of what?
        begin = waits.start()
        if lead is not None and lead.end() <= begin:
            begin = lead.end()
        elif not _is_verb_of_waiting(waits, sentence):
            begin = 0
        return tidy_reason(text[begin:])
    return None


def _is_verb_of_waiting(match: re.Match[str], sentence: Sentence) -> bool:
    """Whether the reason begins at the found words ("waiting for …") or before them."""
    return (
        sentence.words.find("negation").search(match.group()) is None
        and len(sentence.original) - match.end() > 2
    )


def _reason_before(
    sentence: Sentence, stuck: re.Match[str] | None, waits: re.Match[str] | None
) -> str | None:
    """Japanese has the reason before: "法務の確認待ちです", "法務のため進められません"."""
    text = sentence.original
    head = re.match(
        r"^\s*(?:ブロック(?:中|されています|しています|されました)?|保留(?:中)?|停止中|blocked)\s*[::、,]\s*",
        text,
        re.IGNORECASE,
    )
    if head is not None:
        return tidy_reason(text[head.end() :].strip("。、"))
    lead = sentence.words.find("because").search(sentence.folded)
    if lead is not None and lead.start() > 0:
        return tidy_reason(text[: lead.start()].strip("。、"))
    if waits is not None:
        return tidy_reason(text.strip("。、 "))
    if stuck is not None:
        return tidy_reason(text[: stuck.start()].strip("。、 をがはで"))
    return None
