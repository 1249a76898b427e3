"""What waits in the outbox and what failed, for administrators: whom and what it is for, and why.

What a delivery holds is read by nobody here: a seller's role has no right to it. Everything works
inside a seller's scope on one workspace, or inside a worker's on all (`milepost outbox`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

from milepost.messaging import registry
from milepost.messaging.outbox import CHANNEL

State = Literal["dead", "waiting"]
MOST_ROWS = 200
ERROR_SHOWN = 300

_IN_SCOPE = """(current_setting('role') = 'milepost_worker'
    or o.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint)"""
_ROWS = f"""
select o.id, o.workspace_id, o.kind, o.key, o.recipient,
  coalesce((select z.name from sharing_stakeholder s
    join plans_person z on z.workspace_id = s.workspace_id and z.plan_id = s.plan_id
      and z.key = s.person
    where s.workspace_id = o.workspace_id and s.address = lower(o.recipient)
      and s.address <> '' order by (s.plan_id = o.plan_id) desc nulls last, s.plan_id limit 1),
    (select m.name from workspaces_member m where m.workspace_id = o.workspace_id
      and lower(m.email) = lower(o.recipient) limit 1), '') as name,
  o.plan_id, coalesce(nullif(p.title, ''), nullif(d.name, ''), a.name, '') as plan,
  coalesce(a.name, '') as account,
  o.due_at, o.available_at, o.claimed_by <> '' as is_in_hand, o.attempts, o.tried_at,
  o.last_error, o.dead_at
from messaging_outbox o
left join plans_plan p on p.workspace_id = o.workspace_id and p.id = o.plan_id
left join deals_deal d on d.workspace_id = p.workspace_id and d.id = p.deal_id
left join deals_account a on a.workspace_id = d.workspace_id and a.id = d.account_id
where {_IN_SCOPE} and o.finished_at is null"""  # noqa: S608
_DEAD = " and o.dead_at is not null"
_WAITING = " and o.dead_at is null and o.kind = any(%(handled)s)"
_OF_KIND = " and o.kind = %(kind)s"
_COUNTS = f"""
select o.kind, o.dead_at is not null as is_dead, count(*)::int
from messaging_outbox o
where {_IN_SCOPE} and o.finished_at is null
  and (o.dead_at is not null or o.kind = any(%(handled)s))
group by 1, 2"""  # noqa: S608
_DEAD_COUNT = f"""
select count(*)::int from messaging_outbox o
where {_IN_SCOPE} and o.finished_at is null and o.dead_at is not null"""  # noqa: S608
_STATS = f"""
select o.kind, count(*)::int,
  percentile_cont(0.5) within group (order by extract(epoch from o.finished_at - o.due_at)),
  percentile_cont(0.95) within group (order by extract(epoch from o.finished_at - o.due_at)),
  max(extract(epoch from o.finished_at - o.due_at)), count(*) filter (where o.attempts > 1)::int
from messaging_outbox o
where {_IN_SCOPE} and o.finished_at > now() - make_interval(hours => %(hours)s)
  and o.dead_at is null
group by grouping sets ((o.kind), ()) order by o.kind nulls first"""  # noqa: S608
_REPLAY = f"""
update messaging_outbox o
set dead_at = null, told_at = null, attempts = 0, unsettled = 0, available_at = now()
where {_IN_SCOPE} and o.finished_at is null and o.dead_at is not null"""  # noqa: S608
_NOW = f"""
update messaging_outbox o set available_at = now()
where {_IN_SCOPE} and o.finished_at is null and o.dead_at is null
  and o.claimed_by = ''"""  # noqa: S608
_DROP = f"""
update messaging_outbox o set finished_at = now(), payload = '{{}}'
where {_IN_SCOPE} and o.finished_at is null and o.dead_at is not null"""  # noqa: S608
_THESE = " and o.id = any(%(ids)s)"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that waits or failed. `name` is the person's, where the address is known; `plan`
    is what the plan is called. `next_at` is when it is tried next, or (`is_in_hand`) until when
    somebody has it. `error` is why the last try failed."""

    id: int
    workspace_id: int
    kind: str
    key: str
    recipient: str
    name: str
    plan_id: int | None
    plan: str
    account: str
    due_at: datetime
    next_at: datetime
    is_in_hand: bool
    attempts: int
    tried_at: datetime | None
    error: str
    dead_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether a try of it has failed."""
        return self.attempts > 0


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds from due to delivered, of one kind ("" for all); `repeated` needed several tries."""

    kind: str
    count: int
    p50: float
    p95: float
    longest: float
    repeated: int


def rows(state: State, kind: str = "", limit: int = MOST_ROWS) -> list[Waiting]:
    """Dead letters, the newest first; or what waits, what failed before first. One statement."""
    statement = _ROWS + (_DEAD if state == "dead" else _WAITING) + (_OF_KIND if kind else "")
    order = "o.dead_at desc" if state == "dead" else "(o.attempts > 0) desc, o.available_at"
    values = {"kind": kind, "limit": limit, "handled": list(registry.HANDLERS)}
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} order by {order}, o.id limit %(limit)s", values)
        return [Waiting(*row) for row in cursor.fetchall()]


def one(delivery_id: int) -> Waiting | None:
    """One that waits or failed; None where there is none such."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROWS} and o.id = %(id)s", {"id": delivery_id})
        row = cursor.fetchone()
    return Waiting(*row) if row else None


def counts() -> dict[State, dict[str, int]]:
    """How many wait and how many failed, by kind. One statement."""
    found: dict[State, dict[str, int]] = {"dead": {}, "waiting": {}}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"handled": list(registry.HANDLERS)})
        for kind, is_dead, count in cursor.fetchall():
            found["dead" if is_dead else "waiting"][kind] = count
    return found


def dead_count() -> int:
    """How many dead letters wait for somebody to handle them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DEAD_COUNT)
        found: int = cursor.fetchone()[0]
    return found


def speeds(hours: int = 24) -> list[Speed]:
    """From due to delivered during the last hours: all together first, then by kind."""
    with connection.cursor() as cursor:
        cursor.execute(_STATS, {"hours": hours})
        found = cursor.fetchall()
    return [Speed(kind or "", *numbers) for kind, *numbers in found if numbers[0]]


def replay(ids: Collection[int] | None = None, kind: str = "") -> int:
    """Try dead letters again from the start of the schedule, under their keys: these, or all (of
    a kind); how many."""
    return _change(_REPLAY, ids, kind)


def try_now(ids: Collection[int] | None = None, kind: str = "") -> int:
    """Try what waits for its next try at once: these, or all (of a kind); how many."""
    return _change(_NOW, ids, kind)


def drop(ids: Collection[int] | None = None, kind: str = "") -> int:
    """Give dead letters up, and forget what they held; their keys stay taken; how many."""
    return _change(_DROP, ids, kind)


def _change(statement: str, ids: Collection[int] | None, kind: str) -> int:
    if ids is not None:
        statement += _THESE
    if kind:
        statement += _OF_KIND
    values = {"ids": list(ids or ()), "kind": kind}
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} returning o.kind", values)
        kinds: Sequence[str] = [row[0] for row in cursor.fetchall()]
        if kinds:
            cursor.execute(
                "select pg_notify(%s, kind) from unnest(%s::text[]) as k(kind)",
                [CHANNEL, sorted(set(kinds))],
            )
    return len(kinds)
