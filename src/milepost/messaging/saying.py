"""Saying to one reader what is due: worded in their language, as quiet as they want it, once.

Everything happens in one transaction. What has to wait gets another time, what no longer holds is
dropped with why, and the rest is given to the channels that the reader wants for it. A member finds
it in their inbox whatever they chose; a mail of theirs may follow once a day or a week (`mail_at`).
Source: product.md section 5.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db import connection
from django.utils import timezone, translation

from milepost.domain.plan import Plan
from milepost.domain.quiet import MAIL, midnight
from milepost.domain.sides import buyer_copy
from milepost.domain.working_days import WorkingCalendar
from milepost.domain.working_hours import calendar_of, next_hour_at_work
from milepost.messaging.channels.contract import At, Batch, Item, channels
from milepost.messaging.kinds import KINDS
from milepost.messaging.letters import known_language, zone_of
from milepost.messaging.messages import Addressee, Told, Words
from milepost.messaging.preferences import Wanting, Whose, wanting
from milepost.messaging.readers import Who, addressee
from milepost.messaging.registry import named
from milepost.plans import live
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope

RANKED = tuple(sorted(name for name, kind in KINDS.items() if kind.rank))
# So long a sitting may last until what was completed in it is told.
LONGEST_SITTING = timedelta(minutes=30)

_COLUMNS = "id, workspace_id, plan_id, kind, key, milestone, about, facts::text, at"
_MINE = """(member_id = %(member)s::bigint
    or (member_id is null and plan_id = %(plan)s::bigint and person = %(person)s::text))"""
_TAKE = f"""
select {_COLUMNS} from messaging_message
where workspace_id = %(workspace)s::bigint and dispatched_at is null and due_at <= %(now)s
  and {_MINE}
order by id for update skip locked"""  # noqa: S608
_TAKE_TO_MAIL = f"""
select {_COLUMNS} from messaging_message
where workspace_id = %(workspace)s::bigint and mail_at <= %(now)s and {_MINE}
order by id for update skip locked"""  # noqa: S608
# Milestones that this reader was told of today, by a rule.
_TOLD_TODAY = f"""
select distinct plan_id, milestone from messaging_message
where workspace_id = %(workspace)s::bigint and dispatched_at >= %(since)s and dropped = ''
  and kind = any(%(kinds)s) and milestone is not null and {_MINE}"""  # noqa: S608
# Until when the newest of a sitting has to settle, by plan.
_SETTLING = f"""
select plan_id, max(due_at) from messaging_message
where workspace_id = %(workspace)s::bigint and dispatched_at is null and due_at > %(now)s
  and due_at <= %(until)s and kind = any(%(kinds)s) and {_MINE}
group by plan_id"""  # noqa: S608
_LATER = "update messaging_message set due_at = %s where workspace_id = %s and id = any(%s)"
_MAIL_LATER = "update messaging_message set mail_at = %s where workspace_id = %s and id = any(%s)"
_DROP = """
update messaging_message set dispatched_at = %s, dropped = %s
where workspace_id = %s and id = any(%s)"""
_SAID = """
update messaging_message n set dispatched_at = %(now)s, channels = said.channels,
  letter = said.letter, mail_at = said.mail_at, subject = said.subject, line = said.line,
  link = said.link
from jsonb_to_recordset(%(said)s::jsonb) as said(id bigint, subject text, line text, link text,
  channels text, letter text, mail_at timestamptz)
where n.workspace_id = %(workspace)s and n.id = said.id"""
_MAILED = """
update messaging_message set mail_at = null, letter = %(letter)s,
  channels = case when %(letter)s = '' then channels
    else concat_ws(',', nullif(channels, ''), 'mail') end
where workspace_id = %(workspace)s and id = any(%(ids)s)"""


def send_to(who: Who, now: datetime) -> bool:
    """Say what is due to one reader, in one transaction; whether anything was said."""
    with seller_scope(who.workspace_id):
        told = _take(_TAKE, who, now)
        to_mail = _take(_TAKE_TO_MAIL, who, now) if who.member_id is not None else []
        if not told and not to_mail:
            return False
        reader = addressee(who)
        if reader is None or not reader.address:
            _drop(who, told, "unreachable", now)
            _mailed(who, to_mail, "")
            return False
        whose = Whose(who.workspace_id, who.member_id, who.plan_id, who.person)
        return _Saying(who, reader, wanting(whose), now).say(told, to_mail)


@dataclass(frozen=True, slots=True)
class _Saying:
    """One reader's messages on their way."""

    who: Who
    reader: Addressee
    wants: Wanting
    now: datetime

    def say(self, told: Sequence[Told], to_mail: Sequence[Told]) -> bool:
        """Keep back what has to wait, drop what no longer holds, and send the rest."""
        told = self._awake(told)
        told, to_mail = self._at_work(told), self._mail_at_work(to_mail)
        if self.who.member_id is None:
            told = self._as_a_buyer_wants(told)
        told = self._settled(told)
        told = self._newest(told)
        told = self._one_for_each_milestone(told)
        at = At(self.now, _reading())
        items = self._worded(told, at, lambda gone: _drop(self.who, gone, "moved_on", self.now))
        more = self._worded(to_mail, at, lambda gone: _mailed(self.who, gone, ""))
        if not items and not more:
            return False
        self._record(items, more, at)
        return True

    # --- what has to wait ------------------------------------------------------------------

    def _awake(self, told: Sequence[Told]) -> Sequence[Told]:
        """Without what is asleep: it comes on the day on which its plan is spoken of again."""
        kept = []
        for each in told:
            wishes = self.wants.of(each.plan_id)
            until = wishes.asleep_until(self.now, each.of.group, self._zone, self._calendar)
            if until is None:
                kept.append(each)
            else:
                self._later([each], until)
        return kept

    def _at_work(self, told: Sequence[Told]) -> Sequence[Told]:
        """Without what waits for their working hours: the clock may have gone on since it was
        given its time, or their holidays and hours have changed."""
        due = self._next_hour()
        if due <= self.now:
            return told
        self._later([each for each in told if each.of.waits], due)
        return [each for each in told if not each.of.waits]

    def _mail_at_work(self, told: Sequence[Told]) -> Sequence[Told]:
        due = self._next_hour()
        if due <= self.now:
            return told
        self._write(_MAIL_LATER, told, due)
        return []

    def _as_a_buyer_wants(self, told: Sequence[Told]) -> Sequence[Told]:
        """Mail is all that reaches them: what they do not want is dropped, and what they want once
        a day or a week waits for that."""
        kept = []
        for each in told:
            wishes = self.wants.of(each.plan_id)
            due = wishes.mail_at(each.at, each.of.group, self._zone, self._calendar)
            if not wishes.wants(MAIL, each.of.group):
                _drop(self.who, [each], "muted", self.now)
            elif due is not None and due > self.now:
                self._later([each], due)
            else:
                kept.append(each)
        return kept

    def _settled(self, told: Sequence[Told]) -> Sequence[Told]:
        """Without what belongs to a sitting that still goes on."""
        settling = [each for each in told if each.of.settles]
        if not settling:
            return told
        kinds = [name for name, kind in KINDS.items() if kind.settles]
        values = {**_of(self.who), "now": self.now, "kinds": kinds}
        values["until"] = self.now + LONGEST_SITTING
        with connection.cursor() as cursor:
            cursor.execute(_SETTLING, values)
            until = dict(cursor.fetchall())
        waits = []
        for each in settling:
            due = until.get(each.plan_id)
            if due is not None and due - each.at <= LONGEST_SITTING:
                self._later([each], due)
                waits.append(each)
        return [each for each in told if each not in waits]

    # --- what is said once -----------------------------------------------------------------

    def _newest(self, told: Sequence[Told]) -> Sequence[Told]:
        """Of what settled, the newest about one milestone: the others were taken back."""
        newest = {(t.kind, t.plan_id, t.milestone): t for t in told if t.of.settles and t.milestone}
        older = [
            t
            for t in told
            if (place := (t.kind, t.plan_id, t.milestone)) in newest and newest[place] is not t
        ]
        _drop(self.who, older, "joined", self.now)
        return [each for each in told if each not in older]

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
        since = midnight(self.now.astimezone(self._zone).date(), self._zone)
        with connection.cursor() as cursor:
            cursor.execute(_TOLD_TODAY, {**_of(self.who), "since": since, "kinds": list(RANKED)})
            return set(cursor.fetchall())

    # --- saying it -------------------------------------------------------------------------

    def _worded(
        self, told: Sequence[Told], at: At, gone: Callable[[Sequence[Told]], None]
    ) -> list[Item]:
        items = []
        for each in told:
            words = self._words(each, at)
            if words is None:
                gone([each])
            else:
                items.append(Item(each, words))
        return items

    def _words(self, told: Told, at: At) -> Words | None:
        language = known_language(self.reader.language)
        with translation.override(language), timezone.override(self._zone):
            found: Words | None = named(told.of.words)(told, self.reader, at)
        return found

    def _record(self, items: Sequence[Item], more: Sequence[Item], at: At) -> None:
        """Give each channel what its reader wants there; mails that wait follow by themselves."""
        follows = {item.told.id: due for item in items if (due := self._mail_follows(item))}
        used: dict[int, dict[str, str]] = {item.told.id: {} for item in items}
        letter = ""
        for name, channel in channels().items():
            wanted = [item for item in items if self._wants(name, item)]
            if name == MAIL:
                wanted = [item for item in wanted if item.told.id not in follows]
                wanted += [item for item in more if self._wants(name, item)]
            if not wanted or not channel.reaches(self.reader, wanted):
                continue
            key = channel.record(Batch(self.reader, in_order(wanted), at))
            letter = key if name == MAIL else letter
            for item in wanted if key else ():
                used.get(item.told.id, {})[name] = key
        self._said(items, used, follows)
        mailed = [item.told for item in more if self._wants(MAIL, item)]
        _mailed(self.who, mailed, letter)
        _mailed(self.who, [item.told for item in more if item.told not in mailed], "")
        if items and self.who.member_id is not None:
            live.tell_inbox(self.who.member_id)

    def _wants(self, channel: str, item: Item) -> bool:
        return self.wants.of(item.told.plan_id).wants(channel, item.told.of.group)

    def _mail_follows(self, item: Item) -> datetime | None:
        """When a member's mail follows; None where it goes at once, or not at all."""
        if self.who.member_id is None or not self._wants(MAIL, item):
            return None
        wishes = self.wants.of(item.told.plan_id)
        due = wishes.mail_at(item.told.at, item.told.of.group, self._zone, self._calendar)
        return due if due is not None and due > self.now else None

    def _said(
        self,
        items: Sequence[Item],
        used: dict[int, dict[str, str]],
        follows: dict[int, datetime],
    ) -> None:
        said = [
            {
                "id": item.told.id,
                "subject": item.words.subject,
                "line": item.words.line,
                "link": item.words.link,
                "channels": ",".join(used[item.told.id]),
                "letter": used[item.told.id].get(MAIL, ""),
                "mail_at": follows[item.told.id].isoformat() if item.told.id in follows else None,
            }
            for item in items
        ]
        if said:
            values = {"now": self.now, "said": json.dumps(said), "workspace": self.who.workspace_id}
            with connection.cursor() as cursor:
                cursor.execute(_SAID, values)

    # --- when ------------------------------------------------------------------------------

    @property
    def _zone(self) -> tzinfo:
        return zone_of(self.reader.time_zone)

    @property
    def _calendar(self) -> WorkingCalendar:
        return calendar_of(self.reader.country, self.reader.subdivision)

    def _next_hour(self) -> datetime:
        return next_hour_at_work(self.now, self._zone, self._calendar, self.wants.usual.day)

    def _tomorrow(self) -> datetime:
        day = self.now.astimezone(self._zone).date() + timedelta(days=1)
        morning = midnight(day, self._zone)
        return next_hour_at_work(morning, self._zone, self._calendar, self.wants.usual.day)

    def _later(self, told: Sequence[Told], due: datetime) -> None:
        self._write(_LATER, told, due)

    def _write(self, statement: str, told: Sequence[Told], due: datetime) -> None:
        if told:
            ids = [each.id for each in told]
            with connection.cursor() as cursor:
                cursor.execute(statement, (due, self.who.workspace_id, ids))


def in_order(items: Iterable[Item]) -> list[Item]:
    """Plan by plan, the one with the most urgent first; within a plan by urgency, then by date."""

    def urgency(item: Item) -> tuple[Any, ...]:
        day = item.words.day.day if item.words.day else item.told.about
        tone = {"urgent": 0, "usual": 1, "good": 2}[item.words.tone]
        far = day.toordinal() if day else 10**7
        return (tone, -item.told.of.rank, far, item.told.id)

    found = sorted(items, key=urgency)
    plans: dict[int | None, int] = {}
    for item in found:
        plans.setdefault(item.told.plan_id, len(plans))
    return sorted(found, key=lambda item: plans[item.told.plan_id])


def _reading() -> Callable[[int, str], Plan | None]:
    """Reads each plan once, as the side may see it."""
    kept: dict[int, Plan | None] = {}

    def plan(plan_id: int, side: str) -> Plan | None:
        if plan_id not in kept:
            record = plan_record(plan_id)
            kept[plan_id] = record.plan if record else None
        found = kept[plan_id]
        return buyer_copy(found) if found is not None and side == "buyer" else found

    return plan


def _take(statement: str, who: Who, now: datetime) -> list[Told]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_of(who), "now": now})
        rows = cursor.fetchall()
    told = [Told(*row) for row in rows]
    return [replace(each, facts=json.loads(each.facts)) for each in told]  # type: ignore[arg-type]


def _drop(who: Who, told: Sequence[Told], why: str, now: datetime) -> None:
    if told:
        with connection.cursor() as cursor:
            cursor.execute(_DROP, (now, why, who.workspace_id, [each.id for each in told]))


def _mailed(who: Who, told: Sequence[Told], letter: str) -> None:
    if told:
        ids = [each.id for each in told]
        values = {"workspace": who.workspace_id, "ids": ids, "letter": letter}
        with connection.cursor() as cursor:
            cursor.execute(_MAILED, values)


def _of(who: Who) -> dict[str, object]:
    return {
        "workspace": who.workspace_id,
        "member": who.member_id,
        "plan": who.plan_id,
        "person": who.person,
    }
