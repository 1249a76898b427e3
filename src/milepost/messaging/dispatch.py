"""Saying what was written down: each reader in their working hours, several at once as one.

Three steps, all safe to run twice and beside one another. `give_times` works out when each new
message may be sent, for all readers of one place and one day's hours at once. `send_due` looks at
each reader who has something due, one after the other (`saying`): in one transaction their messages
are locked, worded and marked, and what the channels deliver is written into the outbox.
Source: product.md section 5.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.utils import timezone

from milepost.domain.working_hours import FIRST_HOUR, LAST_HOUR, calendar_of, next_hour_at_work
from milepost.messaging.kinds import KINDS
from milepost.messaging.letters import zone_of
from milepost.messaging.readers import PLACE, PLACE_JOINS, Who
from milepost.messaging.registry import Delivery
from milepost.messaging.saying import send_to
from milepost.platform.scope import worker_scope

log = logging.getLogger("milepost.messages")

BATCH = 500
PROMPT = tuple(sorted(name for name, kind in KINDS.items() if not kind.waits))
SETTLING = {name: kind.settles for name, kind in KINDS.items() if kind.settles}

# Place and the hours of their own day, which members may choose.
WHEN = f"""{PLACE}, coalesce(h.hours_from, {FIRST_HOUR}) as first,
  coalesce(h.hours_until, {LAST_HOUR}) as last"""
WHEN_JOINS = f"""{PLACE_JOINS}
left join messaging_preference h on h.workspace_id = n.workspace_id
  and h.member_id = n.member_id and h.plan_id is null"""

_PROMPT = """/* worker */
update messaging_message set due_at = at
where dispatched_at is null and due_at is null and kind = any(%s)"""
_PLACES = f"""/* worker */
select distinct {WHEN} from messaging_message n {WHEN_JOINS}
where n.dispatched_at is null and n.due_at is null"""  # noqa: S608
_TIMES = f"""/* worker */
with times as (
  select * from jsonb_to_recordset(%(times)s::jsonb) as t(time_zone text, country text,
    subdivision text, first int, last int, due timestamptz)),
settling as (select key as kind, value::int as minutes from jsonb_each_text(%(settling)s::jsonb)),
placed as (
  select n.workspace_id, n.id, {WHEN} from messaging_message n {WHEN_JOINS}
  where n.dispatched_at is null and n.due_at is null
  order by n.id for update of n skip locked)
update messaging_message n set due_at = greatest(t.due, n.at + make_interval(mins =>
  (select s.minutes from settling s where s.kind = n.kind)))
from placed join times t using (time_zone, country, subdivision, first, last)
where n.workspace_id = placed.workspace_id and n.id = placed.id"""  # noqa: S608

_READER = """n.workspace_id, n.side, coalesce(n.member_id, 0) as member,
  case when n.member_id is null then n.plan_id else 0 end as plan,
  coalesce(n.person, '') as person"""
_AFTER = """(n.workspace_id, n.side, coalesce(n.member_id, 0),
    case when n.member_id is null then n.plan_id else 0 end, coalesce(n.person, ''))
    > (%(workspace)s, %(side)s, %(member)s, %(plan)s, %(person)s)"""
_DUE = f"""/* worker */
select {_READER} from messaging_message n
where n.dispatched_at is null and n.due_at <= %(now)s and {_AFTER}
union
select {_READER} from messaging_message n where n.mail_at <= %(now)s and {_AFTER}
order by 1, 2, 3, 4, 5 limit %(limit)s"""  # noqa: S608


def sweep(now: datetime | None = None) -> int:
    """Give new messages their time and send what is due; how many readers were written to."""
    now = now or timezone.now()
    give_times(now)
    return send_due(now)


def deliver(delivery: Delivery) -> None:
    """Woken for messages that wait for no working hour."""
    sweep()


def give_times(now: datetime) -> int:
    """Work out when each new message may be sent, all readers of one place at once; how many."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_PROMPT, (list(PROMPT),))
        prompt = cursor.rowcount
        cursor.execute(_PLACES)
        places = cursor.fetchall()
        if not places:
            return prompt
        times = [
            {
                "time_zone": zone,
                "country": country,
                "subdivision": subdivision,
                "first": first,
                "last": last,
                "due": next_hour_at_work(
                    now, zone_of(zone), calendar_of(country, subdivision), (first, last)
                ).isoformat(),
            }
            for zone, country, subdivision, first, last in places
        ]
        cursor.execute(_TIMES, {"times": json.dumps(times), "settling": json.dumps(SETTLING)})
        return prompt + cursor.rowcount


def send_due(now: datetime) -> int:
    """Write to every reader who has something due; how many got something."""
    done = 0
    for who in _readers_due(now):
        try:
            done += send_to(who, now)
        except Exception:
            # One reader's trouble (a plan that cannot be read) keeps nothing from the others.
            log.exception("messages for %s could not be said", who)
    return done


def _readers_due(now: datetime) -> Iterator[Who]:
    values: dict[str, object] = {
        "now": now,
        "workspace": 0,
        "side": "",
        "member": 0,
        "plan": 0,
        "person": "",
        "limit": BATCH,
    }
    while True:
        with worker_scope(), connection.cursor() as cursor:
            cursor.execute(_DUE, values)
            rows = cursor.fetchall()
        for workspace, side, member, plan, person in rows:
            yield Who(workspace, side, member or None, plan or None, person or None)
        if len(rows) < BATCH:
            return
        values |= dict(
            zip(("workspace", "side", "member", "plan", "person"), rows[-1], strict=True)
        )
