"""Claiming rows of the outbox and settling them: under `milepost_worker`, by fencing numbers.

A claim is a lease: the row is due again (`available_at`) when it runs out. While its worker lives
the lease is renewed; a worker that was thought dead finds, when it comes back, that its fencing
number is no longer the row's. It changes nothing then, and sends nothing (`is_ours`).

Only the database's clock decides what is due and whose lease has run out.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from milepost.messaging.registry import Delivery
from milepost.platform.scope import as_worker

LEASE_SECONDS = 30
# After the Standard Webhooks schedule: ten tries over about three days.
RETRY_SECONDS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
JITTER = 0.1
UNEXPECTED_SECONDS = (5, 30)
"""After an error that no handler knows: it is ours more likely than the receiver's, and whoever
looks after the system is to hear of it within minutes."""
LONGEST_ASKED = 86_400.0
"""The longest pause that a receiver can ask for."""
ERROR_LENGTH = 2_000
SUSPECT_AFTER = 3
"""A row whose claims were so often never settled may be what ends its workers: it is run alone."""

_CLAIM = """/* worker */
update messaging_outbox o
set claimed_by = %(worker)s, available_at = now() + make_interval(secs => %(lease)s),
    fence = o.fence + 1, unsettled = o.unsettled + 1, tried_at = now()
where o.id = any(array(
  select due.id
  from unnest(%(kinds)s::varchar[], %(limits)s::int[]) as wanted(kind, most)
  cross join lateral (
    select q.id from messaging_outbox q
    where q.finished_at is null and q.dead_at is null and q.kind = wanted.kind
      and q.available_at <= now() and q.unsettled < %(suspect)s
    order by q.available_at, q.id limit wanted.most
    for update skip locked) due))
returning o.id, o.workspace_id, o.kind, o.key, o.payload::text, o.fence, o.attempts + 1"""
_CLAIM_SUSPECT = """/* worker */
update messaging_outbox o
set claimed_by = %(worker)s, available_at = now() + make_interval(secs => %(lease)s),
    fence = o.fence + 1, unsettled = o.unsettled + 1, tried_at = now()
where o.id = any(array(
  select q.id from messaging_outbox q
  where q.finished_at is null and q.dead_at is null and q.kind = any(%(kinds)s::varchar[])
    and q.available_at <= now() and q.unsettled >= %(suspect)s
  order by q.available_at, q.id limit 1
  for update skip locked))
returning o.id, o.workspace_id, o.kind, o.key, o.payload::text, o.fence, o.attempts + 1,
  o.unsettled"""
_HAS_SUSPECTS = """/* worker */
select exists (select 1 from messaging_outbox q where q.finished_at is null and q.dead_at is null
  and q.unsettled >= %s and q.available_at <= now() and q.kind = any(%s::varchar[]))"""
_OURS = (
    """o.fence = r.fence and o.claimed_by <> '' and o.finished_at is null and o.dead_at is null"""
)
_SETTLE = f"""/* worker */
update messaging_outbox o
set claimed_by = '', unsettled = 0,
    attempts = o.attempts + case when r.outcome = 'released' then 0 else 1 end,
    finished_at = case when r.outcome = 'delivered' then now() end,
    dead_at = case when r.outcome = 'dead' then now() end,
    available_at = now() + make_interval(secs => r.seconds),
    last_error = case when r.outcome = 'released' then o.last_error else r.error end,
    payload = case when r.outcome = 'delivered' then '{{}}' else o.payload end
from jsonb_to_recordset(%s::jsonb)
  as r(id bigint, fence bigint, outcome text, seconds float8, error text)
where o.id = r.id and {_OURS}
returning o.id"""  # noqa: S608
_RENEW = f"""/* worker */
update messaging_outbox o set available_at = now() + make_interval(secs => %s)
from jsonb_to_recordset(%s::jsonb) as r(id bigint, fence bigint)
where o.id = r.id and {_OURS}
returning o.id"""  # noqa: S608
_IS_OURS = f"""/* worker */
select o.available_at > now() from messaging_outbox o, (select %s::bigint as fence) r
where o.id = %s and {_OURS}"""  # noqa: S608
_NEXT = """/* worker */
select extract(epoch from min(next.available_at) - now())::float8
from unnest(%s::varchar[]) as wanted(kind) cross join lateral (
  select q.available_at from messaging_outbox q
  where q.finished_at is null and q.dead_at is null and q.kind = wanted.kind
    and q.unsettled < %s
  order by q.available_at, q.id limit 1) next"""

Outcome = Literal["delivered", "again", "dead", "released"]


@dataclass(frozen=True, slots=True)
class Result:
    """How a delivery ended. `seconds` until it is due again; `error` says what went wrong."""

    delivery: Delivery
    outcome: Outcome
    error: str = ""
    seconds: float = 0.0


def delivered(delivery: Delivery) -> Result:
    """It arrived; what it held is forgotten."""
    return Result(delivery, "delivered")


def failed(
    delivery: Delivery, error: str, *, permanent: bool = False, asked: float | None = None
) -> Result:
    """It did not: to be tried again by the schedule, or after the seconds that the receiver asked
    for; past the schedule's end, or where trying is useless, it is a dead letter."""
    if permanent or delivery.attempt > len(RETRY_SECONDS):
        return Result(delivery, "dead", error)
    seconds = retry_seconds(delivery.attempt) if asked is None else asked_seconds(asked)
    return Result(delivery, "again", error, seconds)


def broken(delivery: Delivery, error: str) -> Result:
    """Its handler met an error that it does not know: tried twice more, and then a dead letter."""
    if delivery.attempt > len(UNEXPECTED_SECONDS):
        return Result(delivery, "dead", error)
    return Result(delivery, "again", error, _about(UNEXPECTED_SECONDS[delivery.attempt - 1]))


def released(delivery: Delivery, seconds: float = 0.0) -> Result:
    """It was not tried: somebody else may have it, as if it had not been claimed."""
    return Result(delivery, "released", seconds=seconds)


def claim(worker: str, wanted: Mapping[str, int], lease: float = LEASE_SECONDS) -> list[Delivery]:
    """Claim due rows, up to a number of each kind; nobody else gets them during the lease."""
    values = {
        "worker": worker,
        "lease": float(lease),
        "kinds": list(wanted),
        "limits": list(wanted.values()),
        "suspect": SUSPECT_AFTER,
    }
    rows = as_worker(_CLAIM, values)
    return sorted((_delivery(row) for row in rows), key=lambda delivery: delivery.id)


def claim_suspect(
    worker: str, kinds: Collection[str], lease: float = LEASE_SECONDS
) -> tuple[Delivery, int] | None:
    """Claim one row whose earlier claims were never settled, and how many those were."""
    values = {
        "worker": worker,
        "lease": float(lease),
        "kinds": list(kinds),
        "suspect": SUSPECT_AFTER,
    }
    rows = as_worker(_CLAIM_SUSPECT, values)
    return (_delivery(rows[0][:7]), rows[0][7] - 1) if rows else None


def has_suspects(kinds: Collection[str]) -> bool:
    """Whether a row is due that may be what ended its workers."""
    return bool(as_worker(_HAS_SUSPECTS, [SUSPECT_AFTER, list(kinds)])[0][0])


def settle(results: Iterable[Result]) -> set[int]:
    """Write down how deliveries ended; the ids of those whose claim was still ours."""
    rows = [
        {
            "id": each.delivery.id,
            "fence": each.delivery.fence,
            "outcome": each.outcome,
            "seconds": each.seconds,
            "error": _storable(each.error),
        }
        for each in results
    ]
    return {row[0] for row in as_worker(_SETTLE, [json.dumps(rows)])} if rows else set()


def renew(deliveries: Iterable[Delivery], lease: float = LEASE_SECONDS) -> set[int]:
    """Hold claims for longer; the ids of those that are still ours."""
    rows = [{"id": each.id, "fence": each.fence} for each in deliveries]
    return {row[0] for row in as_worker(_RENEW, [float(lease), json.dumps(rows)])}


def is_ours(delivery: Delivery) -> bool:
    """Whether nobody else has claimed it since, and the lease holds: ask right before sending."""
    rows = as_worker(_IS_OURS, [delivery.fence, delivery.id])
    return bool(rows and rows[0][0])


def retry_seconds(attempt: int) -> float:
    """The pause after this many attempts, with its jitter of a tenth either way."""
    return _about(RETRY_SECONDS[attempt - 1])


def asked_seconds(asked: float) -> float:
    """The pause that a receiver asked for: never shorter, up to a tenth longer, a day at most."""
    pause = min(max(asked, 1.0), LONGEST_ASKED)
    return pause * (1 + random.uniform(0, JITTER))  # noqa: S311 (see above)


def _about(seconds: float) -> float:
    return seconds * (1 + random.uniform(-JITTER, JITTER))  # noqa: S311 (spreads load, hides nothing)


def seconds_until_due(kinds: Collection[str]) -> float | None:
    """How long until the next row is due or a lease has run out; None with nothing to wait for."""
    seconds = as_worker(_NEXT, [list(kinds), SUSPECT_AFTER])[0][0]
    return None if seconds is None else max(0.0, seconds)


def _delivery(row: tuple[Any, ...]) -> Delivery:
    id_, workspace, kind, key, payload, fence, attempt = row
    return Delivery(id_, workspace, kind, key, json.loads(payload), fence, attempt)


def _storable(text: str) -> str:
    """PostgreSQL takes neither NUL nor half of a character, and a refusal would hold up a batch."""
    return text[:ERROR_LENGTH].replace("\0", "").encode("utf-8", "replace").decode()
