"""Who is on the plan, on both sides, and what each of them owns."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext

from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Person, Plan

from . import words


class Owned(NamedTuple):
    """One step that somebody owns."""

    step: str
    edit: str
    title: str
    when: str
    done: bool


class PersonView(NamedTuple):
    """One person, or a role that still needs a name."""

    key: str
    quoted: str
    name: str
    initials: str
    role: str
    job: str
    email: str
    owns: tuple[Owned, ...]
    open_count: int
    is_coordinator: bool = False


class SideView(NamedTuple):
    """One side's people and the roles that nobody has a name for."""

    side: str
    title: str
    people: tuple[PersonView, ...]
    unnamed: tuple[PersonView, ...]


def people_view(plan: Plan, today: date) -> tuple[SideView, ...]:
    """Both sides, the buyer's first."""
    return (
        side_view(plan, "buyer", plan.account, today),
        side_view(plan, "seller", gettext("Your side"), today),
    )


def side_view(plan: Plan, side: str, title: str, today: date) -> SideView:
    """One side."""
    people = tuple(person_view(plan, p, today) for p in plan.people if p.side == side)
    roles: dict[str, list[Owned]] = {}
    for milestone in plan.milestones:
        owner = getattr(milestone.owners, side) if milestone.owners else None
        if owner is not None and owner.role and milestone.is_open:
            roles.setdefault(owner.role, []).append(owned(milestone, today))
    to_name = gettext("still to be named")
    unnamed = tuple(
        PersonView("", "", role, "?", to_name, "", "", tuple(items), len(items))
        for role, items in roles.items()
    )
    return SideView(side, title, people, unnamed)


def person_view(plan: Plan, person: Person, today: date) -> PersonView:
    """One person with what they own."""
    owns = []
    for milestone in plan.milestones:
        owner = getattr(milestone.owners, person.side) if milestone.owners else None
        if owner is not None and owner.person == person.key:
            owns.append(owned(milestone, today))
    return PersonView(
        key=person.key,
        quoted=quote(person.key, safe=""),
        name=person.name,
        initials=words.initials(person.name),
        role=words.word_of(words.ROLE, person.role),
        job=person.title or "",
        email=person.email or "",
        owns=tuple(owns),
        open_count=sum(1 for item in owns if not item.done),
        is_coordinator=plan.coordinator == person.key,
    )


def owned(milestone: Milestone, today: date) -> Owned:
    """One step that somebody owns, with its date."""
    return Owned(
        step=quote(milestone.key, safe=""),
        edit=quote(path_of("milestones", milestone.key, "owners"), safe=""),
        title=milestone.title,
        when=words.short_day(milestone.target, today),
        done=not milestone.is_open,
    )
