"""Workers killed at random instants."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Mapping

from faults.accounts import Accounts
from faults.house import house

WORDS = "SIGKILL of workers at random instants; their deliveries are taken over by themselves"
COUNTS = {"deliveries": (2_000, 10_000), "kills": (150, 1_000), "lease": (3, 3)}
WORKERS = 4
PATIENCE = 60.0


def run(counts: Mapping[str, float]) -> bool:
    """Kill, start anew, and count."""
    wanted, kills, lease = int(counts["deliveries"]), int(counts["kills"]), counts["lease"]
    chance = random.Random(5)
    with house() as here:
        accounts = Accounts(here)
        here.record(wanted)
        recorded = wanted
        workers = [here.worker(lease) for _ in range(WORKERS)]
        for _kill in range(kills):
            time.sleep(chance.uniform(0.02, 0.25))
            place = chance.randrange(WORKERS)
            killed = workers[place]
            assert killed.pid
            os.kill(killed.pid, signal.SIGKILL)
            killed.join()
            accounts.after_death_of(here.workers_name(killed))
            workers[place] = here.worker(lease)
            if here.open() < 50:  # a kill of somebody who has nothing to do shows nothing
                here.record(200, first=recorded + 1)
                recorded += 200
        took = here.wait_until_settled(PATIENCE + lease)
        outcome = accounts.outcome()
        outcome.print()
        print(
            f"    {kills} kills, {accounts.in_hand} deliveries in the hands of the killed;"
            f" nothing left in progress {took:.1f} s after the last kill"
        )
        return outcome.is_good and took <= PATIENCE
