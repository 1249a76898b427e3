"""The intent of an answer, by rules.

Each sentence is judged by itself, then what the sentences say is weighed together. A claim that
something is done counts only where every word of it is known and nothing speaks against it: the
further it is from that, the sooner it is asked back ("confirm"), or left as unclear. A wrong
"done" costs a plan its truth; a question back costs a click.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from milepost.domain.answers.answer import LANGUAGES, Answer
from milepost.domain.answers.finding import Finding
from milepost.domain.answers.judging import judge
from milepost.domain.answers.language import languages_to_try
from milepost.domain.answers.sentence import Sentence
from milepost.domain.answers.text import fold, sentences, tidy
from milepost.domain.answers.words import words_of
from milepost.domain.answers.words.base import Words

_WORD = re.compile(r"[^\W\d_]{3,}")
_VAGUE = ("comment", "unclear")
_MOST_SENTENCES = 60
_SHORT = 60


def understand(text: str, *, today: date, language: str = "", about: str = "") -> Answer:
    """What an answer means.

    `language`: the writer's own, as far as known. `about`: what they were written, so that the
    names of steps are known. Never raises, whatever the text is.
    """
    clean = tidy(text).strip()
    tried = languages_to_try(clean, language)
    if not any(map(str.isalnum, clean)):
        return _of_signs(clean, tried[0])
    known = frozenset(fold(one) for one in _WORD.findall(tidy(about)))
    answers = []
    for code in tried:
        answers.append(_in_language(clean, words_of(code), today, known))
        if answers[-1].intent not in (*_VAGUE, "question"):
            break
    is_nothing = all(one.intent in _VAGUE for one in answers) and answers[0].intent == "comment"
    if len(clean) <= _SHORT and "ja" not in tried and is_nothing:
        # Too few words to tell the language by: any of them may know the one that counts.
        others = [code for code in LANGUAGES if code not in (*tried, "ja")]
        more = [_in_language(clean, words_of(code), today, known) for code in others]
        answers += [one for one in more if one.intent not in _VAGUE]
    best = _best(answers)
    if best.intent == "done" and any(_is_doubted(clean, code, today) for code in tried):
        return replace(best, intent="unclear", confirm=True)
    return best


def _best(answers: list[Answer]) -> Answer:
    """The first that says something. What asks in one language may want a date in its kin."""
    for one in answers:
        if one.intent not in (*_VAGUE, "question"):
            is_other = one.intent == "done" and one is not answers[0]
            if is_other and answers[0].confirm:
                return answers[0]  # what was doubted in the likeliest language stays so
            if one.intent != "done" or all(other.intent != "question" for other in answers):
                return one
    return next((one for one in answers if one.intent == "question"), answers[0])


def _of_signs(text: str, language: str) -> Answer:
    """No letter and no digit: a question mark, a thumb, a tick. None of them is sure enough."""
    if "?" in text or "\u2753" in text or "\u2754" in text:
        return Answer("question", language=language, confirm=False)
    if any(
        sign in text
        for sign in "\U0001f44d\U0001f64f\u2764\U0001f60a\U0001f642\U0001f44c\U0001f44b"
    ):
        return Answer("comment", language=language, confirm=True)
    return Answer("unclear", language=language, confirm=True)


def _is_doubted(text: str, code: str, today: date) -> bool:
    """Whether the words of another language that was considered say no."""
    words = words_of(code)
    return any("negation" in Sentence(one, words, today).doubts for one in sentences(text))


def _in_language(text: str, words: Words, today: date, about: frozenset[str]) -> Answer:
    said = [Sentence(one, words, today) for one in sentences(text)[:_MOST_SENTENCES]]
    findings = [judge(one, about) for one in said]
    return replace(weigh(findings, text), language=words.code)


def weigh(findings: list[Finding], text: str) -> Answer:
    """What the sentences mean together."""
    of = {kind: [one for one in findings if one.kind == kind] for kind in _KINDS}
    asks = bool(of["question"])
    if of["unsubscribe"]:
        sure = all(one.is_sure for one in of["unsubscribe"]) and not of["done"]
        return Answer("unsubscribe", confirm=not sure)
    if of["not_me"]:
        reason = _joined(of["not_me"])
        sure = any(one.is_sure for one in of["not_me"]) and not (
            of["done"] or of["move"] or of["maybe"]
        )
        return Answer("not_me", reason=reason, confirm=not sure)
    claims = of["done"] + of["maybe"] + of["undone"]
    if of["move"] and not (of["blocked"] and not any(one.has_verb for one in of["move"])):
        return _move(of, findings, asks)
    if of["blocked"]:
        return _blocked(of, findings, asks)
    if of["in_progress"]:
        days, sure = _one_day(of["in_progress"] + of["plain"] + of["undone"])
        certain = (
            all(one.is_sure for one in of["in_progress"]) and not of["done"] and not of["maybe"]
        )
        clear = len(days) < 2 and sure and not asks
        return _with_day("in_progress", days, clear and certain, None)
    if claims:
        return _done(of, findings, asks)
    if of["day"] and not asks:
        days, _ = _one_day(of["day"])
        return _with_day("move", days, False, None)
    if asks:
        return Answer("question", confirm=False)
    if of["plain"]:
        return Answer("comment", confirm=any(one.is_risky for one in of["plain"]))
    if of["yes_no"]:
        return Answer("unclear", confirm=True)
    if of["greeting"]:
        return Answer("comment", confirm=False)
    return Answer("unclear", confirm=True)


_KINDS = ("unsubscribe", "not_me", "move", "blocked", "in_progress", "done", "maybe", "undone",
          "day", "question", "plain", "yes_no", "greeting")  # fmt: skip


def _done(of: dict[str, list[Finding]], findings: list[Finding], asks: bool) -> Answer:
    if of["undone"]:
        days, _ = _one_day(of["undone"])
        is_under_way = any(one.is_under_way for one in of["undone"]) and not of["done"]
        return _with_day("in_progress" if is_under_way else "unclear", days, False, None)
    risky = any(one.is_risky and not one.is_weak for one in findings if one.kind != "done")
    if of["maybe"] or any(one.is_contrary for one in findings):
        return Answer("unclear", confirm=True)
    sure = (
        any(one.is_sure for one in of["done"])
        and all(one.is_sure or one.is_weak for one in of["done"])
        and not asks
        and not risky
    )
    return Answer("done", confirm=not sure)


def _blocked(of: dict[str, list[Finding]], findings: list[Finding], asks: bool) -> Answer:
    reason = next((one.reason for one in of["blocked"] if one.reason), None)
    if reason is None:
        reason = _joined(of["plain"] + of["undone"]) or None
    days, sure = _one_day(of["blocked"])
    certain = (
        any(one.is_sure for one in of["blocked"]) and reason is not None and sure
        and not asks and not (of["done"] or of["maybe"] or of["in_progress"])
    )  # fmt: skip
    return _with_day("blocked", days, certain, reason)


def _move(of: dict[str, list[Finding]], findings: list[Finding], asks: bool) -> Answer:
    days, sure = _one_day(of["move"])
    if not days and not any(one.has_day for one in of["move"]):
        days, sure = _one_day(
            of["day"] + of["plain"] + of["blocked"] + of["undone"] + of["question"]
        )
    reason = next((one.reason for one in of["blocked"] + of["move"] if one.reason), None)
    certain = (
        sure and any(one.is_sure for one in of["move"]) and not asks
        and not (of["done"] or of["maybe"])
    )  # fmt: skip
    return _with_day("move", days, certain, reason)


def _with_day(intent: str, days: tuple[date, ...], certain: bool, reason: str | None) -> Answer:
    day = days[0] if len(days) == 1 else None
    if intent == "move" and day is None:
        certain = False
    candidates = tuple(dict.fromkeys(days)) if len(days) != 1 else ()
    return Answer(intent, date=day, reason=reason, confirm=not certain, candidates=candidates)  # type: ignore[arg-type]


def _one_day(findings: list[Finding]) -> tuple[tuple[date, ...], bool]:
    """The day that the sentences name: one, or all readings of several; and whether it is sure."""
    days = [day for one in findings for day in one.wanted]
    readings = tuple(dict.fromkeys(one for day in days if not day.is_past for one in day.readings))
    sure = all(len(day.readings) == 1 and day.is_sure and not day.is_past for day in days)
    if len(readings) == 1 and any(day.is_past or not day.readings for day in days):
        return (*readings, *readings), False  # one good day and one that is none: asked back
    return readings, sure and len(readings) < 2


def _joined(findings: list[Finding]) -> str | None:
    said = " ".join(one.said.strip(" -*\u2022") for one in findings)
    return said[:500].strip() or None
