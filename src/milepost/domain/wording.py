"""Small helpers for the words that people read in facts, reasons and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=4096)
def day_words(day: date, year: int) -> str:
    """The day as people say it: "27 November", with its year where that is not `year`."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == year else f"{words} {day.year}"


@lru_cache(maxsize=1024)
def weekday_words(day: date, year: int) -> str:
    """The day with its weekday: "Wednesday 25 November"."""
    return f"{WEEKDAYS[day.weekday()]} {day_words(day, year)}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 day", "4 working days"."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Words in a row as a sentence has them: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return words[0] if words else ""
    return f"{', '.join(words[:-1])} and {words[-1]}"


def short_title(title: str, titles: Iterable[str]) -> str:
    """The title without its trailing "for …" or "(…)", as one says it the second time.

    Only while at least two words remain and no second one of `titles` would be called the same.
    """
    short = title.partition(" (")[0].partition(" for ")[0].rstrip()
    if short == title or " " not in short:
        return title
    alike = sum(1 for other in titles if other.startswith(short))
    return short if alike < 2 else title
