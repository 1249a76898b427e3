"""What a buyer's page reads: two statements in one round trip, under the buyer's role.

The first is the plan. The second puts together what stands around it: its proposals and yeses,
what was said, how the companies look, the person's other plans, calls and action items. Each
text is its own capability's; here they only travel together.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections

from milepost.conversation import queries as conversation
from milepost.conversation.queries import Conversation
from milepost.plans import record_sql
from milepost.plans.buyer_queries import BuyerPlan, buyer_plan_of, buyer_plan_unless
from milepost.reviews import buyer_queries as reviews
from milepost.reviews.rows import ActionRow, ReviewRow
from milepost.sharing import around_sql, door_queries, looks
from milepost.sharing.door_queries import OtherPlan
from milepost.sharing.looks import BuyerLooks
from milepost.sharing.queries import BuyerSharing, buyer_sharing_of
from milepost.sharing.visits import Visit

_LOOKS = looks.STATEMENT.replace("%s", "%(plan)s")
_AROUND = (
    f"/* milepost_buyer */ select ({around_sql.BUYER}), ({conversation.BUYER}), ({_LOOKS}),"
    f" ({door_queries.OTHER_PLANS}), ({reviews.AROUND})"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one buyer's page is made of."""

    plan: BuyerPlan
    sharing: BuyerSharing
    talk: Conversation
    looks: BuyerLooks
    others: tuple[OtherPlan, ...]
    reviews: tuple[ReviewRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()


def read_page(visit: Visit) -> Reading:
    """Everything of a visit's plan. Raises NotFound where it is not (or no longer) theirs."""
    connection = connections[settings.PORTAL_DATABASE]
    with connection.cursor() as plan, connection.cursor() as around:
        with connection.wrap_database_errors, connection.connection.pipeline():
            plan.execute(record_sql.SEEN, (None, visit.plan_id))
            around.execute(_AROUND, _values(visit))
        found = buyer_plan_of(visit.plan_id, plan.fetchone())
        return _reading(visit, found, around.fetchone())


def read_page_unless(visit: Visit, pulse: int) -> Reading | None:
    """The same, or None where nothing that its buyers see has changed since this shared pulse."""
    plan = buyer_plan_unless(visit.plan_id, pulse)
    if plan is None:
        return None
    with connections[settings.PORTAL_DATABASE].cursor() as around:
        around.execute(_AROUND, _values(visit))
        return _reading(visit, plan, around.fetchone())


def _values(visit: Visit) -> dict[str, Any]:
    return {"plan": visit.plan_id, "person": visit.person}


def _reading(visit: Visit, plan: BuyerPlan | None, row: Any) -> Reading:
    assert plan is not None
    sharing, talk, around, others, held = row
    calls, actions = reviews.around_of(held)
    return Reading(
        plan=plan,
        sharing=buyer_sharing_of(visit, sharing),
        talk=conversation.conversation_of(talk),
        looks=looks.looks_from(json.loads(around)),
        others=door_queries.other_plans_of(visit, others),
        reviews=calls,
        actions=actions,
    )
