"""Dead letters: told once and not again and again, replayed under their keys, given up for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from milepost.messaging import dead_letters, deliveries, housekeeping
from milepost.messaging.models import Message
from milepost.messaging.worker import Worker
from milepost.platform.scope import seller_scope
from tests import factories
from tests.messaging import handlers

pytestmark = pytest.mark.django_db(transaction=True)


def _died(record: Any, *keys: str) -> None:
    for key in keys:
        record("test.gone", key, to="Ida@example.com")
    Worker().work_once()


def _told() -> list[Message]:
    return list(Message.objects.filter(kind="dead_letters").order_by("id"))


def _later(minutes: int) -> Any:
    return timezone.now() + timedelta(minutes=minutes)


@pytest.fixture
def admin(workspace_id: int) -> Any:
    from milepost.workspaces.models import Workspace

    return factories.a_member(Workspace.objects.get(), "admin", name="Ada")


def test_several_are_told_as_one_within_minutes_and_later_ones_not_at_once(
    kinds, record, admin, workspace_id: int
) -> None:
    _died(record, "one", "two")
    assert dead_letters.sweep() == 0  # its kin may follow
    assert dead_letters.sweep(_later(2)) == 1
    (told,) = _told()
    assert told.member_id == admin.pk
    _died(record, "three")
    assert dead_letters.sweep(_later(10)) == 0
    assert dead_letters.sweep(_later(63)) == 1
    assert len(_told()) == 2
    with seller_scope(workspace_id):
        assert deliveries.drop() == 3
    _died(record, "four")  # the earlier ones were handled: this one is told at once
    assert dead_letters.sweep(_later(2)) == 1


def test_its_words_say_whom_and_how_many_and_nothing_once_all_are_handled(
    kinds, record, admin, workspace_id: int
) -> None:
    _died(record, "one", "two")
    with seller_scope(workspace_id):
        words = dead_letters.words(None, None, None)  # type: ignore[arg-type]
        assert words is not None
        assert words.subject == "2 messages could not be delivered"
        assert "Ida@example.com" in words.details[0]
        deliveries.replay()
        assert dead_letters.words(None, None, None) is None  # type: ignore[arg-type]


def test_replaying_starts_the_schedule_anew_under_the_same_key(
    kinds, record, row, workspace_id: int
) -> None:
    _died(record, "one")
    with seller_scope(workspace_id):
        (dead,) = deliveries.rows("dead")
        assert (dead.recipient, dead.error, dead.attempts) == ("Ida@example.com", "410", 1)
        assert deliveries.replay([dead.id]) == 1
        assert deliveries.replay([dead.id]) == 0
    assert (row("one")["dead_at"], row("one")["attempts"]) == (None, 0)
    Worker().work_once()
    assert row("one")["dead_at"] is not None


def test_what_was_given_up_is_forgotten_but_for_its_key(
    kinds, record, row, workspace_id: int
) -> None:
    _died(record, "one")
    with seller_scope(workspace_id):
        assert deliveries.drop() == 1
        assert deliveries.rows("dead") == []
    assert row("one")["payload"] == "{}"
    record("test.note", "one")  # the same key again is nothing new
    Worker().work_once()
    assert handlers.seen == []


def test_what_waits_is_tried_at_once_when_somebody_says_so(
    kinds, record, row, workspace_id: int
) -> None:
    record("test.busy", "one")
    Worker().work_once()
    assert row("one")["seconds"] > 100
    with seller_scope(workspace_id):
        assert [each.is_late for each in deliveries.rows("waiting")] == [True]
        assert deliveries.try_now() == 1
    assert row("one")["seconds"] <= 0


def test_another_workspace_sees_and_changes_nothing(kinds, record, row) -> None:
    _died(record, "one")
    other = factories.a_workspace("Other")
    with seller_scope(other.pk):
        assert deliveries.rows("dead") == []
        assert deliveries.counts() == {"dead": {}, "waiting": {}}
        assert deliveries.replay() == 0
        assert deliveries.drop() == 0
    assert row("one")["dead_at"] is not None


def test_how_quick_deliveries_were_is_measured_from_due_to_delivered(
    kinds, record, workspace_id: int
) -> None:
    for number in range(4):
        record("test.note", f"n{number}")
    with connection.cursor() as cursor:
        cursor.execute("update messaging_outbox set due_at = now() - interval '10 seconds'")
    Worker().work_once()
    with seller_scope(workspace_id):
        everything, notes = deliveries.speeds()
    assert (everything.kind, notes.kind, notes.count) == ("", "test.note", 4)
    assert 10 <= notes.p50 <= notes.p95 <= notes.longest < 20


def test_old_finished_rows_go_and_dead_ones_stay(kinds, record, row) -> None:
    record("test.note", "old")
    record("test.note", "new")
    _died(record, "dead")
    with connection.cursor() as cursor:
        cursor.execute(
            "update messaging_outbox set finished_at = finished_at - interval '181 days',"
            " dead_at = dead_at - interval '181 days' where key in ('old', 'dead')"
        )
    assert housekeeping.sweep() == 1
    assert row("new")["finished_at"] is not None
    assert row("dead")["dead_at"] is not None
