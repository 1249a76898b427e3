"""Workers that die at each step of a delivery: between commit, claim, send and record."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.context import ForkProcess
from typing import Any

from faults.accounts import Accounts
from faults.house import House, house

WORDS = "death at each step of a delivery: what was committed is sent, repeats keep their key"
COUNTS = {"deaths": (30, 1_000), "lease": (1.5, 1.5)}
AT_ONCE = 4
DELIVERIES_EACH = 12


def run(counts: Mapping[str, float]) -> bool:
    """Each step in turn."""
    held = True
    with house() as here:
        held &= _recorders(here, int(counts["deaths"]))
        for name, (words, prepare) in STEPS.items():
            here.clear()
            held &= _deaths(here, name, words, prepare, counts)
    return held


def _deaths(
    here: House,
    name: str,
    words: str,
    prepare: Callable[[int], None],
    counts: Mapping[str, float],
) -> bool:
    deaths, accounts, recorded = 0, Accounts(here), 0
    while deaths < counts["deaths"]:
        here.record(DELIVERIES_EACH * AT_ONCE, f"{name}-", first=recorded + 1)
        recorded += DELIVERIES_EACH * AT_ONCE
        doomed = [
            here.worker(counts["lease"], before=partial(prepare, 1 + (deaths + n) % 7))
            for n in range(AT_ONCE)
        ]
        deaths += _wait_for_deaths(here, doomed, accounts)
        here.workers.clear()
    here.worker(counts["lease"])
    here.wait_until_settled(60)
    here.stop_workers()
    outcome = accounts.outcome()
    print(f"    -- {words}: {deaths} deaths")
    outcome.print()
    return outcome.is_good


def _wait_for_deaths(here: House, doomed: list[ForkProcess], accounts: Accounts) -> int:
    """Count each death at once, as its deliveries are somebody else's soon; how many there were.

    Whoever is left without work is ended too.
    """
    left, deaths, until = list(doomed), 0, time.monotonic() + 30
    while left:
        is_over = time.monotonic() > until or not here.open()
        for worker in list(left):
            if is_over:
                worker.kill()
                worker.join()
            if not worker.is_alive():
                accounts.after_death_of(here.workers_name(worker))
                deaths += worker.exitcode == -signal.SIGKILL and not is_over
                left.remove(worker)
        time.sleep(0.005)
    return deaths


def _recorders(here: House, count: int) -> bool:
    """Whoever records dies before or after the commit: nothing is sent, or it is."""
    here.clear()
    children = []
    for number in range(count):
        pid = os.fork()
        if pid == 0:
            with here.database.connect("milepost") as connection, connection.transaction():
                connection.execute(
                    "insert into messaging_outbox (workspace_id, kind, key, payload) values"
                    ' (1, \'email\', %s, \'{"to": "a@buyer.example", "subject": "S",'
                    ' "text": "T"}\')',
                    [f"email:cut{number}"],
                )
                if number % 2:
                    os.kill(os.getpid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)
    committed = int(here.ask("select count(*) from messaging_outbox"))
    here.worker()
    here.wait_until_settled(30)
    here.stop_workers()
    taken = sum(here.taken().values())
    wanted = (count + 1) // 2
    print(
        f"    -- around the commit: {count} deaths, {wanted} of them after it; recorded"
        f" {committed}, sent {taken}"
    )
    return committed == wanted == taken


# --- dying at a step, in the worker's own process ------------------------------------------------


def _die_in(owner: Any, name: str, times: int, *, after: bool) -> None:
    """Kill this process in the `times`-th call of a function, before or after its work."""
    real, left = getattr(owner, name), [times]

    def doomed(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0] and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = real(*given, **named)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(owner, name, doomed)


def _after_claim(_times: int) -> None:
    from milepost.messaging import claims

    _die_in(claims, "claim", 1, after=True)


def _before_the_dot(times: int) -> None:
    from milepost.messaging.smtp_line import _Server

    _die_in(_Server, "end", times, after=False)


def _after_the_answer(times: int) -> None:
    from milepost.messaging.smtp_line import _Server

    _die_in(_Server, "end", times, after=True)


def _before_the_record(_times: int) -> None:
    from milepost.messaging import claims

    real = claims.settle

    def settle(results: Any) -> Any:
        if results := list(results):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(results)

    claims.settle = settle  # type: ignore[assignment]


def _after_the_record(_times: int) -> None:
    from milepost.messaging import claims

    real = claims.settle

    def settle(results: Any) -> Any:
        results = list(results)
        found = real(results)
        if results:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    claims.settle = settle  # type: ignore[assignment]


STEPS: dict[str, tuple[str, Callable[[int], None]]] = {
    "claimed": ("after the claim, before anything is sent", _after_claim),
    "dot": ("in the message, before the dot that ends it", _before_the_dot),
    "answer": ("after the mail server took it, before anything is recorded", _after_the_answer),
    "before": ("right before the record", _before_the_record),
    "after": ("right after the record", _after_the_record),
}
