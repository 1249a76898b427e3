"""The administrators' page of deliveries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from milepost.messaging import outbox
from milepost.platform.scope import seller_scope
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Any:
    workspace = factories.a_workspace()
    return workspace, factories.a_member(workspace, "admin", name="Ada Berg")


def _record(workspace_id: int, key: str, change: str = "") -> None:
    with seller_scope(workspace_id):
        payload = {"to": "ida@example.com", "subject": "Private", "text": "Whispered"}
        outbox.record("email", key, payload, workspace_id)
    if change:
        with connection.cursor() as cursor:
            cursor.execute(f"update messaging_outbox set {change} where key = %s", [key])


DEAD = "dead_at = now(), attempts = 3, last_error = '550 nobody is here'"
LATE = "attempts = 1, last_error = '451 greylisted', available_at = now() + interval '5 minutes'"


def _client(member: Any) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def test_it_shows_whom_and_why_and_nothing_of_what_was_written(place: Any) -> None:
    workspace, ada = place
    _record(workspace.pk, "dead", DEAD)
    _record(workspace.pk, "late", LATE)
    page = _client(ada).get("/workspace/deliveries/").content.decode()
    for said in ("ida@example.com", "550 nobody is here", "451 greylisted", "after 3 tries"):
        assert said in page
    assert "Private" not in page
    assert "Whispered" not in page
    assert "could not be delivered" in _client(ada).get("/").content.decode()


def test_administrators_try_again_and_give_up_and_nobody_else_does(place: Any) -> None:
    workspace, ada = place
    _record(workspace.pk, "one", DEAD)
    _record(workspace.pk, "two", DEAD)
    ae = _client(factories.a_member(workspace, name="Sam"))
    assert ae.get("/workspace/deliveries/").status_code == 403
    assert ae.post("/workspace/deliveries/drop/", {"all": "yes"}).status_code == 403
    client = _client(ada)
    with connection.cursor() as cursor:
        cursor.execute("select id from messaging_outbox where key = 'one'")
        (number,) = cursor.fetchone()
    client.post("/workspace/deliveries/replay/", {"id": number})
    client.post("/workspace/deliveries/drop/", {"all": "yes"})
    with connection.cursor() as cursor:
        cursor.execute(
            "select key, dead_at is null, finished_at is null from messaging_outbox order by key"
        )
        assert cursor.fetchall() == [("one", True, True), ("two", False, False)]
