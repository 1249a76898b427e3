"""`milepost serve` as an operator meets it: starts, survives, and says what is in its way."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.platform.serving import Served, environment, free_port, serving, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("serve") / "data") as running:
        yield running


def _run(folder: Path, port: int, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "milepost", *command],
        env=environment(folder, port),
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _sql(folder: Path, statement: str) -> object:
    """Run a statement as the embedded superuser, from outside."""
    environ = {**os.environ, "MILEPOST_DATA": str(folder)}
    code = (
        "import sys, psycopg; from milepost.platform import config\n"
        "with psycopg.connect(**config.owner_login().libpq()) as c:\n"
        "    r = c.execute(sys.argv[1]); print(r.fetchone()[0] if r.description else '')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, statement], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_prints_the_address_and_a_set_up_link_that_opens(served: Served) -> None:
    wait_for(lambda: "/setup/" in served.said())
    link = next(word for word in served.said().split() if "/setup/" in word)
    status, body = served.get(link.partition(f":{served.port}")[2])
    assert status == 200
    assert b"<form" in body


def test_secrets_are_for_the_owner_of_the_folder_alone(served: Served) -> None:
    assert (served.folder / "secrets.json").stat().st_mode & 0o077 == 0


def test_a_taken_port_names_another_one_and_changes_nothing(served: Served, tmp_path: Path) -> None:
    done = _run(tmp_path / "data", served.port, "serve")
    assert done.returncode == 1
    assert f"Port {served.port} is taken" in done.stderr
    assert f"PORT={served.port + 1}" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_folder_in_use_names_the_process_that_has_it(served: Served) -> None:
    done = _run(served.folder, free_port(), "serve")
    assert done.returncode == 1
    assert f"in use by process {served.process.pid}" in done.stderr


def test_a_killed_web_process_is_started_again(served: Served) -> None:
    before = _child(served, "web")
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: served.children().get("web", before) != before)
    wait_for(served.is_ready, 30)


def test_one_web_process_answers_while_the_other_does_not(tmp_path: Path) -> None:
    with serving(tmp_path / "data", MILEPOST_WEB_PROCESSES="2") as running:
        first, second = _child(running, "web"), _child(running, "web-2")
        for stopped in (first, second):
            os.kill(stopped, signal.SIGSTOP)
            try:
                assert running.get("/healthz")[0] == 200
            finally:
                os.kill(stopped, signal.SIGCONT)
        assert (running.folder / "cache").stat().st_mode & 0o077 == 0


def test_web_processes_count_attempts_together(tmp_path: Path) -> None:
    def asked(code: str) -> str:
        setup = "import django; django.setup(); from django.core.cache import cache;"
        done = subprocess.run(
            [sys.executable, "-c", setup + code],
            env=environment(tmp_path / "data", free_port())
            | {"MILEPOST_SHARED_CACHE": str(tmp_path / "cache")}
            | {"DJANGO_SETTINGS_MODULE": "milepost.platform.settings"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    asked("cache.set('attempts', 3)")
    assert asked("print(cache.get('attempts'))") == "3"


def test_a_killed_worker_is_started_again(served: Served) -> None:
    before = _child(served, "worker")
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: served.children().get("worker", before) != before)


def test_a_killed_database_is_started_again_and_pages_go_on(served: Served) -> None:
    before = _postmaster(served.folder)
    assert before
    os.kill(before, signal.SIGKILL)
    # Its number, not an unready moment: that may be over between two looks.
    wait_for(lambda: _postmaster(served.folder) not in (None, before), 30)
    # Each web process finds its own way back.
    wait_for(lambda: all(served.is_ready() for _ in range(20)), 30)


def test_children_are_out_of_reach_of_the_terminals_ctrl_c(served: Served) -> None:
    for pid in served.children().values():
        assert os.getsid(pid) == pid


def test_commands_beside_the_server_use_its_database(served: Served) -> None:
    done = _run(served.folder, served.port, "setup-link")
    assert done.returncode == 0, done.stderr
    assert "/setup/" in done.stdout


def test_endless_headers_are_ended(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        answer = b""
        for _ in range(100):
            try:
                endless.sendall(b"X-More: " + b"x" * 4000 + b"\r\n")
                time.sleep(0.005)
            except OSError:
                break
        try:
            while len(answer) < len(b"HTTP/1.1 431") and (more := endless.recv(100)):
                answer += more
        except ConnectionResetError:
            answer = b"HTTP/1.1 431"
    assert answer.startswith(b"HTTP/1.1 431")


def test_two_requests_on_one_connection_are_both_answered(served: Served) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    with closing(kept):
        kept.connect()
        first_socket = kept.sock
        for _ in range(2):
            kept.request("GET", "/healthz")
            answer = kept.getresponse()
            assert (answer.status, bool(answer.read())) == (200, True)
            # http.client would quietly connect again; that would prove nothing.
            assert kept.sock is first_socket


def test_a_wrong_setting_is_told_before_anything_starts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "milepost", "serve"],
        env=environment(tmp_path / "data", free_port()) | {"MILEPOST_URL": "plans.example.com"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "MILEPOST_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch()
    done = _run(file, free_port(), "serve")
    assert done.returncode == 1
    assert "MILEPOST_DATA" in done.stderr
    assert "Traceback" not in done.stderr


def test_data_survives_kill_9_and_nothing_is_left_running(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with serving(folder) as first:
        _sql(folder, "insert into workspaces_workspace (name) values ('Survives')")
        family = [*first.children().values(), *_servers(folder)]
        first.stop(signal.SIGKILL)
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
    with serving(folder) as second:
        assert _sql(folder, "select name from workspaces_workspace") == "Survives"
        assert "/setup/" not in second.said()
        _sql(folder, "insert into django_migrations (app, name, applied)"
                     " values ('plans', '9999_of_tomorrow', now())")  # fmt: skip
        assert second.stop(signal.SIGINT) == 0
    done = _run(folder, free_port(), "serve")
    assert done.returncode == 1
    assert "newer Milepost" in done.stderr
    assert "plans.9999_of_tomorrow" in done.stderr


def test_sigterm_ends_it_soon_though_a_request_is_half_sent(tmp_path: Path) -> None:
    with (
        serving(tmp_path / "data") as running,
        socket.create_connection(("127.0.0.1", running.port)) as slow,
    ):
        slow.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf")
        started = time.monotonic()
        assert running.stop(signal.SIGTERM) == 0
        assert time.monotonic() - started < 6


def test_a_database_that_is_not_there_says_which_setting_to_check(tmp_path: Path) -> None:
    port = free_port()
    done = subprocess.run(
        [sys.executable, "-m", "milepost", "serve"],
        env=environment(tmp_path / "data", free_port())
        | {"DATABASE_URL": f"postgresql://somebody:hunter2@127.0.0.1:{port}/plans"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "DATABASE_URL cannot be reached" in done.stderr
    assert "hunter2" not in done.stderr


def _child(served: Served, name: str) -> int:
    """The number of this child, which may just be starting."""
    wait_for(lambda: name in served.children())
    return served.children()[name]


def _postmaster(folder: Path) -> int | None:
    """The number in the server's lock file; None while there is none to read."""
    try:
        return int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
    except (OSError, IndexError, ValueError):
        return None


def _servers(folder: Path) -> list[int]:
    from milepost.platform.embedded_postgres import servers_of

    return servers_of(folder / "postgresql")
