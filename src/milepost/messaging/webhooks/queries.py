"""Every read of webhooks for administrators' pages and commands. Inside a seller's scope.

No secret and no sealed text is read here: a seller's role has no right to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection

PAGE_SIZE = 50
Shown = Literal["all", "failed", "waiting", "delivered"]

_OURS = "{0}.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"
_ENDPOINTS = f"""/* milepost_seller */
select e.id, e.url, e.description, e.events, e.is_on, e.off_why, e.off_at, e.failing_since,
  e.last_failed_at, e.last_delivered_at, e.warned_at, e.created_by_name, e.created_at,
  (select count(*) from messaging_webhookdelivery d where d.workspace_id = e.workspace_id
    and d.endpoint_id = e.id and d.state = 'waiting'),
  (select count(*) from messaging_webhookdelivery d where d.workspace_id = e.workspace_id
    and d.endpoint_id = e.id and d.state = 'failed'),
  (select max(s.ends_at) from messaging_webhooksecret s where s.workspace_id = e.workspace_id
    and s.endpoint_id = e.id and s.ends_at > now())
from messaging_webhookendpoint e where {_OURS.format("e")}
  and (%(one)s::bigint is null or e.id = %(one)s::bigint) order by e.id"""  # noqa: S608

_DELIVERIES = f"""/* milepost_seller */
select d.id, d.message_id, m.event, m.at, d.round, d.state, d.tries, d.last_status, d.last_error,
  d.next_at, d.created_at, d.settled_at, m.plan_id,
  (select a.milliseconds from messaging_webhookattempt a where a.workspace_id = d.workspace_id
    and a.delivery_id = d.id order by a.id desc limit 1)
from messaging_webhookdelivery d
join messaging_webhookmessage m on m.workspace_id = d.workspace_id and m.id = d.message_id
where {_OURS.format("d")} and d.endpoint_id = %(endpoint)s::bigint
  and (%(state)s::text = 'all' or d.state = %(state)s::text)
  and d.id < coalesce(%(before)s::bigint, 9223372036854775807)
order by d.id desc limit %(limit)s::int"""  # noqa: S608

_DELIVERY = f"""/* milepost_seller */
select d.id, d.message_id, m.event, m.at, d.round, d.state, d.tries, d.last_status, d.last_error,
  d.next_at, d.created_at, d.settled_at, m.plan_id, null::int, m.body
from messaging_webhookdelivery d
join messaging_webhookmessage m on m.workspace_id = d.workspace_id and m.id = d.message_id
where {_OURS.format("d")} and d.endpoint_id = %s::bigint and d.id = %s::bigint"""  # noqa: S608

_ATTEMPTS = f"""/* milepost_seller */
select a.number, a.at, a.milliseconds, a.status, a.error, a.answer
from messaging_webhookattempt a where {_OURS.format("a")} and a.delivery_id = %s::bigint
order by a.id desc"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as its page shows it. `old_secret_until` is set while two secrets sign."""

    id: int
    url: str
    description: str
    events: tuple[str, ...]
    is_on: bool
    off_why: str
    off_at: datetime | None
    failing_since: datetime | None
    last_failed_at: datetime | None
    last_delivered_at: datetime | None
    warned_at: datetime | None
    created_by_name: str
    created_at: datetime
    waiting: int
    failed: int
    old_secret_until: datetime | None

    @property
    def name(self) -> str:
        """What it is called: its description, else its address."""
        return self.description or self.url


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message to one endpoint, and how far it came. `milliseconds` are the last try's."""

    id: int
    message_id: str
    event: str
    at: datetime
    round: int
    state: str
    tries: int
    last_status: int | None
    last_error: str
    next_at: datetime | None
    created_at: datetime
    settled_at: datetime | None
    plan_id: int | None
    milliseconds: int | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try."""

    number: int
    at: datetime
    milliseconds: int
    status: int | None
    error: str
    answer: str


def endpoints() -> list[Endpoint]:
    """The workspace's endpoints. One statement."""
    return [_endpoint(row) for row in _rows(_ENDPOINTS, {"one": None})]


def endpoint(endpoint_id: int) -> Endpoint | None:
    """One endpoint of the workspace, or None."""
    rows = _rows(_ENDPOINTS, {"one": endpoint_id})
    return _endpoint(rows[0]) if rows else None


def deliveries(
    endpoint_id: int, shown: Shown = "all", before: int | None = None, limit: int = PAGE_SIZE
) -> list[Delivered]:
    """The endpoint's deliveries, newest first; `before` an id, for the next page."""
    values = {"endpoint": endpoint_id, "state": shown, "before": before, "limit": limit}
    return [Delivered(*row) for row in _rows(_DELIVERIES, values)]


def delivery(endpoint_id: int, delivery_id: int) -> tuple[Delivered, str, list[Attempt]] | None:
    """One delivery, the body that is sent, and its tries, newest first; None where it is not."""
    rows = _rows(_DELIVERY, (endpoint_id, delivery_id))
    if not rows:
        return None
    attempts = [Attempt(*row) for row in _rows(_ATTEMPTS, (delivery_id,))]
    return Delivered(*rows[0][:-1]), rows[0][-1], attempts


def _endpoint(row: Any) -> Endpoint:
    kept = list(row)
    kept[3] = tuple(kept[3])
    return Endpoint(*kept)


def _rows(statement: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
