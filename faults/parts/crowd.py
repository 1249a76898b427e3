"""Several schedulers and workers at once, with the real sweeps."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping

from faults.accounts import Accounts
from faults.house import house

WORDS = "several workers at once, each with its own scheduler, one of them killed now and then"
COUNTS = {"deliveries": (2_000, 20_000), "workers": (4, 4), "seconds": (20, 120)}
EVERY = 1.0


def run(counts: Mapping[str, float]) -> bool:
    """Deliver beside a sweep that notes when it ran, and by whom."""
    with house() as here:
        here.do("create table faults_tick (begun timestamptz, ended timestamptz, pid int)")
        here.do("grant select, insert on faults_tick to milepost_worker")
        here.record(int(counts["deliveries"]))
        accounts = Accounts(here)
        workers = [
            here.worker(3.0, before=_with_ticks, timer=True) for _ in range(int(counts["workers"]))
        ]
        started, kills = time.monotonic(), 0
        while time.monotonic() - started < counts["seconds"] or here.open():
            time.sleep(3.0)
            killed = workers.pop(0)
            assert killed.pid
            os.kill(killed.pid, signal.SIGKILL)
            killed.join()
            accounts.after_death_of(here.workers_name(killed))
            workers.append(here.worker(3.0, before=_with_ticks, timer=True))
            kills += 1
        seconds = time.monotonic() - started
        outcome = accounts.outcome()
        ticks = here.ask("select count(*) from faults_tick")
        overlaps = here.ask(
            "select count(*) from faults_tick a join faults_tick b on a.ctid < b.ctid"
            " and a.begun < b.ended and b.begun < a.ended"
        )
        here.stop_workers()
    outcome.print()
    print(
        f"    {kills} kills; a sweep of every {EVERY:g} s ran {ticks} times in {seconds:.0f} s"
        f" over all schedulers, {overlaps} times beside itself"
    )
    return outcome.is_good and not overlaps and 1 <= ticks <= seconds / EVERY + 2


def _with_ticks() -> None:
    """In a worker: one more sweep, whose lease is as short as the worker's."""
    from milepost.messaging import timer

    others = dict(timer.SWEEPS)
    timer.SWEEPS.clear()
    timer.SWEEPS.update({"faults.tick": ("faults.parts.crowd.tick", EVERY), **others})


def tick() -> None:
    """A sweep that takes a moment and says when."""
    from django.db import connection

    from milepost.platform.scope import worker_scope

    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(
            "insert into faults_tick select now(), clock_timestamp(), %s from pg_sleep(0.2)",
            [os.getpid()],
        )
