"""Sweeps by the clock: each at its time, by one worker, whatever happens to the others."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import ProgrammingError, connection, connections

from milepost.messaging import timer
from milepost.messaging.timer import Timer, claim, run_due, settle

pytestmark = pytest.mark.django_db(transaction=True)

ran: list[str] = []
over: list[bool] = []


def note() -> None:
    ran.append("note")


def slow() -> None:
    ran.append("slow")
    time.sleep(1.5)
    over.append(True)


def broken() -> None:
    raise ValueError("no sweeping today")


def misspelt() -> None:
    raise ProgrammingError("no such column")


@pytest.fixture(autouse=True)
def _forget() -> None:
    ran.clear()
    over.clear()


def sweeps(every: float = 60, *names: str) -> dict[str, tuple[str, float]]:
    return {name: (f"{__name__}.{name}", every) for name in names or ("note",)}


def row(name: str = "note") -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("select * from messaging_timer where name = %s", [name])
        columns = [column.name for column in cursor.description]
        return dict(zip(columns, cursor.fetchone(), strict=True))


def make_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update messaging_timer set due_at = now() - interval '1 second'")


def lose_lease() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update messaging_timer set claimed_until = now() - interval '1 second'")


def test_a_sweep_runs_at_once_and_again_after_its_interval() -> None:
    assert run_due("a", sweeps()) == ["note"]
    assert run_due("a", sweeps()) == []
    make_due()
    assert run_due("b", sweeps()) == ["note"]
    assert ran == ["note", "note"]


def test_two_workers_at_once_run_a_sweep_once() -> None:
    found: list[list[str]] = []

    def work(name: str) -> None:
        try:
            found.append(run_due(name, sweeps(60, "slow")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [[], [], [], [], [], ["slow"]]
    assert ran == ["slow"]


def test_a_killed_workers_sweep_is_taken_over_and_its_late_word_is_not_heard() -> None:
    dead = claim("note", "dead", 0)
    assert dead is not None
    make_due()
    assert claim("note", "living", 0) is None  # its lease still runs
    lose_lease()
    make_due()
    living = claim("note", "living", 0)
    assert living is not None and living.fence == dead.fence + 1
    assert not settle(dead, "of long ago")
    assert not timer.renew(dead)
    assert settle(living)
    assert (row()["last_error"], row()["claimed_by"]) == ("", "")


def test_a_worker_goes_on_with_what_it_could_not_settle() -> None:
    first = claim("note", "a", 0)
    again = claim("note", "a", 0)
    assert first is not None and again is not None
    assert again.fence == first.fence + 1
    assert not settle(first)


def test_a_long_sweep_keeps_its_lease() -> None:
    taken = []

    def steal() -> None:
        try:
            while not ran:
                time.sleep(0.01)
            while True:
                time.sleep(0.1)
                found = claim("slow", "thief", 0)
                if over:
                    return
                taken.append(found)
        finally:
            connections.close_all()

    thief = threading.Thread(target=steal)
    thief.start()
    run_due("a", sweeps(0, "slow"), lease=0.6)
    thief.join()
    assert len(taken) > 1
    assert set(taken) == {None}


@pytest.mark.parametrize(
    ("name", "why"),
    [("broken", "ValueError: no sweeping"), ("misspelt", "ProgrammingError: no such column")],
)
def test_a_broken_sweep_stops_no_other(name: str, why: str) -> None:
    assert run_due("a", {**sweeps(60, name), **sweeps()}) == [name, "note"]
    assert ran == ["note"]
    assert str(row(name)["last_error"]).startswith(why)
    assert row(name)["finished_at"] is None


def test_it_goes_on_after_its_connections_were_cut(postgres_server) -> None:
    worker = Timer("a", sweeps(0.1))
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid(), current_database()")
        mine, database = cursor.fetchone()
    worker.start()
    try:
        time.sleep(0.5)
        before = len(ran)
        with postgres_server.connect() as operator:
            operator.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = %s and pid <> %s",
                [database, mine],
            )
        deadline = time.monotonic() + 30
        while len(ran) <= before + 2 and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        worker.stop()
    assert before >= 1
    assert len(ran) > before + 2


def test_every_sweep_of_ours_is_there_to_be_called() -> None:
    from milepost.messaging.registry import named

    for path, seconds in timer.SWEEPS.values():
        assert callable(named(path))
        assert seconds > 0
