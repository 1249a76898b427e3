""" "It is done": a claim, and everything that speaks against it.

Only a claim of which every word is known counts as done without a question back.
"""

from __future__ import annotations

import re

from milepost.domain.answers.finding import Finding, ahead, wanted_days
from milepost.domain.answers.sentence import IDIOM, Sentence

_MOST_LEFT_OVER = 9


# Words that make "on Friday" the last one.
_PAST = re.compile(
    r"\b(?:was|were|been|have|has|had|we|i|wurden?|habe|haben|hat|worden|a ete|avons|ai|ont|fue"
    r"|fueron|hemos|he|ha|lo|foi|foram|temos|stat[oaie]|abbiamo|ho|hebben|heb|heeft|werd|werden)\b"
    r"|ました|\bj'ai\b|\bl'abbiamo\b|\b\w+amos\b"
)


def claim(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    if not (sentence.claims_done or sentence.claims_weakly or IDIOM in sentence.masked):
        return None
    doubts = sentence.doubts
    if sentence.is_question:
        if _asks_to_mark(sentence) and not [one for one in doubts if one != "hedge"]:
            return Finding("done", sentence.original, is_sure=False)
        return Finding("question", sentence.original)
    if not sentence.claims_done and not sentence.claims_weakly:
        if "future" in doubts or sentence.days:
            return Finding(
                "undone",
                sentence.original,
                wanted=wanted_days(sentence),
                is_under_way=_is_promise(sentence),
            )
        return (
            None
            if sentence.says("in_progress")
            else Finding("plain", sentence.original, is_risky=True, is_contrary=True)
        )
    if not sentence.claims_done and sentence.says("in_progress") and "negation" not in doubts:
        return None
    if "sarcasm" in doubts:
        return Finding("maybe", sentence.original)
    if "negation" in doubts:
        if not sentence.claims_done and not sentence.has("yet"):
            return Finding("plain", sentence.original, is_risky=True, is_contrary=True)
        return Finding(
            "undone", sentence.original, wanted=ahead(sentence), is_under_way=sentence.has("yet")
        )
    if "almost" in doubts:
        return Finding("undone", sentence.original, wanted=ahead(sentence), is_under_way=True)
    if "condition" in doubts or "remaining" in doubts or "idioms" in doubts:
        if sentence.says("in_progress"):
            return None
        return Finding("maybe", sentence.original)
    if "future" in doubts:
        return Finding("undone", sentence.original, wanted=ahead(sentence), is_under_way=True)
    if "hedge" in doubts:
        if sentence.days:
            return Finding("undone", sentence.original, wanted=ahead(sentence), is_under_way=True)
        return Finding("maybe", sentence.original)
    return _weighed(sentence, about)


def _asks_to_mark(sentence: Sentence) -> bool:
    """ "Can you mark it as done?", and not "should I mark it as done?"."""
    match = sentence.says("mark_done")
    if match is None:
        return False
    asks = sentence.words.find("asks").match(sentence.folded.lstrip())
    return asks is None or asks.start() >= match.start()


def _is_promise(sentence: Sentence) -> bool:
    return "negation" not in sentence.doubts and "sarcasm" not in sentence.doubts


def _weighed(sentence: Sentence, about: frozenset[str]) -> Finding:
    """A claim without a word of doubt: how much of it is known?"""
    dates = [day for day in sentence.days if not day.is_past and not day.is_weekday]
    if any(day.readings and day.readings[0] > sentence.today for day in dates):
        return Finding("maybe", sentence.original)  # a day to come
    has_weekday = any(day.is_weekday and not day.is_past for day in sentence.days)
    if has_weekday and not _PAST.search(sentence.folded):
        return Finding("maybe", sentence.original)  # "ready on Friday" is a promise
    left = sentence.left_over(about)
    unknown = sentence.left_over()
    others = [one for one in unknown if sentence.words.find("others").fullmatch(one)]
    if not unknown:
        sure = sentence.claims_done and not has_weekday
        return Finding("done", sentence.original, is_sure=sure, is_weak=not sentence.claims_done)
    if others and not any(one in about for one in unknown if one not in others):
        is_all = len(others) == len(unknown) and sentence.words.spaced
        if is_all or not _has_work(sentence, unknown):
            return Finding("maybe", sentence.original)
    if not sentence.claims_done:
        if len(left) == 0 or (_has_work(sentence, unknown) and len(unknown) <= 3 and not others):
            return Finding("done", sentence.original, is_weak=True)
        return Finding("plain", sentence.original, is_risky=True, is_weak=True)
    if not left:
        return Finding("done", sentence.original, is_sure=not has_weekday and not others)
    if len(unknown) <= _MOST_LEFT_OVER and (
        _has_work(sentence, unknown) or len(left) < len(unknown)
    ):
        return Finding("done", sentence.original, is_sure=False)
    return Finding("maybe", sentence.original)


def _has_work(sentence: Sentence, words: list[str]) -> bool:
    find = sentence.words.find("work")
    if not sentence.words.spaced:
        return find.search(sentence.folded) is not None
    return any(find.fullmatch(one) for one in words)
