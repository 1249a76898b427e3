"""The words of buyers' pages: plain, about them, and none that a seller would use."""

from __future__ import annotations

import unicodedata
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from milepost.domain.plan import Milestone, Person
from milepost.pages import formatting
from milepost.pages.spoken import gettext
from milepost.pages.words import Word

# Status: word, tone, sign.
STATUS: dict[str, tuple[Word, str, str]] = {
    "pending": (_("To do"), "", "ring"),
    "in_progress": (_("In progress"), "doing", "half"),
    "blocked": (_("Something is in the way"), "stuck", "cross"),
    "complete": (_("Done"), "done", "check"),
    "skipped": (_("Left out"), "", "skip"),
}
# What somebody on the buyer's side is to the plan; the rest says nothing that they do not know.
ROLE: dict[str, Word] = {
    "economic_buyer": _("Budget"),
    "sponsor": _("Sponsor"),
    "it": _("IT"),
    "security": _("Security"),
    "legal": _("Legal"),
    "procurement": _("Procurement"),
    "finance": _("Finance"),
    "user": _("Uses it every day"),
    "partner": _("Partner"),
}
SELLER_ROLE: dict[str, Word] = {
    "ae": _("your contact"),
    "solutions_engineer": _("engineer"),
    "csm": _("customer success"),
    "legal": _("legal"),
    "security": _("security"),
    "partner": _("partner"),
}
# The roles that a colleague can join with.
JOINING: tuple[tuple[str, Word], ...] = (
    ("other", _("Nothing in particular")),
    ("it", ROLE["it"]),
    ("security", ROLE["security"]),
    ("legal", ROLE["legal"]),
    ("procurement", ROLE["procurement"]),
    ("finance", ROLE["finance"]),
    ("economic_buyer", ROLE["economic_buyer"]),
    ("sponsor", ROLE["sponsor"]),
    ("user", ROLE["user"]),
)


def person_note(person: Person, account: str, workspace: str, *, is_contact: bool = True) -> str:
    """What stands under a name in the list of people. Who handed the plan on is no contact."""
    if person.side == "seller":
        part = SELLER_ROLE.get(person.role)
        if person.role == "ae" and not is_contact:
            return workspace
        if person.title and person.role != "ae":
            return f"{workspace}, {person.title}"
        return f"{workspace}, {part}" if part else workspace
    if person.role == "champion":
        return gettext("Leads this at %(account)s") % {"account": account}
    return person.title or str(ROLE.get(person.role, ""))


def due_words(day: date, today: date) -> str:
    """'in 4 days', 'next week', '3 days ago'."""
    days = (day - today).days
    monday = -today.weekday()
    if 7 <= days - monday < 14 and days > 6:
        return gettext("next week")
    return formatting.relative_days(day, today)


def steps(count: int) -> str:
    """'3 steps'."""
    return ngettext("%(n)s step", "%(n)s steps", count) % {"n": formatting.number(count)}


def finished(step: Milestone, today: date) -> str:
    """'Done 2 Nov'."""
    if step.completed_on is None:
        return gettext("Done")
    day = formatting.short_date(step.completed_on, today)
    return gettext("Done %(day)s") % {"day": day}


def isolated(text: str) -> str:
    """A name as part of a sentence: one that runs from right to left keeps its own direction."""
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text


def listed(names: list[str]) -> str:
    """'Maja, Tomasz and Anders'."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def first_name(name: str) -> str:
    """'Maja' of Maja Lindqvist; the whole name where it is one word."""
    return name.split()[0] if name.split() else name
