"""The worker: claims what is due, delivers it, settles it; woken by NOTIFY or by the clock.

One thread speaks with the outbox: it settles what has ended, all in one statement, renews leases
and claims what the lanes have room for (`lanes`). A killed worker's rows are due again when their
lease has run out; so are those whose handler takes too long. A row that ends its workers is run
alone, and is a dead letter in the end.
"""

from __future__ import annotations

import logging
import os
import secrets
import select
import signal
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

import psycopg
from django.db import Error, InterfaceError, OperationalError, connection, connections

from milepost.domain.errors import MilepostError
from milepost.messaging import claims, registry, smtp_line
from milepost.messaging.claims import Result
from milepost.messaging.lanes import Ended, Lane
from milepost.messaging.outbox import CHANNEL
from milepost.messaging.registry import Delivery, DeliveryFailed, TakenOver
from milepost.messaging.timer import Timer
from milepost.platform import config

log = logging.getLogger("milepost.worker")
BATCH = 10
LONGEST_SLEEP = 15.0
PAUSE_AFTER_ERROR = 1.0
PAUSE_WITHOUT_DATABASE = 2.0
SECONDS_TO_STOP = 9.0
LOOK_FOR_SUSPECTS = 5.0
LONGEST_CLEARING = 15.0
MOST_UNSETTLED = 6
"""So many workers that ended while they had a row are enough: it is what ends them."""
_AWAY = (InterfaceError, OperationalError, psycopg.OperationalError)
# Counts the time that the machine was asleep, too.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


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
        os.set_blocking(self._bell_write, False)
        self._ear: psycopg.Connection[Any] | None = None
        self._results: SimpleQueue[Ended] = SimpleQueue()
        self._unsettled: list[Ended] = []
        self._lanes = {
            kind: Lane(kind, self._outcome, self._results, self._ring) for kind in self.kinds
        }
        # By id and fence: until when, by our own clock, a claim is surely ours.
        self._held_until: dict[tuple[int, int], float] = {}
        self._renew_at = 0.0
        self._suspects_at = 0.0
        self._clear_until = 0.0

    def stop(self) -> None:
        """Ask it to stop, from a signal handler or another thread."""
        self.is_stopping = True
        self._ring()

    def run(self) -> None:
        """Work and wait, over and over. A database that is away is waited for."""
        while not self.is_stopping:
            try:
                self._listen()
                self._turn()
            except (Error, psycopg.Error) as error:
                log.warning("the database does not answer (%s); trying again", _one_line(error))
                self._deafen()
                connections.close_all()
                self._wait([], PAUSE_AFTER_ERROR)
        self._end()

    def work_once(self) -> int:
        """Claim, deliver and settle one batch in this thread; how many rows it had."""
        batch = self._claim(dict.fromkeys(self.kinds, BATCH))
        for delivery in batch:
            self._unsettled.append(Ended(delivery, self._outcome(delivery)))
            self._settle()
        smtp_line.hang_up()
        return len(batch)

    # --- one turn ------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Settle, renew, claim; and sleep where there is nothing to claim."""
        self._settle()
        self._renew()
        self._look_for_suspects()
        free = self._free() if time.monotonic() >= self._clear_until else {}
        batch = self._claim(free) if free else []
        for delivery in batch:
            self._lanes[delivery.kind].give(delivery)
        if not batch:
            self._sleep(claims.seconds_until_due(list(free)) if free else None)

    def _free(self) -> dict[str, int]:
        found = {kind: lane.free() for kind, lane in self._lanes.items()}
        return {kind: count for kind, count in found.items() if count}

    def _claim(self, wanted: dict[str, int]) -> list[Delivery]:
        asked_at = time.clock_gettime(_CLOCK)
        return [self._hold(each, asked_at) for each in claims.claim(self.name, wanted, self.lease)]

    def _hold(self, delivery: Delivery, asked_at: float) -> Delivery:
        self._held_until[delivery.id, delivery.fence] = asked_at + self.lease
        return replace(delivery, check=partial(self._ensure_ours, delivery))

    def _settle(self) -> None:
        """Write down what has ended. Where the database is away it is kept, and said later."""
        while True:
            try:
                self._unsettled.append(self._results.get_nowait())
            except Empty:
                break
        if not self._unsettled:
            return
        results = [each.result for each in self._unsettled if each.result is not None]
        ours = claims.settle(results)
        for result in results:
            _tell(result, is_ours=result.delivery.id in ours)
        self._forget(each.delivery for each in self._unsettled)
        self._unsettled.clear()

    def _forget(self, deliveries: Iterable[Delivery]) -> None:
        for delivery in deliveries:
            self._lanes[delivery.kind].forget(delivery)
            self._held_until.pop((delivery.id, delivery.fence), None)

    def _renew(self) -> None:
        """Renew the leases of what is at hand, at a third of their time; not of what takes so
        long that it hangs."""
        now = time.monotonic()
        if now < self._renew_at:
            return
        self._renew_at = now + self.lease / 3
        for lane in self._lanes.values():
            for delivery in lane.give_up_overdue():
                log.error("%s %s takes too long and is given up", delivery.kind, delivery.id)
                self._held_until.pop((delivery.id, delivery.fence), None)
        held = [each.delivery for lane in self._lanes.values() for each in lane.held.values()]
        if held:
            asked_at = time.clock_gettime(_CLOCK)
            ours = claims.renew(held, self.lease)
            for delivery in held:
                if delivery.id in ours:
                    self._held_until[delivery.id, delivery.fence] = asked_at + self.lease

    def _look_for_suspects(self) -> None:
        """Run a row that may have ended its earlier workers with nothing beside it, so that
        nothing else is lost with this one."""
        now = time.monotonic()
        if now >= self._suspects_at:
            self._suspects_at = now + LOOK_FOR_SUSPECTS
            if claims.has_suspects(self.kinds):
                self._clear_until = now + LONGEST_CLEARING
                self._suspects_at = now + 4 * LONGEST_CLEARING
        if now >= self._clear_until or self._has_work():
            return
        asked_at = time.clock_gettime(_CLOCK)
        found = claims.claim_suspect(self.name, self.kinds, self.lease)
        if found is None:
            self._clear_until, self._suspects_at = 0.0, now + LOOK_FOR_SUSPECTS
            return
        delivery, times = self._hold(found[0], asked_at), found[1]
        if times < MOST_UNSETTLED:
            self._clear_until = now + LONGEST_CLEARING
            self._lanes[delivery.kind].give(delivery)
        else:
            error = f"{times} workers ended while they had it"
            self._unsettled.append(Ended(delivery, claims.failed(delivery, error, permanent=True)))
            self._settle()

    def _has_work(self) -> bool:
        return any(lane.held for lane in self._lanes.values())

    def _end(self) -> None:
        """Give back what was not begun, and finish what was, for a while."""
        deadline = time.monotonic() + SECONDS_TO_STOP
        for lane in self._lanes.values():
            self._unsettled += [Ended(each, claims.released(each)) for each in lane.take_back()]
        while True:
            try:
                self._settle()
                self._renew()
            except (Error, psycopg.Error):
                connections.close_all()
            left = deadline - time.monotonic()
            if left <= 0 or not self._has_work():
                return
            self._wait([], min(left, 1.0))

    # --- one delivery, in a thread of its lane --------------------------------------------------

    def _outcome(self, delivery: Delivery) -> Result | None:
        """Deliver it; how that ended, None where it is no longer ours to say."""
        try:
            if not registry.limit_of(delivery.kind).asks_itself:
                delivery.ensure_ours()
            elif not self._is_held(delivery):
                return None
            registry.handler_of(delivery.kind)(delivery)
        except TakenOver:
            return None
        except DeliveryFailed as error:
            return claims.failed(
                delivery, str(error), permanent=error.permanent, asked=error.retry_after
            )
        except MilepostError as error:
            return claims.failed(delivery, error.message, permanent=True)
        except _AWAY as error:
            log.warning("%s %s: %s", delivery.kind, delivery.id, _one_line(error))
            return claims.failed(delivery, _one_line(error), asked=PAUSE_WITHOUT_DATABASE)
        except OSError as error:  # a disk, a network: not the message's fault
            log.exception("%s %s failed", delivery.kind, delivery.id)
            return claims.failed(delivery, f"{type(error).__name__}: {error}")
        except BaseException as error:  # whatever it is, this thread goes on
            log.exception("%s %s failed", delivery.kind, delivery.id)
            return claims.broken(delivery, f"{type(error).__name__}: {error}")
        return claims.delivered(delivery)

    def _ensure_ours(self, delivery: Delivery) -> None:
        """Raise TakenOver where the lease ran out, by the database's clock or by our own: ours
        is asked before and after, as a process can be stopped while it waits for the answer."""
        if self._is_held(delivery) and claims.is_ours(delivery):
            if not connection.in_atomic_block:
                connection.close()  # back to the pool: others may need it while we wait
            if self._is_held(delivery):
                return
        log.warning("%s %s is no longer ours", delivery.kind, delivery.id)
        raise TakenOver

    def _is_held(self, delivery: Delivery) -> bool:
        return time.clock_gettime(_CLOCK) < self._held_until.get((delivery.id, delivery.fence), 0.0)

    # --- waiting -------------------------------------------------------------------------------

    def _listen(self) -> None:
        if self._ear is None or self._ear.closed:
            login = config.live_login()
            if login is not None:
                kept = login.libpq()
            else:
                found = connections["default"].get_connection_params()
                wanted = ("host", "port", "user", "password", "dbname", "sslmode")
                kept = {name: found[name] for name in wanted if name in found}
            self._ear = psycopg.connect(**kept, autocommit=True, connect_timeout=10)
            self._ear.execute(f"listen {CHANNEL}")

    def _deafen(self) -> None:
        if self._ear is not None:
            self._ear.close()
            self._ear = None

    def _sleep(self, due: float | None) -> None:
        """Wait for a NOTIFY of a kind that we deliver, for the next due row or lease, for a
        delivery that ends, or to be stopped."""
        if self._ear is None:
            return
        longest = LONGEST_SLEEP if due is None else min(LONGEST_SLEEP, due)
        if self._has_work():
            longest = min(longest, max(0.0, self._renew_at - time.monotonic()))
        deadline = time.monotonic() + longest
        while not self.is_stopping and (left := deadline - time.monotonic()) > 0:
            if self._wait([self._ear], left):
                return
            if any(note.payload in self.kinds for note in self._ear.notifies(timeout=0)):
                return

    def _wait(self, others: list[Any], seconds: float) -> bool:
        """Wait; whether the bell rang."""
        poll = select.poll()
        for each in (self._bell_read, *others):
            poll.register(each, select.POLLIN)
        if any(handle == self._bell_read for handle, _event in poll.poll(1000 * seconds)):
            os.read(self._bell_read, 4096)
            return True
        return False

    def _ring(self) -> None:
        with suppress(BlockingIOError):  # it rings already
            os.write(self._bell_write, b"x")


def _tell(result: Result, *, is_ours: bool) -> None:
    """Say in the log how a delivery ended, where it did not simply arrive."""
    delivery = result.delivery
    if not is_ours:
        log.warning("%s %s was taken over by another worker", delivery.kind, delivery.id)
    elif result.outcome == "dead":
        log.error("%s %s is a dead letter: %s", delivery.kind, delivery.id, result.error)
    elif result.outcome == "again":
        log.warning("%s %s will be tried again: %s", delivery.kind, delivery.id, result.error)


def _one_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
