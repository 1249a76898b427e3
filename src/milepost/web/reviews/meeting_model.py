"""The meeting's screen, worked out once: the item at hand with its steps, and the private column.

Pure apart from translations. Rows are the plan page's own (`plans.row_model`), so that a step looks
the same wherever it is changed; the facts of each item are `domain.meeting`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from milepost.domain.edits import move_targets
from milepost.domain.evaluation import Evaluation
from milepost.domain.meeting import (
    LaterDate,
    MeetingItem,
    later_dates,
    meeting_items,
    next_after,
)
from milepost.domain.plan import Milestone, Owner, Person, Plan
from milepost.domain.proposing import preview_move
from milepost.pages.meeting import (
    ActionView,
    AgendaLine,
    ClockView,
    Leaves,
    NoteView,
    agenda_lines,
    clock_view,
    leaves_of,
    title_of,
)
from milepost.pages.spoken import gettext
from milepost.reviews.rows import Room
from milepost.web.plans import words
from milepost.web.plans.effects_model import ForecastView, forecast_view
from milepost.web.plans.move_words import MoveLine, effect_words
from milepost.web.plans.private_model import Need, needs, thin_evidence
from milepost.web.plans.proposals_model import ProposalLine, line_of
from milepost.web.plans.row_model import Row, table_rows

if TYPE_CHECKING:
    from milepost.sharing.queries import PlanSharing

MOST_NEEDS = 4
# Items in which a step is a whole card; in the others it is one line.
WHOLE = frozenset({"in_progress", "upcoming", "risks", "dates"})


class NewDate(NamedTuple):
    """A date that no longer holds, with the earliest one that does and what follows from it."""

    iso: str
    before: str
    after: str
    effect: str
    is_late: bool
    moves: tuple[MoveLine, ...]
    kept_words: str


class StepCard(NamedTuple):
    """One step of the item at hand: the plan page's row, owners' names, and what is asked."""

    row: Row
    status: str
    reason: str
    owners: str
    new_date: NewDate | None
    asked: tuple[ProposalLine, ...]


class Standing(NamedTuple):
    """The seller's facts in numbers: the band, the second one where it is lower, the close."""

    band: str
    completion: str
    lower: ForecastView | None
    thin: str
    close: str
    new_close: str
    new_close_days: str


class PrivateColumn(NamedTuple):
    """What only the seller's side sees in the meeting."""

    standing: Standing
    ask: tuple[Need, ...]
    unread: tuple[str, ...]
    notes: tuple[NoteView, ...]
    actions: tuple[ActionView, ...]
    risks: tuple[str, ...]


class MeetingView(NamedTuple):
    """The whole screen."""

    number: int
    name: str
    title: str
    agenda: tuple[AgendaLine, ...]
    clock: ClockView | None
    is_whole: bool
    cards: tuple[StepCard, ...]
    leaves: Leaves
    next_words: str
    next_iso: str
    next_minutes: int
    private: PrivateColumn
    phase: str


class Read(NamedTuple):
    """What the screen is made from."""

    plan: Plan
    plan_id: int
    evaluation: Evaluation
    sharing: PlanSharing | None
    room: Room
    today: date
    now: datetime
    zone: tzinfo = UTC
    my_name: str = ""


def meeting_view(r: Read) -> MeetingView:
    """The screen of a running review (product.md section 6)."""
    review, plan = r.room.review, r.plan
    number = review.item or 1
    schedule = None if plan.is_closed else r.evaluation.schedule
    items = meeting_items(plan, schedule, r.today, review.agenda, phase=review.phase)
    item = items[number - 1]
    late = later_dates(plan, schedule, r.today)
    following = next_after(plan, r.today)
    leaves = leaves_of(r.room, plan, r.today, my_name=r.my_name)
    return MeetingView(
        number=number,
        name=item.name,
        title=title_of(item.name, "seller"),
        agenda=agenda_lines(review, "seller", number),
        clock=clock_view(review, r.now),
        is_whole=item.name in WHOLE,
        cards=cards_of(r, item, late),
        leaves=leaves,
        next_words=next_words(following.next_on, r.today) if following else "",
        next_iso=following.next_on.isoformat() if following else "",
        next_minutes=following.minutes if following else 0,
        private=private_column(r, late, leaves),
        phase=words.phase_word(review.phase) if review.phase else "",
    )


def next_words(day: date, today: date) -> str:
    """'Thu 10 Dec · in 2 weeks'."""
    return f"{words.week_day(day)} · {words.relative_day(day, today)}"


def cards_of(r: Read, item: MeetingItem, late: Sequence[LaterDate]) -> tuple[StepCard, ...]:
    """The steps of one item, in plan order."""
    people = {person.key: person for person in r.plan.people}
    comments = r.sharing.comments if r.sharing else None
    rows = {row.key: row for row in table_rows(r.plan, people, r.evaluation, r.today, comments)}
    earliest = {each.milestone: each for each in late}
    shows_dates = item.name in WHOLE
    found = []
    for key in item.milestones:
        milestone = r.plan.milestone(key)
        if milestone is None:
            continue
        owners = milestone.owners
        both = (owners.buyer, owners.seller) if owners else ()
        names = [short_name(owner, people) for owner in both if owner is not None]
        wanted = earliest.get(key) if shows_dates else None
        found.append(
            StepCard(
                row=rows[key],
                status=milestone.status,
                reason=(milestone.reason or "") if milestone.status == "blocked" else "",
                owners=words.on_both_sides(names),
                new_date=new_date(r.plan, milestone, wanted, r.today) if wanted else None,
                asked=asked_about(r, key),
            )
        )
    return tuple(found)


def short_name(owner: Owner, people: Mapping[str, Person]) -> str:
    """A person's first name, for the faces stand beside it; a role as it is called."""
    name = words.owner_words(owner, people)
    return words.first_name(name) if owner.person else name


def new_date(plan: Plan, milestone: Milestone, late: LaterDate, today: date) -> NewDate:
    """What taking the earliest date would bring with it (product.md section 3, moving a date)."""
    preview = preview_move(plan, milestone.key, late.earliest)
    titles = {m.key: m.title for m in plan.milestones}
    before = words.short_day(milestone.target, today)
    kept = gettext("“%(step)s” keeps its date, %(day)s.")
    return NewDate(
        iso=late.earliest.isoformat(),
        before=before,
        after=words.short_day(late.earliest, today),
        effect=effect_words(plan, milestone, preview, today),
        is_late=preview.effect > 0,
        moves=tuple(
            MoveLine(
                titles[move.key],
                words.short_day(move.before, today),
                words.short_day(move.after, today),
            )
            for move in preview.moves
        ),
        kept_words=kept % {"step": milestone.title, "day": before},
    )


def asked_about(r: Read, key: str) -> tuple[ProposalLine, ...]:
    """What the buyer's side proposes for this step and waits for an answer to."""
    if r.sharing is None or r.plan.is_closed:
        return ()
    return tuple(
        line_of(row, r.plan, r.plan_id, r.today)
        for row in r.sharing.open_proposals(r.plan)
        if row.milestone == key
    )


# --- only the seller's side ----------------------------------------------------------------------


def private_column(r: Read, late: Sequence[LaterDate], leaves: Leaves) -> PrivateColumn:
    """The forecast, what it would become, whom and what to ask about, the notes among us."""
    return PrivateColumn(
        standing=standing_of_forecast(r, late),
        ask=needs(r.plan, r.evaluation, r.today)[:MOST_NEEDS],
        unread=never_opened(r),
        notes=leaves.inside_notes,
        actions=leaves.inside_actions,
        risks=tuple(risk.title for risk in r.plan.risks if risk.state == "open"),
    )


def standing_of_forecast(r: Read, late: Sequence[LaterDate]) -> Standing:
    """Bands, and the signature's date if every new date is taken."""
    done = r.evaluation.completion
    informal = r.plan.form == "informal"
    close = r.evaluation.earliest_close
    before, after = signature_dates(r.plan, late)
    return Standing(
        band="" if informal else words.word_of(words.BAND, r.evaluation.band.lower()),
        completion=f"{done.complete}/{done.total} · {done.percent} %",
        lower=forecast_view(r.plan, r.sharing.impacts, r.today) if r.sharing else None,
        thin=thin_evidence(r.evaluation),
        close=words.long_day(close, r.today) if close else "",
        new_close=(
            f"{words.short_day(before, r.today)} → {words.short_day(after, r.today)}"
            if before and after and before != after
            else ""
        ),
        new_close_days=(
            gettext("the target close is %(day)s")
            % {"day": words.short_day(r.plan.target_close, r.today)}
        ),
    )


def signature_dates(plan: Plan, late: Sequence[LaterDate]) -> tuple[date | None, date | None]:
    """The signature's target now, and once every date that no longer holds was moved."""
    moved = plan
    for each in late:
        milestone = moved.milestone(each.milestone)
        if milestone is None or milestone.target >= each.earliest:
            continue
        preview = preview_move(moved, each.milestone, each.earliest)
        targets = {move.key: move.after for move in preview.moves}
        moved = move_targets(moved, {**targets, each.milestone: each.earliest})
    signature = plan.signature
    if signature is None:
        return None, None
    later = moved.milestone(signature.key)
    return signature.target, later.target if later else None


def never_opened(r: Read) -> tuple[str, ...]:
    """Whom the plan was sent to and who never looked at it."""
    if r.sharing is None:
        return ()
    names = {person.key: person.name for person in r.plan.people}
    return tuple(
        names[row.person]
        for row in r.sharing.stakeholders
        if row.person in names
        and row.invited_at is not None
        and row.ended_at is None
        and row.first_opened_at is None
    )
