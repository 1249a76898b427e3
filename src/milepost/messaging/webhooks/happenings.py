"""What happened between two states of a plan, as events of the catalogue. Pure: no database.

An event says what is true of the plan after the change: an undone completion is a reopened step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from milepost.domain.plan import CLOSED_LIVES, Milestone, Person, Plan
from milepost.messaging.webhooks import shapes


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a revision: its name, what tells it from others of that revision, its data."""

    event: str
    about: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def happenings(before: Plan | None, after: Plan, kind: str) -> list[Happening]:
    """What a revision of this kind did; `before` is None where the plan begins with it."""
    if before is None:
        return [Happening("plan.created", data={"how": kind})]
    if kind in ("archived", "restored"):
        return [Happening(f"plan.{kind}")]
    return [
        *_of_plan(before, after),
        *_of_milestones(before, after),
        *_of_people(before, after),
    ]


def _of_plan(before: Plan, after: Plan) -> Iterator[Happening]:
    if before.life != after.life:
        yield from _of_life(before, after)
    if after.is_signed and not before.is_signed:
        signature = after.signature
        assert signature is not None  # a signed plan has one
        on = signature.completed_on
        yield Happening("plan.signed", data={"signed_on": on.isoformat() if on else None})
    if before.target_close != after.target_close:
        yield Happening(
            "plan.close_moved",
            data={
                "before": before.target_close.isoformat(),
                "after": after.target_close.isoformat(),
            },
        )
    if before.outcome != after.outcome:
        yield Happening("plan.outcome_changed", data={"outcome": shapes.outcome_of(after)})


def _of_life(before: Plan, after: Plan) -> Iterator[Happening]:
    data = {"before": before.life, "after": after.life}
    if after.life in CLOSED_LIVES:
        yield Happening("plan.closed", data=data)
    elif before.life in CLOSED_LIVES:
        yield Happening("plan.reopened", data=data)
    elif after.life == "shared":
        event = "plan.agreement_taken_back" if before.life == "agreed" else "plan.shared"
        yield Happening(event, data=data)
    elif after.life == "agreed":
        yield Happening("plan.agreed", data=data)


def _of_milestones(before: Plan, after: Plan) -> Iterator[Happening]:
    former = {m.key: m for m in before.milestones}
    kept = {m.key for m in after.milestones}
    for milestone in before.milestones:
        if milestone.key not in kept:
            yield _about(before, milestone, "milestone.dropped")
    for milestone in after.milestones:
        old = former.get(milestone.key)
        if old is None:
            yield _about(after, milestone, "milestone.added")
        elif old is not milestone and old != milestone:
            yield from _of_milestone(after, old, milestone)


_ENTERED = {
    "pending": "milestone.reopened",
    "in_progress": "milestone.started",
    "blocked": "milestone.blocked",
    "complete": "milestone.completed",
    "skipped": "milestone.skipped",
}


def _of_milestone(plan: Plan, old: Milestone, new: Milestone) -> Iterator[Happening]:
    if old.status != new.status:
        yield _about(plan, new, _status_event(old, new), before=old.status)
    if new.confirmed_on is not None and old.confirmed_on is None:
        yield _about(plan, new, "milestone.confirmed", confirmed_by=_name(plan, new.confirmed_by))
    if old.target != new.target:
        yield _about(plan, new, "milestone.moved", before=old.target.isoformat())
    if old.owners != new.owners:
        yield _about(plan, new, "milestone.owner_changed", before=shapes.owners_of(plan, old))
    finished = {t.key for t in old.tasks if t.done_on is not None}
    for task in new.tasks:
        if task.done_on is not None and task.key not in finished:
            yield Happening(
                "task.completed",
                f"{new.key}/{task.key}",
                {"milestone": shapes.milestone_of(plan, new), "task": shapes.task_of(task)},
            )


def _status_event(old: Milestone, new: Milestone) -> str:
    if old.status in ("complete", "skipped") and new.is_open and new.status != "blocked":
        return "milestone.reopened"
    if old.status == "blocked" and new.status in ("pending", "in_progress"):
        return "milestone.unblocked"
    return _ENTERED[new.status]


def _of_people(before: Plan, after: Plan) -> Iterator[Happening]:
    former = {p.key: p for p in before.people}
    kept = {p.key for p in after.people}
    for person in after.people:
        if person.key not in former:
            yield _of_person(person, "person.added")
    for person in before.people:
        if person.key not in kept:
            yield _of_person(person, "person.removed")


def _of_person(person: Person, event: str) -> Happening:
    return Happening(event, person.key, {"person": shapes.person_of(person)})


def _about(plan: Plan, milestone: Milestone, event: str, **more: Any) -> Happening:
    data = {"milestone": shapes.milestone_of(plan, milestone), **more}
    return Happening(event, milestone.key, data)


def _name(plan: Plan, key: str | None) -> str | None:
    person = plan.person(key) if key else None
    return person.name if person else None
