"""What is celebrated, in a channel of the selling company: a completed step, and a signature.

It begins beside the change (`source`). It says what every buyer may see too, as the channel may be
shared with them.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone, translation

from milepost.domain.plan import Plan
from milepost.domain.sides import buyer_copy
from milepost.messaging.channels.contract import At
from milepost.messaging.channels.slack import posting
from milepost.messaging.channels.slack.blocks import Content
from milepost.messaging.channels.slack.channel import piece_of
from milepost.messaging.letters import known_language, zone_of
from milepost.messaging.messages import Addressee, Told, Words
from milepost.messaging.registry import Delivery, named
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope, worker_scope

# Completed, taken back and completed again within minutes is told once.
_NEWER = """/* worker */
select true from messaging_outbox o join messaging_outbox own on own.id = %s
where o.workspace_id = own.workspace_id and o.kind = own.kind and o.id > own.id
  and regexp_replace(o.key, ':r[0-9]+$', '') = regexp_replace(own.key, ':r[0-9]+$', '') limit 1"""
_WORKSPACE = "select name, time_zone, country, subdivision from workspaces_workspace where id = %s"


def deliver(delivery: Delivery) -> None:
    """Post it, unless it no longer holds or no channel is chosen any more."""
    kept = posting.open_connection(delivery.workspace_id)
    plan_id = int(delivery.payload["plan"])
    place = posting.channel_for(delivery.workspace_id, plan_id)
    content = None if _is_told_again(delivery) else _content(delivery, plan_id)
    if place is not None and content is not None:
        posting.post(delivery, kept, place, content)


def _is_told_again(delivery: Delivery) -> bool:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_NEWER, (delivery.id,))
        return cursor.fetchone() is not None


def _content(delivery: Delivery, plan_id: int) -> Content | None:
    payload = delivery.payload
    with seller_scope(delivery.workspace_id):
        record = plan_record(plan_id)
        if record is None or record.archived_at is not None:
            return None
        reader = _everybody(delivery.workspace_id)
        told = Told(
            id=0,
            workspace_id=delivery.workspace_id,
            plan_id=plan_id,
            kind=payload["kind"],
            key=delivery.key,
            milestone=payload.get("milestone"),
            about=None,
            facts={"revision": payload["revision"]},
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
