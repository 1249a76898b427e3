"""Lanes: what hangs holds up nobody else, what is stale sends nothing, what ended is settled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from milepost.messaging import claims, mail, registry
from milepost.messaging.registry import Delivery, Limit
from milepost.messaging.worker import MOST_UNSETTLED, Worker
from milepost.platform.scope import seller_scope
from tests.mail_server import Receiver
from tests.messaging import handlers
from tests.platform.serving import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def working() -> Iterator[Worker]:
    """A worker that works in a thread."""
    worker = Worker()

    def work() -> None:
        try:
            worker.run()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield worker
    finally:
        handlers.gate.set()
        worker.stop()
        thread.join(15)
    assert not thread.is_alive()


def _seen() -> list[str]:
    return sorted(delivery.key for delivery in handlers.seen)


def _mail(workspace_id: int, key: str) -> None:
    with seller_scope(workspace_id):
        mail.record_mail(
            workspace_id=workspace_id, key=key, to="ida@example.com", subject="S", text=".dots\n."
        )


def test_a_kind_that_hangs_holds_up_no_other(kinds, record, row) -> None:
    for number in range(4):
        record("test.hang", f"hang {number}")
    record("test.note", "quick")
    with working():
        wait_for(lambda: row("quick")["finished_at"], 5)
        assert row("hang 0")["finished_at"] is None
    assert _seen() == ["quick"]


def test_whoever_stops_finishes_what_was_begun_and_gives_the_rest_back(
    kinds, record, row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.LIMITS, "test.hang", Limit(at_once=1, ahead=5))
    for number in range(3):
        record("test.hang", f"hang {number}")
    with working() as worker:
        wait_for(lambda: row("hang 2")["claimed_by"], 5)
        worker.stop()
        wait_for(lambda: not row("hang 2")["claimed_by"], 5)
    assert row("hang 0")["finished_at"] is not None
    assert (row("hang 2")["attempts"], row("hang 2")["unsettled"]) == (0, 0)


def test_what_ended_while_the_database_was_away_is_settled_and_not_done_again(
    kinds, record, row, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = claims.settle, [OperationalError("away")] * 2

    def settle(results: Any) -> set[int]:
        if failures:
            raise failures.pop()
        return real(results)

    monkeypatch.setattr(claims, "settle", settle)
    monkeypatch.setattr("milepost.messaging.worker.PAUSE_AFTER_ERROR", 0.05)
    record("test.note", "one")
    with working():
        wait_for(lambda: row("one")["finished_at"], 5)
    assert _seen() == ["one"]


def test_a_handler_that_takes_too_long_is_given_up_and_its_lane_goes_on(
    kinds, record, row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.LIMITS, "test.hang", Limit(at_once=1, longest=0.05))
    record("test.hang", "hang")
    worker = Worker(lease=0.3)
    lane = worker._lanes["test.hang"]
    (delivery,) = worker._claim({"test.hang": 1})
    lane.give(delivery)
    wait_for(lambda: (worker._renew(), not lane.held)[1], 5)
    wait_for(lambda: claims.claim("another", {"test.hang": 1}), 5)
    handlers.gate.set()
    worker._settle()
    assert row("hang")["finished_at"] is None


@pytest.mark.parametrize("fails", [1, 2])
def test_a_stale_worker_sends_no_mail(
    workspace_id: int, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    """Its claim ends before it begins, or between the message and the dot that ends it."""
    _mail(workspace_id, "one")
    stale = Worker()
    (delivery,) = stale._claim({"email": 1})
    if fails == 1:
        with connection.cursor() as cursor:
            cursor.execute("update messaging_outbox set available_at = now()")
        (mine,) = Worker()._claim({"email": 1})
        assert mine.fence == delivery.fence + 1
    else:
        times = iter([True, False])
        monkeypatch.setattr(stale, "_is_held", lambda _delivery: next(times))
    assert stale._outcome(delivery) is None
    assert receiver.received == []


def test_mails_of_a_batch_share_a_connection_and_arrive_as_they_are(
    workspace_id: int, receiver: Receiver
) -> None:
    for number in range(5):
        _mail(workspace_id, f"m{number}")
    Worker().work_once()
    assert len(receiver.received) == 5
    assert receiver.connections == 1
    assert "\r\n..dots\r\n..\r\n" in receiver.received[0]  # as dots travel


@pytest.mark.parametrize(("unsettled", "is_dead"), [(3, False), (MOST_UNSETTLED, True)])
def test_what_its_workers_never_settled_is_run_alone_and_buried_in_the_end(
    kinds, record, row, unsettled: int, is_dead: bool
) -> None:
    record("test.note", "suspect")
    with connection.cursor() as cursor:
        cursor.execute("update messaging_outbox set unsettled = %s", [unsettled])
    with working():
        wait_for(lambda: row("suspect")["finished_at"] or row("suspect")["dead_at"], 5)
    assert (row("suspect")["dead_at"] is not None) == is_dead
    assert _seen() == ([] if is_dead else ["suspect"])
    if is_dead:
        assert row("suspect")["last_error"] == f"{MOST_UNSETTLED} workers ended while they had it"


def test_a_message_that_was_sent_is_not_sent_again_for_a_note_that_failed(
    workspace_id: int, receiver: Receiver, row: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(registry, "tell_of_address", away)
    _mail(workspace_id, "one")
    Worker().work_once()
    assert row("email:one")["finished_at"] is not None
    assert len(receiver.received) == 1


def test_a_delivery_outside_of_a_worker_is_asked_nothing() -> None:
    Delivery(1, 1, "email", "k", {}, 1, 1).ensure_ours()
