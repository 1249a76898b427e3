"""One sentence of an answer, with everything in it that speaks for or against a meaning."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from milepost.domain.answers.dates import Day, days_in
from milepost.domain.answers.text import fold, is_emoji
from milepost.domain.answers.words.base import Words

_DOUBTS = ("negation", "hedge", "almost", "future", "condition", "remaining")
# What stands for words that were found, at the same places: nobody can type these.
DONE, WEAK, IDIOM = "\ue010", "\ue011", "\ue012"
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[\ue010-\ue012]")
_VOCATIVE = re.compile(r"^[A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?, (?=\S)")
_VOCATIVE_LAST = re.compile(r", [A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?[.!]*$")
_SCORN = re.compile(
    "[\U0001f644\U0001f612\U0001f602\U0001f923\U0001f643\U0001f605\U0001f609\U0001f60f\U0001f480\U0001f926\U0001f921\U0001f61c\U0001f61b\U0001f622\U0001f62d\U0001f621\U0001f624\U0001f620]|;-?\\)|:-?[p(/]|\\bxd\\b"
)
# In the other languages the words that ask ("cuando", "quand") begin other sentences too.
_ASKS_WITHOUT_SIGN = ("en", "de", "ja")
_UNDONE = re.compile(
    "[\u274c\u2716\U0001f44e\U0001f6ab\u26d4\u23f3\u231b\U0001f51c\U0001f504\U0001f3c3\U0001f6a7\u2757\u2753\u2754\u26a0\U0001f6d1\U0001f534\U0001f7e1\U0001f7e0]|\\[ \\]"  # noqa: E501
)
_QUOTED = re.compile(r"[\"'*(]\s*[\ue010\ue011]+\s*[\"')]|\"[^\"]{0,30}[\ue010\ue011][^\"]{0,30}\"")


def _sign(sign: str) -> Callable[[re.Match[str]], str]:
    return lambda match: sign + " " * (len(match.group()) - 1)


@dataclass
class Sentence:
    """A sentence as written, folded, and masked: known words replaced by what they stand for."""

    original: str
    words: Words
    today: date
    is_last: bool = True
    folded: str = ""
    masked: str = ""
    days: list[Day] = field(default_factory=list)

    def __post_init__(self) -> None:
        text = self.original
        if self.words.code == "en" and not text.isupper():
            text = re.sub(r"\bIT\b", "ıt", text)  # the department; the letter has no kin
        self.folded = fold(text)
        self.days = days_in(self.folded, self.words, self.today)
        self.masked = self._mask(text)

    def _mask(self, text: str) -> str:
        find = self.words.find
        masked = self.folded
        for name, sign in (
            ("harmless", " "), ("mark_done", DONE), ("idioms", IDIOM),
            ("done", DONE), ("weak", WEAK),
        ):  # fmt: skip
            masked = find(name).sub(_sign(sign), masked)
        hello = find("greet").match(self.folded)
        if hello is not None:
            named = re.match(r"(?: [A-ZÀ-Þ]\w+\.?){0,3} ?[,!:–-]+", text[hello.end() :])
            if named is not None and self._is_name(named.group()):
                end = hello.end() + named.end()
                masked = " " * end + masked[end:]
        for pattern in (_VOCATIVE, _VOCATIVE_LAST):
            match = pattern.search(text)
            if match and self._is_name(match.group()):
                masked = (
                    f"{masked[: match.start()]}{' ' * len(match.group())}{masked[match.end() :]}"
                )
        return masked

    def _is_name(self, said: str) -> bool:
        said = fold(said).strip(" ,.!")
        known = ("others", "work", "filler", "done", "weak", "negation", "hedge", "asks", "almost",
                 "future", "condition", "remaining", "sarcasm", "idioms", "waiting",
                 "blocked")  # fmt: skip
        return not any(self.words.find(name).search(said) for name in known)

    def has(self, name: str) -> bool:
        """Whether a list of the language has something in this sentence, known words aside."""
        text = self.masked
        if name == "condition":  # "after two weeks" is a day
            for day in self.days:
                text = f"{text[: day.begin]}{' ' * (day.end - day.begin)}{text[day.end :]}"
        return self.words.find(name).search(text) is not None

    def says(self, name: str) -> re.Match[str] | None:
        """Where a list of the language is found in the sentence as it was said."""
        return self.words.find(name).search(self.folded)

    @property
    def claims_done(self) -> bool:
        """Done, in a word that may mean it."""
        return DONE in self.masked

    @property
    def claims_weakly(self) -> bool:
        """Something was done (signed, sent): maybe the step, maybe a part of it."""
        return WEAK in self.masked

    @property
    def is_question(self) -> bool:
        """It asks, with its sign or by its first words."""
        if "?" in self.original or self.original.startswith("\u00bf") or "か。" in self.original:
            return True
        if self.words.code not in _ASKS_WITHOUT_SIGN or self.original.rstrip().endswith((".", "!")):
            return False
        if not self.words.spaced:
            return self.words.find("asks").search(self.folded) is not None
        bare = self.masked.lstrip(" -*,.\"'")
        return self.words.find("asks").match(bare) is not None

    @property
    def is_scornful(self) -> bool:
        """Signs of sarcasm: words, faces, the done word in quotation marks."""
        return bool(
            self.has("sarcasm") or _SCORN.search(self.folded) or _QUOTED.search(self.masked)
            or re.search(r"[\ue010]\s*\.\.+", self.masked)
            or re.search(r"\.\.+\s*[\ue010]", self.masked)
        )  # fmt: skip

    @property
    def has_undone_sign(self) -> bool:
        """An emoji that says that it is not."""
        return _UNDONE.search(self.original) is not None

    @property
    def doubts(self) -> list[str]:
        """The lists that speak against taking a claim at its word."""
        found = [name for name in _DOUBTS if self.has(name)]
        if IDIOM in self.masked:
            found.append("idioms")
        if self.is_scornful:
            found.append("sarcasm")
        if self.has_undone_sign:
            found.append("negation")
        return found

    def left_over(self, about: frozenset[str] = frozenset()) -> list[str]:
        """Words that say more than is known; those of `about` (our own words) are known."""
        masked = self.masked.replace(DONE, " ").replace(WEAK, " ")
        if self.words.code == "en":
            masked = re.sub(r"(?<=\w)'s\b", "  ", masked)
        masked = self.words.find("filler").sub(lambda m: " " * len(m.group()), masked)
        for day in self.days:
            masked = f"{masked[: day.begin]}{' ' * (day.end - day.begin)}{masked[day.end :]}"
        return [
            one for one in _TOKEN.findall(masked)
            if one not in about and not all(map(is_emoji, one))
        ]  # fmt: skip

    @property
    def is_greeting(self) -> bool:
        """A greeting, thanks or closing with at most a few names after it."""
        match = self.words.find("greet").match(self.folded.lstrip(" ,-–—"))
        if self.words.find("yes_no").fullmatch(self.folded.strip(" .,!-")):
            return False
        if match is None or self.claims_done or self.claims_weakly or "?" in self.original:
            return False
        start = len(self.folded) - len(self.folded.lstrip(" ,-–—"))
        end = start + match.end()
        if len(self.folded) > 60 or any(day.begin >= end for day in self.days):
            return False
        rest = self.original[end:]
        if any(self.words.find(name).search(fold(rest)) for name in _DOUBTS) or self.is_scornful:
            return False
        return len(re.findall(r"\w+", rest)) <= 4 and not re.search(
            r"[a-zà-ÿ]",
            re.sub(
                r"\b[A-ZÀ-Þ]\w*|\b(?:and|und|et|y|e|en|all|team|you|alle|zusammen|a|todos|tous|tutti|allen|everyone)\b",
                "",
                rest,
            ),
        )
