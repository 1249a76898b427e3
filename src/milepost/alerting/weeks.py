"""Once a week: a summary to each AE over all their plans, and one to each buyer's champion.

Written down on Monday morning, local, under a key for each person, plan and ISO week, however often
and by however many it is done; after an outage still on Tuesday, and then not any more. It is said
in the reader's next working hour, from what is true then (`words_week`). A champion who has not
looked at the plan for long hears of it every fourth week only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.db import connection
from django.utils import timezone

from milepost.platform.scope import worker_scope
from milepost.sharing.ae_sql import AE, JOIN

MONDAY, TUESDAY = 1, 2
FIRST_HOUR = 5
TIRED_AFTER = "21 days"
WEEKS_WHEN_TIRED = 4

_OPEN = "p.life in ('shared', 'agreed') and p.archived_at is null"
_TIME_HAS_COME = """(t.time_zone = any(%(zones)s::text[])
    or (%(utc)s and not t.time_zone = any(%(known)s::text[])))"""
_SELLERS = f"""/* worker */
insert into messaging_message (workspace_id, side, member_id, kind, key, facts, at)
select t.workspace_id, 'seller', t.id, 'week_of_plans',
  'week_of_plans:' || %(week)s || ':m' || t.id,
  jsonb_build_object('week', %(week)s::text, 'plans', t.plans), %(now)s
from (
  select m.workspace_id, m.id, o.plans, coalesce(nullif(m.time_zone, ''), w.time_zone) as time_zone
  from (select p.workspace_id, {AE} as ae, jsonb_agg(p.id order by p.id) as plans
    from plans_plan p {JOIN} where {_OPEN} group by 1, 2) o
  join workspaces_member m on m.workspace_id = o.workspace_id and m.id = o.ae and m.is_active
  join workspaces_workspace w on w.id = m.workspace_id) t
where {_TIME_HAS_COME}
on conflict (workspace_id, key) do nothing"""
_CHAMPIONS = f"""/* worker */
insert into messaging_message (workspace_id, plan_id, side, person, kind, key, facts, at)
select t.workspace_id, t.plan_id, 'buyer', t.person, 'week_of_plan',
  'week_of_plan:' || t.plan_id || ':' || %(week)s || ':p:' || t.person,
  jsonb_build_object('week', %(week)s::text), %(now)s
from (
  select s.workspace_id, s.plan_id, s.person,
    coalesce(nullif(s.time_zone, ''), nullif(p.buyer_time_zone, ''), w.time_zone) as time_zone
  from plans_plan p
  join workspaces_workspace w on w.id = p.workspace_id
  join plans_person z on z.workspace_id = p.workspace_id and z.plan_id = p.id
    and z.side = 'buyer' and z.role = 'champion'
  join sharing_stakeholder s on s.workspace_id = z.workspace_id and s.plan_id = z.plan_id
    and s.person = z.key and s.invited_at is not null and s.ended_at is null and s.address <> ''
  join sharing_engagement e on e.workspace_id = s.workspace_id and e.plan_id = s.plan_id
    and e.person = s.person
  where {_OPEN} and (%(even_tired)s or e.last_opened_at > %(now)s - interval '{TIRED_AFTER}')) t
where {_TIME_HAS_COME}
on conflict (workspace_id, key) do nothing"""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where it is the morning of a week's summary: the zones, and which ISO week it is."""

    zones: tuple[str, ...]
    week: str
    number: int


def sweep(now: datetime | None = None) -> int:
    """Write down this week's summaries where their Monday has come; how many are new."""
    now = now or timezone.now()
    turn = turn_at(now)
    if turn is None:
        return 0
    values = {
        "now": now,
        "week": turn.week,
        "zones": list(turn.zones),
        "known": sorted(_known()),
        "utc": "UTC" in turn.zones,
        "even_tired": turn.number % WEEKS_WHEN_TIRED == 0,
    }
    written = 0
    for statement in (_SELLERS, _CHAMPIONS):
        with worker_scope(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            written += cursor.rowcount
    return written


def turn_at(now: datetime) -> Turn | None:
    """Where Monday's early morning has come and Tuesday is not over; None where nowhere."""
    zones, week = [], None
    for name in sorted(_known()):
        local = now.astimezone(ZoneInfo(name))
        day = local.isoweekday()
        if (day == MONDAY and local.hour >= FIRST_HOUR) or day == TUESDAY:
            zones.append(name)
            week = local.isocalendar()
    if week is None:
        return None
    return Turn(tuple(zones), f"{week.year}-W{week.week:02d}", week.week)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
