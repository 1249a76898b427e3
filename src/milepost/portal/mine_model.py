"""What is mine and by when: the cards on top of a buyer's page, each with one large action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from milepost.domain import buyer_rights
from milepost.domain.plan import Milestone, Plan, Task
from milepost.pages import formatting
from milepost.pages.words import stone_part
from milepost.sharing.queries import ProposalRow

from . import words
from .road_model import Around, Asked, Face, Leg, asked_of, face_of, owner_is, task_counts

MOST_CARDS = 4
SOON_DAYS = 30


class TaskLine(NamedTuple):
    """A task inside of a step."""

    key: str
    title: str
    kind: str
    owner: Face | None
    due: str
    at: str
    is_late: bool
    is_done: bool
    answer: str
    answer_reason: str
    may_tick: bool
    asks_me: bool


class Card(NamedTuple):
    """One thing that is mine: a step, a task, or an approval that asks for my yes or no."""

    id: str
    kind: str
    milestone: str
    task: str
    number: int
    status: str
    part: int
    is_goal: bool
    title: str
    step_title: str
    about: str
    href: str
    day: date
    day_words: str
    due_words: str
    is_late: bool
    reason: str
    tasks: tuple[TaskLine, ...]
    waits_for: str
    asked: tuple[Asked, ...]
    comments: int


class Unnamed(NamedTuple):
    """A role of the buyer's side that nobody is named for, with what it owns."""

    role: str
    number: int
    steps: str
    day_words: str
    due_words: str


class Mine(NamedTuple):
    """The section "For you". `more` are those beyond the first few."""

    cards: tuple[Card, ...]
    more: tuple[Card, ...]
    ticked: tuple[Leg, ...]
    unnamed: tuple[Unnamed, ...]
    countered: tuple[ProposalRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.cards or self.ticked or self.unnamed or self.countered)


def mine_of(around: Around, legs: tuple[Leg, ...]) -> Mine:
    """What waits for this person; nothing where the plan is over."""
    if around.is_over:
        return Mine((), (), (), (), ())
    cards = sorted(_cards(around), key=lambda card: (card.day, card.number))
    countered = tuple(
        p
        for p in around.proposals
        if p.person == around.me and p.standing(around.plan) == "countered"
    )
    first = [card for card in cards if _is_soon(card, around.today)][:MOST_CARDS] or cards[:1]
    return Mine(
        cards=tuple(first),
        more=tuple(card for card in cards if card not in first),
        ticked=tuple(leg for leg in legs if leg.may_confirm and _is_my_word(leg, around)),
        unnamed=tuple(_unnamed(around)) if leads(around.plan, around.me) else (),
        countered=countered,
    )


def _is_soon(card: Card, today: date) -> bool:
    """Whether a card stands open: what has begun, or is due before a month is over."""
    has_begun = card.kind == "step" and card.status != "pending"
    return has_begun or card.day <= today + timedelta(SOON_DAYS)


def leads(plan: Plan, me: str) -> bool:
    """Whether this person leads the plan on the buyer's side; with nobody who does, all do."""
    leaders = {p.key for p in plan.people if p.side == "buyer" and p.role == "champion"}
    return me in leaders if leaders else buyer_rights.is_of_buyers(plan, me)


def _is_my_word(leg: Leg, around: Around) -> bool:
    """Whether a confirmation is asked of this person: their step or, where nobody owns it, the
    one who leads."""
    step = around.plan.milestone(leg.key)
    owners = step.owners if step else None
    owner = owners.buyer if owners else None
    if owner is not None and owner.person is not None:
        return owner.person == around.me
    return leads(around.plan, around.me)


def _cards(around: Around) -> Iterator[Card]:
    for number, step in enumerate(around.plan.shared_milestones, start=1):
        if not step.is_open:
            continue
        is_mine = owner_is(step, around.me)
        if is_mine:
            yield step_card(step, number, around)
        for task in step.tasks:
            if _waits_for_me(task, around.me, is_mine=is_mine):
                yield _task_card(step, number, task, around)


def _waits_for_me(task: Task, me: str, *, is_mine: bool) -> bool:
    """Whether a task is a card of its own; those of a step of mine stand inside of its card."""
    if buyer_rights.may_answer(me, task):
        return task.answer is None
    return not is_mine and task.done_on is None and _is_my_task(task, me)


def _is_my_task(task: Task, me: str) -> bool:
    return task.owner is not None and task.owner.person == me and task.kind != "approval"


def step_card(step: Milestone, number: int, around: Around) -> Card:
    """A step as a card of its own."""
    done, counted = task_counts(step.tasks)
    lines = [t for t in step.tasks if not buyer_rights.may_answer(around.me, t)]
    return Card(
        id=f"for-{step.key}",
        kind="step",
        milestone=step.key,
        task="",
        number=number,
        status=step.status,
        part=stone_part(done, counted),
        is_goal=step.kind == "go_live",
        title=step.title,
        step_title=step.title,
        about=step.done_means or "",
        href=f"{around.url}step/{step.key}/",
        day=step.target,
        day_words=formatting.weekday_date(step.target),
        due_words=words.due_words(step.target, around.today),
        is_late=step.target < around.today,
        reason=step.reason or "",
        tasks=tuple(task_line(step, task, around) for task in lines),
        waits_for=_waits_for(step, around),
        asked=tuple(asked_of(p, around) for p in around.proposals if p.milestone == step.key),
        comments=around.comments.get(step.key, 0),
    )


def _task_card(step: Milestone, number: int, task: Task, around: Around) -> Card:
    day = task.due or (task.at.date() if task.at else None) or step.target
    done, counted = task_counts(step.tasks)
    return Card(
        id=f"for-{step.key}-{task.key}",
        kind="approval" if task.kind == "approval" else "task",
        milestone=step.key,
        task=task.key,
        number=number,
        status=step.status,
        part=stone_part(done, counted),
        is_goal=step.kind == "go_live",
        title=task.title,
        step_title=step.title,
        about="",
        href=f"{around.url}step/{step.key}/",
        day=day,
        day_words=formatting.weekday_date(day),
        due_words=words.due_words(day, around.today),
        is_late=day < around.today,
        reason="",
        tasks=(),
        waits_for="",
        asked=(),
        comments=around.comments.get(step.key, 0),
    )


def task_line(step: Milestone, task: Task, around: Around) -> TaskLine:
    """A task as it stands inside of its step."""
    owner = task.owner
    asks = buyer_rights.may_answer(around.me, task)
    can = not around.is_over and step.is_open
    return TaskLine(
        key=task.key,
        title=task.title,
        kind=task.kind,
        owner=face_of(owner, _side_of(owner.person, around), around) if owner else None,
        due=formatting.short_date(task.due, around.today) if task.due else "",
        at=formatting.moment(task.at) if task.at else "",
        is_late=task.done_on is None and task.due is not None and task.due < around.today,
        is_done=task.done_on is not None,
        answer=task.answer or "",
        answer_reason=task.answer_reason or "",
        may_tick=can
        and task.kind != "approval"
        and buyer_rights.may_tick(around.plan, around.me, step, task),
        asks_me=can and asks and task.answer is None,
    )


def _side_of(key: str | None, around: Around) -> str:
    person = around.people.get(key or "")
    return person.side if person else "buyer"


def _waits_for(step: Milestone, around: Around) -> str:
    """The open steps that come before this one."""
    open_steps = [m for m in around.plan.shared_milestones if m.is_open]
    by_key = {m.key: words.isolated(m.title) for m in open_steps}
    return words.listed([f"“{by_key[key]}”" for key in step.after if key in by_key])


def _unnamed(around: Around) -> Iterator[Unnamed]:
    found: dict[str, list[tuple[int, Milestone]]] = {}
    for number, step in enumerate(around.plan.shared_milestones, start=1):
        owner = step.owners.buyer if step.owners else None
        if step.is_open and owner is not None and owner.role:
            found.setdefault(owner.role, []).append((number, step))
    for role, rows in found.items():
        number, first = min(rows, key=lambda row: row[1].target)
        yield Unnamed(
            role=role,
            number=number,
            steps=words.listed([f"“{words.isolated(step.title)}”" for _number, step in rows[:3]]),
            day_words=formatting.weekday_date(first.target),
            due_words=words.due_words(first.target, around.today),
        )
