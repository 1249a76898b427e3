"""What one sentence of an answer says, taken by itself: the first rule that knows it."""

from __future__ import annotations

import re

from milepost.domain.answers.claims import claim
from milepost.domain.answers.finding import Finding, ahead, outside, wanted_days
from milepost.domain.answers.obstacles import obstacle
from milepost.domain.answers.sentence import Sentence
from milepost.domain.answers.wishes import wish

# Doubts that make a claim say the opposite, or leave it open.
_CONTRARY = ("negation", "condition", "remaining", "idioms", "sarcasm", "almost")


def judge(sentence: Sentence, about: frozenset[str]) -> Finding:
    """What the sentence says; `about` has the words of what was written to the sender."""
    for rule in _RULES:
        found = rule(sentence, about)
        if found is not None:
            return found
    return _rest(sentence, about)


def _greeting(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    return Finding("greeting", sentence.original) if sentence.is_greeting else None


def _unsubscribe(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    match = sentence.says("unsubscribe")
    if match is None:
        return None
    before = sentence.folded[: match.start()]
    more = [one for one in sentence.left_over() if one not in match.group().split()]
    said = len(re.findall(r"\w+", match.group()))
    if said == 1 and match.group().startswith(_BARE_STOPS) and more:
        return None
    if sentence.words.find("negation").search(before) and not sentence.is_question:
        return None
    sure = not sentence.is_question and not (said == 1 and match.group().startswith(_BARE_STOPS))
    return Finding("unsubscribe", sentence.original, is_sure=sure)


_BARE_STOPS = ("stop", "stopp", "basta", "pare", "arret", "schluss", "genug", "ophouden")


def _not_me(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    match = sentence.says("not_me")
    if match is None or sentence.is_question:
        return None
    sure = not (outside(sentence, "condition", match) or sentence.is_scornful)
    return Finding("not_me", sentence.original, is_sure=sure and not sentence.claims_done)


def _in_progress(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    match = sentence.says("in_progress")
    if match is None or sentence.is_question:
        return None
    doubts = sentence.doubts
    before = sentence.folded[
        max(0, match.start() - 24) : match.end()
        + (10 if not sentence.words.spaced or sentence.words.code in ("de", "nl") else 0)
    ]
    if sentence.words.find("negation").search(before):
        return Finding("undone", sentence.original, wanted=ahead(sentence))
    sure = not any(one in doubts for one in ("sarcasm", "condition", "negation")) and not (
        "hedge" in doubts and not sentence.days
    )
    return Finding("in_progress", sentence.original, is_sure=sure, wanted=ahead(sentence))


def _asked(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    if not sentence.is_question:
        return None
    return Finding("question", sentence.original, wanted=wanted_days(sentence))


def _rest(sentence: Sentence, about: frozenset[str]) -> Finding:
    left = sentence.left_over()
    around = " ".join(left)
    for name in ("instead_of", "until", "since"):
        around = sentence.words.find(name).sub(" ", around)
    if not around.strip() and sentence.days:
        return Finding("day", sentence.original, wanted=wanted_days(sentence))
    whole = sentence.folded.strip(" .,!-")
    if sentence.words.find("yes_no").fullmatch(whole):
        return Finding("yes_no", sentence.original)
    if not left:
        return Finding("greeting", sentence.original)
    if len(left) == 1 and len(whole) <= 3 and not sentence.days:
        return Finding("nothing", sentence.original)
    doubts = sentence.doubts
    if len(left) <= 2 and ("almost" in doubts or ("negation" in doubts and sentence.has("yet"))):
        # "Not yet", "half way": about the step, what else?
        return Finding("undone", sentence.original, is_under_way=True)
    contrary = any(one in doubts for one in _CONTRARY)
    risky = contrary or "future" in doubts or "hedge" in doubts
    under_way = False
    if "negation" in doubts and sentence.has("yet"):
        under_way = True
    return Finding(
        "plain", sentence.original, wanted=ahead(sentence), is_risky=risky,
        is_contrary=contrary, is_under_way=under_way,
    )  # fmt: skip


_RULES = (_greeting, _unsubscribe, _not_me, wish, obstacle, claim, _in_progress, _asked)
