"""Telling the AE of a plan something, whoever that is at the time (`ae_sql`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from milepost.messaging import messages
from milepost.messaging.messages import Reader
from milepost.sharing.ae_sql import AE, JOIN

_AE = f"""
select {AE} from plans_plan p {JOIN}
where p.workspace_id = %s::bigint and p.id = %s::bigint"""


def ae_of(workspace_id: int, plan_id: int) -> int | None:
    """Whom notices of a plan go to, as a member's id. Inside a seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_AE, (workspace_id, plan_id))
        row = cursor.fetchone()
    return row[0] if row else None


def tell(
    kind: str,
    key: str,
    workspace_id: int,
    plan_id: int,
    *,
    milestone: str | None = None,
    facts: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> bool:
    """Write down that the plan's AE is to be told something, in the transaction of its cause;
    False where they were, or there is nobody. Inside a seller's scope."""
    member_id = ae_of(workspace_id, plan_id)
    if member_id is None:
        return False
    told = messages.tell(
        kind,
        key,
        [Reader("seller", member_id=member_id)],
        workspace_id=workspace_id,
        plan_id=plan_id,
        milestone=milestone,
        facts=facts,
        now=now,
    )
    return bool(told)
