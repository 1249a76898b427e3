"""What the buyer's side reads of a plan, under their own role and on the portal's connection.

Each function is one statement. Nothing here filters: the policies and the grants show what a
buyer may have, and what comes out equals `domain.sides.buyer_copy` (a test compares them). Called
inside a buyer's scope (`sharing.visits.visiting`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connections

from milepost.documents.plan_document import plan_from_database
from milepost.domain.errors import NotFound
from milepost.domain.plan import Plan, Side
from milepost.domain.revisions import FieldChange, changes_from_json
from milepost.plans import record_sql

HISTORY_SHOWN = 30


@dataclass(frozen=True, slots=True)
class BuyerPlan:
    """The buyer's copy of a plan, and how far it has come for them (`plans.marks`).

    `shared_revision` is what their forms carry as `seen`; `shared_at` when it was made.
    `is_over`: closed or put away, so that nothing more can be done (never told how it ended).
    `changed_by` is whoever made the shared revision; empty for the plan as it was first shared.
    """

    id: int
    shared_revision: int
    terms_revision: int
    shared_pulse: int
    shared_at: datetime
    is_over: bool
    changed_by: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class SharedChange:
    """One line of the history that buyers read. `person` is the key of a buyer who did it."""

    number: int
    at: datetime
    by: str
    side: Side
    person: str | None
    changes: tuple[FieldChange, ...]


def buyer_plan(plan_id: int) -> BuyerPlan:
    """The plan as this buyer may have it. Raises NotFound where it is not (or no longer) theirs."""
    found = buyer_plan_of(plan_id, _one(record_sql.SEEN, (None, plan_id)))
    assert found is not None  # without a pulse to compare with the plan always comes along
    return found


def buyer_plan_unless(plan_id: int, pulse: int) -> BuyerPlan | None:
    """The plan, or None where all that its buyers see is as it was at this shared pulse.

    What an unchanged page costs: the plan itself is not put together then.
    """
    return buyer_plan_of(plan_id, _one(record_sql.SEEN, (pulse, plan_id)))


def buyer_plan_of(plan_id: int, row: Sequence[Any] | None) -> BuyerPlan | None:
    """The row that `record_sql.SEEN` answers with, for who sends it beside other statements."""
    if row is None:
        raise NotFound("This plan is not there.")
    if row[6] is None:
        return None
    marks, changed_by = row[:5], row[5] or ""
    return BuyerPlan(plan_id, *marks, changed_by, plan=plan_from_database(row[6]))


def buyer_history(
    plan_id: int, limit: int = HISTORY_SHOWN, before: int | None = None
) -> tuple[SharedChange, ...]:
    """The newest changes of what both sides see, newest first; `before` a number, to go on."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(record_sql.SEEN_HISTORY, (plan_id, before, limit))
        return tuple(_change(row) for row in cursor.fetchall())


def _change(row: Sequence[Any]) -> SharedChange:
    return SharedChange(*row[:5], changes=changes_from_json(json.loads(row[5])))


def _one(statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
