"""Reading kept messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from milepost.messaging.models import KeptAccountMessage, KeptMessage
from milepost.platform.scope import worker_scope


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was kept instead of mailed."""

    created_at: datetime
    recipient: str
    subject: str
    body: str


def kept_messages(limit: int = 50) -> list[Message]:
    """The newest kept messages of the scope's workspace, for its administrators. One statement."""
    return _messages(KeptMessage.objects.order_by("-created_at", "-id")[:limit])


def kept_messages_of_all(limit: int) -> list[Message]:
    """The newest of all workspaces and about signing in, for whoever runs the system."""
    with worker_scope():
        found = _messages(KeptMessage.objects.order_by("-created_at", "-id")[:limit])
    found += _messages(KeptAccountMessage.objects.order_by("-created_at", "-id")[:limit])
    return sorted(found, key=lambda message: message.created_at, reverse=True)[:limit]


def _messages(rows: Iterable[KeptMessage | KeptAccountMessage]) -> list[Message]:
    return [Message(row.created_at, row.recipient, row.subject, row.body) for row in rows]
