"""What happens by the clock: sweeps over all workspaces, each at its interval, by one worker.

`SWEEPS` names each sweep's function as text. A row for each sweep is claimed like a row of the
outbox: a lease for as long as its worker lives, and a fencing number, so that a worker that was
thought dead settles nothing when it comes back. A sweep may still run twice (a lease that ran
out), so each has to do its work under keys of its own: what was done is not done again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from django.db import Error, InterfaceError, OperationalError, connection, connections

from milepost.messaging.registry import named
from milepost.platform.scope import worker_scope

log = logging.getLogger("milepost.timer")

# Name: its function, and the seconds from the start of one run to the next.
SWEEPS: dict[str, tuple[str, float]] = {
    "reviews.following": ("milepost.reviews.following.sweep", 600),
    "acting.waiting": ("milepost.sharing.acting.apply_waiting", 30),
    "alerts": ("milepost.alerting.sweep.turn", 60),
    "messages": ("milepost.messaging.dispatch.sweep", 30),
    "misses": ("milepost.sharing.misses.sweep", 300),
    "notices": ("milepost.sharing.notices.sweep", 60),
    "outbox.dead_letters": ("milepost.messaging.dead_letters.sweep", 60),
    "outbox.housekeeping": ("milepost.messaging.housekeeping.sweep", 3_600),
    "sharing.housekeeping": ("milepost.sharing.housekeeping.sweep", 3_600),
    "slack.people": ("milepost.messaging.channels.slack.people.sweep", 60),
    "slack.posts": ("milepost.messaging.channels.slack.posting.sweep", 3_600),
    "webhooks": ("milepost.messaging.webhooks.health.sweep", 300),
    "weeks": ("milepost.alerting.weeks.sweep", 3_600),
    "conversation.files": ("milepost.conversation.scanning.sweep", 3_600),
}
LEASE_SECONDS = 30.0
LONGEST_SLEEP = 15.0
LONGEST_STOP = 10.0
PAUSE_AFTER_ERROR = 1.0
ERROR_LENGTH = 2_000
_AWAY = (InterfaceError, OperationalError, psycopg.OperationalError)

_CLAIM = """/* worker */
insert into messaging_timer as t (name, due_at, claimed_by, claimed_until, fence)
values (%(name)s, now() + make_interval(secs => %(every)s), %(worker)s,
  now() + make_interval(secs => %(lease)s), 1)
on conflict (name) do update set due_at = excluded.due_at, claimed_by = excluded.claimed_by,
  claimed_until = excluded.claimed_until, fence = t.fence + 1
where t.due_at <= now() and (t.claimed_until is null or t.claimed_until < now()
  or t.claimed_by = %(worker)s)
returning fence"""
_RENEW = """/* worker */
update messaging_timer set claimed_until = now() + make_interval(secs => %s)
where name = %s and fence = %s and claimed_until is not null"""
_SETTLE = """/* worker */
update messaging_timer set claimed_by = '', claimed_until = null, last_error = %s,
  finished_at = case when %s = '' then now() else finished_at end
where name = %s and fence = %s"""
_NEXT = """/* worker */
select extract(epoch from min(greatest(due_at, coalesce(claimed_until, due_at))) - now())::float8
from messaging_timer where name = any(%s)"""


@dataclass(frozen=True, slots=True)
class Turn:
    """One claimed run of a sweep."""

    name: str
    fence: int


def claim(name: str, worker: str, every: float, lease: float = LEASE_SECONDS) -> Turn | None:
    """Claim a sweep that is due; None where it is not, or somebody else has it.

    A worker runs one sweep after the other, so a claim of its own that it still finds is one whose
    end it could not say, with the database away: it need not wait for that to run out.
    """
    values = {"name": name, "worker": worker, "every": float(every), "lease": float(lease)}
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    return Turn(name, row[0]) if row else None


def settle(turn: Turn, error: str = "") -> bool:
    """Say that a run is over; False when the claim is no longer ours."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_SETTLE, (error[:ERROR_LENGTH], error, turn.name, turn.fence))
        return bool(cursor.rowcount == 1)


def renew(turn: Turn, lease: float = LEASE_SECONDS) -> bool:
    """Hold a claim for longer; False when it is no longer ours."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_RENEW, (float(lease), turn.name, turn.fence))
        return bool(cursor.rowcount == 1)


def run_due(
    worker: str,
    sweeps: Mapping[str, tuple[str, float]] | None = None,
    lease: float = LEASE_SECONDS,
) -> list[str]:
    """Run every sweep that is due and not at work elsewhere; which ones.

    One that fails is logged, and tried again at its next time; the others run all the same. A
    database that is away is raised.
    """
    found = []
    for name, (path, every) in (SWEEPS if sweeps is None else sweeps).items():
        turn = claim(name, worker, every, lease)
        if turn is None:
            continue
        found.append(name)
        error = _run(turn, path, lease)
        if not settle(turn, error):
            log.warning("the sweep %s was taken over by another worker", name)
    return found


def _run(turn: Turn, path: str, lease: float) -> str:
    """Run one sweep while its lease is renewed; what went wrong, or nothing."""
    done = threading.Event()
    keeper = threading.Thread(target=_renew_until, args=(done, turn, lease), daemon=True)
    keeper.start()
    started = time.monotonic()
    try:
        named(path)()
    except _AWAY:
        raise  # the database is away: the lease runs out, and somebody takes it again
    except Exception as error:
        log.exception("the sweep %s failed", turn.name)
        return f"{type(error).__name__}: {error}"
    finally:
        done.set()
        keeper.join()
    log.debug("the sweep %s took %.3f s", turn.name, time.monotonic() - started)
    return ""


def _renew_until(done: threading.Event, turn: Turn, lease: float) -> None:
    try:
        while not done.wait(lease / 3):
            renew(turn, lease)
    except Error as error:
        log.warning("the lease of %s could not be renewed: %s", turn.name, error)
    finally:
        connections.close_all()


class Timer:
    """Runs sweeps in a thread beside a worker's deliveries, so that neither waits for the other."""

    def __init__(self, worker: str, sweeps: Mapping[str, tuple[str, float]] | None = None) -> None:
        self.worker = worker
        self.sweeps = SWEEPS if sweeps is None else sweeps
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="timer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop when the sweep at hand is over, and wait for that, but not for long: what a sweep
        leaves undone the next worker does."""
        self._stopping.set()
        self._thread.join(LONGEST_STOP)

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                run_due(self.worker, self.sweeps)
                pause = self._pause()
            except (Error, psycopg.Error) as error:
                lines = str(error).strip().splitlines() or [type(error).__name__]
                log.warning("the database does not answer (%s); trying again", lines[0])
                connections.close_all()
                pause = PAUSE_AFTER_ERROR
            self._stopping.wait(pause)
        connections.close_all()

    def _pause(self) -> float:
        with worker_scope(), connection.cursor() as cursor:
            cursor.execute(_NEXT, (list(self.sweeps),))
            row = cursor.fetchone()
        due = row[0] if row and row[0] is not None else LONGEST_SLEEP
        return max(0.05, min(LONGEST_SLEEP, float(due)))
