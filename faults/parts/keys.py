"""The same key many times at once, and again days later: one effect."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from faults.house import House, house

WORDS = "the same key recorded by many at once, and again long after it was delivered"
COUNTS = {"keys": (20, 200), "at-once": (50, 50)}


def run(counts: Mapping[str, float]) -> bool:
    """Record at once, deliver, record again."""
    keys, at_once = int(counts["keys"]), int(counts["at-once"])
    with house() as here:
        failures = here.apart(lambda: _each(keys, at_once))
        rows = here.ask("select count(*) from messaging_outbox")
        here.worker()
        here.wait_until_settled(60)
        here.do(
            "update messaging_outbox set due_at = due_at - interval '100 days',"
            " finished_at = finished_at - interval '100 days'"
        )
        here.apart(_sweep)
        failures += here.apart(lambda: _each(keys, 3))
        again = here.ask("select count(*) from messaging_outbox")
        here.wait_until_settled(10)
        taken = _times_taken(here)
        here.stop_workers()
    print(
        f"    {keys} keys x {at_once} at once: rows {rows}, errors {len(failures)}"
        f"{f' ({failures[0]})' if failures else ''};"
        f" 100 days later x 3: rows {again}; sent {taken}"
    )
    return rows == again == taken == keys and not failures


def _each(keys: int, at_once: int) -> list[str]:
    """Each key by many at once; what went wrong."""
    failures: list[str] = []
    for number in range(keys):
        _all_at_once(at_once, f"same{number}", failures)
    return failures


def _times_taken(here: House) -> int:
    return sum(here.taken().values())


def _sweep() -> None:
    from django.db import connections

    from milepost.messaging import housekeeping

    try:
        housekeeping.sweep()
    finally:
        connections.close_all()


def _all_at_once(count: int, key: str, failures: list[str]) -> None:
    start = threading.Barrier(count)

    def record() -> None:
        from django.db import connections

        from milepost.messaging.mail import record_mail
        from milepost.platform.scope import seller_scope

        try:
            start.wait()
            with seller_scope(1):
                record_mail(workspace_id=1, key=key, to="a@buyer.example", subject="S", text="T")
        except Exception as error:
            failures.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=record) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
