"""A pressed button, taken in: checked, written into the outbox, and acknowledged at once.

Slack wants an answer within three seconds. What is done here is two short transactions; the rest
is `acting`, a delivery of the outbox, so that a press that was acknowledged is acted upon whatever
crashes, and a request that is sent again changes nothing: its signature is its key.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import connection

from milepost.messaging import outbox
from milepost.messaging.channels.slack.connection import Connection, connections_of_team
from milepost.messaging.channels.slack.signing import Signed
from milepost.platform.scope import seller_scope
from milepost.platform.secrets import NotSealed

MOST_BYTES = 512 * 1024
ACTIONS = ("done", "snooze", "undo")
ID = re.compile(r"[A-Z0-9]{2,40}")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}")
_VALUE = re.compile(r"([0-9]{1,18}):([0-9]{1,18})")

_SEEN = "select true from messaging_outbox where workspace_id = %s and key = %s"


def take(request: Signed) -> int:
    """Take in a request; the status to answer with.

    401 where it is not Slack's, 409 where it was sent before, 400 where nothing can be read.
    """
    if not request.is_fresh() or len(request.body) > MOST_BYTES:
        return 401
    payload = _payload(request.body)
    is_slacks, connections = believed(request, text_in(payload, "team", "id"))
    if not is_slacks:
        return 401
    if not payload:
        return 400
    press = _press(payload)
    kept = next((c for c in connections if press and c.workspace_id == press["workspace"]), None)
    if press is None or kept is None:
        return 200  # a link that was opened, or nothing of ours
    return _record(kept, request, press)


def believed(request: Signed, team: str) -> tuple[bool, list[Connection]]:
    """Whether Slack signed this, and for which connections to the team: those whose own secret it
    was. A secret that one workspace gave us speaks for that workspace alone."""
    found = []
    for kept in connections_of_team(team) if ID.fullmatch(team) else ():
        try:
            if request.is_by(kept.signing_secret):
                found.append(kept)
        except NotSealed:
            continue
    return bool(found) or request.is_by(settings.SLACK_SIGNING_SECRET), found


def text_in(payload: Any, *names: str) -> str:
    """A text inside nested objects; "" where there is none."""
    for name in names:
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload if isinstance(payload, str) else ""


def _payload(body: bytes) -> dict[str, Any]:
    """The form's one field, which is JSON."""
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=20, errors="strict")
        found = json.loads(fields["payload"][0])
    except (KeyError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _press(payload: dict[str, Any]) -> dict[str, Any] | None:
    """What was pressed, by whom and where; None where it is no button of ours, or a link."""
    actions = payload.get("actions")
    if text_in(payload, "type") != "block_actions" or not isinstance(actions, list) or not actions:
        return None
    action_id, value = (
        text_in(actions[0], "action_id"),
        _VALUE.fullmatch(text_in(actions[0], "value")),
    )
    name = action_id.split(".")[1] if action_id.startswith("milepost.") else ""
    user, ts = text_in(payload, "user", "id"), text_in(payload, "container", "message_ts")
    channel = text_in(payload, "container", "channel_id")
    if value is None or name not in ACTIONS or not ID.fullmatch(user):
        return None
    if not ID.fullmatch(channel) or not _TS.fullmatch(ts):
        return None
    return {
        "workspace": int(value[1]),
        "message": int(value[2]),
        "action": name,
        "user": user,
        "channel": channel,
        "ts": ts,
        "answer": text_in(payload, "response_url")[:500],
    }


def _record(kept: Connection, request: Signed, press: dict[str, Any]) -> int:
    key = f"slack:press:{request.mark}"
    with seller_scope(kept.workspace_id), connection.cursor() as cursor:
        cursor.execute(_SEEN, (kept.workspace_id, key))
        if cursor.fetchone():
            return 409
        outbox.record("slack.press", key, press, kept.workspace_id)
    return 200
