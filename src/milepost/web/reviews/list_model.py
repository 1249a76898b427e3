"""The plan's reviews in words: the running one, the next one, those that were held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Plan
from milepost.pages import formatting
from milepost.pages.meeting import title_of
from milepost.pages.spoken import gettext
from milepost.reviews.rows import ActionRow, ReviewRow
from milepost.reviews.teams import Teammate
from milepost.web.plans import words

MOST_SHOWN = 60


class ItemView(NamedTuple):
    """One item of the next agenda with this plan's facts."""

    title: str
    minutes: int
    facts: tuple[str, ...]


class NextView(NamedTuple):
    """The next review: planned, or as the rule proposes it. `late` says that its day has passed."""

    id: int | None
    when: str
    relative: str
    zone: str
    length: str
    place: str
    late: str
    rule: str
    rule_differs: bool
    agenda: tuple[ItemView, ...]


class HeldLine(NamedTuple):
    """A review that was held, as one line."""

    id: int
    when: str
    by: str
    summary: str
    completion: str


class OpenAction(NamedTuple):
    """An action item that is still open."""

    id: int
    title: str
    owner: str
    side: str
    due: str
    late: str
    is_internal: bool
    step: str
    review_id: int


class ListView(NamedTuple):
    """The whole tab."""

    running: ReviewRow | None
    next: NextView | None
    held: tuple[HeldLine, ...]
    actions: tuple[OpenAction, ...]
    invited: tuple[str, ...]
    uninvited: tuple[str, ...]
    why_not: str


def list_view(
    plan: Plan,
    evaluation: Evaluation,
    reviews: Sequence[ReviewRow],
    actions: Sequence[ActionRow],
    teams: Sequence[Teammate],
    today: date,
) -> ListView:
    """The reviews tab of one plan on one day."""
    running = next((r for r in reviews if r.state == "running"), None)
    planned = next((r for r in reviews if r.state == "planned"), None)
    invited, uninvited = invited_people(plan, teams)
    completions = {r.on: (r.complete, r.total) for r in plan.reviews}
    return ListView(
        running=running,
        next=next_view(plan, evaluation, planned, today),
        held=tuple(
            held_line(r, completions.get(r.on), today) for r in reviews if r.state == "closed"
        ),
        actions=open_actions(plan, actions, today),
        invited=invited,
        uninvited=uninvited,
        why_not=why_not(plan),
    )


def why_not(plan: Plan) -> str:
    """Why no review can be held; '' where one can."""
    if plan.life == "draft":
        return gettext("A review is held with the other side. Share the plan first.")
    if plan.is_closed:
        return gettext("This plan is closed: no review is held any more.")
    return ""


def next_view(
    plan: Plan, evaluation: Evaluation, planned: ReviewRow | None, today: date
) -> NextView | None:
    """The planned review or, where none is, the rule's proposal."""
    rule = evaluation.review
    if planned is None and rule is None:
        return None
    day = planned.on if planned else rule.next_on if rule else today
    minutes = planned.minutes if planned else rule.minutes if rule else 0
    shared = planned.agenda if planned else tuple(i.minutes for i in rule.agenda) if rule else ()
    facts = [tuple(item.facts) for item in rule.agenda] if rule else [()] * len(shared)
    names = ("status", "completed", "in_progress", "upcoming", "risks", "dates", "next")
    cadence = words.word_of(words.CADENCE, rule.cadence) if rule else ""
    rule_words = ""
    if rule is not None:
        said = {"day": words.week_day(rule.next_on), "cadence": cadence, "n": rule.minutes}
        rule_words = gettext("The rhythm proposes %(day)s: %(cadence)s, %(n)s minutes.") % said
    return NextView(
        id=planned.id if planned else None,
        when=moment_words(planned.starts_at, planned.time_zone)
        if planned and planned.starts_at
        else words.week_day(day),
        relative=words.relative_day(day, today),
        zone=planned.time_zone if planned and planned.starts_at else "",
        length=ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes},
        place=planned.place if planned else "",
        late=words.days_late(day, today) if planned and day < today else "",
        rule=rule_words,
        rule_differs=bool(planned and rule and rule.next_on != planned.on),
        agenda=tuple(
            ItemView(title_of(name, "seller"), item, facts[at] if at < len(facts) else ())
            for at, (name, item) in enumerate(zip(names, shared, strict=False))
        ),
    )


def moment_words(at: datetime, zone: str) -> str:
    """'Thu 26 Nov, 10:00' on the clock of the review's own zone."""
    local = at.astimezone(zone_named(zone))
    # Naive: it is not to be moved into the reader's own zone.
    here = local.replace(tzinfo=None)
    return f"{formatting.weekday_date(here)}, {formatting.clock_time(here)}"


def zone_named(name: str) -> ZoneInfo:
    """A zone by its name; UTC for one that is not known (any more)."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def held_line(review: ReviewRow, completion: tuple[int, int] | None, today: date) -> HeldLine:
    """A review that was held."""
    said = ""
    if completion:
        done = {"done": completion[0], "all": completion[1]}
        said = gettext("%(done)s of %(all)s complete") % done
    first = review.summary.split("\n", 1)[0]
    return HeldLine(review.id, words.short_day(review.on, today), review.closed_by, first, said)


def open_actions(plan: Plan, actions: Sequence[ActionRow], today: date) -> tuple[OpenAction, ...]:
    """What people took on and still owe, the earliest due first."""
    people = {person.key: person for person in plan.people}
    steps = {milestone.key: milestone.title for milestone in plan.milestones}
    found = []
    for row in actions:
        person = people.get(row.owner or "")
        found.append(
            OpenAction(
                id=row.id,
                title=row.title,
                owner=person.name if person else gettext("nobody any more"),
                side=person.side if person else "",
                due=words.short_day(row.due, today),
                late=words.days_late(row.due, today) if row.due < today else "",
                is_internal=row.visibility == "internal",
                step=steps.get(row.milestone or "", ""),
                review_id=row.review_id,
            )
        )
    return tuple(found)


def invited_people(
    plan: Plan, teams: Sequence[Teammate]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who gets the invitation, and whom of the buyer's people no mail reaches."""
    reached = {mate.person for mate in teams if mate.side == "buyer"}
    missing = [p.name for p in plan.people if p.side == "buyer" and p.key not in reached]
    return tuple(mate.name for mate in teams), tuple(missing)
