"""One claim at a time, by a fencing number that the finish checks; retries by the schedule."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from milepost.messaging import claims

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = ["test.note"]


def _expire_leases() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update messaging_outbox set claimed_until = now() - interval '1 second'")


def test_a_claimed_row_is_nobody_elses_until_its_lease_runs_out(kinds, record) -> None:
    record("test.note", "one")
    first = claims.claim("a", KINDS, 10)
    assert [delivery.key for delivery in first] == ["one"]
    assert claims.claim("b", KINDS, 10) == []
    _expire_leases()
    second = claims.claim("b", KINDS, 10)
    assert second[0].fence == first[0].fence + 1
    assert second[0].attempt == 2


def test_a_stale_claim_finishes_retries_buries_and_renews_nothing(kinds, record, row) -> None:
    record("test.note", "one")
    (stale,) = claims.claim("a", KINDS, 10)
    _expire_leases()
    (valid,) = claims.claim("b", KINDS, 10)
    assert claims.finish(valid)
    finished_at = row("one")["finished_at"]
    assert not claims.finish(stale)
    assert not claims.retry(stale, "late")
    assert not claims.bury(stale, "late")
    assert not claims.renew(stale)
    assert row("one")["finished_at"] == finished_at
    assert row("one")["dead_at"] is None


def test_many_workers_at_once_claim_every_row_exactly_once(kinds, record) -> None:
    for number in range(60):
        record("test.note", f"row {number}")
    taken: list[str] = []

    def work(name: str) -> None:
        try:
            while batch := claims.claim(name, KINDS, 3):
                for delivery in batch:
                    assert claims.finish(delivery)
                    taken.append(delivery.key)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"row {number}" for number in range(60))


def test_retries_follow_the_printed_schedule_within_its_jitter(kinds, record, row) -> None:
    record("test.note", "one")
    for wanted in claims.RETRY_SECONDS:
        (delivery,) = claims.claim("a", KINDS, 1)
        assert claims.retry(delivery, "500")
        assert abs(row("one")["seconds"] - wanted) <= wanted * claims.JITTER + 1
        with connection.cursor() as cursor:
            cursor.execute("update messaging_outbox set available_at = now()")
    (last,) = claims.claim("a", KINDS, 1)
    assert claims.retry(last, "500 for ever")
    assert row("one")["dead_at"] is not None
    assert row("one")["last_error"] == "500 for ever"
    assert claims.claim("a", KINDS, 1) == []


def test_what_was_delivered_is_forgotten(kinds, record, row) -> None:
    record("test.note", "one", token="secret")
    (delivery,) = claims.claim("a", KINDS, 1)
    claims.finish(delivery)
    assert row("one")["payload"] == "{}"


def test_the_next_due_row_says_how_long_to_sleep(kinds, record) -> None:
    assert claims.seconds_until_due(KINDS) is None
    record("test.note", "one")
    assert claims.seconds_until_due(KINDS) == 0
    (delivery,) = claims.claim("a", KINDS, 1)
    assert 20 < (claims.seconds_until_due(KINDS) or 0) <= claims.LEASE_SECONDS
    claims.retry(delivery, "later", after=1000)
    assert 990 < (claims.seconds_until_due(KINDS) or 0) <= 1000
