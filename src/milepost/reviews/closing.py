"""The end of a review: all that it leaves, or nothing; and opening it again within a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, Problem
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Plan
from milepost.forecasting import noticing
from milepost.forecasting import queries as forecasts
from milepost.plans import live, review_commands
from milepost.plans.changing import Actor
from milepost.platform import clock
from milepost.reviews.holding import (
    LONGEST_TEXT,
    held_review,
    review_in,
    tell,
    update_private,
    update_review,
)
from milepost.reviews.planning import Wish, plan_review, rule_day

REOPEN_WITHIN = timedelta(days=1)


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
    held = held_review(plan_id, review_id)
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
    update_review(
        review_id,
        state="closed",
        closed_at=now or clock.now(),
        closed_by=actor.name,
        summary=words,
        item=None,
        item_at=None,
    )
    place = noticing.Place(held.plan.workspace_id, plan_id, changed.revision, today)
    noticing.review_closed(place, actor.name)
    update_private(
        review_id,
        revision_after=changed.revision,
        after=forecast_now(plan_id, after, today),
        closed_by_id=actor.member_id,
    )
    if has_next and not after.is_closed:
        wish = Wish(on=next_on or rule_day(after, today + timedelta(days=1)))
        plan_review(actor, plan_id, wish, today=today)
    tell("review.closed", held.plan, review_id, held.sequence)
    live.touch(plan_id, shared=True)


def reopen(
    actor: Actor, plan_id: int, review_id: int, *, today: date, now: datetime | None = None
) -> None:
    """Go on with a review that was closed: its owner, within a day.

    Raises NotAllowed for anybody else, later, or while another one runs.
    """
    now = now or clock.now()
    held = held_review(plan_id, review_id)
    if held.state == "running":
        return
    if held.state != "closed" or held.closed_at is None:
        raise NotAllowed(_("Only a review that was closed can be opened again."))
    if actor.member_id is None or actor.member_id not in (held.owner_id, held.closed_by_id):
        raise NotAllowed(_("Only whoever held the review can open it again."))
    if now - held.closed_at > REOPEN_WITHIN:
        raise NotAllowed(_("A review can be opened again within a day of its end."))
    if review_in(plan_id, "running") is not None:
        raise NotAllowed(_("Another review is running. Close that one first."))
    review_commands.take_review_back(
        actor, held.plan, held.on, today=today, why=_("Review opened again")
    )
    update_review(review_id, state="running", closed_at=None, closed_by="", item=7, item_at=now)
    update_private(review_id, reopened_at=now, after=None, revision_after=None)
    live.touch(plan_id, shared=True)


def forecast_now(plan_id: int, plan: Plan, today: date) -> dict[str, Any]:
    """What the forecast says now, as a review keeps it."""
    found = evaluate(plan, today)
    forecast = forecasts.forecast_of(plan, forecasts.impacts_of(plan_id), today)
    return {
        "complete": found.completion.complete,
        "total": found.completion.total,
        "band": found.band,
        "forecast_band": forecast.band.name,
        "earliest_close": found.earliest_close.isoformat() if found.earliest_close else None,
        "target_close": plan.target_close.isoformat(),
    }
