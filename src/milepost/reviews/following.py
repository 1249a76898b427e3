"""Following up what reviews leave: action items that come due or are late, reviews not held.

Set-based over what is due, exactly once by the messages' keys: the owner is reminded as many days
before as of a milestone, the owner and the AE once it is a day late (product.md sections 5 and 6).
An action item noted so late that its reminder's day has passed is not reminded of on the day on
which it was noted. A review whose day has passed without it is told to the AE.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone

from milepost.domain.policy import DEFAULT_POLICY
from milepost.platform.scope import worker_scope
from milepost.sharing.ae_sql import AE, COORDINATOR, JOIN

_TODAY = "(%(now)s::timestamptz at time zone w.time_zone)::date"
_LATE = f"({_TODAY} - a.due)"
# One item's owner as they are told things: the member behind the person, else the person.
_OWNER = """
join plans_person z on z.workspace_id = a.workspace_id and z.plan_id = a.plan_id
  and z.key = a.owner"""
_AT_WORK = "p.life in ('shared', 'agreed', 'won') and p.archived_at is null"
_FROM = f"""
from reviews_actionitem a
join plans_plan p on p.workspace_id = a.workspace_id and p.id = a.plan_id
{JOIN}"""
_COLUMNS = """
insert into messaging_message (workspace_id, plan_id, side, member_id, person, kind, key, milestone,
  about, facts, at)"""
_FACTS = "jsonb_build_object('action', a.id)"
_FACTS_OF_OWNER = "jsonb_build_object('action', a.id, 'to', 'owner')"

_DUE = f"""/* worker */ {_COLUMNS}
select a.workspace_id, a.plan_id, z.side, z.member_id, case when z.member_id is null then z.key end,
  'action_due', 'action_due:' || a.id || ':' || a.due, a.milestone, a.due, {_FACTS}, %(now)s
{_FROM} {_OWNER}
where a.state = 'open' and {_AT_WORK} and a.due >= {_TODAY} and a.due <= {_TODAY} + %(due)s::int
  and (a.at at time zone w.time_zone)::date < {_TODAY}
on conflict (workspace_id, key) do nothing"""
_OVERDUE_OWNER = f"""/* worker */ {_COLUMNS}
select a.workspace_id, a.plan_id, z.side, z.member_id, case when z.member_id is null then z.key end,
  'action_overdue', 'action_overdue:' || a.id || ':' || a.due || ':owner', a.milestone, a.due,
  {_FACTS_OF_OWNER}, %(now)s
{_FROM} {_OWNER}
where a.state = 'open' and {_AT_WORK} and {_LATE} >= %(late)s::int
on conflict (workspace_id, key) do nothing"""
_OVERDUE_AE = f"""/* worker */ {_COLUMNS}
select a.workspace_id, a.plan_id, 'seller', ae.id, null,
  'action_overdue', 'action_overdue:' || a.id || ':' || a.due || ':ae', a.milestone, a.due,
  {_FACTS}, %(now)s
{_FROM}
join workspaces_member ae on ae.workspace_id = p.workspace_id and ae.id = {AE}
left join plans_person z on z.workspace_id = a.workspace_id and z.plan_id = a.plan_id
  and z.key = a.owner
where a.state = 'open' and {_AT_WORK} and {_LATE} >= %(late)s::int
  and z.member_id is distinct from ae.id
on conflict (workspace_id, key) do nothing"""  # noqa: S608
_NOT_HELD = f"""/* worker */ {_COLUMNS}
select r.workspace_id, r.plan_id, 'seller', ae.id, null, 'review_overdue',
  'review_overdue:' || r.id || ':' || r."on", null, r."on",
  jsonb_build_object('review', r.id), %(now)s
from reviews_review r
join plans_plan p on p.workspace_id = r.workspace_id and p.id = r.plan_id
{JOIN}
join workspaces_member ae on ae.workspace_id = p.workspace_id
  and ae.id = coalesce({COORDINATOR}, {AE})
where r.state = 'planned' and {_AT_WORK} and r."on" < {_TODAY}
on conflict (workspace_id, key) do nothing"""  # noqa: S608


def sweep(now: datetime | None = None) -> int:
    """Write down whom to tell of action items and reviews; how many messages."""
    alert, *_later = DEFAULT_POLICY.alert_overdue_days
    values = {
        "now": now or timezone.now(),
        "due": DEFAULT_POLICY.alert_due_days,
        "late": alert,
    }
    told = 0
    for statement in (_DUE, _OVERDUE_OWNER, _OVERDUE_AE, _NOT_HELD):
        with worker_scope(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            told += cursor.rowcount
    return told
