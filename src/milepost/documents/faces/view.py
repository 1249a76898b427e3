"""What every face of a plan shows, worked out once: numbers, owners, words and signs.

A face is a plan as a person reads it: text, Markdown, a page, PDF, a spreadsheet, a calendar.
For the buyer's side each starts from `domain.sides.buyer_copy`, so that what they may not read
is not there to be printed. Sources: product.md sections 1, 4 and 8; plan-document.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from milepost.domain.evaluation import Evaluation, evaluate
from milepost.domain.plan import Milestone, Owner, Person, Plan, Side, Status
from milepost.domain.sides import buyer_copy

STATUS_WORDS: Mapping[Status, str] = {
    "pending": "Pending",
    "in_progress": "In Progress",
    "blocked": "Blocked",
    "complete": "Complete",
    "skipped": "Skipped",
}
LIFE_WORDS: Mapping[str, str] = {
    "draft": "Draft",
    "shared": "With the buyer",
    "agreed": "Agreed",
    "won": "Won",
    "lost": "Lost",
    "abandoned": "Abandoned",
}
PHASE_WORDS: Mapping[str, str] = {
    "evaluation": "Evaluation",
    "negotiation": "Negotiation",
    "implementation": "Implementation",
}
TO_BE_NAMED = "to be named"
LONGEST_WORD = 20
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """One side's owner: a person by name, or a role that still needs one."""

    side: Side
    name: str
    is_named: bool

    @property
    def initials(self) -> str:
        """Two letters for a face; a question mark where nobody is named."""
        words = [word for word in self.name.split() if word[:1].isalnum()]
        if not self.is_named or not words:
            return "?"
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@dataclass(frozen=True, slots=True)
class Row:
    """One milestone as a line of a face. Internal ones have no number."""

    number: int | None
    milestone: Milestone
    owners: tuple[OwnerLine, ...]
    days_late: int
    tasks_done: int
    is_goal: bool

    @property
    def status_word(self) -> str:
        """The status as a word."""
        return STATUS_WORDS[self.milestone.status]

    @property
    def late_words(self) -> str:
        """How late an open step is, in calendar days; empty where it is not."""
        if not self.days_late:
            return ""
        return f"{self.days_late} {'day' if self.days_late == 1 else 'days'} late"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plan as one side reads it on one day. `evaluation` is None for the buyer's side."""

    plan: Plan
    side: Side
    today: date
    rows: tuple[Row, ...]
    complete: int
    total: int
    percent: Decimal
    evaluation: Evaluation | None

    @property
    def is_for_buyer(self) -> bool:
        """Whether the buyer's side reads it."""
        return self.side == "buyer"

    @property
    def kind_of_plan(self) -> str:
        """What the plan is called on this side; an informal one has the buyer's words on both."""
        if self.is_for_buyer and self.plan.is_signed:
            return "Rollout plan"
        return "Shared success plan" if self.speaks_plainly else "Mutual action plan"

    @property
    def speaks_plainly(self) -> bool:
        """Whether no word of selling or forecasts may stand on it."""
        return self.is_for_buyer or self.plan.form == "informal"

    @property
    def deal(self) -> str:
        """The account with what it is about."""
        plan = self.plan
        return f"{plan.account} — {plan.opportunity}" if plan.opportunity else plan.account

    @property
    def heading(self) -> str:
        """The plan's title; for a buyer their own goal comes first, where it is known."""
        plan = self.plan
        goal = plan.outcome.goal if plan.outcome is not None else None
        first = goal if self.is_for_buyer and goal else plan.title
        return first or plan.opportunity or f"Plan with {plan.account}"

    @property
    def completion(self) -> str:
        """`2/9 milestones complete (22.2 %)`."""
        return f"{self.complete}/{self.total} milestones complete ({self.percent} %)"

    @property
    def value(self) -> str | None:
        """The deal's value in words, where this side may know it."""
        value = self.plan.value
        return None if value is None else f"{value.currency} {value.amount:,}"

    @property
    def seller_owner(self) -> str:
        """Who keeps the plan on the seller's side: the first AE."""
        return self._first("seller", "ae")

    @property
    def buyer_owner(self) -> str:
        """Who keeps the plan on the buyer's side: the first champion."""
        return self._first("buyer", "champion")

    def _first(self, side: Side, role: str) -> str:
        people = self.plan.people
        return next((p.name for p in people if p.side == side and p.role == role), TO_BE_NAMED)


def sheet_of(plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None) -> Sheet:
    """The plan as `side` reads it. Raises NotAllowed for a draft on the buyer's side."""
    if side == "buyer":
        plan, evaluation = buyer_copy(plan), None
        completion = evaluate(plan, today).completion
    else:
        evaluation = evaluation or evaluate(plan, today)
        completion = evaluation.completion
    people = {person.key: person for person in plan.people}
    numbers = {m.key: at for at, m in enumerate(plan.shared_milestones, start=1)}
    goal = _goal(plan)
    # Nothing is late any more in a closed plan.
    late_on = None if plan.is_closed else today
    return Sheet(
        plan=plan,
        side=side,
        today=today,
        rows=tuple(
            _row(m, numbers.get(m.key), people, late_on, is_goal=m.key == goal)
            for m in plan.milestones
        ),
        complete=completion.complete,
        total=completion.total,
        percent=completion.percent,
        evaluation=evaluation,
    )


def _goal(plan: Plan) -> str | None:
    """The stone with the flag: the last shared milestone, where the buyer wants to be."""
    shared = plan.shared_milestones
    return shared[-1].key if shared else None


def _row(
    milestone: Milestone,
    number: int | None,
    people: Mapping[str, Person],
    late_on: date | None,
    *,
    is_goal: bool,
) -> Row:
    late = (late_on - milestone.target).days if late_on and milestone.is_open else 0
    return Row(
        number=number,
        milestone=milestone,
        owners=_owners(milestone, people),
        days_late=max(late, 0),
        tasks_done=sum(1 for task in milestone.tasks if task.done_on is not None),
        is_goal=is_goal,
    )


def _owners(milestone: Milestone, people: Mapping[str, Person]) -> tuple[OwnerLine, ...]:
    owners = milestone.owners
    if owners is None:
        return ()
    lines = (owner_line("buyer", owners.buyer, people), owner_line("seller", owners.seller, people))
    return tuple(line for line in lines if line is not None)


def owner_line(side: Side, owner: Owner | None, people: Mapping[str, Person]) -> OwnerLine | None:
    """An owner in words; None where there is none."""
    if owner is None:
        return None
    person = people.get(owner.person) if owner.person is not None else None
    if person is not None:
        return OwnerLine(side, clean(person.name), True)
    return OwnerLine(side, clean(owner.role or TO_BE_NAMED), False)


def short_day(day: date) -> str:
    """`26 Oct 2026`: the same in every country."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@cache
def _unprintable() -> re.Pattern[str]:
    # Controls, and the signs that turn the direction of what follows them in other cells.
    return re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]+")


def clean(text: str) -> str:
    """Text on one line, without controls and without marks that turn other text around."""
    text = re.sub(r"[\s\u2028\u2029]+", " ", text)
    text = _unprintable().sub("", text)
    if text.isascii():
        return text.strip()
    return "".join(" " if "\ud800" <= one <= "\udfff" else one for one in text).strip()


def breakable(text: str) -> str:
    """Text whose longest words may be broken, so that no title runs off the paper."""
    if not any(len(word) > LONGEST_WORD for word in text.split(" ")):
        return text
    return " ".join(
        "\u200b".join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
        for word in text.split(" ")
    )
