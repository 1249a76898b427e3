"""Where events begin: one row beside a change, and only where somebody listens.

A workspace without endpoints pays one look at an index and writes nothing: no row, no NOTIFY. The
row holds ids alone; `fanout` reads the rest and works out what happened, later and elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from milepost.messaging.outbox import CHANNEL

REVISION = "plan.changed"
HAPPENED = "webhooks.happened"
DELIVERY = "webhook"
SLOW_DELIVERY = "webhook.failing"

# A statement that is run for each change is kept as plain as it can be.
_INSERT_WHERE_HEARD = f"""
with written as (
  insert into messaging_outbox (workspace_id, kind, key, payload)
  select w.id, %s::text, %s::text, %s::jsonb from (select
    coalesce(%s::bigint, nullif(current_setting('milepost.workspace', true), '')::bigint) as id) w
  where exists (
    select 1 from messaging_webhookendpoint e where e.workspace_id = w.id and e.is_on)
  on conflict (workspace_id, key) do nothing returning 1)
select pg_notify('{CHANNEL}', %s::text) from written"""  # noqa: S608

_INSERT_ALERTS = f"""/* worker */
with listening as materialized (
  select distinct e.workspace_id from messaging_webhookendpoint e
  where e.is_on and e.workspace_id = any(%(workspaces)s::bigint[])),
written as (
  insert into messaging_outbox (workspace_id, kind, key, payload, plan_id)
  select a.workspace_id, '{HAPPENED}', 'alert.recorded:' || a.id, jsonb_build_object(
    'event', 'alert.recorded', 'thing', a.id, 'plan', a.plan_id, 'mark', ''), a.plan_id
  from listening h join alerting_alert a on a.workspace_id = h.workspace_id
    and a.plan_id = any(%(plans)s::bigint[]) and a.recorded_at = %(now)s::timestamptz
  on conflict (workspace_id, key) do nothing returning 1)
select pg_notify('{CHANNEL}', '{HAPPENED}') from written limit 1"""  # noqa: S608


def tell_of_revision(workspace_id: int, plan_id: int, number: int) -> None:
    """A plan has a new revision."""
    payload = {"plan": plan_id, "revision": number}
    _tell(REVISION, f"plan:{plan_id}:r{number}", payload, workspace_id)


def tell(event: str, thing: int, plan_id: int, *, mark: str = "") -> None:
    """Something else happened on a plan: the name of its event and the id of its row. Inside the
    seller's scope of the change.

    `mark` tells apart what happens to one row several times, such as the states of a proposal.
    """
    payload = {"event": event, "thing": thing, "plan": plan_id, "mark": mark}
    _tell(HAPPENED, f"{event}:{thing}{':' if mark else ''}{mark}", payload, None)


def tell_of_alerts(workspaces: Sequence[int], plans: Sequence[int], now: datetime) -> None:
    """The sweep has recorded alerts of these plans, at `now`: in its transaction and its scope,
    and in one statement, which ends at once where no workspace of them listens."""
    values = {"workspaces": list(workspaces), "plans": list(plans), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ALERTS, values)


def _tell(kind: str, key: str, payload: Mapping[str, object], workspace_id: int | None) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of its change")
    with connection.cursor() as cursor:
        values = (kind, key, json.dumps(payload), workspace_id, kind)
        cursor.execute(_INSERT_WHERE_HEARD, values)
