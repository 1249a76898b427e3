"""Recording what a change sets off, in the change's own transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections

from milepost.messaging import registry

CHANNEL = "milepost_outbox"
_silent: ContextVar[bool] = ContextVar("milepost_silent", default=False)


@contextmanager
def silenced() -> Iterator[None]:
    """Changes made in here set nothing off: a history that is told after the fact, as the example
    workspace's, mails nobody."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    """Whether changes set nothing off here."""
    return _silent.get()

_INSERT = (
    "insert into messaging_outbox (workspace_id, kind, key, payload, recipient, plan_id, due_at)"
    " values (%s, %s, %s, %s::jsonb, %s, %s, coalesce(%s::timestamptz, now()))"
    " on conflict (workspace_id, key) do nothing"
)
_INSERT_AND_WAKE = f"with written as ({_INSERT}) select pg_notify('{CHANNEL}', %s)"


def record(
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    workspace_id: int,
    *,
    recipient: str = "",
    plan_id: int | None = None,
    due_at: datetime | None = None,
    using: str = "default",
) -> None:
    """Write one row; the same key again writes nothing. Call it inside the change's scope.

    `recipient` (an address, a channel) and `plan_id` tell administrators whom and what a delivery
    is for, who may not read what it holds; without them the payload's `to` and `plan_id` do.
    `due_at` is when it was to be delivered, where that was before now; it is sent at once.
    What nobody delivers wakes no worker, as a NOTIFY makes commits wait for one another.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError("an outbox row belongs into the transaction of its change")
    if is_silent():
        return
    values = [
        workspace_id,
        kind,
        key,
        json.dumps(payload, cls=DjangoJSONEncoder),
        recipient or str(payload.get("to", "")),
        plan_id if plan_id is not None else _number(payload.get("plan_id")),
        due_at,
    ]
    with connection.cursor() as cursor:
        if kind in registry.HANDLERS:
            cursor.execute(_INSERT_AND_WAKE, [*values, kind])
        else:
            cursor.execute(_INSERT, values)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
