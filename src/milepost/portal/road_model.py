"""The whole path in words: one leg for each shared step, folded into phases where it is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from milepost.domain import buyer_rights, phases
from milepost.domain.plan import Milestone, Owner, Person, Plan, Task
from milepost.domain.schedule import schedule
from milepost.pages import formatting
from milepost.pages.spoken import gettext
from milepost.pages.words import phase_word, stone_part
from milepost.sharing.queries import ProposalRow

from . import words

MOST_STONES = 14


class Face(NamedTuple):
    """One owner: round for the buyer's side, square for the seller's, dashed while unnamed."""

    name: str
    side: str
    is_role: bool
    is_me: bool


class Asked(NamedTuple):
    """A proposal that waits, at the step that it is about."""

    id: int
    text: str
    is_mine: bool


class Leg(NamedTuple):
    """One step of the path."""

    key: str
    number: int
    title: str
    status: str
    part: int
    is_goal: bool
    href: str
    done_means: str
    faces: tuple[Face, ...]
    day: date
    day_words: str
    due_words: str
    is_late: bool
    finished: str
    reason: str
    tasks: str
    comments: int
    may_confirm: bool
    ticked_by: str
    asked: tuple[Asked, ...]
    is_mine: bool

    @property
    def is_done(self) -> bool:
        """Whether it is complete."""
        return self.status == "complete"

    @property
    def is_open(self) -> bool:
        """Whether work remains."""
        return self.status in ("pending", "in_progress", "blocked")


class Phase(NamedTuple):
    """The steps of one phase; `today_before` is the place of today's mark, -1 for none."""

    title: str
    totals: str
    legs: tuple[Leg, ...]
    is_folded: bool
    today_before: int


class Around(NamedTuple):
    """What legs are made with beside their step."""

    plan: Plan
    me: str
    people: Mapping[str, Person]
    proposals: tuple[ProposalRow, ...]
    comments: Mapping[str, int]
    today: date
    url: str
    is_over: bool


def legs_of(around: Around) -> tuple[Leg, ...]:
    """The shared steps in plan order."""
    return tuple(
        leg_of(step, number, around)
        for number, step in enumerate(around.plan.shared_milestones, start=1)
    )


def leg_of(step: Milestone, number: int, around: Around) -> Leg:
    """One step."""
    done, counted = task_counts(step.tasks)
    late = step.is_open and step.target < around.today and not around.is_over
    ticked = around.people.get(step.completed_by or "")
    waits = (
        not around.is_over
        and buyer_rights.may_confirm(step)
        and not buyer_rights.is_confirmed(around.plan, step)
    )
    return Leg(
        key=step.key,
        number=number,
        title=step.title,
        status=step.status,
        part=stone_part(done, counted),
        is_goal=step.kind == "go_live",
        href=f"{around.url}step/{step.key}/",
        done_means=step.done_means or "",
        faces=faces_of(step, around),
        day=step.target,
        day_words=formatting.short_date(step.target, around.today),
        due_words=words.due_words(step.target, around.today) if step.is_open else "",
        is_late=late,
        finished=words.finished(step, around.today) if step.status == "complete" else "",
        reason=step.reason or "",
        tasks=gettext("%(done)s of %(all)s tasks") % {"done": done, "all": counted}
        if counted
        else "",
        comments=around.comments.get(step.key, 0),
        may_confirm=waits,
        ticked_by=ticked.name if ticked else "",
        asked=tuple(asked_of(p, around) for p in around.proposals if p.milestone == step.key),
        is_mine=owner_is(step, around.me),
    )


def task_counts(tasks: Sequence[Task]) -> tuple[int, int]:
    """How many of the tasks are finished, and how many there are."""
    return sum(1 for task in tasks if task.done_on is not None), len(tasks)


def owner_is(step: Milestone, person: str) -> bool:
    """Whether this person owns the step, on either side."""
    owners = step.owners
    if owners is None:
        return False
    return any(o is not None and o.person == person for o in (owners.buyer, owners.seller))


def faces_of(step: Milestone, around: Around) -> tuple[Face, ...]:
    """Who owns a step, the buyer's side first."""
    owners = step.owners
    if owners is None:
        return ()
    found = []
    for side, owner in (("buyer", owners.buyer), ("seller", owners.seller)):
        asked = step.is_open and not around.is_over
        if owner is not None and (face := face_of(owner, side, around, is_asked=asked)):
            found.append(face)
    return tuple(found)


def face_of(owner: Owner, side: str, around: Around, *, is_asked: bool = True) -> Face | None:
    """One owner; None for somebody whom a buyer does not see. `is_asked`: a role needs a name."""
    if owner.person is None:
        said = gettext("%(role)s: who?") if side == "buyer" and is_asked else "%(role)s"
        return Face(said % {"role": owner.role}, side, True, False)
    person = around.people.get(owner.person)
    return Face(person.name, person.side, False, person.key == around.me) if person else None


def asked_of(proposal: ProposalRow, around: Around) -> Asked:
    """What is proposed for a step, in one line."""
    mine = proposal.person == around.me
    return Asked(proposal.id, _asked_words(proposal, around, is_mine=mine), mine)


def _asked_words(proposal: ProposalRow, around: Around, *, is_mine: bool) -> str:
    day = formatting.short_date(proposal.target, around.today)
    if proposal.state == "countered":
        said = {"who": proposal.answered_by_name, "day": day}
        return gettext("%(who)s suggests %(day)s instead") % said
    if proposal.kind == "drop_step":
        if is_mine:
            return gettext("You suggested to leave this out; no answer yet")
        return gettext("%(who)s suggested to leave this out") % {"who": proposal.person_name}
    if is_mine:
        return gettext("You suggested %(day)s; no answer yet") % {"day": day}
    return gettext("%(who)s suggested %(day)s") % {"who": proposal.person_name, "day": day}


def phases_of(plan: Plan, legs: tuple[Leg, ...], today: date) -> tuple[Phase, ...]:
    """Legs by phase; in a long plan only the current phase stands open (`domain.phases`)."""
    if not phases.is_long(plan):
        return (Phase("", "", legs, False, _today_before(legs, today)),)
    by_key = {leg.key: leg for leg in legs}
    ahead = None if plan.is_closed else schedule(plan, today)
    over = not any(leg.is_open for leg in legs)
    return tuple(
        _phase(phase, tuple(by_key[key] for key in phase.milestones), today, over)
        for phase in phases.phases_of(plan, ahead)
    )


def _phase(phase: phases.Phase, run: tuple[Leg, ...], today: date, over: bool) -> Phase:
    totals = gettext("%(done)s of %(all)s done") % {"done": phase.complete, "all": phase.total}
    is_folded = over or not phase.is_current
    title = str(phase_word(phase.name))
    return Phase(title, totals, run, is_folded, -1 if is_folded else _today_before(run, today))


def _today_before(legs: Sequence[Leg], today: date) -> int:
    """Today's mark stands before the first step that is still open, or at the end of the road."""
    for place, leg in enumerate(legs):
        if leg.is_open:
            return place
    return -1
