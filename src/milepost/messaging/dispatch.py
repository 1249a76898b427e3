"""Saying what was written down: each reader in their working hours, several at once as one.

Three steps, all safe to run twice and beside one another. `give_times` works out when each new
message may be sent, for all readers of one place at once. `send_due` looks at each reader who has
something due: in one transaction their messages are locked, worded and marked, and what the
channels deliver is written into the outbox. A message that no longer holds is dropped, with why.
Source: product.md section 5.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone, translation

from milepost.domain.plan import Plan
from milepost.domain.sides import buyer_copy
from milepost.domain.working_hours import calendar_of, next_hour_at_work
from milepost.messaging.channels.contract import At, Batch, Item, channels
from milepost.messaging.kinds import KINDS
from milepost.messaging.letters import known_language, zone_of
from milepost.messaging.messages import Addressee, Told, Words
from milepost.messaging.readers import PLACE, PLACE_JOINS, Who, addressee
from milepost.messaging.registry import Delivery, named
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope, worker_scope

log = logging.getLogger("milepost.messages")

BATCH = 500
PROMPT = tuple(sorted(name for name, kind in KINDS.items() if not kind.waits))
RANKED = tuple(sorted(name for name, kind in KINDS.items() if kind.rank))

_PROMPT = """/* worker */
update messaging_message set due_at = at
where dispatched_at is null and due_at is null and kind = any(%s)"""
_PLACES = f"""/* worker */
select distinct {PLACE} from messaging_message n {PLACE_JOINS}
where n.dispatched_at is null and n.due_at is null"""  # noqa: S608
_TIMES = f"""/* worker */
with times as (
  select * from jsonb_to_recordset(%s::jsonb)
    as t(time_zone text, country text, subdivision text, due timestamptz)),
placed as (
  select n.workspace_id, n.id, {PLACE} from messaging_message n {PLACE_JOINS}
  where n.dispatched_at is null and n.due_at is null
  order by n.id for update of n skip locked)
update messaging_message n set due_at = t.due from placed
join times t using (time_zone, country, subdivision)
where n.workspace_id = placed.workspace_id and n.id = placed.id"""  # noqa: S608

_DUE = """/* worker */
select distinct n.workspace_id, n.side, coalesce(n.member_id, 0) as member,
  case when n.member_id is null then n.plan_id else 0 end as plan, coalesce(n.person, '') as person
from messaging_message n
where n.dispatched_at is null and n.due_at <= %(now)s
  and (n.workspace_id, n.side, coalesce(n.member_id, 0),
    case when n.member_id is null then n.plan_id else 0 end, coalesce(n.person, ''))
    > (%(workspace)s, %(side)s, %(member)s, %(plan)s, %(person)s)
order by 1, 2, 3, 4, 5 limit %(limit)s"""

_TAKE = """
select id, workspace_id, plan_id, kind, key, milestone, about, facts::text, at
from messaging_message
where workspace_id = %(workspace)s::bigint and dispatched_at is null and due_at <= %(now)s
  and (member_id = %(member)s::bigint
    or (member_id is null and plan_id = %(plan)s::bigint and person = %(person)s::text))
order by id for update skip locked"""
# Milestones that this reader was told of today, by a rule.
_TOLD_TODAY = """
select distinct plan_id, milestone from messaging_message
where workspace_id = %(workspace)s::bigint and dispatched_at >= %(since)s and dropped = ''
  and kind = any(%(kinds)s) and milestone is not null
  and (member_id = %(member)s::bigint
    or (member_id is null and plan_id = %(plan)s::bigint and person = %(person)s::text))"""
_LATER = "update messaging_message set due_at = %s where workspace_id = %s and id = any(%s)"
_DROP = """
update messaging_message set dispatched_at = %s, dropped = %s
where workspace_id = %s and id = any(%s)"""
_SAID = """
update messaging_message n set dispatched_at = %(now)s, channels = %(channels)s,
  letter = %(letter)s, subject = said.subject, line = said.line, link = said.link
from jsonb_to_recordset(%(said)s::jsonb) as said(id bigint, subject text, line text, link text)
where n.workspace_id = %(workspace)s and n.id = said.id"""


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
                "due": next_hour_at_work(
                    now, zone_of(zone), calendar_of(country, subdivision)
                ).isoformat(),
            }
            for zone, country, subdivision in places
        ]
        cursor.execute(_TIMES, (json.dumps(times),))
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


def send_to(who: Who, now: datetime) -> bool:
    """Say what is due to one reader, in one transaction; whether anything was sent."""
    with seller_scope(who.workspace_id):
        told = _take(who, now)
        if not told:
            return False
        reader = addressee(who)
        if reader is None or not reader.address:
            _drop(who, told, "unreachable", now)
            return False
        return _Saying(who, reader, now).say(told)


@dataclass(frozen=True, slots=True)
class _Saying:
    """One reader's messages on their way."""

    who: Who
    reader: Addressee
    now: datetime

    def say(self, told: Sequence[Told]) -> bool:
        """Keep back what has to wait, drop what no longer holds, and send the rest."""
        told = self._held_back(told)
        told = self._one_for_each_milestone(told)
        at = At(self.now, _reading())
        items: list[Item] = []
        for each in told:
            words = self._words(each, at)
            if words is None:
                _drop(self.who, [each], "moved_on", self.now)
            else:
                items.append(Item(each, words))
        if not items:
            return False
        self._record(Batch(self.reader, items, at))
        return True

    def _held_back(self, told: Sequence[Told]) -> Sequence[Told]:
        """Without what waits for their working hours: the clock may have gone on since it was
        given its time, or their holidays and hours have changed."""
        zone = zone_of(self.reader.time_zone)
        calendar = calendar_of(self.reader.country, self.reader.subdivision)
        due = next_hour_at_work(self.now, zone, calendar)
        if due <= self.now:
            return told
        waiting = [each for each in told if each.of.waits]
        self._later(waiting, due)
        return [each for each in told if not each.of.waits]

    def _one_for_each_milestone(self, told: Sequence[Told]) -> Sequence[Told]:
        """No person gets two messages about one milestone on one day: of several the highest, and
        after one today the next working day."""
        ranked = [each for each in told if each.of.rank and each.milestone]
        if not ranked:
            return told
        highest: dict[tuple[int | None, str | None], Told] = {}
        for each in ranked:
            place = (each.plan_id, each.milestone)
            if place not in highest or each.of.rank > highest[place].of.rank:
                highest[place] = each
        joined = [each for each in ranked if highest[each.plan_id, each.milestone] is not each]
        _drop(self.who, joined, "joined", self.now)
        today = self._told_today()
        early = [each for place, each in highest.items() if place in today]
        self._later(early, self._tomorrow())
        gone = {each.id for each in (*joined, *early)}
        return [each for each in told if each.id not in gone]

    def _told_today(self) -> set[tuple[int, str]]:
        zone = zone_of(self.reader.time_zone)
        midnight = self.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        with connection.cursor() as cursor:
            cursor.execute(_TOLD_TODAY, {**_of(self.who), "since": midnight, "kinds": list(RANKED)})
            return set(cursor.fetchall())

    def _tomorrow(self) -> datetime:
        zone = zone_of(self.reader.time_zone)
        calendar = calendar_of(self.reader.country, self.reader.subdivision)
        midnight = self.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return next_hour_at_work(midnight + timedelta(days=1), zone, calendar)

    def _words(self, told: Told, at: At) -> Words | None:
        language = known_language(self.reader.language)
        with translation.override(language), timezone.override(zone_of(self.reader.time_zone)):
            found: Words | None = named(told.of.words)(told, self.reader, at)
        return found

    def _record(self, batch: Batch) -> None:
        used = []
        for name, channel in channels().items():
            if channel.reaches(self.reader, batch.items) and (key := channel.record(batch)):
                used.append((name, key))
        said = [
            {
                "id": item.told.id,
                "subject": item.words.subject,
                "line": item.words.line,
                "link": item.words.link,
            }
            for item in batch.items
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                _SAID,
                {
                    "now": self.now,
                    "channels": ",".join(name for name, _key in used),
                    "letter": dict(used).get("mail", ""),
                    "said": json.dumps(said),
                    "workspace": self.who.workspace_id,
                },
            )

    def _later(self, told: Sequence[Told], due: datetime) -> None:
        if told:
            with connection.cursor() as cursor:
                ids = [each.id for each in told]
                cursor.execute(_LATER, (due, self.who.workspace_id, ids))


def _reading():  # type: ignore[no-untyped-def]
    """Reads each plan once, as the side may see it."""
    kept: dict[int, Plan | None] = {}

    def plan(plan_id: int, side: str) -> Plan | None:
        if plan_id not in kept:
            record = plan_record(plan_id)
            kept[plan_id] = record.plan if record else None
        found = kept[plan_id]
        return buyer_copy(found) if found is not None and side == "buyer" else found

    return plan


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


def _take(who: Who, now: datetime) -> list[Told]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {**_of(who), "now": now})
        rows = cursor.fetchall()
    told = [Told(*row) for row in rows]
    return [replace(each, facts=json.loads(each.facts)) for each in told]  # type: ignore[arg-type]


def _drop(who: Who, told: Sequence[Told], why: str, now: datetime) -> None:
    if told:
        with connection.cursor() as cursor:
            cursor.execute(_DROP, (now, why, who.workspace_id, [each.id for each in told]))


def _of(who: Who) -> dict[str, object]:
    return {
        "workspace": who.workspace_id,
        "member": who.member_id,
        "plan": who.plan_id,
        "person": who.person,
    }
