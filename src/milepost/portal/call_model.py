"""Calls about the plan as the buyer's side sees them: what is mine from them, and one call's page.

Pure apart from translations. Nothing here knows more than the buyer's copy of the plan and the
shared rows of a review hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from milepost.domain import buyer_rights
from milepost.domain.meeting import MeetingItem, later_dates, meeting_items, next_after
from milepost.domain.plan import Plan, Review
from milepost.domain.schedule import schedule
from milepost.pages import formatting
from milepost.pages.meeting import (
    AgendaLine,
    ClockView,
    Leaves,
    agenda_lines,
    clock_view,
    leaves_of,
    title_of,
    when_words,
)
from milepost.pages.words import phase_word
from milepost.reviews.rows import ActionRow, ReviewRow, Room

from . import words
from .road_model import Leg

if TYPE_CHECKING:
    from .plan_model import PlanPage

WHOLE = frozenset({"in_progress", "upcoming", "risks", "dates"})
MOST_HELD = 5


class MyAction(NamedTuple):
    """Something that I have taken on in a call and that is still open."""

    id: int
    title: str
    due: str
    is_late: bool
    step: str
    href: str


class CallLine(NamedTuple):
    """A call that was held."""

    id: int
    when: str


class Calls(NamedTuple):
    """What a plan's page says of calls: the one that runs, the next one, those that were held."""

    running: ReviewRow | None
    planned: ReviewRow | None
    planned_words: str
    held: tuple[CallLine, ...]
    mine: tuple[MyAction, ...]


class CallStep(NamedTuple):
    """A step in a call: its leg of the road, what this reader may do, and what does not fit."""

    leg: Leg
    may_move: bool
    role: str
    new_day: str


class CallView(NamedTuple):
    """The page of one call. `at` is the item that the call is at, `shown` the one on the page."""

    state: str
    when: str
    minutes: int
    place: str
    agenda: tuple[AgendaLine, ...]
    at: int
    shown: int
    name: str
    title: str
    clock: ClockView | None
    is_whole: bool
    steps: tuple[CallStep, ...]
    leaves: Leaves
    next_words: str
    is_next_planned: bool
    summary: str
    phase: str

    @property
    def follows(self) -> bool:
        """Whether the page shows what the call is at."""
        return self.at == self.shown


def calls_of(
    plan: Plan,
    reviews: Sequence[ReviewRow],
    actions: Sequence[ActionRow],
    me: str,
    today: date,
    *,
    over: bool,
) -> Calls:
    """The calls of a plan, and what this person owes from them."""
    planned = next((r for r in reviews if r.state == "planned"), None)
    if planned is not None and (planned.on < today or over):
        planned = None
    steps = {milestone.key: milestone.title for milestone in plan.milestones}
    mine = [] if over else [a for a in actions if a.owner == me]
    return Calls(
        running=None if over else next((r for r in reviews if r.state == "running"), None),
        planned=planned,
        planned_words=planned_words(planned, today) if planned else "",
        held=tuple(
            CallLine(r.id, formatting.short_date(r.on, today))
            for r in reviews
            if r.state == "closed"
        )[:MOST_HELD],
        mine=tuple(
            MyAction(
                id=a.id,
                title=a.title,
                due=formatting.weekday_date(a.due),
                is_late=a.due < today,
                step=steps.get(a.milestone or "", ""),
                href=f"call/{a.review_id}/",
            )
            for a in mine
        ),
    )


def planned_words(review: ReviewRow, today: date) -> str:
    """'Thu 26 Nov, 10:00, in 4 days', in the reader's own zone."""
    return f"{when_words(review)}, {formatting.relative_days(review.on, today)}"


def call_view(
    page: PlanPage,
    room: Room,
    looking: int,
    now: datetime,
    known_as: Callable[[str], str],
) -> CallView:
    """The page of one call for one reader."""
    review, today = room.review, page.today
    plan = with_reviews(page)
    dates = None if page.is_over else schedule(plan, today)
    at = review.item or 0
    shown = (looking or at or 1) if review.state == "running" else 0
    items = meeting_items(plan, dates, today, review.agenda, phase=review.phase)
    item: MeetingItem = items[max(0, shown - 1)]
    following = next_after(plan, today) if review.state == "running" else None
    earliest = {late.milestone: late.earliest for late in later_dates(plan, dates, today)}
    return CallView(
        state=review.state,
        when=when_words(review),
        minutes=review.minutes,
        place=review.place,
        agenda=agenda_lines(review, "buyer", shown),
        at=at,
        shown=shown,
        name=item.name,
        title=title_of(item.name, "buyer"),
        clock=clock_view(review, now),
        is_whole=item.name in WHOLE,
        steps=steps_of(page, item, earliest),
        leaves=leaves_of(
            room,
            plan,
            today,
            me=page.visit.person,
            my_name=page.me.name if page.me else "",
            known_as=known_as,
        ),
        next_words=next_words(page, following.next_on if following else None),
        is_next_planned=page.calls.planned is not None,
        summary=review.summary,
        phase=str(phase_word(review.phase)) if review.phase else "",
    )


def with_reviews(page: PlanPage) -> Plan:
    """The plan that knows when its calls were: a buyer's copy itself does not say."""
    held = [r for r in page.reviews if r.state == "closed"]
    return replace(page.plan, reviews=tuple(Review(on=r.on, complete=0, total=0) for r in held))


def next_words(page: PlanPage, proposed: date | None) -> str:
    """When the next call is: as planned, else as the rhythm proposes it."""
    if page.calls.planned is not None:
        return page.calls.planned_words
    if proposed is None:
        return ""
    return f"{formatting.weekday_date(proposed)}, {words.due_words(proposed, page.today)}"


def steps_of(
    page: PlanPage, item: MeetingItem, earliest: Mapping[str, date]
) -> tuple[CallStep, ...]:
    """The steps of one item, in plan order."""
    legs = {leg.key: leg for leg in page.legs}
    found = []
    for key in item.milestones:
        leg, milestone = legs.get(key), page.plan.milestone(key)
        if leg is None or milestone is None:
            continue
        owner = milestone.owners.buyer if milestone.owners else None
        late = earliest.get(key)
        found.append(
            CallStep(
                leg=leg,
                may_move=buyer_rights.may_move(page.plan, page.visit.person, milestone),
                role=owner.role or "" if owner and leg.is_open else "",
                new_day=formatting.weekday_date(late) if late else "",
            )
        )
    return tuple(found)
