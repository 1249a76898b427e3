"""What the clock tells: a friendly reminder of an invitation, and the AE's notices.

Each happens once, by its key (`sharing_notice`), in the transaction of what it tells about. The
AE's are told as messages (`told_ae`), and stand in Today until they were seen. Rules: product.md
section 5, last point.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import MilepostError, NotFound
from milepost.domain.working_hours import calendar_of, is_at_work, working_days_since
from milepost.messaging.letters import zone_of
from milepost.plans import live
from milepost.platform.scope import seller_scope, worker_scope
from milepost.sharing import reminders, told_ae
from milepost.sharing.visits import Visit

log = logging.getLogger("milepost.notices")

REMIND_AFTER = 2  # the stakeholder's working days
TELL_AFTER = 5
NOT_BEFORE = timedelta(days=1)  # no two working days are shorter, wherever one lives
NOT_AFTER = timedelta(days=60)  # an invitation so old is nobody's reminder any more
BATCH = 500

Told = Literal["opened", "not_opened", "other_browser"]

_ONCE = """
insert into sharing_notice (workspace_id, plan_id, person, kind, key, at)
select p.workspace_id, p.id, s.key, %(kind)s, %(key)s, %(now)s
from plans_plan p
join plans_person s on s.workspace_id = p.workspace_id and s.plan_id = p.id
  and s.key = %(person)s::text
where p.workspace_id = %(workspace)s::bigint and p.id = %(plan)s::bigint
  and p.life in ('shared', 'agreed') and p.archived_at is null
  and (not %(unopened)s::boolean or not exists (
    select 1 from sharing_engagement e where e.workspace_id = p.workspace_id
      and e.plan_id = p.id and e.person = s.key))
on conflict (workspace_id, key) do nothing returning id"""

_INVITED = """/* worker */
select * from (
  select s.workspace_id, s.plan_id, s.person, s.invited_at,
    coalesce(nullif(s.time_zone, ''), nullif(p.buyer_time_zone, ''), w.time_zone) as time_zone,
    coalesce(nullif(s.country, ''), p.buyer_country, '') as country,
    case when s.country in ('', p.buyer_country) then coalesce(p.buyer_subdivision, '')
      else '' end as subdivision,
    s.address <> '' and d.code is not null and not exists (
      select 1 from sharing_bounce b where b.workspace_id = s.workspace_id
        and b.address = s.address) and not exists (
      select 1 from messaging_preference u where u.workspace_id = s.workspace_id
        and u.plan_id = s.plan_id and u.person = s.person
        and (u.muted_at is not null or u.snoozed_until > %(until)s::date + 1))
      and not exists (
      select 1 from sharing_notice n where n.workspace_id = s.workspace_id
        and n.plan_id = s.plan_id and n.person = s.person and n.at >= s.invited_at
        and n.kind in ('reminded', 'nudged')) as to_remind,
    not exists (
      select 1 from sharing_notice n where n.workspace_id = s.workspace_id
        and n.plan_id = s.plan_id and n.person = s.person and n.at >= s.invited_at
        and n.kind = 'not_opened') as to_tell
  from sharing_stakeholder s
  join plans_plan p on p.workspace_id = s.workspace_id and p.id = s.plan_id
  join workspaces_workspace w on w.id = s.workspace_id
  left join sharing_sharedplan d on d.workspace_id = s.workspace_id and d.plan_id = s.plan_id
  where s.invited_at < %(until)s and s.invited_at > %(since)s and s.ended_at is null
    and p.life in ('shared', 'agreed') and p.archived_at is null
    and (s.workspace_id, s.plan_id, s.person) > (%(workspace)s, %(plan)s, %(person)s)
    and not exists (
      select 1 from sharing_engagement e where e.workspace_id = s.workspace_id
        and e.plan_id = s.plan_id and e.person = s.person)) invited
where to_remind or to_tell
order by workspace_id, plan_id, person limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Unopened:
    """Somebody who was invited and has not opened the plan yet."""

    workspace_id: int
    plan_id: int
    person: str
    invited_at: datetime
    time_zone: str
    country: str
    subdivision: str
    to_remind: bool
    to_tell: bool


def tell(workspace_id: int, plan_id: int, person: str, kind: Told, what: str = "") -> bool:
    """The AE is to be told something, once; False where they were. In the change's own scope."""
    key = f"{kind}:{plan_id}:{person}" + (f":{what}" if what else "")
    if not once(workspace_id, plan_id, person, kind, key, timezone.now()):
        return False
    told_ae.tell(kind, key, workspace_id, plan_id, facts={"person": person})
    return True


def once(
    workspace_id: int,
    plan_id: int,
    person: str,
    kind: str,
    key: str,
    now: datetime,
    *,
    unopened: bool = False,
) -> bool:
    """Write a notice down where its key is new and the plan is still at work.

    `unopened`: only while the person has not opened the plan.
    """
    values = {
        "workspace": workspace_id,
        "plan": plan_id,
        "person": person,
        "kind": kind,
        "key": key,
        "now": now,
        "unopened": unopened,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ONCE, values)
        return cursor.fetchone() is not None


def see(plan_id: int, notice_id: int, now: datetime) -> None:
    """Put a notice away that the AE has seen; twice is once. Inside a seller's scope.

    Raises NotFound where there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_notice set seen_at = coalesce(seen_at, %s) where plan_id = %s"
            " and id = %s and workspace_id ="
            " nullif(current_setting('milepost.workspace', true), '')::bigint",
            (now, plan_id, notice_id),
        )
        if not cursor.rowcount:
            raise NotFound(_("There is no such notice."))


def new_browser_proved(visit: Visit) -> None:
    """A further browser of a personal link proved the address: an opening, told to the AE."""
    from milepost.sharing.engagement import note_opening

    note_opening(
        visit.workspace_id,
        visit.plan_id,
        visit.person,
        "proved",
        link_id=visit.link_id,
        browser=visit.browser,
    )


def sweep(now: datetime | None = None) -> int:
    """Remind whoever has not opened an invitation, and tell their AE; how many."""
    now = now or timezone.now()
    done = 0
    for found in _unopened(now):
        try:
            done += _look_at(found, now)
        except MilepostError as error:
            log.warning("plan %s, %s: %s", found.plan_id, found.person, error.message)
    return done


def _look_at(found: Unopened, now: datetime) -> int:
    zone = zone_of(found.time_zone)
    calendar = calendar_of(found.country, found.subdivision)
    invited, today = (moment.astimezone(zone).date() for moment in (found.invited_at, now))
    passed = working_days_since(invited, today, calendar)
    done = 0
    if found.to_remind and passed >= REMIND_AFTER and is_at_work(now, zone, calendar):
        done += _remind(found, now)
    if found.to_tell and passed >= TELL_AFTER:
        done += _tell_unopened(found, now)
    return done


def _remind(found: Unopened, now: datetime) -> bool:
    """The one friendly reminder, with a fresh link of their own."""
    with seller_scope(found.workspace_id):
        reminders.hold(found.plan_id)
        if not _once_unopened(found, "reminded", "invite-reminder", now):
            return False
        reminders.send(found.workspace_id, found.plan_id, found.person, now)
        live.touch(found.plan_id, shared=False)
    return True


def _tell_unopened(found: Unopened, now: datetime) -> bool:
    with seller_scope(found.workspace_id):
        reminders.hold(found.plan_id)
        if not _once_unopened(found, "not_opened", "not-opened", now):
            return False
        invited = found.invited_at.isoformat()
        key = f"not_opened:{found.plan_id}:{found.person}:{invited}"
        facts = {"person": found.person, "invited_at": invited}
        told_ae.tell("not_opened", key, found.workspace_id, found.plan_id, facts=facts, now=now)
        live.touch(found.plan_id, shared=False)
    return True


def _once_unopened(found: Unopened, kind: str, name: str, now: datetime) -> bool:
    key = f"{name}:{found.plan_id}:{found.person}:{found.invited_at.isoformat()}"
    return once(found.workspace_id, found.plan_id, found.person, kind, key, now, unopened=True)


def _unopened(now: datetime) -> Iterator[Unopened]:
    """Everybody invited who has not opened yet, of all workspaces, a batch at a time."""
    values = {
        "until": now - NOT_BEFORE,
        "since": now - NOT_AFTER,
        "workspace": 0,
        "plan": 0,
        "person": "",
        "limit": BATCH,
    }
    while True:
        with worker_scope(), connection.cursor() as cursor:
            cursor.execute(_INVITED, values)
            batch = [Unopened(*row) for row in cursor.fetchall()]
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1]
        values |= {"workspace": last.workspace_id, "plan": last.plan_id, "person": last.person}
