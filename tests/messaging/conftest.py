"""A workspace to record for, and kinds that only tests deliver."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from milepost.messaging import outbox, registry
from milepost.platform.scope import seller_scope
from milepost.workspaces.models import Workspace
from tests.messaging import handlers


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Only what tests deliver."""
    wanted = {
        f"test.{name}": f"tests.messaging.handlers.{name}"
        for name in ("note", "write_line", "refuse_poison", "busy", "gone", "hang")
    }
    monkeypatch.setattr(registry, "HANDLERS", wanted)
    handlers.seen.clear()
    handlers.gate.clear()
    yield wanted
    handlers.seen.clear()


@pytest.fixture
def workspace_id() -> int:
    return Workspace.objects.create(name="Brightwater").pk


@pytest.fixture
def record(workspace_id: int) -> Callable[..., None]:
    """Record one row in a transaction of its own."""

    def record(kind: str, key: str, **payload: object) -> None:
        with seller_scope(workspace_id):
            outbox.record(kind, key, payload, workspace_id)

    return record


@pytest.fixture
def row() -> Callable[[str], dict[str, object]]:
    """A row of the outbox, as the owner sees it."""

    def row(key: str) -> dict[str, object]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select *, extract(epoch from available_at - now())::float8 as seconds,"
                " extract(epoch from available_at - tried_at)::float8 as pause"
                " from messaging_outbox where key = %s",
                [key],
            )
            names = [column.name for column in cursor.description]
            return dict(zip(names, cursor.fetchone(), strict=True))

    return row
