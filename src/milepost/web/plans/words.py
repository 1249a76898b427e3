"""Words and dates of the plan pages that `pages/words.py` and `pages/formatting.py` do not have.

All are translated when shown; what a person wrote stays as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from milepost.domain.plan import Owner, Person, Value
from milepost.pages import formatting
from milepost.pages.spoken import get_language, gettext
from milepost.pages.words import BAND, DEAL_TYPE, HEALTH, KIND, LIFE, ROLE, STATUS, Word

__all__ = ["BAND", "DEAL_TYPE", "HEALTH", "KIND", "LIFE", "ROLE", "STATUS"]

BANDS = ("SPECULATIVE", "UNLIKELY", "POSSIBLE", "LIKELY", "HIGH")
PHASE: dict[str, Word] = {
    "evaluation": _("Evaluation"),
    "negotiation": _("Negotiation"),
    "implementation": _("Implementation"),
}
TASK_KIND: dict[str, Word] = {
    "to_do": _("To do"),
    "meeting": _("Meeting"),
    "approval": _("Approval"),
}
CADENCE: dict[str, Word] = {
    "weekly": _("Weekly"),
    "biweekly": _("Every two weeks"),
    "monthly": _("Monthly"),
}
BUYER_ROLES = (
    "champion",
    "economic_buyer",
    "sponsor",
    "it",
    "security",
    "legal",
    "procurement",
    "finance",
    "user",
    "partner",
    "other",
)
SELLER_ROLES = (
    "ae",
    "solutions_engineer",
    "csm",
    "manager",
    "legal",
    "security",
    "leadership",
    "admin",
    "partner",
)

initials = lru_cache(maxsize=4096)(formatting.initials)


def word_of(table: Mapping[str, Word], key: str | None) -> str:
    """The translated word of a key; an unknown key stands for itself, none for nothing."""
    return str(table.get(key, key)) if key else ""


def choices(table: Mapping[str, Word], keys: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """(value, word) pairs of a table for a select."""
    return [(key, str(table[key])) for key in (keys or table)]


def phase_word(phase: str | None) -> str:
    """A phase's name: the three known ones translated, a seller's own words as they stand."""
    return word_of(PHASE, phase) if phase else gettext("No phase")


def short_day(day: date, today: date) -> str:
    """'27 Nov', with the year where it is not plain from today."""
    return formatting.short_date(day, today)


def long_day(day: date, today: date) -> str:
    """'27 November'; the year where it is not plain from today."""
    return formatting.long_date(day) if _far(day, today) else _day_month(day, get_language())


def week_day(day: date) -> str:
    """'Wed 25 Nov': for what happens in the next days."""
    return formatting.weekday_date(day)


def relative_day(day: date, today: date) -> str:
    """'today', 'tomorrow', 'in 4 days', '5 days ago'."""
    return formatting.relative_days(day, today)


def days_late(day: date, today: date) -> str:
    """'5 days late' for a date in the past."""
    late = (today - day).days
    return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}


def working_days(count: int) -> str:
    """'4 working days'."""
    return ngettext("%(n)s working day", "%(n)s working days", count) % {"n": count}


def money(value: Value) -> str:
    """'€86,000' in the reader's own form."""
    return formatting.money(value.amount, value.currency)


def first_name(name: str) -> str:
    """The first word of a name, for sentences."""
    return name.split()[0] if name.split() else name


def owner_words(owner: Owner | None, people: Mapping[str, Person]) -> str:
    """The owner's name, or the role that still needs one."""
    if owner is None:
        return ""
    if owner.person and owner.person in people:
        return people[owner.person].name
    return owner.role or owner.person or ""


def listed(items: Iterable[str | Promise]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    said = [str(item) for item in items]
    if len(said) < 2:
        return "".join(said)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(said[:-1]), "last": said[-1]}


def on_both_sides(names: Iterable[str]) -> str:
    """Owners of the two sides in words: 'Maja and Sam', 'Legal on both sides'."""
    said = list(names)
    if len(said) == 2 and said[0] == said[1]:
        return gettext("%(role)s on both sides") % {"role": said[0]}
    return listed(said)


def _far(day: date, today: date) -> bool:
    return abs((day - today).days) > formatting.PLAIN_YEAR_DAYS


@lru_cache(maxsize=4096)
def _day_month(day: date, language: str | None) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("MMMMd", day, locale=formatting.locale_of(language))


def week_day_year(day: date) -> str:
    """'27 November 2026': for what is read long afterwards."""
    return formatting.long_date(day)
