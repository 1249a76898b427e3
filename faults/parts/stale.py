"""Workers that are stopped past their lease, and come back when another has finished."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Mapping

from faults.accounts import Accounts
from faults.house import house

WORDS = "SIGSTOP past the lease, another worker finishes, SIGCONT: it changes and sends nothing"
COUNTS = {"rounds": (10, 250), "lease": (1.5, 1.5)}
STOPPED_AT_ONCE = 4
DELIVERIES = 400
_STATE = "select md5(string_agg(o::text, '|' order by id)) from messaging_outbox o"


def run(counts: Mapping[str, float]) -> bool:
    """Stop four at once, let a fifth finish, let them go on."""
    chance = random.Random(7)
    stops, rewritten, sent_late, in_hand, repeats, possible, lost = 0, 0, 0, 0, 0, 0, 0
    with house() as here:
        for number in range(int(counts["rounds"])):
            here.clear()
            accounts = Accounts(here)
            here.record(DELIVERIES, f"r{number}-")
            stale = [here.worker(counts["lease"]) for _ in range(STOPPED_AT_ONCE)]
            here.wait_until(here.taken, 20, pause=0.005)
            for worker in stale:
                time.sleep(chance.uniform(0.0, 0.08))
                assert worker.pid
                os.kill(worker.pid, signal.SIGSTOP)
                accounts.after_death_of(here.workers_name(worker))
            stops += len(stale)
            heir = here.worker(counts["lease"])
            here.wait_until_settled(30)
            state, taken = here.ask(_STATE), sum(here.taken().values())
            for worker in stale:
                assert worker.pid
                os.kill(worker.pid, signal.SIGCONT)
            time.sleep(1.0)
            rewritten += here.ask(_STATE) != state
            sent_late += sum(here.taken().values()) - taken
            outcome = accounts.outcome()
            lost += outcome.lost
            repeats, possible = repeats + outcome.repeated, possible + outcome.possible
            in_hand += accounts.in_hand
            assert heir.is_alive()
            here.stop_workers()
    print(f"    {stops} workers stopped with {in_hand} deliveries in hand")
    print(
        f"    finished rows rewritten {rewritten}, messages sent by a stale lease {sent_late},"
        f" lost {lost}; sent but not recorded when it stopped {possible}, repeated by the other"
        f" {repeats}"
    )
    return not (rewritten or sent_late or lost) and repeats <= possible
