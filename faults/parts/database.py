"""The database restarts under load, politely and not."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Mapping

from faults.accounts import Accounts
from faults.house import House, house

WORDS = "the database restarts under load: work goes on by itself"
COUNTS = {"restarts": (4, 100), "deliveries": (300, 300)}
WORKERS = 4
WITHIN = 30.0


def run(counts: Mapping[str, float]) -> bool:
    """Every second restart is a crash: the server is killed, and recovers from its log."""
    chance = random.Random(11)
    waits, crashes, recorded = [], 0, 0
    with house() as here:
        for _ in range(WORKERS):
            here.worker()
        for number in range(int(counts["restarts"])):
            here.record(int(counts["deliveries"]), first=recorded + 1)
            recorded += int(counts["deliveries"])
            time.sleep(chance.uniform(0.05, 0.6))
            crashes += number % 2
            _restart(here, is_crash=bool(number % 2))
            # Recorded by somebody who connects anew: how long until the workers are back?
            here.record(1, f"after{number}-")
            waits.append(
                here.wait_until(
                    lambda number=number: here.ask(  # type: ignore[misc]
                        "select finished_at is not null from messaging_outbox where key = %s",
                        f"email:after{number}-1",
                    ),
                    120,
                )
            )
        alive = sum(worker.is_alive() for worker in here.workers)
        here.wait_until_settled(120)
        accounts = Accounts(here, possible=10**9)
        outcome = accounts.outcome()
        here.stop_workers()
    print(
        f"    {len(waits)} restarts, {crashes} of them crashes; seconds until deliveries went on"
        f" again: longest {max(waits):.1f} (wanted within {WITHIN:.0f}); workers that had to be"
        f" started anew {WORKERS - alive}"
    )
    print(
        f"    recorded {outcome.recorded:,}, lost {outcome.lost}, still open {outcome.open};"
        f" repeats under the same Message-ID {outcome.repeated} (sent, and the record was cut off)"
    )
    return outcome.is_good and max(waits) <= WITHIN and alive == WORKERS


def _restart(here: House, *, is_crash: bool) -> None:
    database = here.database
    if is_crash:
        database.process.send_signal(signal.SIGQUIT)  # at once, without a checkpoint
        database.process.wait(20)
    database.stop()
    database.start()
