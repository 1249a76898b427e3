"""One claim at a time, by a fencing number that the finish checks; retries by the schedule."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from milepost.messaging import claims

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = {"test.note": 10}


def _expire_leases() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update messaging_outbox set available_at = now() - interval '1 second'")


def test_a_claimed_row_is_nobody_elses_until_its_lease_runs_out(kinds, record) -> None:
    record("test.note", "one")
    first = claims.claim("a", KINDS)
    assert [delivery.key for delivery in first] == ["one"]
    assert claims.claim("b", KINDS) == []
    _expire_leases()
    second = claims.claim("b", KINDS)
    assert second[0].fence == first[0].fence + 1
    assert second[0].attempt == 1  # nobody has said that the first one failed


def test_a_stale_claim_finishes_retries_buries_and_renews_nothing(kinds, record, row) -> None:
    record("test.note", "one")
    (stale,) = claims.claim("a", KINDS)
    _expire_leases()
    (valid,) = claims.claim("b", KINDS)
    assert claims.is_ours(valid)
    assert not claims.is_ours(stale)
    assert not claims.settle([claims.delivered(stale), claims.released(stale)])
    assert claims.settle([claims.delivered(valid)]) == {valid.id}
    finished_at = row("one")["finished_at"]
    assert not claims.settle([claims.delivered(stale)])
    assert not claims.settle([claims.failed(stale, "late")])
    assert not claims.settle([claims.failed(stale, "late", permanent=True)])
    assert not claims.renew([stale])
    assert not claims.is_ours(stale)
    assert row("one")["finished_at"] == finished_at
    assert row("one")["dead_at"] is None


def test_many_workers_at_once_claim_every_row_exactly_once(kinds, record) -> None:
    for number in range(60):
        record("test.note", f"row {number}")
    taken: list[str] = []

    def work(name: str) -> None:
        try:
            while batch := claims.claim(name, {"test.note": 3}):
                results = [claims.delivered(delivery) for delivery in batch]
                assert len(claims.settle(results)) == len(batch)
                taken.extend(delivery.key for delivery in batch)
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
        (delivery,) = claims.claim("a", KINDS)
        assert claims.settle([claims.failed(delivery, "500")])
        assert abs(row("one")["pause"] - wanted) <= wanted * claims.JITTER + 1
        with connection.cursor() as cursor:
            cursor.execute("update messaging_outbox set available_at = now()")
    (last,) = claims.claim("a", KINDS)
    assert claims.settle([claims.failed(last, "500 for ever")])
    assert row("one")["dead_at"] is not None
    assert row("one")["last_error"] == "500 for ever"
    assert claims.claim("a", KINDS) == []


def test_what_was_delivered_is_forgotten(kinds, record, row) -> None:
    record("test.note", "one", token="secret")
    (delivery,) = claims.claim("a", KINDS)
    claims.settle([claims.delivered(delivery)])
    assert row("one")["payload"] == "{}"


def test_the_next_due_row_says_how_long_to_sleep(kinds, record) -> None:
    assert claims.seconds_until_due(KINDS) is None
    record("test.note", "one")
    assert claims.seconds_until_due(KINDS) == 0
    (delivery,) = claims.claim("a", KINDS)
    assert 20 < (claims.seconds_until_due(KINDS) or 0) <= claims.LEASE_SECONDS
    claims.settle([claims.failed(delivery, "later", asked=1000)])
    assert 980 < (claims.seconds_until_due(KINDS) or 0) <= 1100


def test_what_a_receiver_asks_for_is_never_cut_short_and_ends_within_a_day() -> None:
    assert all(60 <= claims.asked_seconds(60) <= 66 for _ in range(50))
    assert claims.asked_seconds(0) >= 1
    assert claims.asked_seconds(10**9) <= 86_400 * 1.1


def test_a_kind_that_is_full_leaves_the_others_their_room(kinds, record) -> None:
    for number in range(5):
        record("test.note", f"n{number}")
        record("test.gone", f"g{number}")
    found = claims.claim("a", {"test.note": 1, "test.gone": 3})
    assert sorted(delivery.key for delivery in found) == ["g0", "g1", "g2", "n0"]


def test_what_was_given_back_was_not_tried(kinds, record, row) -> None:
    record("test.note", "one")
    (delivery,) = claims.claim("a", KINDS)
    claims.settle([claims.released(delivery)])
    assert (row("one")["attempts"], row("one")["unsettled"]) == (0, 0)
    assert [each.attempt for each in claims.claim("b", KINDS)] == [1]


def test_an_error_that_postgresql_cannot_keep_stops_nobody(kinds, record, row) -> None:
    record("test.note", "one")
    (delivery,) = claims.claim("a", KINDS)
    assert claims.settle([claims.failed(delivery, "a\0b \ud800")])
    assert row("one")["last_error"] == "ab ?"


def test_an_error_that_no_handler_knows_is_a_dead_letter_within_a_minute(
    kinds, record, row
) -> None:
    record("test.note", "one")
    for wanted in claims.UNEXPECTED_SECONDS:
        (delivery,) = claims.claim("a", KINDS)
        claims.settle([claims.broken(delivery, "KeyError: 'to'")])
        assert abs(row("one")["pause"] - wanted) <= wanted * claims.JITTER + 1
        with connection.cursor() as cursor:
            cursor.execute("update messaging_outbox set available_at = now()")
    (delivery,) = claims.claim("a", KINDS)
    claims.settle([claims.broken(delivery, "KeyError: 'to'")])
    assert row("one")["dead_at"] is not None
