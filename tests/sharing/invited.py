"""What tests of notices need: somebody who was invited on a day, and the mails that went out."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from milepost.sharing.models import SharedPlan, Stakeholder
from milepost.workspaces.models import Member
from tests.plans.plans import MAJA, RITA, SAM, Seller, a_plan, a_seller

# A Friday, ten in the morning in Stockholm.
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ADDRESS = "maja@halden.example"


@dataclass(frozen=True)
class Invited:
    """A plan with Maja invited to it, owned by Sam."""

    seller: Seller
    plan_id: int


def an_invitation(at: datetime = FRIDAY, seller: Seller | None = None, **fields: Any) -> Invited:
    """Maja was invited to a plan at this moment, and has a personal link."""
    seller = seller or a_seller()
    maja = replace(MAJA, email=ADDRESS)
    plan = a_plan(3, **({"people": (maja, SAM, RITA)} | fields))
    plan_id = seller.keeps(plan)
    SharedPlan.objects.create(
        workspace_id=seller.workspace_id, plan_id=plan_id, code=f"plan{plan_id}"
    )
    Stakeholder.objects.create(
        workspace_id=seller.workspace_id,
        plan_id=plan_id,
        person="maja",
        address=ADDRESS,
        country="SE",
        time_zone="Europe/Stockholm",
        invited_at=at,
        invited_by=seller.member_id,
    )
    return Invited(seller, plan_id)


def member_of(seller: Seller) -> Member:
    """The seller's own member."""
    return Member.objects.get(workspace_id=seller.workspace_id, pk=seller.member_id)


def mails(to: str = "") -> list[dict[str, Any]]:
    """What was recorded to be mailed, oldest first, to everybody or to one address."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select payload::text from messaging_outbox where kind = 'email' order by id"
        )
        found = [json.loads(row[0]) for row in cursor.fetchall()]
    return [mail for mail in found if to in ("", mail["to"])]
