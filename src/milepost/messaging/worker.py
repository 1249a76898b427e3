"""The worker: claims what is due, delivers it, settles it; woken by NOTIFY or by the clock.

Each claim is settled by itself, so one bad row stops nobody. A lease is renewed by a thread
while its handler runs; a killed worker's rows are due again when its lease has run out.
"""

from __future__ import annotations

import logging
import os
import secrets
import select
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import Error, InterfaceError, OperationalError, connections

from milepost.domain.errors import MilepostError
from milepost.messaging import claims, registry
from milepost.messaging.outbox import CHANNEL
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.messaging.timer import Timer

log = logging.getLogger("milepost.worker")
BATCH = 10
LONGEST_SLEEP = 15.0
PAUSE_AFTER_ERROR = 1.0
_AWAY = (InterfaceError, OperationalError, psycopg.OperationalError)


def run_until_stopped(lease: float = claims.LEASE_SECONDS) -> None:
    """Deliver and sweep until SIGTERM or SIGINT; what is at hand is finished first."""
    worker = Worker(lease)
    timer = Timer(f"{worker.name}:{secrets.token_hex(4)}")  # two hosts may share a name
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    signal.signal(signal.SIGINT, lambda *_: worker.stop())
    timer.start()
    worker.run()
    timer.stop()


class Worker:
    """One worker process. As many as you like work side by side."""

    def __init__(self, lease: float = claims.LEASE_SECONDS) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.kinds = sorted(registry.HANDLERS)
        self.lease = lease
        self.is_stopping = False
        self._bell_read, self._bell_write = os.pipe()
        self._ear: psycopg.Connection[Any] | None = None

    def stop(self) -> None:
        """Ask it to stop, from a signal handler or another thread."""
        self.is_stopping = True
        os.write(self._bell_write, b"x")

    def run(self) -> None:
        """Work and wait, over and over. A database that is away is waited for."""
        while not self.is_stopping:
            try:
                self._listen()
                while self.work_once():
                    if self.is_stopping:
                        return
                self._sleep(claims.seconds_until_due(self.kinds))
            except (Error, psycopg.Error) as error:
                log.warning("the database does not answer (%s); trying again", _one_line(error))
                self._deafen()
                connections.close_all()
                self._wait([], PAUSE_AFTER_ERROR)

    def work_once(self) -> int:
        """Claim and settle one batch; how many rows it had."""
        batch = claims.claim(self.name, self.kinds, BATCH, self.lease)
        with self._leases(batch) as held:
            for delivery in batch:
                self._deliver(delivery)
                del held[delivery.id]
        return len(batch)

    def _deliver(self, delivery: Delivery) -> None:
        started = time.monotonic()
        try:
            registry.handler_of(delivery.kind)(delivery)
        except DeliveryFailed as error:
            self._failed(delivery, str(error), give_up=error.permanent, after=error.retry_after)
        except MilepostError as error:
            self._failed(delivery, error.message, give_up=True)
        except _AWAY:
            raise  # the row's lease will run out, and somebody takes it again
        except Exception as error:
            log.exception("%s %s failed", delivery.kind, delivery.id)
            self._failed(delivery, f"{type(error).__name__}: {error}", give_up=False)
        else:
            if not claims.finish(delivery):
                log.warning("%s %s was taken over by another worker", delivery.kind, delivery.id)
            log.debug("%s %s in %.3f s", delivery.kind, delivery.id, time.monotonic() - started)

    def _failed(
        self, delivery: Delivery, error: str, *, give_up: bool, after: float | None = None
    ) -> None:
        if give_up or delivery.attempt > len(claims.RETRY_SECONDS):
            claims.bury(delivery, error)
            log.error("%s %s is a dead letter: %s", delivery.kind, delivery.id, error)
        else:
            claims.retry(delivery, error, after)
            log.warning("%s %s will be tried again: %s", delivery.kind, delivery.id, error)

    @contextmanager
    def _leases(self, batch: list[Delivery]) -> Iterator[dict[int, Delivery]]:
        """Renew the leases of what is still at hand until all is settled."""
        held = {delivery.id: delivery for delivery in batch}
        if not batch:
            yield held
            return
        done = threading.Event()
        thread = threading.Thread(target=_renew_until, args=(done, held, self.lease), daemon=True)
        thread.start()
        try:
            yield held
        finally:
            done.set()
            thread.join()

    def _listen(self) -> None:
        if self._ear is None or self._ear.closed:
            settings = connections["default"].get_connection_params()
            wanted = ("host", "port", "user", "password", "dbname", "sslmode")
            kept = {name: settings[name] for name in wanted if name in settings}
            self._ear = psycopg.connect(**kept, autocommit=True, connect_timeout=10)
            self._ear.execute(f"listen {CHANNEL}")

    def _deafen(self) -> None:
        if self._ear is not None:
            self._ear.close()
            self._ear = None

    def _sleep(self, due: float | None) -> None:
        """Wait for a NOTIFY of a kind that we deliver, for the next due row, or to be stopped."""
        if self._ear is None:
            return
        deadline = time.monotonic() + min(LONGEST_SLEEP, LONGEST_SLEEP if due is None else due)
        while not self.is_stopping and (left := deadline - time.monotonic()) > 0:
            self._wait([self._ear], left)
            if any(note.payload in self.kinds for note in self._ear.notifies(timeout=0)):
                return

    def _wait(self, others: list[Any], seconds: float) -> None:
        readable, _, _ = select.select([self._bell_read, *others], [], [], seconds)
        if self._bell_read in readable:
            os.read(self._bell_read, 64)


def _renew_until(done: threading.Event, rows: dict[int, Delivery], lease: float) -> None:
    try:
        while not done.wait(lease / 3):
            for delivery in list(rows.values()):
                claims.renew(delivery, lease)
    except Error as error:
        log.warning("leases could not be renewed: %s", _one_line(error))
    finally:
        connections.close_all()


def _one_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
