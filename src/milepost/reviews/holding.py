"""A review held with its plan until the transaction ends, and how its rows are written.

For the commands of this capability alone. The plan's row is locked first, as by every change of a
plan, then the review's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.plan import Plan
from milepost.messaging import outbox
from milepost.plans.changing import Locked, locked

LONGEST_TEXT = 2_000
WORKSPACE = "workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"

State = Literal["planned", "running", "closed", "cancelled"]
Visibility = Literal["shared", "internal"]


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


def plan_for_review(plan_id: int) -> Locked:
    """The plan, held. Raises NotAllowed for one that is closed, or not shared yet."""
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


def held_review(plan_id: int, review_id: int) -> Held:
    """The review with its plan, held. Raises NotFound."""
    plan = plan_for_review(plan_id)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, (plan_id, review_id))
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such review on this plan."))
    return Held(*row, plan=plan)


def running_review(plan_id: int, review_id: int) -> Held:
    """The running review, held. Raises NotAllowed where it does not run any more."""
    held = held_review(plan_id, review_id)
    if held.state != "running":
        raise NotAllowed(_("This review is not running any more."))
    return held


def planned_review(plan_id: int) -> int | None:
    """The id of the planned review; None where none is planned."""
    return review_in(plan_id, "planned")


def review_in(plan_id: int, state: State) -> int | None:
    """The id of a plan's review in a state of which it has one at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from reviews_review where {WORKSPACE} and plan_id = %s and state = %s",  # noqa: S608
            (plan_id, state),
        )
        row = cursor.fetchone()
    return row[0] if row else None


def inserted(statement: str, values: tuple[Any, ...]) -> int:
    """The id of the row that this statement writes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: int = cursor.fetchone()[0]
    return found


def update_review(review_id: int, **fields: object) -> None:
    """Set columns of a review."""
    _set("reviews_review", "id", review_id, fields)


def update_private(review_id: int, **fields: object) -> None:
    """Set columns of what is the seller's of a review."""
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


def tell(kind: str, held: Locked, review_id: int, sequence: int) -> None:
    """Ids only: whoever delivers it reads the review as it stands then."""
    key = f"{kind}:{review_id}:{sequence}:{held.revision}"
    outbox.record(kind, key, {"plan": held.id, "review": review_id}, held.workspace_id)


def check_owner(plan: Plan, owner: str | None, visibility: str) -> None:
    """An action item has somebody of the plan, who can see it. Raises InvalidInput."""
    person = plan.person(owner) if owner else None
    if person is None:
        raise InvalidInput([Problem("owner", _("nobody has it"), _("choose somebody"))])
    if visibility == "internal" and person.side == "buyer":
        raise InvalidInput(
            [Problem("owner", _("they would not see it"), _("choose somebody of your side"))]
        )


def check_milestone(plan: Plan, key: str | None, visibility: str) -> None:
    """What both sides read is about a step that both sides see."""
    if key is None:
        return
    milestone = plan.milestone(key)
    if milestone is None or (visibility == "shared" and milestone.visibility != "shared"):
        raise NotFound(_("This step is not in the plan any more."))


def words_of(text: str, name: str) -> str:
    """What somebody wrote, trimmed. Raises InvalidInput for nothing or too much."""
    words = " ".join(text.split()) if name == "title" else text.strip()
    if not words:
        raise InvalidInput([Problem(name, _("there is nothing in it"), _("write a few words"))])
    if len(words) > LONGEST_TEXT:
        raise InvalidInput([Problem(name, _("it is too long"), _("at most 2,000 characters"))])
    return words
