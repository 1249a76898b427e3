"""Claiming rows of the outbox and settling them: under `milepost_worker`, by fencing numbers.

A claim is a lease. While its worker lives the lease is renewed; a worker that was thought dead
finds, when it comes back, that its fencing number is no longer the row's, and changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from django.db import connection

from milepost.messaging.registry import Delivery
from milepost.platform.scope import worker_scope

LEASE_SECONDS = 30
# After the Standard Webhooks schedule: ten tries over about three days.
RETRY_SECONDS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
JITTER = 0.1
ERROR_LENGTH = 2_000

_CLAIM = """/* worker */
update messaging_outbox o
set claimed_by = %(worker)s, claimed_until = now() + make_interval(secs => %(lease)s),
    fence = o.fence + 1, attempts = o.attempts + 1
from (
  select id from messaging_outbox
  where finished_at is null and dead_at is null and available_at <= now()
    and (claimed_until is null or claimed_until < now()) and kind = any(%(kinds)s)
  order by available_at, id limit %(limit)s
  for update skip locked
) due
where o.id = due.id
returning o.id, o.workspace_id, o.kind, o.key, o.payload, o.fence, o.attempts
"""
_MINE = "where id = %(id)s and fence = %(fence)s and finished_at is null and dead_at is null"


def claim(
    worker: str, kinds: Sequence[str], limit: int, lease: float = LEASE_SECONDS
) -> list[Delivery]:
    """Claim up to `limit` due rows of these kinds; nobody else gets them during the lease."""
    values = {"worker": worker, "lease": float(lease), "kinds": list(kinds), "limit": limit}
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        rows = cursor.fetchall()
    return [Delivery(i, w, kind, key, _read(p), f, n) for i, w, kind, key, p, f, n in rows]


def renew(delivery: Delivery, lease: float = LEASE_SECONDS) -> bool:
    """Hold a claim for longer; False when it is no longer ours."""
    return _settle(
        delivery, "claimed_until = now() + make_interval(secs => %(lease)s)", lease=float(lease)
    )


def finish(delivery: Delivery) -> bool:
    """Mark as delivered, and forget what it held; False when the claim is no longer ours."""
    return _settle(
        delivery,
        "finished_at = now(), claimed_by = '', claimed_until = null, last_error = '',"
        " payload = '{}'",
    )


def retry(delivery: Delivery, error: str, after: float | None = None) -> bool:
    """Try again later by the schedule, or after the seconds asked for; past its end it is dead."""
    if delivery.attempt > len(RETRY_SECONDS):
        return bury(delivery, error)
    seconds = retry_seconds(delivery.attempt) if after is None else after
    return _settle(
        delivery,
        "available_at = now() + make_interval(secs => %(seconds)s), claimed_by = '',"
        " claimed_until = null, last_error = %(error)s",
        seconds=float(seconds),
        error=error[:ERROR_LENGTH],
    )


def bury(delivery: Delivery, error: str) -> bool:
    """Give up: a dead letter, kept with its reason."""
    return _settle(
        delivery,
        "dead_at = now(), claimed_by = '', claimed_until = null, last_error = %(error)s",
        error=error[:ERROR_LENGTH],
    )


def retry_seconds(attempt: int) -> float:
    """The pause after this many attempts, with its jitter of a tenth."""
    base = RETRY_SECONDS[attempt - 1]
    return base * (1 + random.uniform(-JITTER, JITTER))  # noqa: S311 (spreads load, hides nothing)


def seconds_until_due(kinds: Sequence[str]) -> float | None:
    """How long until the next row is due or a lease has run out; None with nothing to wait for."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(
            "/* worker */ select extract(epoch from"
            " min(greatest(available_at, coalesce(claimed_until, available_at))) - now())::float8"
            " from messaging_outbox"
            " where finished_at is null and dead_at is null and kind = any(%s)",
            [list(kinds)],
        )
        row = cursor.fetchone()
    return None if row is None or row[0] is None else max(0.0, row[0])


def _settle(delivery: Delivery, change: str, **values: object) -> bool:
    statement = f"/* worker */ update messaging_outbox set {change} {_MINE}"  # noqa: S608
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(statement, {**values, "id": delivery.id, "fence": delivery.fence})
        return bool(cursor.rowcount == 1)


def _read(payload: object) -> dict[str, object]:
    """Django leaves jsonb of plain cursors as text."""
    import json

    return dict(json.loads(payload)) if isinstance(payload, str) else dict(payload or {})  # type: ignore[call-overload]
