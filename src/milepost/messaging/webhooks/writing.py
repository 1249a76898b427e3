"""Writing events down: one message, one delivery and one outbox row for each endpoint.

Everything is written under keys that follow from what happened, so doing it twice writes nothing
new: the id of a message is the same whoever works it out, and whenever.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from milepost.messaging.outbox import CHANNEL
from milepost.messaging.webhooks.catalogue import ALL, wants
from milepost.messaging.webhooks.source import DELIVERY, SLOW_DELIVERY

_LISTENING = """/* milepost_seller */
select e.id, e.events, w.name, extract(epoch from w.created_at)::text
from messaging_webhookendpoint e join workspaces_workspace w on w.id = e.workspace_id
where e.workspace_id = %s::bigint and e.is_on
  and (e.id = %s::bigint or (%s::bigint is null and e.created_at <= %s::timestamptz))
order by e.id"""

_MESSAGES = """/* milepost_seller */
insert into messaging_webhookmessage (workspace_id, id, event, at, plan_id, body)
select %(workspace)s::bigint, m.id, m.event, m.at, m.plan_id, m.body
from jsonb_to_recordset(%(rows)s::jsonb)
  as m(id text, event text, at timestamptz, plan_id bigint, body text)
on conflict do nothing"""

_DELIVERIES = f"""/* milepost_seller */
with made as (
  insert into messaging_webhookdelivery (workspace_id, endpoint_id, message_id, round)
  select %(workspace)s::bigint, d.endpoint, d.message, d.round
  from jsonb_to_recordset(%(rows)s::jsonb) as d(endpoint bigint, message text, round int)
  on conflict do nothing returning id, endpoint_id, message_id, round),
recorded as (
  insert into messaging_outbox (workspace_id, kind, key, payload, recipient, plan_id)
  select e.workspace_id, case when e.failing_since is null then '{DELIVERY}'
      else '{SLOW_DELIVERY}' end,
    '{DELIVERY}:' || m.endpoint_id || ':' || m.message_id || ':' || m.round,
    jsonb_build_object('delivery', m.id),
    coalesce(substring(e.url from '^[a-z]+://([^/?]+)'), ''), t.plan_id
  from made m join messaging_webhookendpoint e
    on e.workspace_id = %(workspace)s::bigint and e.id = m.endpoint_id
  join messaging_webhookmessage t
    on t.workspace_id = %(workspace)s::bigint and t.id = m.message_id
  on conflict (workspace_id, key) do nothing returning kind)
select count(*), (select count(pg_notify('{CHANNEL}', k.kind))
  from (select distinct kind from recorded) k)
from recorded"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Listener:
    """An endpoint that is on, with the names of the events that it chose."""

    id: int
    events: tuple[str, ...]
    workspace: str
    salt: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event to be told. `key` is what happened, unique in its workspace, and stable."""

    event: str
    key: str
    at: datetime
    data: Mapping[str, Any]
    plan_id: int | None = None


def listeners(workspace_id: int, at: datetime, only: int | None = None) -> list[Listener]:
    """The endpoints that hear what happened at this time: those that were there by then. `only`
    names one that is to hear it whenever it was made."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTENING, (workspace_id, only, only, at))
        rows = cursor.fetchall()
    return [Listener(i, tuple(events), name, salt) for i, events, name, salt in rows]


def hearing_all(listener: Listener) -> Listener:
    """The endpoint, as one that wants whatever comes."""
    return replace(listener, events=(ALL,))


def write(workspace_id: int, told: Iterable[Told], heard_by: Sequence[Listener]) -> int:
    """Write what any of them wants; how many deliveries are new. Inside a seller's scope."""
    messages: dict[str, dict[str, Any]] = {}
    deliveries = []
    for each in told:
        hearing = [one for one in heard_by if wants(one.events, each.event)]
        if not hearing:
            continue
        id_ = message_id(hearing[0].salt, workspace_id, each.key)
        messages[id_] = _row(id_, workspace_id, hearing[0].workspace, each)
        deliveries += [{"endpoint": one.id, "message": id_, "round": 0} for one in hearing]
    if not messages:
        return 0
    with connection.cursor() as cursor:
        values = {"workspace": workspace_id, "rows": _json(list(messages.values()))}
        cursor.execute(_MESSAGES, values)
    return write_deliveries(workspace_id, deliveries)


def write_deliveries(workspace_id: int, rows: Sequence[Mapping[str, Any]]) -> int:
    """Put {endpoint, message, round} on their way; how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERIES, {"workspace": workspace_id, "rows": _json(rows)})
        made: int = cursor.fetchone()[0]
    return made


def message_id(salt: str, workspace_id: int, key: str) -> str:
    """The id of an event, for good. The salt is the workspace's own, so that two installations
    that report to one receiver do not use the same."""
    return "msg_" + sha256(f"{salt}:{workspace_id}:{key}".encode()).hexdigest()[:32]


def body_of(event: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The body, in the one spelling that is signed."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    whole = {"type": event, "timestamp": moment, "data": data}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)


def _row(id_: str, workspace_id: int, workspace: str, told: Told) -> dict[str, Any]:
    data = {"workspace": {"id": workspace_id, "name": workspace}, **told.data}
    return {
        "id": id_,
        "event": told.event,
        "at": told.at.isoformat(),
        "plan_id": told.plan_id,
        "body": body_of(told.event, told.at, data),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
