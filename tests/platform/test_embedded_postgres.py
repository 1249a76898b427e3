"""The embedded server: what it survives, whom it leaves alone, and what it says."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from milepost.platform import children
from milepost.platform.embedded_postgres import (
    SOCKET_LIMIT,
    DatabaseError,
    EmbeddedPostgres,
    servers_of,
)
from milepost.platform.folder_lock import FolderInUse
from tests.platform.serving import wait_for

HOLDER = """
import sys, time
from pathlib import Path
from milepost.platform.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), "secret")
server.start()
with server.connect() as connection:
    connection.execute("create table if not exists kept (word text)")
    connection.execute("insert into kept values ('survives')")
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was started and stopped once."""
    made = tmp_path_factory.mktemp("cluster") / "data"
    server = EmbeddedPostgres(made, "secret")
    server.start()
    server.stop()
    return made


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder, "secret")
    yield server
    server.stop()


def _holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    return process


def test_a_later_start_and_a_stop_are_quick(server: EmbeddedPostgres) -> None:
    started = time.monotonic()
    server.start()
    server.stop()
    assert time.monotonic() - started < 3  # 0.1 s on an idle machine


def test_text_sorts_and_counts_as_unicode_without_the_machines_locales(
    server: EmbeddedPostgres,
) -> None:
    server.start()
    with server.connect() as connection:
        row = connection.execute(
            "select datlocprovider::text, upper('straße é'), current_setting('server_encoding')"
            " from pg_database where datname = current_database()"
        ).fetchone()
    assert row == ("b", "STRAßE É", "UTF8")


def test_the_server_dies_with_a_killed_application_and_the_data_survives(
    folder: Path, server: EmbeddedPostgres
) -> None:
    holder = _holder(folder)
    assert servers_of(folder / "postgresql")
    holder.kill()
    holder.wait()
    server.start()  # waits for the other to end
    with server.connect() as connection:
        assert connection.execute("select word from kept").fetchone() == ("survives",)


def test_a_second_one_is_told_who_has_the_folder(folder: Path, server: EmbeddedPostgres) -> None:
    holder = _holder(folder)
    try:
        with pytest.raises(FolderInUse, match=f"process {holder.pid} ") as refused:
            server.start()
        assert refused.value.pid == holder.pid
        assert "MILEPOST_DATA" in refused.value.message
    finally:
        holder.terminate()
        holder.wait()


def test_an_innocent_whose_number_stands_in_a_stale_pid_file_is_left_alone(
    folder: Path, server: EmbeddedPostgres
) -> None:
    innocent = subprocess.Popen(["sleep", "60"])
    try:
        stale = folder / "postgresql" / "postmaster.pid"
        stale.write_text(f"{innocent.pid}\n{folder}/postgresql\n1\n5432\n/nowhere\n\n\nready\n")
        server.start()
        assert innocent.poll() is None
        assert server.is_running()
    finally:
        innocent.kill()
        innocent.wait()


def test_the_folders_above_stay_as_closed_as_they_were(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "data", "secret")
    try:
        server.start()
        assert closed.stat().st_mode & 0o777 == 0o700
        assert server.cluster.stat().st_mode & 0o077 == 0
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody to become")
def test_under_root_the_server_runs_as_somebody_else(server: EmbeddedPostgres) -> None:
    server.start()
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    assert "0" not in uids


def test_the_path_of_the_socket_stays_short_however_long_the_folders_is(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("long" * 20) / ("longer" * 20), "secret")
    try:
        server.start()
        assert len(os.fsencode(server.sockets / ".s.PGSQL.5432")) < SOCKET_LIMIT
        assert server.sockets.stat().st_mode & 0o077 == 0
    finally:
        server.stop()


def test_data_of_another_version_is_not_touched_and_says_what_to_do(
    folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "data"
    (copy / "postgresql").mkdir(parents=True)
    (copy / "postgresql" / "PG_VERSION").write_text("15\n")
    with pytest.raises(DatabaseError, match=r"PostgreSQL 15.*MILEPOST_DATA"):
        EmbeddedPostgres(copy, "secret").start()
    assert os.listdir(copy / "postgresql") == ["PG_VERSION"]


def test_a_folder_that_is_no_database_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "postgresql").mkdir()
    (tmp_path / "postgresql" / "holiday.jpg").touch()
    with pytest.raises(DatabaseError, match="is not a PostgreSQL folder"):
        EmbeddedPostgres(tmp_path, "secret").start()
    assert (tmp_path / "postgresql" / "holiday.jpg").exists()


def test_a_first_start_that_was_killed_half_way_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / "postgresql.unfinished"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(tmp_path, "secret")
    try:
        server.start()
        assert server.is_running()
        assert not half.exists()
    finally:
        server.stop()


def test_a_full_disk_says_so_before_anything_is_changed(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(server.data)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(DatabaseError, match=r"disk of .* is full"):
        server.start()
    monkeypatch.undo()
    server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a disk of its own, which only root can mount")
def test_a_disk_that_fills_up_while_starting_says_so(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", str(small)], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    server = EmbeddedPostgres(small / "data", "secret")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("milepost.platform.embedded_postgres.LEAST_FREE_BYTES", 0)
            with pytest.raises(DatabaseError, match=r"disk of .* is full"):
                server.start()
    finally:
        server.stop()
        subprocess.run(["umount", str(small)], check=True)


def test_a_user_without_a_name_is_told_what_to_do(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    monkeypatch.setattr(children, "person_by_uid", lambda _: None)
    with pytest.raises(DatabaseError, match=r"4711 has no name.*/etc/passwd"):
        server.start()


def test_a_lost_secrets_file_is_named(folder: Path) -> None:
    with pytest.raises(DatabaseError, match=r"secrets\.json"):
        EmbeddedPostgres(folder, "another").start()


def test_a_database_process_that_is_killed_leaves_a_folder_that_starts_again(
    server: EmbeddedPostgres,
) -> None:
    server.start()
    assert server.process is not None
    server.process.send_signal(signal.SIGKILL)
    wait_for(lambda: not server.is_running())
    server.stop()
    server.start()
    assert server.is_running()
