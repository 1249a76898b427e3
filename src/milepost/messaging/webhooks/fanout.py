"""From a row that `source` wrote to the events that endpoints want, in one transaction.

Handlers of the outbox: run again, they write what is missing and nothing twice.
"""

from __future__ import annotations

from typing import Any

from milepost.domain.plan import Plan
from milepost.domain.revisions import apply, inverse
from milepost.messaging.registry import Delivery
from milepost.messaging.webhooks import around, shapes, writing
from milepost.messaging.webhooks.happenings import happenings
from milepost.messaging.webhooks.writing import Told
from milepost.plans import queries
from milepost.plans.queries import PlanRecord, RevisionRow
from milepost.platform.scope import seller_scope


def of_revision(delivery: Delivery) -> None:
    """What a revision of a plan did: {plan, revision, endpoint?}."""
    plan_id, number = int(delivery.payload["plan"]), int(delivery.payload["revision"])
    only = delivery.payload.get("endpoint")
    with seller_scope(delivery.workspace_id):
        rows = queries.history(plan_id, before=number + 1, limit=1)
        if not rows or rows[0].number != number:
            return
        heard_by = writing.listeners(delivery.workspace_id, rows[0].at, only)
        if not heard_by:
            return
        record = queries.plan_record(plan_id)
        after = _plan_after(record, number)
        if record is None or after is None:
            return
        told = _told(record, rows[0], after)
        writing.write(delivery.workspace_id, told, heard_by)


def of_thing(delivery: Delivery) -> None:
    """What happened around a plan: {event, thing, plan, mark}."""
    payload = delivery.payload
    with seller_scope(delivery.workspace_id):
        thing = around.read(str(payload["event"]), int(payload["thing"]), str(payload["mark"]))
        record = queries.plan_record(int(payload["plan"])) if thing else None
        if thing is None or record is None:
            return
        heard_by = writing.listeners(delivery.workspace_id, thing.at)
        plan = shapes.plan_of(record, record.plan)
        data = {"plan": plan, "by": thing.by, **thing.data}
        told = Told(str(payload["event"]), delivery.key, thing.at, data, record.id)
        writing.write(delivery.workspace_id, [told], heard_by)


def _plan_after(record: PlanRecord | None, number: int) -> Plan | None:
    """The plan as this revision left it."""
    if record is None or record.revision == number:
        return record.plan if record else None
    return queries.plan_at(record.id, number)


def _told(record: PlanRecord, row: RevisionRow, after: Plan) -> list[Told]:
    before = None if row.number == 1 else apply(after, inverse(row.changes))
    common = {
        "plan": shapes.plan_of(record, after),
        "by": _by(row),
        "revision": row.number,
    }
    return [
        Told(
            each.event,
            f"plan:{record.id}:r{row.number}:{each.event}:{each.about}",
            row.at,
            {**common, **each.data},
            record.id,
        )
        for each in happenings(before, after, row.kind)
    ]


def _by(row: RevisionRow) -> dict[str, Any]:
    side = "seller" if row.actor_person is None else "buyer"
    return {"name": row.actor_name, "side": side}
