"""A Milepost to do harm to: its own PostgreSQL, a mail server, and workers, all as processes.

    with house() as here:
        here.record(1000)
        workers = [here.worker() for _ in range(4)]
        here.wait_until_settled(60)

Workers are forked from this process, which has Django set up and no connection open: they are
real processes that can be killed, stopped and continued, and are there within milliseconds.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

import psycopg

SEED = """
insert into messaging_outbox (workspace_id, kind, key, recipient, payload)
select 1, 'email', 'email:' || name || n, address, jsonb_build_object(
  'to', address, 'subject', 'A step is due', 'text', %(text)s::text)
from generate_series(%(first)s::bigint, %(last)s::bigint) n
cross join (select %(name)s::text as name) named
cross join lateral (select coalesce(%(to)s::text, 'person') || '-' || name || n
  || '@buyer.example' as address) addressed"""
TEXT = "Hello Maja,\n\nthe security review is due on Thursday.\n\n" + "More of it.\n" * 60


@dataclass
class House:
    """A database that runs, a mail server and whoever works here."""

    folder: Path
    database: Any
    smtp_port: int
    log: Path
    workers: list[ForkProcess] = field(default_factory=list)
    _noted: list[tuple[str, tuple[float, str, str]]] = field(default_factory=list)
    _read_to: int = 0
    _times: Counter[str] = field(default_factory=Counter)

    # --- the database, as its superuser ------------------------------------------------------

    def connect(self) -> psycopg.Connection[Any]:
        """A connection past all walls, to seed and to look."""
        found = self.database.connect("milepost")
        assert isinstance(found, psycopg.Connection)
        return found

    def ask(self, statement: str, *values: Any) -> Any:
        """The first value of the first row."""
        with self.connect() as connection:
            row = connection.execute(statement, values or None).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    def do(self, statement: str, *values: Any) -> None:
        """Change something."""
        with self.connect() as connection:
            connection.execute(statement, values or None)  # type: ignore[arg-type]

    def record(self, count: int, name: str = "m", to: str | None = None, first: int = 1) -> None:
        """Committed mails, `name` and a number as their keys; `to` says how they are treated."""
        values = {"name": name, "to": to, "text": TEXT, "first": first, "last": first + count - 1}
        with self.connect() as connection:
            connection.execute(SEED, values)
            connection.execute("select pg_notify('milepost_outbox', 'email')")

    def clear(self) -> None:
        """Forget all deliveries."""
        self.do("truncate messaging_outbox restart identity")
        self.do("analyze messaging_outbox")
        self.log.write_bytes(b"")
        self._noted, self._read_to, self._times = [], 0, Counter()

    def open(self) -> int:
        """How many are neither delivered nor dead."""
        return int(
            self.ask(
                "select count(*) from messaging_outbox"
                " where finished_at is null and dead_at is null"
            )
        )

    def wait_until(
        self, condition: Callable[[], object], seconds: float, pause: float = 0.05
    ) -> float:
        """Wait for it; the seconds that it took. Raises TimeoutError."""
        started = time.monotonic()
        while not condition():
            if time.monotonic() - started > seconds:
                raise TimeoutError(f"waited {seconds:g} s in vain")
            time.sleep(pause)
        return time.monotonic() - started

    def wait_until_settled(self, seconds: float) -> float:
        """Wait until nothing is open any more."""
        return self.wait_until(lambda: self.open() == 0, seconds)

    # --- what the mail server got ------------------------------------------------------------

    def lines(self, word: str) -> list[tuple[float, str, str]]:
        """Time, recipient and Message-ID of what the mail server noted."""
        self._read_on()
        return [noted for kind, noted in self._noted if kind == word]

    def taken(self) -> Counter[str]:
        """How often each message was taken, by Message-ID. It goes on counting."""
        self._read_on()
        return self._times

    def _read_on(self) -> None:
        """Read what the mail server has noted since."""
        with self.log.open("rb") as log:
            log.seek(self._read_to)
            new = log.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for line in whole.decode().splitlines():
            kind, at, recipient, message_id = line.split("\t")
            self._noted.append((kind, (float(at), recipient, message_id)))
            if kind == "taken":
                self._times[message_id] += 1

    # --- workers -----------------------------------------------------------------------------

    def worker(
        self, lease: float = 30.0, before: Callable[[], None] | None = None, timer: bool = False
    ) -> ForkProcess:
        """A worker process. `before` runs in it first; with `timer` it runs the sweeps too."""
        process = multiprocessing.get_context("fork").Process(
            target=self._work, args=(lease, before, timer), daemon=True
        )
        process.start()
        # Those that have ended hold a file of ours each, which all that come later would inherit.
        self.workers = [each for each in self.workers if each.is_alive()]
        self.workers.append(process)
        return process

    def _work(self, lease: float, before: Callable[[], None] | None, timer: bool) -> None:
        """A worker's life, in its own process."""
        from milepost.messaging import worker

        self.database.lock.release()  # its copy of it: whoever restarts the database needs it
        if before is not None:
            before()
        if timer:
            worker.run_until_stopped(lease)
            return
        made = worker.Worker(lease)
        signal.signal(signal.SIGTERM, lambda *_: made.stop())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        made.run()

    def apart(self, function: Callable[[], Any]) -> Any:
        """What a function answers that uses Django's connections: in a process of its own, so
        that no worker inherits an open one."""
        context = multiprocessing.get_context("fork")
        answer = context.SimpleQueue()
        process = context.Process(target=lambda: answer.put(function()))
        process.start()
        process.join()
        if process.exitcode:
            raise RuntimeError("it failed apart")
        return answer.get()

    def workers_name(self, process: ForkProcess) -> str:
        """The name under which its claims stand."""
        import socket

        return f"{socket.gethostname()}:{process.pid}"

    def stop_workers(self) -> None:
        """End all workers as a supervisor would."""
        for process in self.workers:
            if process.is_alive():
                assert process.pid is not None
                os.kill(process.pid, signal.SIGCONT)
                process.terminate()
        for process in self.workers:
            process.join(20)
            if process.is_alive():
                process.kill()
                process.join()
        self.workers.clear()


@contextmanager
def house(handlers: dict[str, str] | None = None) -> Iterator[House]:
    """A house with nobody at work yet; everything ends with it. One in each process: Django is set
    up for it."""
    folder = Path(tempfile.mkdtemp(prefix="milepost-faults-"))
    folder.chmod(0o755)  # root's PostgreSQL runs as another user
    os.environ["MILEPOST_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.platform.settings"
    os.environ.setdefault("MILEPOST_LOG", "CRITICAL")
    os.environ["MILEPOST_POOL"] = "60"
    for name in ("DATABASE_URL", "MILEPOST_APP_DATABASE_URL"):
        os.environ.pop(name, None)
    log = folder / "sink.log"
    log.touch()
    from milepost.platform import children

    sink = subprocess.Popen(
        [sys.executable, "-m", "faults.sink", str(log)],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=children.before_exec(),  # it ends with us, however we end
    )
    assert sink.stdout is not None
    port = int(sink.stdout.readline())
    os.environ["MILEPOST_SMTP_URL"] = f"smtp+plain://127.0.0.1:{port}"
    database = None
    made: House | None = None
    try:
        database = _database(folder / "data")
        _set_up(handlers)
        made = House(folder, database, port, log)
        made.do(
            "insert into workspaces_workspace (id, name, currency, time_zone, country,"
            " subdivision, plan_title, policy) select 1, 'Brightloom', 'EUR', 'Europe/London',"
            " 'GB', '', '', '{}' on conflict do nothing"
        )
        yield made
    finally:
        if made is not None:
            made.stop_workers()
        sink.terminate()
        sink.wait(10)
        if database is not None:
            database.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _database(data: Path) -> Any:
    from milepost.platform import config, database, running
    from milepost.platform.embedded_postgres import EmbeddedPostgres

    server = EmbeddedPostgres(data, config.make_secrets().superuser_password)
    server.start()
    database.prepare()
    running.run_apart("apply-migrations")
    return server


def _set_up(handlers: dict[str, str] | None) -> None:
    import logging

    import django

    django.setup()
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # it says each time that it tries
    from milepost.messaging import registry

    if handlers:
        registry.HANDLERS.update(handlers)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
