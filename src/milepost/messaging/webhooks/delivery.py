"""One delivery to one endpoint: load, sign, send, write down the try, and say how it goes on.

Nothing is open while the other side is waited for. A try is written down before the outbox row is
settled, so a worker that dies in between tells the same message again under the same id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from milepost.messaging import claims
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.messaging.webhooks import health, sending, signing
from milepost.messaging.webhooks.sending import Answer
from milepost.platform.scope import worker_scope
from milepost.platform.secrets import NotSealed, unseal

OFF = "the endpoint is switched off"

_LOAD = """/* worker */
select d.id, d.endpoint_id, d.message_id, d.state, d.tries, e.url, e.is_on, m.body,
  array(select s.sealed from messaging_webhooksecret s
    where s.workspace_id = e.workspace_id and s.endpoint_id = e.id
      and (s.ends_at is null or s.ends_at > now())
    order by s.ends_at is null desc, s.id desc)
from messaging_webhookdelivery d
join messaging_webhookendpoint e on e.workspace_id = d.workspace_id and e.id = d.endpoint_id
join messaging_webhookmessage m on m.workspace_id = d.workspace_id and m.id = d.message_id
where d.workspace_id = %s::bigint and d.id = %s::bigint"""

_TRIED = """/* worker */
with tried as (
  insert into messaging_webhookattempt
    (workspace_id, delivery_id, number, at, milliseconds, status, error, answer)
  values (%(workspace)s, %(delivery)s, %(number)s, %(at)s, %(milliseconds)s, %(status)s,
    %(error)s, %(answer)s))
update messaging_webhookdelivery set state = %(state)s, tries = %(number)s,
  last_status = %(status)s, last_error = %(error)s, next_at = %(next_at)s,
  settled_at = case when %(state)s = 'waiting' then null else now() end
where workspace_id = %(workspace)s and id = %(delivery)s and state <> 'delivered'"""

_GIVEN_UP = """/* worker */
update messaging_webhookdelivery set state = 'failed', last_error = %s, next_at = null,
  settled_at = now()
where workspace_id = %s and id = %s and state = 'waiting'"""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What is to be sent, where to, under which secrets (the present one first, sealed)."""

    id: int
    endpoint_id: int
    message_id: str
    state: str
    tries: int
    url: str
    is_on: bool
    body: str
    secrets: tuple[str, ...]


def deliver(delivery: Delivery) -> None:
    """Send one message to one endpoint: {delivery}. Raises DeliveryFailed to be tried again."""
    found = _load(delivery)
    if found is None or found.state == "delivered":
        return
    if not found.is_on:
        _give_up(delivery, found, OFF)
        return
    now = timezone.now()
    body = found.body.encode()
    headers = signing.headers(found.message_id, int(now.timestamp()), body, _secrets(found))
    delivery.ensure_ours()
    answer = sending.post(found.url, headers, body)
    state, pause = _what_next(delivery, answer)
    with worker_scope():
        _write_down(delivery, found, answer, now, state, pause)
        health.note(delivery.workspace_id, found.endpoint_id, answer)
    if answer.is_gone:
        health.gone(delivery.workspace_id, found.endpoint_id)
    if state == "delivered":
        return
    asked = answer.pause if answer.pause == pause else None  # else the schedule's is longer
    raise DeliveryFailed(answer.error, permanent=state == "failed", retry_after=asked)


def _load(delivery: Delivery) -> _Loaded | None:
    values = (delivery.workspace_id, int(delivery.payload["delivery"]))
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_LOAD, values)
        row = cursor.fetchone()
    return None if row is None else _Loaded(*row[:8], tuple(row[8]))


def _secrets(found: _Loaded) -> list[str]:
    try:
        return [unseal(sealed) for sealed in found.secrets]
    except NotSealed as error:
        raise DeliveryFailed(error.message) from None


def _what_next(delivery: Delivery, answer: Answer) -> tuple[str, float | None]:
    """The state that a try leads to, and about how long until the next one."""
    if answer.is_taken:
        return "delivered", None
    if answer.is_gone or delivery.attempt > len(claims.RETRY_SECONDS):
        return "failed", None
    usual = float(claims.RETRY_SECONDS[delivery.attempt - 1])
    return "waiting", max(usual, answer.pause or 0.0)


def _write_down(
    delivery: Delivery,
    found: _Loaded,
    answer: Answer,
    at: datetime,
    state: str,
    pause: float | None,
) -> None:
    values: dict[str, Any] = {
        "workspace": delivery.workspace_id,
        "delivery": found.id,
        "number": found.tries + 1,
        "at": at,
        "milliseconds": answer.milliseconds,
        "status": answer.status,
        "error": answer.error,
        "answer": answer.excerpt,
        "state": state,
        "next_at": None if pause is None else timezone.now() + timedelta(seconds=pause),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRIED, values)


def _give_up(delivery: Delivery, found: _Loaded, why: str) -> None:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_GIVEN_UP, (why, delivery.workspace_id, found.id))
