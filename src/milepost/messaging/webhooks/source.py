"""Where events begin: one row beside a change, and only where somebody listens.

A workspace without endpoints pays one look at an index and writes nothing: no row, no NOTIFY. The
row holds ids alone; `fanout` reads the rest and works out what happened, later and elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import connection

from milepost.messaging.outbox import CHANNEL

REVISION = "plan.changed"
HAPPENED = "webhooks.happened"
DELIVERY = "webhook"

_INSERT_WHERE_HEARD = f"""
with written as (
  insert into messaging_outbox (workspace_id, kind, key, payload)
  select %s::bigint, %s::text, %s::text, %s::jsonb where exists (
    select 1 from messaging_webhookendpoint e where e.workspace_id = %s::bigint and e.is_on)
  on conflict (workspace_id, key) do nothing returning 1)
select pg_notify('{CHANNEL}', %s::text) from written"""  # noqa: S608


def tell_of_revision(workspace_id: int, plan_id: int, number: int) -> None:
    """A plan has a new revision."""
    payload = {"plan": plan_id, "revision": number}
    _tell(REVISION, f"plan:{plan_id}:r{number}", payload, workspace_id)


def tell(event: str, thing: int, workspace_id: int, plan_id: int, *, mark: str = "") -> None:
    """Something else happened on a plan: the name of its event and the id of its row.

    `mark` tells apart what happens to one row several times, such as the states of a proposal.
    """
    payload = {"event": event, "thing": thing, "plan": plan_id, "mark": mark}
    _tell(HAPPENED, f"{event}:{thing}{':' if mark else ''}{mark}", payload, workspace_id)


def _tell(kind: str, key: str, payload: Mapping[str, object], workspace_id: int) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of its change")
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT_WHERE_HEARD,
            (workspace_id, kind, key, json.dumps(payload), workspace_id, kind),
        )
