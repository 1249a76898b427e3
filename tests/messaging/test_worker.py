"""The worker: bad rows stop nobody, killed ones lose nothing, NOTIFY wakes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from milepost.messaging.worker import Worker
from tests.database import TestServer
from tests.messaging import handlers
from tests.platform.serving import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

APART = """
import django
django.setup()
from milepost.messaging import registry
registry.HANDLERS = {"test.write_line": "tests.messaging.handlers.write_line"}
from milepost.messaging.worker import run_until_stopped
print("ready", flush=True)
run_until_stopped(lease=1.0)
"""


def _worker_apart(server: TestServer, seconds: float) -> subprocess.Popen[str]:
    url = server.url("milepost_app", connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, "-c", APART],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "milepost.platform.settings",
            "MILEPOST_APP_DATABASE_URL": url,
            "HANDLER_SECONDS": str(seconds),
        },
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    return process


def test_one_bad_row_stops_nobody_and_is_tried_again(kinds, record, row) -> None:
    record("test.refuse_poison", "bad", poison=True)
    for number in range(5):
        record("test.refuse_poison", f"good {number}")
    Worker().work_once()
    assert len(handlers.seen) == 5
    assert row("bad")["finished_at"] is None
    assert row("bad")["last_error"] == "ValueError: poison"
    assert 4 <= row("bad")["pause"] <= 9


def test_a_receiver_that_is_gone_gets_no_second_try(kinds, record, row) -> None:
    record("test.gone", "one")
    Worker().work_once()
    assert row("one")["dead_at"] is not None


def test_a_receiver_that_asks_for_a_pause_gets_it(kinds, record, row) -> None:
    record("test.busy", "one")
    Worker().work_once()
    assert 120 <= row("one")["pause"] <= 135


def test_a_notify_wakes_it_long_before_the_clock(kinds, record) -> None:
    worker = Worker()

    def work() -> None:
        try:
            worker.run()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        time.sleep(0.3)
        started = time.monotonic()
        record("test.note", "one")
        wait_for(lambda: handlers.seen, 10)
        assert time.monotonic() - started < 5
    finally:
        worker.stop()
        thread.join(10)
    assert not thread.is_alive()


def test_the_rows_of_a_killed_worker_are_delivered_by_the_next(
    kinds, record, row, postgres_server: TestServer, tmp_path: Path
) -> None:
    file = tmp_path / "delivered"
    file.touch()
    for number in range(3):
        record("test.write_line", f"row {number}", file=str(file))
    killed = _worker_apart(postgres_server, seconds=30)
    wait_for(lambda: file.read_text())
    killed.kill()
    killed.wait()
    heir = _worker_apart(postgres_server, seconds=0)
    try:
        wait_for(lambda: all(row(f"row {number}")["finished_at"] for number in range(3)), 30)
    finally:
        heir.terminate()
        assert heir.wait(15) == 0
    # At least once: the one that was in the killed worker's hands comes twice, under its key.
    assert sorted(set(file.read_text().split("\n")) - {""}) == ["row 0", "row 1", "row 2"]


def test_a_worker_that_was_thought_dead_changes_nothing_when_it_comes_back(
    kinds, record, row, postgres_server: TestServer, tmp_path: Path
) -> None:
    file = tmp_path / "delivered"
    file.touch()
    record("test.write_line", "one", file=str(file))
    frozen = _worker_apart(postgres_server, seconds=1)
    try:
        wait_for(lambda: file.read_text())
        frozen.send_signal(signal.SIGSTOP)
        heir = _worker_apart(postgres_server, seconds=0)
        wait_for(lambda: row("one")["finished_at"], 30)
        heir.terminate()
        heir.wait(15)
        before = row("one")
        frozen.send_signal(signal.SIGCONT)
        time.sleep(2)
        after = row("one")
        assert (after["finished_at"], after["fence"]) == (before["finished_at"], 2)
    finally:
        frozen.kill()
        frozen.wait()


def test_a_lease_is_renewed_while_its_handler_runs(
    kinds, record, row, postgres_server: TestServer, tmp_path: Path
) -> None:
    file = tmp_path / "delivered"
    file.touch()
    record("test.write_line", "one", file=str(file))
    first = _worker_apart(postgres_server, seconds=3)  # three times its lease
    second = _worker_apart(postgres_server, seconds=3)
    try:
        wait_for(lambda: row("one")["finished_at"], 30)
    finally:
        for process in (first, second):
            process.terminate()
        for process in (first, second):
            process.wait(15)
    assert file.read_text() == "one\n"
