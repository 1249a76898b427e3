"""What one sentence of an answer says, taken by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from milepost.domain.answers.dates import Day
from milepost.domain.answers.text import fold
from milepost.domain.answers.sentence import DONE, IDIOM, WEAK, Sentence

# Doubts that make a claim say the opposite, or leave it open.
_CONTRARY = ("negation", "condition", "remaining", "idioms", "sarcasm", "almost")
_MOST_LEFT_OVER = 9
# Words that make "on Friday" the last one.
_PAST = re.compile(
    r"\b(?:was|were|been|have|has|had|we|i|wurden?|habe|haben|hat|worden|a ete|avons|ai|ont|fue|fueron"
    r"|hemos|he|ha|lo|foi|foram|temos|stat[oaie]|abbiamo|ho|hebben|heb|heeft|werd|werden)\b"
    r"|ました|\bj'ai\b|\bl'abbiamo\b|\b\w+amos\b"
)


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


def judge(sentence: Sentence, about: frozenset[str]) -> Finding:
    """What the sentence says; `about` has the words of what was written to the sender."""
    for rule in (_greeting, _unsubscribe, _not_me, _move, _blocked, _done, _in_progress, _asked):
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
    words = len(re.findall(r"\w+", sentence.folded)) if sentence.words.spaced else 9
    said = len(re.findall(r"\w+", match.group()))
    if said == 1 and match.group().startswith(_BARE_STOPS) and words > 3:
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
    sure = not (_outside(sentence, "condition", match) or sentence.is_scornful)
    return Finding("not_me", sentence.original, is_sure=sure and not sentence.claims_done)


def _move(sentence: Sentence, about: frozenset[str]) -> Finding | None:
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
        sure = sure and not _outside(sentence, "hedge", soft) and not sentence.is_question
    if verb is not None and any(one in ("maybe",) for one in doubts):
        sure = False
    reason = _because(sentence)
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
        match = None
        for match in sentence.words.find("until").finditer(before):
            pass
        after = sentence.folded[day.end :] if not sentence.words.spaced else ""
        if (match is not None and match.end() >= len(before) - 4) or (
            after and sentence.words.find("until").match(after)
        ):
            return "wish" if len(sentence.left_over()) <= 1 else "until"
    return None


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


def _because(sentence: Sentence) -> str | None:
    match = sentence.words.find("because").search(sentence.folded)
    if match is None:
        return None
    return _tidy_reason(sentence.original[match.end() :])


def _tidy_reason(text: str) -> str | None:
    bare = text.strip(" \n.,;:!-–—()")
    return bare[:500] or None


def _blocked(sentence: Sentence, about: frozenset[str]) -> Finding | None:
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
    hedged = _outside(sentence, "hedge", stuck, waits)
    if hedged or (waits is None and _starts_with_condition(sentence)) or _must_be_done(sentence):
        sure = False
    return Finding(
        "blocked", sentence.original, is_sure=sure, wanted=wanted_days(sentence),
        reason=_blocked_reason(sentence, stuck, waits),
    )  # fmt: skip


def _outside(sentence: Sentence, name: str, *matches: re.Match[str] | None) -> bool:
    """Whether a list is found outside of what was found already ("can't proceed" has a "can")."""
    text = sentence.masked
    for match in matches:
        if match is not None:
            blank = " " * (match.end() - match.start())
            text = f"{text[: match.start()]}{blank}{text[match.end() :]}"
    return sentence.words.find(name).search(text) is not None


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
        if rest[:1] in (":", "-", "–", "—", ",") and _tidy_reason(rest):
            if (
                lead is not None
                and lead.start() >= stuck.start()
                and lead.start() <= stuck.end() + 3
            ):
                return _tidy_reason(text[lead.end() :])
            return _tidy_reason(rest)
        if lead is not None and lead.end() > stuck.end() - 1:
            return _tidy_reason(text[lead.end() :])
        if waits is not None:
            return _tidy_reason(text[min(waits.start(), max(waits.start(), 0)) :])
        before = _tidy_reason(re.split(r",|;| so | and | - ", text[: stuck.start()])[0])
        if _tidy_reason(rest) and len(rest.split()) > 1:
            return _tidy_reason(rest)
        if before and _says_something(before, sentence):
            return before
        return _tidy_reason(rest) if len(rest.split()) else None
    if waits is not None:
        if not _says_something(text[waits.end() :], sentence) and waits.start() < 2:
            return None  # "En attente": of what?
        begin = waits.start()
        if lead is not None and lead.end() <= begin:
            begin = lead.end()
        elif not _is_verb_of_waiting(waits, sentence):
            begin = 0
        return _tidy_reason(text[begin:])
    return None


def _says_something(text: str, sentence: Sentence) -> bool:
    """More than "we are"."""
    left = sentence.words.find("filler").sub(" ", fold(text))
    return re.search(r"\w{2,}", left) is not None


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
        return _tidy_reason(text[head.end() :].strip("。、"))
    lead = sentence.words.find("because").search(sentence.folded)
    if lead is not None and lead.start() > 0:
        return _tidy_reason(text[: lead.start()].strip("。、"))
    if waits is not None:
        return _tidy_reason(text.strip("。、 "))
    if stuck is not None:
        return _tidy_reason(text[: stuck.start()].strip("。、 をがはで"))
    return None


def _done(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    if not (sentence.claims_done or sentence.claims_weakly or IDIOM in sentence.masked):
        return None
    doubts = sentence.doubts
    if sentence.is_question:
        if sentence.says("mark_done") and not [one for one in doubts if one != "hedge"]:
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
            "undone", sentence.original, wanted=_ahead(sentence), is_under_way=sentence.has("yet")
        )
    if "almost" in doubts:
        return Finding("undone", sentence.original, wanted=_ahead(sentence), is_under_way=True)
    if "condition" in doubts or "remaining" in doubts or "idioms" in doubts:
        if sentence.says("in_progress"):
            return None
        return Finding("maybe", sentence.original)
    if "future" in doubts:
        return Finding("undone", sentence.original, wanted=_ahead(sentence), is_under_way=True)
    if "hedge" in doubts:
        if sentence.days:
            return Finding("undone", sentence.original, wanted=_ahead(sentence), is_under_way=True)
        return Finding("maybe", sentence.original)
    return _claim(sentence, about)


def _is_promise(sentence: Sentence) -> bool:
    return "negation" not in sentence.doubts and "sarcasm" not in sentence.doubts


def _ahead(sentence: Sentence) -> tuple[Day, ...]:
    return tuple(day for day in wanted_days(sentence) if not day.is_past)


def _claim(sentence: Sentence, about: frozenset[str]) -> Finding:
    """A claim without a word of doubt: how much of it is known?"""
    if any(not day.is_past and not day.is_weekday and day.readings for day in sentence.days):
        if not all(day.readings and day.readings[0] <= sentence.today for day in sentence.days):
            return Finding("maybe", sentence.original)
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
        return Finding("undone", sentence.original, wanted=_ahead(sentence))
    sure = not any(one in doubts for one in ("sarcasm", "condition", "negation")) and not (
        "hedge" in doubts and not sentence.days
    )
    return Finding("in_progress", sentence.original, is_sure=sure, wanted=_ahead(sentence))


def _asked(sentence: Sentence, about: frozenset[str]) -> Finding | None:
    if not sentence.is_question:
        return None
    return Finding("question", sentence.original, wanted=wanted_days(sentence))


def _rest(sentence: Sentence, about: frozenset[str]) -> Finding:
    left = sentence.left_over()
    if not left and sentence.days:
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
        "plain", sentence.original, wanted=_ahead(sentence), is_risky=risky and _beside(sentence),
        is_contrary=contrary, is_under_way=under_way,
    )  # fmt: skip


def _beside(sentence: Sentence) -> bool:
    return True


SIGNS = (DONE, WEAK, IDIOM)
