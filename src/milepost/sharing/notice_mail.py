"""Mailing the AE's notices: in their next working hour, several at once as one letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import connection

from milepost.domain.working_hours import calendar_of, is_at_work
from milepost.messaging.letters import letter, zone_of
from milepost.messaging.mail import record_mail
from milepost.platform.scope import seller_scope, worker_scope
from milepost.sharing.ae_sql import AE, JOIN

TOO_OLD = timedelta(days=14)

_DUE = f"""/* worker */
select n.workspace_id, m.id, coalesce(nullif(m.time_zone, ''), w.time_zone), w.country,
  w.subdivision, n.id
from sharing_notice n
join plans_plan p on p.workspace_id = n.workspace_id and p.id = n.plan_id
{JOIN}
join workspaces_member m on m.workspace_id = p.workspace_id and m.id = {AE}
where n.mailed_at is null and n.kind in ('opened', 'not_opened', 'other_browser')
  and n.at > %(since)s and n.workspace_id = coalesce(%(workspace)s::bigint, n.workspace_id)
order by n.workspace_id, m.id, n.id"""

# Whoever marks a row as mailed mails it, in the same transaction.
_TAKE = """
with taken as (
  update sharing_notice n set mailed_at = %(now)s
  where n.workspace_id = %(workspace)s::bigint and n.id = any(%(ids)s::bigint[])
    and n.mailed_at is null
  returning n.id, n.plan_id, n.person, n.kind, n.at)
select t.id, t.plan_id, t.kind, t.at, s.name, coalesce(p.title, p.opportunity, p.account),
  p.account
from taken t
join plans_plan p on p.workspace_id = %(workspace)s::bigint and p.id = t.plan_id
join plans_person s on s.workspace_id = p.workspace_id and s.plan_id = p.id and s.key = t.person
where p.life in ('shared', 'agreed') and p.archived_at is null
order by t.at, t.id"""
_READER = """
select m.email, m.name, m.language, coalesce(nullif(m.time_zone, ''), w.time_zone), w.name
from workspaces_member m join workspaces_workspace w on w.id = m.workspace_id
where m.workspace_id = %s::bigint and m.id = %s::bigint"""


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as a letter says it."""

    id: int
    plan_id: int
    kind: str
    at: datetime
    name: str
    plan: str
    account: str


@dataclass(frozen=True, slots=True)
class _Due:
    workspace_id: int
    member_id: int
    time_zone: str
    country: str
    subdivision: str
    notice_id: int


def mail_due(now: datetime, workspace_id: int | None = None) -> int:
    """Mail the notices that wait, to each AE who is at work now; how many letters."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_DUE, {"since": now - TOO_OLD, "workspace": workspace_id})
        due = [_Due(*row) for row in cursor.fetchall()]
    letters = 0
    for (workspace, member), rows in groupby(due, lambda d: (d.workspace_id, d.member_id)):
        waiting = list(rows)
        first = waiting[0]
        calendar = calendar_of(first.country, first.subdivision)
        if is_at_work(now, zone_of(first.time_zone), calendar):
            letters += _mail(workspace, member, [d.notice_id for d in waiting], now)
    return letters


def _mail(workspace_id: int, member_id: int, ids: Sequence[int], now: datetime) -> bool:
    with seller_scope(workspace_id, member_id), connection.cursor() as cursor:
        cursor.execute(_TAKE, {"now": now, "workspace": workspace_id, "ids": list(ids)})
        told = [Told(*row) for row in cursor.fetchall()]
        if not told:
            return False
        cursor.execute(_READER, (workspace_id, member_id))
        email, name, language, time_zone, workspace = cursor.fetchone()
        plans = {each.plan_id for each in told}
        made = letter(
            "notices",
            {
                "workspace": workspace,
                "name": name,
                "told": told,
                "is_one_plan": len(plans) == 1,
                "link": _address(plans),
            },
            language=language,
            time_zone=time_zone,
        )
        record_mail(
            workspace_id=workspace_id,
            key=f"notices:{member_id}:{told[0].id}-{told[-1].id}",
            to=email,
            subject=made.subject,
            text=made.text,
            html=made.html,
            plan_id=told[0].plan_id if len(plans) == 1 else None,
            caused_by=member_id,
        )
    return True


def _address(plans: set[int]) -> str:
    if len(plans) == 1:
        return f"{settings.PUBLIC_URL}/plans/{next(iter(plans))}/"
    return f"{settings.PUBLIC_URL}/"
