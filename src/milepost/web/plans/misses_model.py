"""An owner who misses again and again, told to the AE: the dates, the cause, three things to do.

Pure apart from translations; the seller's alone (product.md section 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.domain.paths import path_of
from milepost.domain.plan import Person, Plan
from milepost.domain.schedule import Schedule
from milepost.domain.slippage import Miss, Pattern
from milepost.messaging.letters import known_language
from milepost.pages.words import Word

from . import words

CAUSE: Mapping[str, Word] = {
    "wrong_person": gettext_lazy("It is the wrong person"),
    "no_support": gettext_lazy("They have no support inside"),
    "capacity": gettext_lazy("They have too much to do"),
    "priority": gettext_lazy("It is no priority for them"),
    "other": gettext_lazy("Something else"),
}


class MissLine(NamedTuple):
    """One date that was not kept."""

    step: str
    day: str
    text: str


class DateOffer(NamedTuple):
    """A step of theirs with the earliest date that can be kept; `href` opens its preview."""

    title: str
    now: str
    earliest: str
    href: str


class StepLinks(NamedTuple):
    """What can be done with a step instead."""

    title: str
    owners: str
    other_way: str


@dataclass(frozen=True, slots=True)
class MissesView:
    """Everything on the page about one owner."""

    name: str
    role: str
    side: str
    summary: str
    lines: tuple[MissLine, ...]
    owned: tuple[str, ...]
    dates: tuple[DateOffer, ...]
    steps: tuple[StepLinks, ...]


def misses_view(
    plan: Plan,
    pattern: Pattern,
    person: Person,
    seen: Schedule | None,
    home: str,
    today: date,
) -> MissesView:
    """The page about one owner; `home` is the plan's address."""
    count = len(pattern.misses)
    return MissesView(
        name=person.name,
        role=words.word_of(words.ROLE, person.role),
        side="b" if person.side == "buyer" else "s",
        summary=summary_words(person.name, count),
        lines=tuple(_line(plan, miss, today) for miss in reversed(pattern.misses)),
        owned=tuple(m.title for m in plan.milestones if m.key in pattern.open_steps),
        dates=tuple(_dates(plan, pattern, seen, home, today)),
        steps=tuple(_steps(plan, pattern, home)),
    )


def summary_words(name: str, count: int) -> str:
    """'Maja Lindqvist has missed 3 dates on this plan.'"""
    text = ngettext(
        "%(name)s has missed %(n)s date on this plan.",
        "%(name)s has missed %(n)s dates on this plan.",
        count,
    )
    return text % {"name": name, "n": count}


def _line(plan: Plan, miss: Miss, today: date) -> MissLine:
    milestone = plan.milestone(miss.milestone)
    moved = words.short_day(miss.moved_to, today) if miss.moved_to else ""
    over = ngettext("passed by %(n)s day", "passed by %(n)s days", miss.days_over) % {
        "n": miss.days_over
    }
    if miss.how == "moved":
        text = _("moved to %(day)s") % {"day": moved}
    elif miss.how == "both":
        text = _("%(passed)s, then moved to %(day)s") % {"passed": over, "day": moved}
    else:
        text = over
    title = milestone.title if milestone else miss.milestone
    return MissLine(title, words.short_day(miss.target, today), text)


def _dates(
    plan: Plan, pattern: Pattern, seen: Schedule | None, home: str, today: date
) -> Iterable[DateOffer]:
    for key in _concerned(pattern):
        milestone = plan.milestone(key)
        earliest = seen.ends.get(key) if seen else None
        if milestone is None or earliest is None:
            continue
        path = quote(path_of("milestones", key, "target"), safe="")
        is_later = earliest > milestone.target
        yield DateOffer(
            milestone.title,
            words.short_day(milestone.target, today),
            words.short_day(earliest, today),
            f"{home}edit/{path}/?to={earliest.isoformat()}" if is_later else "",
        )


def _concerned(pattern: Pattern) -> tuple[str, ...]:
    """The open steps of theirs whose dates were missed; all that are open where none was."""
    missed = {miss.milestone for miss in pattern.misses}
    return tuple(key for key in pattern.open_steps if key in missed) or pattern.open_steps


def _steps(plan: Plan, pattern: Pattern, home: str) -> Iterable[StepLinks]:
    for key in _concerned(pattern):
        milestone = plan.milestone(key)
        if milestone is not None:
            owners = f"{home}edit/{quote(path_of('milestones', key, 'owners'), safe='')}/"
            other_way = f"{home}another-way/{quote(key, safe='')}/"
            yield StepLinks(milestone.title, owners, other_way)


class BackupDraft(NamedTuple):
    """A mail to be read and changed before it is sent."""

    subject: str
    words: str


def backup_draft(
    plan: Plan, pattern: Pattern, person: Person, to: Person, sender: str, company: str, wish: str
) -> BackupDraft:
    """Asking for somebody who helps, in the reader's language where they have said which: what
    would help, and nothing of what was missed."""
    steps = [m for m in plan.milestones if m.key in pattern.open_steps]
    with translation.override(known_language(wish) if wish else translation.get_language()):
        named = {
            "to": words.first_name(to.name),
            "name": person.name,
            "plan": plan.title or plan.account,
            "account": plan.account,
            "company": company,
        }
        paragraphs = [
            _("Hello %(to)s,"),
            _(
                "we would like to make “%(plan)s” as light as we can for your team. %(name)s has"
                " several things to carry there, and a second pair of hands would help:"
            ),
            _(
                "Who at %(account)s could stand beside %(name)s, or take over where it is easier?"
                " A name is enough: we bring them in and show them what is there."
            ),
            _("And if something on our side would make it easier, tell me; we gladly do it."),
            _("Kind regards"),
        ]
        told = [each % named for each in paragraphs]
        told[1] = "\n".join((told[1], *(f"- {m.title}" for m in steps)))
        subject = _("Somebody to help %(name)s with “%(plan)s”") % named
    return BackupDraft(subject[:200], "\n\n".join(told) + f"\n{sender}\n{company}")
