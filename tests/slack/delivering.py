"""Telling somebody something, and delivering what the outbox holds, as a worker would."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from milepost.messaging import dispatch, messages
from milepost.messaging.channels.slack.signing import signature_of
from milepost.messaging.messages import Reader
from milepost.messaging.registry import Delivery, DeliveryFailed, handler_of
from tests.slack.conftest import SAM, Place
from tests.slack.standin import SECRET, TEAM, Posted

TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def told(place: Place, *milestones: str, kind: str = "due_in_3_days", more: str = "") -> None:
    """Sam is told of these milestones at once."""
    with place.seller.at_work():
        for milestone in milestones or ("m1",):
            messages.tell(
                kind,
                f"{kind}:{place.plan_id}:{milestone}{more}",
                [Reader("seller", member_id=place.seller.member_id)],
                workspace_id=place.workspace_id,
                plan_id=place.plan_id,
                milestone=milestone,
                now=TUESDAY,
            )
    dispatch.sweep(TUESDAY)


def waiting(*kinds: str) -> list[Delivery]:
    """What the outbox holds for Slack, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, workspace_id, kind, key, payload::text from messaging_outbox"
            " where finished_at is null and dead_at is null and kind like 'slack.%%'"
            " and (%s::text[] = '{}' or kind = any(%s::text[])) order by id",
            (list(kinds), list(kinds)),
        )
        rows = cursor.fetchall()
    return [Delivery(i, w, kind, key, json.loads(p), 1, 1) for i, w, kind, key, p in rows]


def deliver(*kinds: str) -> list[DeliveryFailed | None]:
    """Deliver all that waits, until nothing does; how each ended. What failed waits on."""
    ends: list[DeliveryFailed | None] = []
    tried: set[int] = set()
    while todo := [each for each in waiting(*kinds) if each.id not in tried]:
        for each in todo:
            tried.add(each.id)
            ends.append(_one(each))
    return ends


def _one(delivery: Delivery) -> DeliveryFailed | None:
    try:
        handler_of(delivery.kind)(delivery)
    except DeliveryFailed as failed:
        if failed.permanent:
            _settle("dead_at", delivery)
        return failed
    _settle("finished_at", delivery)
    return None


def _settle(column: str, delivery: Delivery) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"update messaging_outbox set {column} = now() where id = %s", (delivery.id,)
        )


def a_press(post: Posted, action: str, user: str = SAM, answers: str = "") -> dict[str, Any]:
    """What Slack sends when a button is pressed."""
    button = post.button(action)
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "brightloom"},
        "user": {"id": user, "username": "sam", "team_id": TEAM},
        "api_app_id": "A0MILEPO1",
        "token": "old-and-not-to-be-used",
        "container": {
            "type": "message",
            "message_ts": post.ts,
            "channel_id": post.channel,
            "is_ephemeral": False,
        },
        "trigger_id": "1.2.3",
        "channel": {"id": post.channel, "name": "directmessage"},
        "message": {"ts": post.ts, "text": post.text, "blocks": post.blocks},
        "response_url": answers,
        "actions": [{**button, "block_id": "x", "action_ts": "1.1"}],
    }


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a signed request."""
    stamp = str(int(time.time() if at is None else at))
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature_of(secret, stamp, body),
    }


def sends(payload: dict[str, Any], **how: Any) -> int:
    """Slack sends a press; the status it gets."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    return sends_body(body, **how)


def sends_body(body: bytes, headers: dict[str, str] | None = None, **how: Any) -> int:
    """Slack sends these bytes."""
    answer = Client(enforce_csrf_checks=True).post(
        "/slack/interactions/",
        body,
        content_type="application/x-www-form-urlencoded",
        headers=signed(body, **how) if headers is None else headers,
    )
    return answer.status_code
