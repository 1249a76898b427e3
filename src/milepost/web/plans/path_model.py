"""The guided paths that put several steps in at once: what is offered, what was typed, the preview.

Pure apart from translations (product.md section 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.alternative import PathEffect, stuck_steps
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Kind, Milestone, Owner, Owners, Plan
from milepost.domain.schedule import schedule
from milepost.domain.templates import TemplateMilestone
from milepost.pages.typed import whole
from milepost.plans.path_commands import MOST_STEPS, Preview

from . import words
from .add_model import filled

ROWS = 3
LONGEST = 250
"""So many working days a step may take at most, in this form."""


class Pick(NamedTuple):
    """A step that may be replaced."""

    key: str
    title: str
    note: str
    chosen: bool


class RowView(NamedTuple):
    """One line of the form, as it was typed. `name` begins the names of its inputs."""

    number: int
    name: str
    title: str
    buyer: str
    seller: str
    days: str


class PreviewLine(NamedTuple):
    """One step of the preview: `state` is new, out or moved."""

    number: str
    title: str
    owners: str
    state: str
    was: str
    day: str
    iso: str
    is_critical: bool


class PreviewView(NamedTuple):
    """What would follow: the effect in a sentence, then the steps that are not as before."""

    effect: str
    is_late: bool
    critical: str
    lines: tuple[PreviewLine, ...]


def picks(plan: Plan, key: str, chosen: Sequence[str] | None, today: date) -> tuple[Pick, ...]:
    """The open steps, the stuck one chosen at first; what waits for it alone is marked, for it may
    be of no use without it."""
    signature = plan.signature
    waiting = set(stuck_steps(plan, key)) - {key}
    wanted = {key} if chosen is None else set(chosen)
    alone = _("waits for it alone")

    def note(m: Milestone) -> str:
        said = alone if m.key in waiting else str(words.STATUS[m.status][0])
        return f"{said} · {words.short_day(m.target, today)}"

    return tuple(
        Pick(m.key, m.title, note(m), m.key in wanted)
        for m in plan.milestones
        if m.is_open and (signature is None or m.key != signature.key)
    )


def rows(post: QueryDict, count: int) -> tuple[RowView, ...]:
    """The lines of the form; empty ones at the end are there to be filled."""
    return tuple(
        RowView(
            n,
            f"s{n}-",
            post.get(f"s{n}-title", ""),
            post.get(f"s{n}-buyer", ""),
            post.get(f"s{n}-seller", ""),
            post.get(f"s{n}-days", ""),
        )
        for n in range(1, count + 1)
    )


def row_count(post: QueryDict) -> int:
    """How many lines the form has: those that came, and two more where they were asked for."""
    raw = post.get("rows", "")
    count = whole(raw, 3, ROWS)
    return max(1, min(count + (2 if post.get("do") == "row" else 0), MOST_STEPS))


def owner_choices(plan: Plan, side: str) -> list[tuple[str, str]]:
    """Who may own a new step on one side: its people, and the roles that the plan knows already."""
    nobody = _("Nobody")
    people = [(f"p:{p.key}", p.name) for p in plan.people if p.side == side]
    roles = {
        owner.role
        for m in plan.milestones
        if m.owners
        for owner in (getattr(m.owners, side),)
        if owner is not None and owner.role
    }
    return [("", nobody), *people, *((f"r:{role}", role) for role in sorted(roles))]


def known_steps(
    library: Iterable[TemplateMilestone], templates: Iterable[Iterable[TemplateMilestone]]
) -> Mapping[str, TemplateMilestone]:
    """Steps of the library and the templates by title, to be chosen while typing."""
    found: dict[str, TemplateMilestone] = {}
    for step in (*library, *(step for steps in templates for step in steps)):
        found.setdefault(step.title.strip(), step)
    return found


def typed_steps(
    plan: Plan, lines: Sequence[RowView], known: Mapping[str, TemplateMilestone], today: date
) -> tuple[Milestone, ...]:
    """The steps that the form names. A title of the library brings its kind and what done means.

    Raises InvalidInput that names the input.
    """
    by_title = {title.casefold(): step for title, step in known.items()}
    problems: list[Problem] = []
    found = []
    for line in lines:
        title = " ".join(line.title.split())
        if not title:
            continue
        like = by_title.get(title.casefold())
        raw = line.days.strip() or str(like.duration if like else 5)
        days = whole(raw, 4, 0)
        if not 1 <= days <= LONGEST:
            right = _("a whole number of working days")
            problems.append(Problem(f"{line.name}days", _("it is no number of days"), right))
        if len(title) > 200:
            problems.append(Problem(f"{line.name}title", _("it is too long"), _("200 characters")))
        kind: Kind = like.kind if like else "other"
        found.append(
            Milestone(
                key="",
                title=filled(title, plan),
                kind=kind,
                target=today,
                status="pending",
                done_means=filled(like.done_means, plan) if like and like.done_means else None,
                owners=Owners(
                    buyer=_owner(plan, line.buyer, "buyer"),
                    seller=_owner(plan, line.seller, "seller"),
                ),
                duration=max(1, days),
            )
        )
    if not found:
        wrong = _("no step is named")
        problems.append(Problem("s1-title", wrong, _("say what is to be done instead")))
    if problems:
        raise InvalidInput(problems)
    return tuple(found)


def _owner(plan: Plan, choice: str, side: str) -> Owner | None:
    kind, _cut, value = choice.partition(":")
    if kind == "p":
        person = plan.person(value)
        return Owner(person=value) if person and person.side == side else None
    return Owner(role=value[:200]) if kind == "r" and value.strip() else None


def preview_view(before: Plan, made: Preview, today: date) -> PreviewView:
    """What would follow, in words: the effect on the close, and each step that is not as before."""
    plan = made.plan
    ahead = schedule(plan, today)
    critical = set(ahead.critical_path)
    moved = {key: was for key, was, _now in made.moves}
    former = {m.key: m.status for m in before.milestones}
    people = {p.key: p for p in plan.people}
    numbers = {m.key: str(n) for n, m in enumerate(plan.shared_milestones, start=1)}
    lines = []
    for m in plan.milestones:
        is_out = m.status == "skipped" and former.get(m.key) not in (None, "skipped")
        state = "new" if m.key in made.new else "out" if is_out else "moved" * (m.key in moved)
        if not state:
            continue
        owners = (m.owners.buyer, m.owners.seller) if m.owners else ()
        lines.append(
            PreviewLine(
                number=numbers.get(m.key, ""),
                title=m.title,
                owners=words.on_both_sides(words.owner_words(o, people) for o in owners if o),
                state=state,
                was=words.short_day(moved[m.key], today) if m.key in moved else "",
                day=words.short_day(m.target, today) if state != "out" else "",
                iso=m.target.isoformat(),
                is_critical=m.key in critical,
            )
        )
    titles = [m.title for m in plan.milestones if m.key in critical]
    return PreviewView(
        effect=effect_words(made.effect, plan, today),
        is_late=not ahead.fits,
        critical=words.listed(titles),
        lines=tuple(lines),
    )


def effect_words(effect: PathEffect, plan: Plan, today: date) -> str:
    """'Earliest close 12 January instead of 19 January: 5 working days earlier.'"""
    if effect.close_after is None or effect.close_before is None:
        return _("The plan's close stays as it is.")
    day = words.long_day(effect.close_after, today)
    days = effect.days or 0
    if days == 0:
        said = _("Earliest close %(day)s, as before.") % {"day": day}
    else:
        before = words.long_day(effect.close_before, today)
        text = (
            ngettext(
                "Earliest close %(day)s instead of %(before)s: %(n)s working day later.",
                "Earliest close %(day)s instead of %(before)s: %(n)s working days later.",
                days,
            )
            if days > 0
            else ngettext(
                "Earliest close %(day)s instead of %(before)s: %(n)s working day earlier.",
                "Earliest close %(day)s instead of %(before)s: %(n)s working days earlier.",
                -days,
            )
        )
        said = text % {"day": day, "before": before, "n": abs(days)}
    if effect.close_after > plan.target_close:
        late = _("That is after the target close of %(close)s.")
        said = f"{said} {late % {'close': words.long_day(plan.target_close, today)}}"
    return said


def where_choices(plan: Plan) -> list[tuple[str, str]]:
    """Where a larger scope goes: before the signature, or after one of the plan's steps."""
    signature = plan.signature
    first = _("Before the signature") if signature and signature.is_open else _("At the end")
    found = [("", first)]
    for number, m in enumerate(plan.shared_milestones, start=1):
        if signature is None or m.key != signature.key:
            found.append((m.key, _("After %(step)s") % {"step": f"{number}. {m.title}"}))
    return found
