"""A change and what it sets off commit together."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection

from milepost.messaging import claims, outbox
from milepost.messaging.models import Outbox
from milepost.platform.scope import seller_scope
from milepost.workspaces.models import Workspace
from tests.database import PASSWORD, TestServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_rolled_back_sets_nothing_off(workspace_id: int) -> None:
    def change() -> None:
        with seller_scope(workspace_id):
            outbox.record("plan.changed", "plan:1:r2", {"plan": 1}, workspace_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert Outbox.objects.count() == 0


def test_the_same_key_is_recorded_once(record, row) -> None:
    record("plan.changed", "plan:1:r2", plan=1)
    record("plan.changed", "plan:1:r2", plan=99)
    assert Outbox.objects.count() == 1
    assert row("plan:1:r2")["payload"] == '{"plan": 1}'


def test_outside_a_transaction_nothing_can_be_recorded(workspace_id: int) -> None:
    with pytest.raises(RuntimeError):
        outbox.record("plan.changed", "plan:1:r2", {}, workspace_id)


def test_a_seller_records_for_nobody_else_and_reads_no_payload(workspace_id: int) -> None:
    other = Workspace.objects.create(name="Other").pk
    with pytest.raises(DatabaseError), seller_scope(workspace_id):
        outbox.record("plan.changed", "plan:1:r2", {}, other)
    with pytest.raises(DatabaseError), seller_scope(workspace_id), connection.cursor() as cursor:
        cursor.execute("select payload from messaging_outbox")


def test_a_kind_that_nobody_delivers_waits_and_wakes_nobody(
    kinds, record, postgres_server: TestServer
) -> None:
    with _ear(postgres_server) as ear:
        record("plan.changed", "plan:1:r2")
        record("test.note", "wakes")
        notes = list(ear.notifies(timeout=5, stop_after=1))
    assert [note.payload for note in notes] == ["test.note"]
    assert [delivery.key for delivery in claims.claim("a", dict.fromkeys(kinds, 10))] == ["wakes"]


def _ear(server: TestServer) -> psycopg.Connection[tuple[object, ...]]:
    ear = psycopg.connect(
        host=str(server.sockets),
        user="milepost_app",
        password=PASSWORD,
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    )
    ear.execute(f"listen {outbox.CHANNEL}")
    return ear
