"""How an endpoint fares: what a try means for it, who is told, and when it is switched off.

An endpoint that answers 410 is switched off at once, as the receiver asks for it. One that only
fails is switched off after four days, and never before its administrators were told by mail: the
sweep looks for that mail's own row in the outbox, and for a day since it went out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from milepost.messaging.letters import letter
from milepost.messaging.mail import record_mail
from milepost.messaging.webhooks.sending import Answer
from milepost.messaging.webhooks.source import DELIVERY, SLOW_DELIVERY
from milepost.platform.scope import seller_scope, worker_scope

WARN_AFTER = timedelta(days=1)
OFF_AFTER = timedelta(days=4)
NOTICE = timedelta(days=1)
KEPT = timedelta(days=30)
FORGET_AT_ONCE = 5_000

_WELL = """/* worker */
update messaging_webhookendpoint set failing_since = null, warned_at = null,
  last_delivered_at = now()
where workspace_id = %s and id = %s
  and (failing_since is not null or last_delivered_at is null
    or last_delivered_at < now() - interval '1 minute')"""

_FAILED = """/* worker */
update messaging_webhookendpoint e set failing_since = coalesce(e.failing_since, now()),
  last_failed_at = now()
from (select id, failing_since is null as is_first from messaging_webhookendpoint
  where workspace_id = %(workspace)s and id = %(endpoint)s for update) before
where e.workspace_id = %(workspace)s and e.id = before.id returning before.is_first"""

# What waits for a failing endpoint goes to a lane of its own, so that it holds up nobody else.
_TO_SLOW_LANE = f"""/* worker */
update messaging_outbox set kind = '{SLOW_DELIVERY}'
where workspace_id = %(workspace)s and kind = '{DELIVERY}' and finished_at is null
  and dead_at is null and key >= '{DELIVERY}:' || %(endpoint)s || ':'
  and key < '{DELIVERY}:' || %(endpoint)s || ';'"""  # noqa: S608

_SWITCH_OFF = """/* milepost_seller */
update messaging_webhookendpoint set is_on = false, off_why = %s, off_at = %s
where workspace_id = %s and id = %s and is_on returning 1"""

_TO_WARN = """/* worker */
select workspace_id, id from messaging_webhookendpoint
where is_on and failing_since <= %s and last_failed_at > %s and warned_at is null
order by workspace_id, id"""

# Told: a mail that the warning recorded has gone out (or was kept, where no SMTP is set).
_TO_SWITCH_OFF = f"""/* worker */
select e.workspace_id, e.id from messaging_webhookendpoint e
where e.is_on and e.failing_since <= %s and e.warned_at <= %s and e.last_failed_at > e.warned_at
  and exists (select 1 from messaging_outbox o where o.workspace_id = e.workspace_id
    and o.finished_at is not null and o.dead_at is null
    and starts_with(o.key, 'email:{DELIVERY}-warned:' || e.id || ':'
      || to_char(e.warned_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS') || ':'))
order by e.workspace_id, e.id"""  # noqa: S608

_FORGET = """/* worker */
delete from messaging_webhookmessage m where (m.workspace_id, m.id) in (
  select o.workspace_id, o.id from messaging_webhookmessage o
  where o.created_at < %s and not exists (
    select 1 from messaging_webhookdelivery d where d.workspace_id = o.workspace_id
      and d.message_id = o.id and d.state = 'waiting')
  order by o.created_at limit %s)"""

_ADMINS = """
select m.id, m.email, m.name, m.language, coalesce(nullif(m.time_zone, ''), w.time_zone), w.name
from workspaces_member m join workspaces_workspace w on w.id = m.workspace_id
where m.workspace_id = %(workspace)s::bigint and m.is_active
  and (m.role = 'admin' or m.id = (select e.created_by from messaging_webhookendpoint e
    where e.workspace_id = %(workspace)s::bigint and e.id = %(endpoint)s::bigint))
order by m.id"""

_ENDPOINT = """
select url, description, failing_since from messaging_webhookendpoint
where workspace_id = %s::bigint and id = %s::bigint"""


@dataclass(frozen=True, slots=True)
class _Failing:
    url: str
    description: str
    since: datetime | None


def note(workspace_id: int, endpoint_id: int, answer: Answer) -> None:
    """What a try says of its endpoint. Inside the worker's scope."""
    values: dict[str, Any] = {"workspace": workspace_id, "endpoint": endpoint_id}
    with connection.cursor() as cursor:
        if answer.is_taken:
            cursor.execute(_WELL, (workspace_id, endpoint_id))
            return
        cursor.execute(_FAILED, values)
        row = cursor.fetchone()
        if row and row[0]:
            cursor.execute(_TO_SLOW_LANE, {**values, "endpoint": str(endpoint_id)})


def gone(workspace_id: int, endpoint_id: int) -> None:
    """The receiver wants nothing more: off, and told."""
    _switch_off(workspace_id, endpoint_id, "gone", timezone.now())


def sweep(now: datetime | None = None) -> None:
    """Warn, switch off, forget what is old. By the clock, over all workspaces."""
    now = now or timezone.now()
    for workspace_id, endpoint_id in _found(_TO_WARN, now - WARN_AFTER, now - WARN_AFTER):
        _warn(workspace_id, endpoint_id, now)
    for workspace_id, endpoint_id in _found(_TO_SWITCH_OFF, now - OFF_AFTER, now - NOTICE):
        _switch_off(workspace_id, endpoint_id, "failing", now)
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_FORGET, (now - KEPT, FORGET_AT_ONCE))


def _found(statement: str, *values: datetime) -> Sequence[tuple[int, int]]:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _warn(workspace_id: int, endpoint_id: int, now: datetime) -> None:
    with seller_scope(workspace_id), connection.cursor() as cursor:
        cursor.execute(
            "update messaging_webhookendpoint set warned_at = %s"
            " where workspace_id = %s and id = %s and is_on and warned_at is null returning 1",
            (now, workspace_id, endpoint_id),
        )
        if cursor.fetchone():
            _tell(workspace_id, endpoint_id, "warned", now)


def _switch_off(workspace_id: int, endpoint_id: int, why: str, now: datetime) -> None:
    with seller_scope(workspace_id), connection.cursor() as cursor:
        cursor.execute(_SWITCH_OFF, (why, now, workspace_id, endpoint_id))
        if cursor.fetchone():
            _tell(workspace_id, endpoint_id, why, now)


def _tell(workspace_id: int, endpoint_id: int, what: str, now: datetime) -> None:
    """A letter to each administrator and to whoever made the endpoint. In a seller's scope."""
    values = {"workspace": workspace_id, "endpoint": endpoint_id}
    with connection.cursor() as cursor:
        cursor.execute(_ENDPOINT, (workspace_id, endpoint_id))
        failing = _Failing(*cursor.fetchone())
        cursor.execute(_ADMINS, values)
        admins = cursor.fetchall()
    for member_id, address, name, language, time_zone, workspace in admins:
        made = letter(
            "webhook",
            {
                "workspace": workspace,
                "name": name,
                "what": what,
                "url": failing.url,
                "description": failing.description,
                "since": failing.since,
                "off_from": max((failing.since or now) + OFF_AFTER, now + NOTICE),
                "link": f"{settings.PUBLIC_URL}/workspace/webhooks/{endpoint_id}/",
            },
            language=language,
            time_zone=time_zone,
        )
        record_mail(
            workspace_id=workspace_id,
            key=f"{DELIVERY}-{what}:{endpoint_id}:{now:%Y%m%dT%H%M%S}:{member_id}",
            to=address,
            subject=made.subject,
            text=made.text,
            html=made.html,
            caused_by=member_id,
        )
