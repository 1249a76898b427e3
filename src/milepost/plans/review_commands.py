"""What reviews change of a plan: the day of the next one, a review that was held, its risks.

Called by `reviews.commands` inside the transaction of the review itself; the plan's row is locked
first, as by every change. Source: product.md section 6.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, NotFound, Problem
from milepost.domain.plan import Plan, Review, Risk
from milepost.domain.policy import Policy
from milepost.domain.standing import standing_of
from milepost.plans.changing import Actor, Changed, Locked, Note, change, locked


def set_next_review(actor: Actor, held: Locked, on: date | None, *, today: date) -> Changed:
    """Agree on the day of the next review, or on none. The plan is held already."""
    return change(actor, held, lambda plan: replace(plan, next_review=on), Note(today=today))


def note_review(
    actor: Actor, held: Locked, on: date, next_on: date | None, *, today: date, why: str
) -> Changed:
    """A review was held: the completion that it ended on, and the day of the next one."""

    def edit(plan: Plan) -> Plan:
        completion = standing_of(plan, today, Policy.of(plan.policy)).completion
        held_review = Review(on=on, complete=completion.complete, total=completion.total)
        reviews = tuple(sorted((*plan.reviews, held_review), key=lambda review: review.on))
        return replace(plan, reviews=reviews, next_review=next_on)

    return change(actor, held, edit, Note(why=why, today=today))


def take_review_back(actor: Actor, held: Locked, on: date, *, today: date, why: str) -> Changed:
    """A review that was closed goes on: what it was counted with is counted anew at its end."""

    def edit(plan: Plan) -> Plan:
        positions = [at for at, review in enumerate(plan.reviews) if review.on == on]
        if not positions:
            return plan
        last = positions[-1]
        return replace(plan, reviews=tuple(r for at, r in enumerate(plan.reviews) if at != last))

    return change(actor, held, edit, Note(why=why, today=today))


def add_risk(actor: Actor, plan_id: int, risk: Risk, *, today: date | None = None) -> Changed:
    """Put a risk on the seller's register. Raises InvalidInput for one without words."""
    _check(risk)
    held = locked(plan_id)
    return change(
        actor, held, lambda plan: replace(plan, risks=(*plan.risks, risk)), Note(today=today)
    )


def change_risk(
    actor: Actor, plan_id: int, position: int, was: Risk, now: Risk, *, today: date | None = None
) -> Changed:
    """Change the risk at a position (from 0), as it was when it was read.

    Raises NotFound where there is none, and Conflict where somebody changed it meanwhile.
    """
    _check(now)
    held = locked(plan_id)
    _require(held.plan, position, was)

    def edit(plan: Plan) -> Plan:
        risks = tuple(now if at == position else risk for at, risk in enumerate(plan.risks))
        return replace(plan, risks=risks)

    return change(actor, held, edit, Note(today=today))


def remove_risk(
    actor: Actor, plan_id: int, position: int, was: Risk, *, today: date | None = None
) -> Changed:
    """Take a risk off the register; history keeps it. Raises as `change_risk` does."""
    held = locked(plan_id)
    _require(held.plan, position, was)

    def edit(plan: Plan) -> Plan:
        return replace(plan, risks=tuple(r for at, r in enumerate(plan.risks) if at != position))

    return change(actor, held, edit, Note(today=today))


def _check(risk: Risk) -> None:
    if not risk.title.strip():
        raise InvalidInput([Problem("title", _("the risk has no words"), _("a few words"))])


def _require(plan: Plan, position: int, was: Risk) -> None:
    if not 0 <= position < len(plan.risks):
        raise NotFound(_("There is no such risk on this plan."))
    if plan.risks[position] != was:
        raise Conflict(_("Somebody changed this risk meanwhile. Look at it once more."))
