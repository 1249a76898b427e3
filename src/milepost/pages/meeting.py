"""What both sides' pages of a review show alike: the seven items, the clock, what it leaves.

Sellers call it a review, buyers a call about the plan; minutes, order and clock are the same. Pure
apart from translations. The clock is told as instants of the server's own, so that two browsers
with wrong clocks still count the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from milepost.domain.meeting import ITEMS, Clock, clock
from milepost.domain.plan import Plan, Side
from milepost.pages import formatting
from milepost.pages.spoken import gettext
from milepost.pages.words import Word
from milepost.reviews.rows import ActionRow, NoteRow, ReviewRow, Room
from milepost.reviews.words import ITEM_TITLES

NEXT_CALL: Word = _("Next call")


class AgendaLine(NamedTuple):
    """One item of the agenda: `state` is past, now or ahead."""

    number: int
    name: str
    title: str
    minutes: int
    state: str


class ClockView(NamedTuple):
    """The timer as it stands. `now`, `started` and `item_at` are milliseconds of the server's
    clock; lengths are in seconds; `part` is how much of the whole has passed, 0 to 100."""

    now: int
    started: int
    item_at: int
    whole: int
    item: int
    elapsed: str
    left: str
    part: int
    is_over: bool
    item_is_over: bool


class ActionView(NamedTuple):
    """An action item in words."""

    id: int
    title: str
    owner: str
    side: str
    due: str
    is_late: bool
    is_mine: bool
    state: str
    is_internal: bool
    step: str
    done: str


class NoteView(NamedTuple):
    """Something that was said."""

    id: int
    kind: str
    text: str
    by: str
    side: str
    step: str
    is_mine: bool
    is_internal: bool


class Leaves(NamedTuple):
    """What a review leaves: what somebody took on, what was decided, what could delay, notes.

    All of it is for both sides' eyes but `inside`: that is the seller's alone, and stands on its
    own paper.
    """

    actions: tuple[ActionView, ...]
    earlier: tuple[ActionView, ...]
    decisions: tuple[NoteView, ...]
    risks: tuple[NoteView, ...]
    notes: tuple[NoteView, ...]
    inside_actions: tuple[ActionView, ...]
    inside_notes: tuple[NoteView, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was noted in it yet."""
        return not (self.actions or self.decisions or self.risks or self.notes)


def title_of(name: str, side: Side) -> str:
    """An item's title on one side's pages."""
    return str(NEXT_CALL if name == "next" and side == "buyer" else ITEM_TITLES[name])


def agenda_lines(review: ReviewRow, side: Side, shown: int) -> tuple[AgendaLine, ...]:
    """The seven items with their minutes; `shown` is the item that the page is at."""
    at_hand = review.item or 0
    return tuple(
        AgendaLine(
            number,
            name,
            title_of(name, side),
            minutes,
            "now" if number == shown else "past" if number < at_hand else "ahead",
        )
        for number, (name, minutes) in enumerate(zip(ITEMS, review.agenda, strict=True), start=1)
    )


def clock_view(review: ReviewRow, now: datetime) -> ClockView | None:
    """The timer of a running review; None for any other."""
    if review.state != "running" or review.started_at is None:
        return None
    item = review.item or 1
    item_at = review.item_at or review.started_at
    minutes = review.agenda[item - 1]
    read: Clock = clock(now, review.started_at, item_at, minutes, review.minutes)
    whole = 60 * review.minutes
    return ClockView(
        now=_millis(now),
        started=_millis(review.started_at),
        item_at=_millis(item_at),
        whole=whole,
        item=60 * minutes,
        elapsed=minutes_words(read.whole_seconds),
        left=left_words(read.item_left),
        part=min(100, 100 * read.whole_seconds // whole),
        is_over=read.whole_left < 0,
        item_is_over=read.item_left < 0,
    )


def minutes_words(seconds: int) -> str:
    """'11:48'; an hour and more as '1:05:00'."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def left_words(seconds: int) -> str:
    """'1:48 left', '0:20 over'."""
    said = {"time": minutes_words(abs(seconds))}
    text = gettext("%(time)s left") if seconds >= 0 else gettext("%(time)s over")
    return text % said


def when_words(review: ReviewRow, at: datetime | None = None) -> str:
    """'Thu 26 Nov, 10:00' in the reader's zone, or the day alone where no time is set."""
    starts = at or review.starts_at
    if starts is None:
        return formatting.weekday_date(review.on)
    return f"{formatting.weekday_date(starts)}, {formatting.clock_time(starts)}"


def leaves_of(
    room: Room,
    plan: Plan,
    today: date,
    *,
    me: str = "",
    my_name: str = "",
    known_as: Callable[[str], str] = str,
) -> Leaves:
    """What a review leaves, for one reader. `known_as` names somebody of the other side as this
    reader may know them; `me` is the reader's key on the plan, `my_name` how notes name them."""
    people = {person.key: person for person in plan.people}
    steps = {milestone.key: milestone.title for milestone in plan.milestones}

    def action(row: ActionRow) -> ActionView:
        person = people.get(row.owner or "")
        return ActionView(
            id=row.id,
            title=row.title,
            owner=person.name if person else "",
            side=person.side if person else "",
            due=formatting.short_date(row.due, today),
            is_late=row.state == "open" and row.due < today,
            is_mine=bool(me) and row.owner == me,
            state=row.state,
            is_internal=row.visibility == "internal",
            step=steps.get(row.milestone or "", ""),
            done=formatting.short_date(row.done_on, today) if row.done_on else "",
        )

    def note(row: NoteRow) -> NoteView:
        return NoteView(
            id=row.id,
            kind=row.kind,
            text=row.text,
            by=known_as(row.by),
            side=row.side,
            step=steps.get(row.milestone or "", ""),
            is_mine=bool(my_name) and row.by == my_name,
            is_internal=row.visibility == "internal",
        )

    shared_notes = [n for n in room.notes if n.visibility == "shared"]
    shared_actions = [a for a in room.actions if a.visibility == "shared"]
    this = room.review.id
    return Leaves(
        actions=_each([a for a in shared_actions if a.review_id == this and _stays(a)], action),
        earlier=_each([a for a in shared_actions if a.review_id != this], action),
        decisions=_each([n for n in shared_notes if n.kind == "decision"], note),
        risks=_each([n for n in shared_notes if n.kind == "risk"], note),
        notes=_each([n for n in shared_notes if n.kind == "note"], note),
        inside_actions=_each(
            [a for a in room.actions if a.visibility == "internal" and _stays(a)], action
        ),
        inside_notes=_each([n for n in room.notes if n.visibility == "internal"], note),
    )


def _stays(row: ActionRow) -> bool:
    """Whether an action item is still shown: one that was dropped is not."""
    return row.state != "dropped"


def _each(rows: Sequence[object], made: Callable[..., object]) -> tuple:  # type: ignore[type-arg]
    return tuple(made(row) for row in rows)


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
