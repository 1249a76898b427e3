"""What a language has to tell the machinery.

Each field is a list of patterns, one a line, in the language's own spelling: accents are folded
in patterns and in texts alike, and `_` stands for one space or more. Lines beginning with `#` are
remarks. Patterns are found at the borders of words (Japanese has none).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from milepost.domain.answers.text import fold_pattern

NOTHING = re.compile(r"(?!)")


def pattern_of(lines: str, *, spaced: bool = True) -> re.Pattern[str]:
    """One pattern of all alternatives, the longest first."""
    wanted = list(_alternatives(lines))
    if not wanted:
        return NOTHING
    wanted.sort(key=len, reverse=True)
    joined = fold_pattern("|".join(wanted)).replace("_", r"(?:[ \n]{1,3})")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)" if spaced else rf"(?:{joined})")


def _alternatives(lines: str) -> Iterator[str]:
    """What stands on lines of its own, or between bars outside of brackets."""
    for line in lines.split("\n"):
        bare, depth, begin = line.strip(), 0, 0
        if bare.startswith("#"):
            continue
        for place, sign in enumerate(bare):
            if sign in "([" and bare[place - 1 : place] != "\\":
                depth += 1
            elif sign in ")]" and bare[place - 1 : place] != "\\":
                depth -= 1
            elif sign == "|" and depth == 0:
                if bare[begin:place].strip():
                    yield bare[begin:place].strip()
                begin = place + 1
        if bare[begin:].strip():
            yield bare[begin:].strip()


@dataclass(frozen=True, eq=False)
class DateWords:
    """How a language speaks of days. `months` and `weekdays` begin with January and Monday."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    # Days from today, by words.
    near: Mapping[str, int]
    numbers: Mapping[str, int]
    # A unit's pattern -> "d", "w", "m", "y" or "b" (a business day).
    units: Mapping[str, str]
    # Patterns with {n} and {unit}: so many from today.
    ahead: str
    # The same, but from a day that is not said ("two more weeks", "a week later").
    longer: str
    # Before or after a weekday: the one of the next week or the next one, as people differ.
    next_before: str = ""
    next_after: str = ""
    # Before or after a weekday: surely the next one to come.
    this_before: str = ""
    this_after: str = ""
    # After (or before) a weekday: the one in next week / a week after the next one to come.
    of_next_week: str = ""
    before_of_next_week: str = ""
    week_later: str = ""
    last_before: str = ""
    last_after: str = ""
    # What follows is the end of {a month's name}, of this or the next month, week, year.
    end_of: str = ""
    this_month: str = ""
    next_month: str = ""
    this_week: str = ""
    next_week: str = ""
    this_year: str = ""
    month_end: str = ""
    next_month_end: str = ""
    week_end: str = ""
    next_week_end: str = ""
    year_end: str = ""
    # "the 14th": patterns with {d}.
    day_alone: str = ""
    # Between day and month, after the day, before the year.
    of_month: str = ""
    ordinal: str = ""
    of_year: str = ""
    # "early March", "sometime next week": no day is named.
    vague: str = ""
    # Before a date that is not the one wanted ("instead of", "from").
    instead_of: str = ""
    since: str = ""
    day_first: bool | None = True


@dataclass(frozen=True, eq=False)
class Words:
    """A language. `done` alone may mean it; every other list is there to doubt it."""

    code: str
    done: str
    weak: str
    greet: str
    filler: str
    idioms: str
    harmless: str
    negation: str
    yet: str
    hedge: str
    almost: str
    future: str
    condition: str
    remaining: str
    others: str
    work: str
    asks: str
    polite: str
    sarcasm: str
    in_progress: str
    blocked: str
    waiting: str
    unblocked: str
    because: str
    move: str
    move_if_date: str
    no_move: str
    until: str
    not_me: str
    unsubscribe: str
    yes_no: str
    mark_done: str
    dates: DateWords
    spaced: bool = True
    _cache: dict[str, re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, name: str) -> re.Pattern[str]:
        """The compiled pattern of a list by its name."""
        found = self._cache.get(name)
        if found is None:
            lines = getattr(self, name, None)
            if lines is None:
                lines = getattr(self.dates, name)
            found = pattern_of(lines, spaced=self.spaced)
            self._cache[name] = found
        return found
