"""Planning the next review, moving it and calling it off (product.md section 6)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from milepost.documents.calendar import uid_of
from milepost.domain.errors import InvalidInput, NotAllowed, Problem
from milepost.domain.meeting import phase_for_review
from milepost.domain.plan import Plan
from milepost.domain.policy import Policy
from milepost.domain.reviews import agenda_minutes, review_of
from milepost.domain.schedule import schedule
from milepost.domain.standing import standing_of
from milepost.domain.working_days import common_calendar
from milepost.plans import live, review_commands
from milepost.plans.changing import Actor, Locked, locked
from milepost.reviews.holding import (
    State,
    held_review,
    inserted,
    plan_for_review,
    planned_review,
    tell,
    update_review,
)
from milepost.workspaces.tokens import new_token

SHORTEST, LONGEST = 5, 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a review is planned as. Without `on` the rule's day is taken, without `minutes` its
    length. `starts_at` is an aware moment of that day in `time_zone`."""

    on: date | None = None
    starts_at: datetime | None = None
    time_zone: str = ""
    minutes: int | None = None
    place: str = ""


def plan_review(actor: Actor, plan_id: int, wish: Wish, *, today: date) -> int:
    """Plan the next review; the planned one's id where there is one already, moved to the wish.

    Raises NotAllowed for a plan that is closed, InvalidInput for a day that has passed.
    """
    held = plan_for_review(plan_id)
    found = planned_review(plan_id)
    if found is not None:
        move_review(actor, plan_id, found, wish, today=today)
        return found
    day, minutes = day_and_length(held.plan, wish, today)
    review_id = insert_review(held, actor, wish, day, minutes, "planned", today)
    agree_on(actor, held, day, today)
    tell("review.invite", held, review_id, 0)
    live.touch(plan_id, shared=True)
    return review_id


def move_review(actor: Actor, plan_id: int, review_id: int, wish: Wish, *, today: date) -> None:
    """Another day, time, length or place of a planned review: its invitation goes out anew."""
    held = held_review(plan_id, review_id)
    if held.state != "planned":
        raise NotAllowed(_("Only a review that is still to come can be moved."))
    day, minutes = day_and_length(held.plan.plan, wish, today)
    check_wish(wish, day, today)
    update_review(
        review_id,
        on=day,
        starts_at=wish.starts_at,
        time_zone=wish.time_zone,
        minutes=minutes,
        place=wish.place.strip(),
        agenda=agenda_of(held.plan.plan, minutes),
        sequence=held.sequence + 1,
    )
    agree_on(actor, held.plan, day, today)
    tell("review.invite", held.plan, review_id, held.sequence + 1)
    live.touch(plan_id, shared=True)


def cancel_review(actor: Actor, plan_id: int, review_id: int, *, today: date) -> None:
    """Call a planned review off; whoever was invited is told. Twice is once."""
    held = held_review(plan_id, review_id)
    if held.state == "cancelled":
        return
    if held.state != "planned":
        raise NotAllowed(_("Only a review that is still to come can be called off."))
    update_review(review_id, state="cancelled", sequence=held.sequence + 1)
    agree_on(actor, held.plan, None, today)
    tell("review.invite", held.plan, review_id, held.sequence + 1)
    live.touch(plan_id, shared=True)


def insert_review(
    held: Locked, actor: Actor, wish: Wish, day: date, minutes: int, state: State, today: date
) -> int:
    """Write a review and what is the seller's of it; its id."""
    check_wish(wish, day, today)
    review_id = inserted(
        'insert into reviews_review (workspace_id, plan_id, state, "on", starts_at, time_zone,'
        " minutes, place, agenda, uid) values (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)"
        " returning id",
        (
            held.workspace_id,
            held.id,
            state,
            day,
            wish.starts_at,
            wish.time_zone,
            minutes,
            wish.place.strip(),
            json.dumps(agenda_of(held.plan, minutes)),
            uid_of("review", held.id, new_token()[:12]),
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into reviews_reviewprivate (workspace_id, plan_id, review_id, owner_id)"
            " values (%s, %s, %s, %s)",
            (held.workspace_id, held.id, review_id, actor.member_id),
        )
    return review_id


def check_wish(wish: Wish, day: date, today: date) -> None:
    """Raise InvalidInput, naming the field, for a wish that makes no sense."""
    problems = []
    if day < today:
        problems.append(Problem("on", _("the day has passed"), _("today or a later day")))
    if wish.minutes is not None and not SHORTEST <= wish.minutes <= LONGEST:
        problems.append(
            Problem("minutes", _("that is no length of a meeting"), _("5 to 240 minutes"))
        )
    if len(wish.place) > 500:
        problems.append(Problem("place", _("it is too long"), _("at most 500 characters")))
    if problems:
        raise InvalidInput(problems)


def day_and_length(plan: Plan, wish: Wish, today: date) -> tuple[date, int]:
    """The day and the minutes of a wish, by the rule where it leaves them open."""
    standing = standing_of(plan, today, Policy.of(plan.policy))
    rhythm = standing.policy.review_rhythm(None if standing.is_signed else standing.number)
    return wish.on or rule_day(plan, today), wish.minutes or max(SHORTEST, rhythm.minutes)


def rule_day(plan: Plan, today: date) -> date:
    """The day that the rule proposes: a working day of both sides (product.md section 6)."""
    standing = standing_of(plan, today, Policy.of(plan.policy))
    answer = review_of(standing, schedule(plan, today), common_calendar(plan.calendars))
    return answer.next_on if answer else today


def agenda_of(plan: Plan, minutes: int) -> list[int]:
    """The minutes of the seven items, which add up."""
    return list(agenda_minutes(minutes, Policy.of(plan.policy).agenda))


def phase_now(plan: Plan, today: date) -> str | None:
    """The phase that a review begun today keeps to."""
    return phase_for_review(plan, schedule(plan, today))


def agree_on(actor: Actor, held: Locked, day: date | None, today: date) -> None:
    """The plan names the day of the next review; nothing is written where it does already."""
    fresh = locked(held.id)
    if fresh.plan.next_review != day:
        review_commands.set_next_review(actor, fresh, day, today=today)
