"""Who a member is in Slack: found by their address, kept, and looked for again now and then.

A sweep looks up whoever is new, has another address, or was not found a day ago; a workspace's
share of one run is small, as Slack allows about fifty look-ups a minute and the run holds a timer.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from milepost.messaging.channels.slack.client import Refused, SlackFailure, call, client
from milepost.messaging.channels.slack.connection import (
    DEAD,
    Connection,
    connection_of,
    note_broken,
)
from milepost.messaging.registry import Delivery
from milepost.platform.scope import worker_scope
from milepost.platform.secrets import NotSealed

log = logging.getLogger("milepost.slack")

MOST_A_RUN = 40
SECONDS_A_RUN = 5.0
NOBODY = frozenset({"users_not_found", "user_not_found", "enterprise_is_restricted"})

_WAITING = """/* worker */
select distinct c.workspace_id from messaging_slackconnection c
join workspaces_member m on m.workspace_id = c.workspace_id and m.is_active
left join messaging_slackperson p on p.workspace_id = m.workspace_id and p.member_id = m.id
where c.broken_at is null and (p.member_id is null or p.address <> lower(m.email)
  or (p.user_id = '' and p.looked_at < now() - interval '1 day'))"""
_WHO = """/* worker */
select m.id, lower(m.email) from workspaces_member m
left join messaging_slackperson p on p.workspace_id = m.workspace_id and p.member_id = m.id
where m.workspace_id = %s::bigint and m.is_active and (p.member_id is null
  or p.address <> lower(m.email) or (p.user_id = '' and p.looked_at < now() - interval '1 day'))
order by p.looked_at nulls first, m.id limit %s"""
# Somebody may have taken the address of another: the user is theirs now.
_LET_GO = """/* worker */
update messaging_slackperson set user_id = '', dm = ''
where workspace_id = %s and user_id = %s and user_id <> '' and member_id <> %s"""
_KEEP = """/* worker */
insert into messaging_slackperson as p (workspace_id, member_id, address, user_id)
values (%s, %s, %s, %s) on conflict (workspace_id, member_id) do update
set address = excluded.address, user_id = excluded.user_id, looked_at = now(),
  dm = case when p.user_id = excluded.user_id then p.dm else '' end"""
_LOST = """/* worker */
update messaging_slackperson set user_id = '', dm = '', looked_at = now()
where workspace_id = %s and member_id = %s"""
_MEMBER = """/* worker */
select m.id, m.name, m.language, coalesce(nullif(m.time_zone, ''), w.time_zone)
from messaging_slackperson p
join workspaces_member m on m.workspace_id = p.workspace_id and m.id = p.member_id and m.is_active
join workspaces_workspace w on w.id = m.workspace_id
where p.workspace_id = %s::bigint and p.user_id = %s and p.user_id <> ''"""
_ALL = """
select m.name, m.email, coalesce(p.user_id, ''), p.looked_at
from workspaces_member m
left join messaging_slackperson p on p.workspace_id = m.workspace_id and p.member_id = m.id
  and p.address = lower(m.email)
where m.workspace_id = %s::bigint and m.is_active order by m.name, m.id"""


@dataclass(frozen=True, slots=True)
class Member:
    """The member whom a Slack user is."""

    id: int
    name: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A member on the settings page. `looked_at` is None until they were looked for."""

    name: str
    email: str
    user_id: str
    looked_at: datetime | None


def sweep() -> int:
    """Look for everybody who has to be looked for; how many were."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_WAITING)
        workspaces = [row[0] for row in cursor.fetchall()]
    return sum(look_for(workspace_id) for workspace_id in workspaces)


def deliver(delivery: Delivery) -> None:
    """A workspace was connected: look for its members now. What is left the sweep does."""
    look_for(delivery.workspace_id)


def look_for(workspace_id: int) -> int:
    """Look for a few of a workspace's members; how many were. It stops at the first trouble."""
    with worker_scope(), connection.cursor() as cursor:
        kept = connection_of(workspace_id)
        cursor.execute(_WHO, (workspace_id, MOST_A_RUN))
        members = cursor.fetchall()
    if kept is None or kept.broken_at is not None:
        return 0
    ends_at = time.monotonic() + SECONDS_A_RUN
    done = 0
    for member_id, address in members:
        if time.monotonic() > ends_at:
            break
        try:
            user = user_of(kept, address)
        except Refused as refused:
            if refused.code in DEAD:
                note_broken(kept, refused.code)
            log.warning("members of workspace %s are not looked for: %s", workspace_id, refused)
            break
        except (SlackFailure, NotSealed) as failure:
            log.warning("members of workspace %s are not looked for: %s", workspace_id, failure)
            break
        _keep(workspace_id, member_id, address, user)
        done += 1
    return done


def user_of(kept: Connection, address: str) -> str:
    """The Slack user of an address; "" where there is none, or it is a robot or gone."""
    try:
        answer = call(client(kept.token).users_lookupByEmail, email=address)
    except Refused as refused:
        if refused.code in NOBODY:
            return ""
        raise
    user = answer.get("user") or {}
    if user.get("deleted") or user.get("is_bot"):
        return ""
    return str(user.get("id") or "")


def member_of(workspace_id: int, user_id: str) -> Member | None:
    """The active member whom a Slack user is, as the worker."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_MEMBER, (workspace_id, user_id))
        row = cursor.fetchone()
    return Member(*row) if row else None


def forget(workspace_id: int, member_id: int) -> None:
    """Slack knows them no longer; they are looked for again a day later."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_LOST, (workspace_id, member_id))


def rows(workspace_id: int) -> list[Row]:
    """Every active member with who they are in Slack, in the seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, (workspace_id,))
        return [Row(*row) for row in cursor.fetchall()]


def look_again(workspace_id: int) -> None:
    """Look again, within a minute, for those who were not found. In the seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from messaging_slackperson where workspace_id = %s and user_id = ''",
            (workspace_id,),
        )


def _keep(workspace_id: int, member_id: int, address: str, user: str) -> None:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_LET_GO, (workspace_id, user, member_id))
        cursor.execute(_KEEP, (workspace_id, member_id, address, user))
