"""What is celebrated, in a channel of the selling company: a completed step, and a signature.

    tell_channel("completed", key, workspace_id=…, plan_id=…, milestone=…, facts=…)

is called in the transaction that tells people the same (`messages.tell`); the key makes it once.
It says what every buyer may see too, as the channel may be shared with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone, translation

from milepost.domain.plan import Plan
from milepost.domain.sides import buyer_copy
from milepost.messaging.channels.contract import At
from milepost.messaging.channels.slack import posting
from milepost.messaging.channels.slack.blocks import Content
from milepost.messaging.channels.slack.channel import piece_of
from milepost.messaging.kinds import KINDS
from milepost.messaging.letters import known_language, zone_of
from milepost.messaging.messages import Addressee, Told, Words
from milepost.messaging.registry import Delivery, named
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope

CELEBRATED = frozenset({"completed", "signed"})

# One row where a channel was chosen, and nothing, and no look at any plan, where none was. It
# settles like the messages of its kind: what is taken back meanwhile was never said.
_INSERT = """
insert into messaging_outbox (workspace_id, kind, key, payload, plan_id, recipient, available_at)
select %(workspace)s::bigint, 'slack.celebration', %(key)s, %(payload)s::jsonb, %(plan)s::bigint,
  c.name || ' (Slack)', now() + make_interval(mins => %(settles)s::int)
from messaging_slackchannel c
join messaging_slackconnection k on k.workspace_id = c.workspace_id and k.broken_at is null
where c.workspace_id = %(workspace)s::bigint and c.broken_why = ''
  and (c.plan_id = %(plan)s::bigint or c.plan_id is null)
order by c.plan_id nulls last limit 1
on conflict (workspace_id, key) do nothing"""
_WORKSPACE = "select name, time_zone, country, subdivision from workspaces_workspace where id = %s"


def tell_channel(
    kind: str,
    key: str,
    *,
    workspace_id: int,
    plan_id: int,
    milestone: str | None = None,
    about: date | None = None,
    facts: Mapping[str, Any] | None = None,
) -> bool:
    """Write down that a channel is to be told; whether one is. In the seller's scope."""
    if kind not in CELEBRATED:
        raise ValueError(f"{kind} is not celebrated in a channel")
    told = {"kind": kind, "key": key, "plan": plan_id, "milestone": milestone, "about": about}
    values = {
        "workspace": workspace_id,
        "key": f"slack:channel:{key}",
        "payload": json.dumps({**told, "facts": dict(facts or {})}, cls=DjangoJSONEncoder),
        "plan": plan_id,
        "settles": KINDS[kind].settles,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return bool(cursor.rowcount == 1)


def deliver(delivery: Delivery) -> None:
    """Post it, unless it no longer holds or no channel is chosen any more."""
    kept = posting.open_connection(delivery.workspace_id)
    plan_id = int(delivery.payload["plan"])
    place = posting.channel_for(delivery.workspace_id, plan_id)
    content = _content(delivery, plan_id)
    if place is not None and content is not None:
        posting.post(delivery, kept, place, content)


def _content(delivery: Delivery, plan_id: int) -> Content | None:
    payload = delivery.payload
    with seller_scope(delivery.workspace_id):
        record = plan_record(plan_id)
        if record is None or record.archived_at is not None:
            return None
        reader = _everybody(delivery.workspace_id)
        about = payload.get("about")
        told = Told(
            id=0,
            workspace_id=delivery.workspace_id,
            plan_id=plan_id,
            kind=payload["kind"],
            key=payload["key"],
            milestone=payload.get("milestone"),
            about=date.fromisoformat(about) if about else None,
            facts=payload.get("facts") or {},
            at=timezone.now(),
        )
        words = _words(told, reader, buyer_copy(record.plan))
    if words is None:
        return None
    piece = piece_of(told, words)
    return Content(delivery.workspace_id, reader.language, (piece,), has_buttons=False)


def _words(told: Told, reader: Addressee, plan: Plan) -> Words | None:
    """As it is told to a member, of what a buyer may see of the plan."""
    now: datetime = timezone.now()
    at = At(now, lambda plan_id, _side: plan if plan_id == told.plan_id else None)
    language = known_language(reader.language)
    with translation.override(language), timezone.override(zone_of(reader.time_zone)):
        found: Words | None = named(told.of.words)(told, reader, at)
    return found


def _everybody(workspace_id: int) -> Addressee:
    with connection.cursor() as cursor:
        cursor.execute(_WORKSPACE, (workspace_id,))
        name, time_zone, country, subdivision = cursor.fetchone()
    return Addressee(
        workspace_id=workspace_id,
        workspace=name,
        side="seller",
        member_id=None,
        plan_id=None,
        person=None,
        name=name,
        role="",
        address="",
        language="",
        time_zone=time_zone,
        country=country,
        subdivision=subdivision,
    )
