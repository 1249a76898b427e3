"""While a review runs: its agenda, what is said, and what people take upon themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound, Problem
from milepost.plans import live
from milepost.plans.changing import Actor
from milepost.platform import clock
from milepost.reviews.closing import forecast_now
from milepost.reviews.holding import (
    WORKSPACE,
    Visibility,
    check_milestone,
    check_owner,
    held_review,
    inserted,
    plan_for_review,
    planned_review,
    review_in,
    running_review,
    update_private,
    update_review,
    words_of,
)
from milepost.reviews.planning import Wish, agenda_of, day_and_length, insert_review, phase_now


def start(actor: Actor, plan_id: int, *, today: date, now: datetime | None = None) -> int:
    """Begin a review: the planned one, or one on the spot; the running one where there is one."""
    held = plan_for_review(plan_id)
    running = review_in(plan_id, "running")
    if running is not None:
        return running
    now = now or clock.now()
    review_id = planned_review(plan_id)
    if review_id is None:
        _day, minutes = day_and_length(held.plan, Wish(on=today), today)
        review_id = insert_review(held, actor, Wish(), today, minutes, "planned", today)
    current = held_review(plan_id, review_id)
    update_review(
        review_id,
        state="running",
        on=today,
        item=1,
        item_at=now,
        started_at=now,
        phase=phase_now(held.plan, today),
        agenda=agenda_of(held.plan, current.minutes),
    )
    update_private(
        review_id,
        owner_id=actor.member_id,
        revision_before=held.revision,
        before=forecast_now(plan_id, held.plan, today),
    )
    live.touch(plan_id, shared=True)
    return review_id


def go_to_item(
    actor: Actor, plan_id: int, review_id: int, item: int, *, now: datetime | None = None
) -> None:
    """Go on to an item of the agenda, or back to one; its time begins anew."""
    if not 1 <= item <= 7:
        raise NotFound(_("The agenda has seven items."))
    running_review(plan_id, review_id)
    update_review(review_id, item=item, item_at=now or clock.now())
    live.touch(plan_id, shared=True)


def add_note(
    actor: Actor,
    plan_id: int,
    review_id: int,
    text: str,
    *,
    kind: str = "note",
    visibility: Visibility = "shared",
    item: int | None = None,
    milestone: str | None = None,
) -> int:
    """Note what was said or decided; its id. Internal ones are the seller's alone.

    Raises InvalidInput for no words or too many.
    """
    held = running_review(plan_id, review_id)
    words = words_of(text, "text")
    if actor.side == "buyer":
        visibility = "shared"
    check_milestone(held.plan.plan, milestone, visibility)
    note_id = inserted(
        "insert into reviews_reviewnote (workspace_id, plan_id, review_id, item, kind, milestone,"
        " text, visibility, side, by) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id",
        (
            held.plan.workspace_id,
            plan_id,
            review_id,
            item,
            kind,
            milestone,
            words,
            visibility,
            actor.side,
            actor.name,
        ),
    )
    live.touch(plan_id, shared=visibility == "shared")
    return note_id


def remove_note(actor: Actor, plan_id: int, review_id: int, note_id: int) -> None:
    """Take a note back while the review runs. A buyer takes back their own alone."""
    running_review(plan_id, review_id)
    own = (
        "and side = 'buyer' and by = %s and visibility = 'shared'" if actor.side == "buyer" else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "update reviews_reviewnote set removed_at = coalesce(removed_at, now())"  # noqa: S608
            f" where {WORKSPACE} and plan_id = %s and review_id = %s and id = %s {own}"
            " returning visibility",
            (plan_id, review_id, note_id, *((actor.name,) if own else ())),
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such note, or it is not yours to change."))
    live.touch(plan_id, shared=row[0] == "shared")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What somebody takes upon themselves: `owner` is the key of somebody on the plan."""

    title: str
    owner: str | None
    due: date
    milestone: str | None = None
    visibility: Visibility = "shared"


def add_action(actor: Actor, plan_id: int, review_id: int, promise: Promise, *, today: date) -> int:
    """Note an action item; its id. Raises InvalidInput for no owner or a day that has passed."""
    held = running_review(plan_id, review_id)
    plan = held.plan.plan
    title = words_of(promise.title, "title")
    visibility = "shared" if actor.side == "buyer" else promise.visibility
    check_owner(plan, promise.owner, visibility)
    check_milestone(plan, promise.milestone, visibility)
    if promise.due < today:
        raise InvalidInput([Problem("due", _("the day has passed"), _("today or a later day"))])
    action_id = inserted(
        "insert into reviews_actionitem (workspace_id, plan_id, review_id, title, owner, due,"
        " milestone, visibility, by, side) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " returning id",
        (
            held.plan.workspace_id,
            plan_id,
            review_id,
            title,
            promise.owner,
            promise.due,
            promise.milestone,
            visibility,
            actor.name,
            actor.side,
        ),
    )
    live.touch(plan_id, shared=visibility == "shared")
    return action_id


def set_action(
    actor: Actor,
    plan_id: int,
    action_id: int,
    state: Literal["open", "done", "dropped"],
    *,
    today: date,
) -> None:
    """Mark an action item done, open it again, or drop it; at any time, by either side.

    A buyer settles what is shared and the buyer's own; dropping is the seller's. Raises NotFound.
    """
    plan_for_review(plan_id)
    if actor.side == "buyer" and state == "dropped":
        raise NotAllowed(_("Only whoever keeps the plan with you can drop this."))
    shared = "and visibility = 'shared'" if actor.side == "buyer" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "update reviews_actionitem set state = %s, done_on = %s, done_by = %s"  # noqa: S608
            f" where {WORKSPACE} and plan_id = %s and id = %s {shared} returning visibility",
            (
                state,
                today if state == "done" else None,
                actor.name if state == "done" else "",
                plan_id,
                action_id,
            ),
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such action item."))
    live.touch(plan_id, shared=row[0] == "shared")
