"""Reading kept messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from milepost.messaging.models import KeptAccountMessage, KeptMessage
from milepost.platform.scope import worker_scope


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was kept instead of mailed. `has_html`: it can be seen as it would look."""

    id: int
    created_at: datetime
    recipient: str
    subject: str
    body: str
    has_html: bool = False


def kept_messages(limit: int = 50, caused_by: int | None = None) -> list[Message]:
    """The newest kept messages of the scope's workspace: all for its administrators, else those
    that one member caused. One statement."""
    rows = KeptMessage.objects.order_by("-created_at", "-id")
    if caused_by is not None:
        rows = rows.filter(caused_by=caused_by)
    return _messages(rows[:limit])


def kept_html(message_id: int, caused_by: int | None = None) -> str | None:
    """How a kept message would look in a mailbox; None where there is none to be read."""
    rows = KeptMessage.objects.filter(pk=message_id)
    if caused_by is not None:
        rows = rows.filter(caused_by=caused_by)
    return rows.values_list("html", flat=True).first() or None


def kept_messages_of_all(limit: int) -> list[Message]:
    """The newest of all workspaces and about signing in, for whoever runs the system."""
    with worker_scope():
        found = _messages(KeptMessage.objects.order_by("-created_at", "-id")[:limit])
    found += _messages(KeptAccountMessage.objects.order_by("-created_at", "-id")[:limit])
    return sorted(found, key=lambda message: message.created_at, reverse=True)[:limit]


def _messages(rows: Iterable[KeptMessage | KeptAccountMessage]) -> list[Message]:
    return [
        Message(
            row.pk,
            row.created_at,
            row.recipient,
            row.subject,
            row.body,
            bool(getattr(row, "html", "")),
        )
        for row in rows
    ]
