"""What Slack tells by itself: that the app was removed, or its tokens were taken back.

By the Events API's published description (`app_uninstalled`, `tokens_revoked`); the address is
proved once by giving its challenge back. An event that is older than the connection is another's.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from milepost.messaging.channels.slack.connection import (
    Connection,
    connections_with_secrets,
    note_broken,
)
from milepost.messaging.channels.slack.interactions import MOST_BYTES, believed, text_in
from milepost.messaging.channels.slack.signing import Signed
from milepost.platform.secrets import NotSealed


def take(request: Signed) -> tuple[int, str]:
    """Take in a request; status and text to answer with. 401 where it is not Slack's."""
    if not request.is_fresh() or len(request.body) > MOST_BYTES:
        return 401, ""
    payload = _payload(request.body)
    is_slacks, connections = believed(request, text_in(payload, "team_id"))
    if not is_slacks and not _is_by_any(request, payload):
        return 401, ""
    if text_in(payload, "type") == "url_verification":
        return 200, text_in(payload, "challenge")[:500]
    why = _ended(payload)
    for kept in connections if why else ():
        if _is_about(payload, kept):
            note_broken(kept, why)
    return 200, ""


def _payload(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _ended(payload: dict[str, Any]) -> str:
    """Why it is over; "" where it is not."""
    event = payload.get("event")
    if text_in(payload, "type") != "event_callback" or not isinstance(event, dict):
        return ""
    kind = text_in(event, "type")
    if kind == "app_uninstalled":
        return "app_uninstalled"
    tokens = event.get("tokens")
    has_bots = isinstance(tokens, dict) and bool(tokens.get("bot"))
    return "token_revoked" if kind == "tokens_revoked" and has_bots else ""


def _is_about(payload: dict[str, Any], kept: Connection) -> bool:
    app = text_in(payload, "api_app_id")
    if kept.app_id and app and app != kept.app_id:
        return False
    at = payload.get("event_time")
    if not isinstance(at, int) or not 0 < at < 10**11:
        return True
    # Whole seconds: one of the connection's own second may be of the token before it.
    return datetime.fromtimestamp(at, UTC) > kept.connected_at


def _is_by_any(request: Signed, payload: dict[str, Any]) -> bool:
    """The proof of an address names no team: any app that we know may ask for it."""
    if text_in(payload, "type") != "url_verification":
        return False
    for kept in connections_with_secrets():
        try:
            if request.is_by(kept.signing_secret):
                return True
        except NotSealed:
            continue
    return False
