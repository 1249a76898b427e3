"""Every write of reviews: planned, held, closed, reopened; each one function, one transaction.

Called inside a seller's scope. Each locks the plan's row first, as changes of a plan do, so that
two people cannot start, close or move the same review twice: the second finds it as the first left
it and is told so. What the review sets off (invitations, minutes for both teams) starts from
outbox rows written in the same transaction. Source: product.md section 6.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.documents.calendar import uid_of
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.evaluation import evaluate
from milepost.domain.meeting import phase_for_review
from milepost.domain.plan import Plan
from milepost.domain.policy import Policy
from milepost.domain.reviews import agenda_minutes, review_of
from milepost.domain.schedule import schedule
from milepost.domain.standing import standing_of
from milepost.domain.working_days import common_calendar
from milepost.forecasting import noticing
from milepost.messaging import outbox
from milepost.plans import live, review_commands
from milepost.plans.changing import Actor, Locked, locked
from milepost.workspaces.tokens import new_token

REOPEN_WITHIN = timedelta(days=1)
SHORTEST, LONGEST = 5, 240
LONGEST_TEXT = 2_000
WORKSPACE = "workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"

State = Literal["planned", "running", "closed", "cancelled"]
Visibility = Literal["shared", "internal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a review is planned as. Without `on` the rule's day is taken, without `minutes` its
    length. `starts_at` is an aware moment of that day in `time_zone`."""

    on: date | None = None
    starts_at: datetime | None = None
    time_zone: str = ""
    minutes: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A review, held with its plan until the transaction ends."""

    id: int
    state: State
    on: date
    minutes: int
    sequence: int
    started_at: datetime | None
    closed_at: datetime | None
    owner_id: int | None
    closed_by_id: int | None
    plan: Locked


# --- planned, moved, cancelled -------------------------------------------------------------------


def plan_review(actor: Actor, plan_id: int, wish: Wish, *, today: date) -> int:
    """Plan the next review; the planned one's id where there is one already, moved to the wish.

    Raises NotAllowed for a plan that is closed, InvalidInput for a day that has passed.
    """
    held = _plan(plan_id)
    found = _planned(plan_id)
    if found is not None:
        move_review(actor, plan_id, found, wish, today=today)
        return found
    day, minutes = _day_and_length(held.plan, wish, today)
    review_id = _insert(held, actor, wish, day, minutes, "planned", today)
    _agree_on(actor, held, day, today)
    _tell("review.invite", held, review_id, 0)
    live.touch(plan_id, shared=True)
    return review_id


def move_review(actor: Actor, plan_id: int, review_id: int, wish: Wish, *, today: date) -> None:
    """Another day, time, length or place of a planned review: its invitation goes out anew."""
    held = _held(plan_id, review_id)
    if held.state != "planned":
        raise NotAllowed(_("Only a review that is still to come can be moved."))
    day, minutes = _day_and_length(held.plan.plan, wish, today)
    _check_wish(wish, day, today)
    _update(
        review_id,
        on=day,
        starts_at=wish.starts_at,
        time_zone=wish.time_zone,
        minutes=minutes,
        place=wish.place.strip(),
        agenda=_agenda(held.plan.plan, minutes),
        sequence=held.sequence + 1,
    )
    _agree_on(actor, held.plan, day, today)
    _tell("review.invite", held.plan, review_id, held.sequence + 1)
    live.touch(plan_id, shared=True)


def cancel_review(actor: Actor, plan_id: int, review_id: int, *, today: date) -> None:
    """Call a planned review off; whoever was invited is told. Twice is once."""
    held = _held(plan_id, review_id)
    if held.state == "cancelled":
        return
    if held.state != "planned":
        raise NotAllowed(_("Only a review that is still to come can be called off."))
    _update(review_id, state="cancelled", sequence=held.sequence + 1)
    _agree_on(actor, held.plan, None, today)
    _tell("review.invite", held.plan, review_id, held.sequence + 1)
    live.touch(plan_id, shared=True)


# --- while it runs -------------------------------------------------------------------------------


def start(actor: Actor, plan_id: int, *, today: date, now: datetime | None = None) -> int:
    """Begin a review: the planned one, or one on the spot; the running one where there is one."""
    held = _plan(plan_id)
    running = _of_state(plan_id, "running")
    if running is not None:
        return running
    now = now or timezone.now()
    review_id = _planned(plan_id)
    if review_id is None:
        _day, minutes = _day_and_length(held.plan, Wish(on=today), today)
        review_id = _insert(held, actor, Wish(), today, minutes, "planned", today)
    current = _held(plan_id, review_id)
    _update(
        review_id,
        state="running",
        on=today,
        item=1,
        item_at=now,
        started_at=now,
        phase=_phase(held.plan, today),
        agenda=_agenda(held.plan, current.minutes),
    )
    _update_private(
        review_id,
        owner_id=actor.member_id,
        revision_before=held.revision,
        before=_standing(held.plan, today),
    )
    live.touch(plan_id, shared=True)
    return review_id


def go_to_item(
    actor: Actor, plan_id: int, review_id: int, item: int, *, now: datetime | None = None
) -> None:
    """Go on to an item of the agenda, or back to one; its time begins anew."""
    if not 1 <= item <= 7:
        raise NotFound(_("The agenda has seven items."))
    _running(plan_id, review_id)
    _update(review_id, item=item, item_at=now or timezone.now())
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
    held = _running(plan_id, review_id)
    words = _text(text, "text")
    if actor.side == "buyer":
        visibility = "shared"
    _check_milestone(held.plan.plan, milestone, visibility)
    note_id = _row(
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
    _running(plan_id, review_id)
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
    held = _running(plan_id, review_id)
    plan = held.plan.plan
    title = _text(promise.title, "title")
    visibility = "shared" if actor.side == "buyer" else promise.visibility
    _check_owner(plan, promise.owner, visibility, actor)
    _check_milestone(plan, promise.milestone, visibility)
    if promise.due < today:
        raise InvalidInput([Problem("due", _("the day has passed"), _("today or a later day"))])
    action_id = _row(
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
    _plan(plan_id)
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


# --- its end -------------------------------------------------------------------------------------


def close(
    actor: Actor,
    plan_id: int,
    review_id: int,
    *,
    today: date,
    next_on: date | None = None,
    has_next: bool = True,
    summary: str = "",
    now: datetime | None = None,
) -> None:
    """Close a review: minutes, forecast before and after, the next date, all or nothing.

    The plan's history says that it was held and with which completion; the next review is planned
    for `next_on`, or the rule's day; both teams get the minutes and the plan. Raises Conflict where
    somebody else has closed it meanwhile.
    """
    held = _held(plan_id, review_id)
    if held.state == "closed":
        raise Conflict(_("Somebody has closed this review already."))
    if held.state != "running":
        raise NotAllowed(_("This review is not running."))
    if next_on is not None and next_on < today:
        raise InvalidInput([Problem("next_on", _("the day has passed"), _("a later day"))])
    words = summary.strip()[: 2 * LONGEST_TEXT]
    changed = review_commands.note_review(
        actor, held.plan, held.on, None, today=today, why=_("Review held")
    )
    after = changed.plan
    _update(
        review_id,
        state="closed",
        closed_at=now or timezone.now(),
        closed_by=actor.name,
        summary=words,
        item=None,
        item_at=None,
    )
    place = noticing.Place(held.plan.workspace_id, plan_id, changed.revision, today)
    noticing.review_closed(place, actor.name)
    _update_private(
        review_id,
        revision_after=changed.revision,
        after=_standing(after, today),
        closed_by_id=actor.member_id,
    )
    if has_next and not after.is_closed:
        wish = Wish(on=next_on or _rule_day(after, today + timedelta(days=1)))
        plan_review(actor, plan_id, wish, today=today)
    _tell("review.closed", held.plan, review_id, held.sequence)
    live.touch(plan_id, shared=True)


def reopen(
    actor: Actor, plan_id: int, review_id: int, *, today: date, now: datetime | None = None
) -> None:
    """Go on with a review that was closed: its owner, within a day.

    Raises NotAllowed for anybody else, later, or while another one runs.
    """
    now = now or timezone.now()
    held = _held(plan_id, review_id)
    if held.state == "running":
        return
    if held.state != "closed" or held.closed_at is None:
        raise NotAllowed(_("Only a review that was closed can be opened again."))
    if actor.member_id is None or actor.member_id not in (held.owner_id, held.closed_by_id):
        raise NotAllowed(_("Only whoever held the review can open it again."))
    if now - held.closed_at > REOPEN_WITHIN:
        raise NotAllowed(_("A review can be opened again within a day of its end."))
    if _of_state(plan_id, "running") is not None:
        raise NotAllowed(_("Another review is running. Close that one first."))
    review_commands.take_review_back(
        actor, held.plan, held.on, today=today, why=_("Review opened again")
    )
    _update(review_id, state="running", closed_at=None, closed_by="", item=7, item_at=now)
    _update_private(review_id, reopened_at=now, after=None, revision_after=None)
    live.touch(plan_id, shared=True)


# --- what they stand on --------------------------------------------------------------------------


def _plan(plan_id: int) -> Locked:
    held = locked(plan_id)
    if held.plan.is_closed:
        raise NotAllowed(_("This plan is closed; open it again before changing it."))
    if held.plan.life == "draft":
        raise NotAllowed(_("Share the plan first: a review is held with the other side."))
    return held


_HELD = f"""
select r.id, r.state, r."on", r.minutes, r.sequence, r.started_at, r.closed_at, q.owner_id,
  q.closed_by_id
from reviews_review r left join reviews_reviewprivate q on q.workspace_id = r.workspace_id
  and q.plan_id = r.plan_id and q.review_id = r.id
where r.{WORKSPACE} and r.plan_id = %s and r.id = %s for update of r"""  # noqa: S608


def _held(plan_id: int, review_id: int) -> Held:
    plan = _plan(plan_id)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, (plan_id, review_id))
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such review on this plan."))
    return Held(*row, plan=plan)


def _running(plan_id: int, review_id: int) -> Held:
    held = _held(plan_id, review_id)
    if held.state != "running":
        raise NotAllowed(_("This review is not running any more."))
    return held


def _planned(plan_id: int) -> int | None:
    return _of_state(plan_id, "planned")


def _of_state(plan_id: int, state: State) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from reviews_review where {WORKSPACE} and plan_id = %s and state = %s",  # noqa: S608
            (plan_id, state),
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _insert(
    held: Locked, actor: Actor, wish: Wish, day: date, minutes: int, state: State, today: date
) -> int:
    _check_wish(wish, day, today)
    review_id = _row(
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
            json.dumps(_agenda(held.plan, minutes)),
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


def _check_wish(wish: Wish, day: date, today: date) -> None:
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


def _day_and_length(plan: Plan, wish: Wish, today: date) -> tuple[date, int]:
    standing = standing_of(plan, today, Policy.of(plan.policy))
    rhythm = standing.policy.review_rhythm(None if standing.is_signed else standing.number)
    return wish.on or _rule_day(plan, today), wish.minutes or max(SHORTEST, rhythm.minutes)


def _rule_day(plan: Plan, today: date) -> date:
    """The day that the rule proposes: a working day of both sides (product.md section 6)."""
    standing = standing_of(plan, today, Policy.of(plan.policy))
    answer = review_of(standing, schedule(plan, today), common_calendar(plan.calendars))
    return answer.next_on if answer else today


def _agenda(plan: Plan, minutes: int) -> list[int]:
    return list(agenda_minutes(minutes, Policy.of(plan.policy).agenda))


def _phase(plan: Plan, today: date) -> str | None:
    return phase_for_review(plan, schedule(plan, today))


def _standing(plan: Plan, today: date) -> dict[str, Any]:
    """What the forecast says now, as a review keeps it."""
    found = evaluate(plan, today)
    return {
        "complete": found.completion.complete,
        "total": found.completion.total,
        "band": found.band,
        "earliest_close": found.earliest_close.isoformat() if found.earliest_close else None,
        "target_close": plan.target_close.isoformat(),
    }


def _agree_on(actor: Actor, held: Locked, day: date | None, today: date) -> None:
    """The plan names the day of the next review; nothing is written where it does already."""
    fresh = locked(held.id)
    if fresh.plan.next_review != day:
        review_commands.set_next_review(actor, fresh, day, today=today)


def _tell(kind: str, held: Locked, review_id: int, sequence: int) -> None:
    """Ids only: whoever delivers it reads the review as it stands then."""
    key = f"{kind}:{review_id}:{sequence}:{held.revision}"
    outbox.record(kind, key, {"plan": held.id, "review": review_id}, held.workspace_id)


def _check_owner(plan: Plan, owner: str | None, visibility: str, actor: Actor) -> None:
    person = plan.person(owner) if owner else None
    if person is None:
        raise InvalidInput([Problem("owner", _("nobody has it"), _("choose somebody"))])
    if visibility == "internal" and person.side == "buyer":
        raise InvalidInput(
            [Problem("owner", _("they would not see it"), _("choose somebody of your side"))]
        )


def _check_milestone(plan: Plan, key: str | None, visibility: str) -> None:
    """What both sides read is about a step that both sides see."""
    if key is None:
        return
    milestone = plan.milestone(key)
    if milestone is None or (visibility == "shared" and milestone.visibility != "shared"):
        raise NotFound(_("This step is not in the plan any more."))


def _text(text: str, name: str) -> str:
    words = " ".join(text.split()) if name == "title" else text.strip()
    if not words:
        raise InvalidInput([Problem(name, _("there is nothing in it"), _("write a few words"))])
    if len(words) > LONGEST_TEXT:
        raise InvalidInput([Problem(name, _("it is too long"), _("at most 2,000 characters"))])
    return words


def _row(statement: str, values: tuple[Any, ...]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: int = cursor.fetchone()[0]
    return found


def _update(review_id: int, **fields: object) -> None:
    _set("reviews_review", "id", review_id, fields)


def _update_private(review_id: int, **fields: object) -> None:
    _set("reviews_reviewprivate", "review_id", review_id, fields)


def _set(table: str, key: str, review_id: int, fields: Mapping[str, object]) -> None:
    """Columns are named in this module alone; values travel beside them."""
    names = ", ".join(f'"{name}" = %s' for name in fields)
    values = [json.dumps(v) if isinstance(v, (dict, list)) else v for v in fields.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set {names} where {WORKSPACE} and {key} = %s",  # noqa: S608
            [*values, review_id],
        )
