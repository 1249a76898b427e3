"""Clocks that jump by an hour: the workers' and the database's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from glob import glob
from pathlib import Path

from faults.accounts import Accounts
from faults.house import House, house

WORDS = "clocks jump by an hour either way, the workers' and the database's"
COUNTS = {"deliveries": (600, 6_000), "lease": (3, 3)}
HOUR = 3_600


def run(counts: Mapping[str, float]) -> bool:
    """With libfaketime where it is installed; without it the part says that it was not run."""
    library = _library()
    if library is None:
        print("    libfaketime is not installed (Debian: apt-get install faketime): not run")
        return True
    with house() as here:
        held = _workers(here, library, counts)
        return _databases(here, library, counts) and held


def _library() -> str | None:
    found = glob("/usr/lib/*/faketime/libfaketimeMT.so.1") + glob("/usr/lib/faketime/lib*MT.so.1")
    return found[0] if found else None


class Clock:
    """A clock that other processes look at, and that can be moved while they run."""

    def __init__(self, library: str, file: Path) -> None:
        self.file = file
        self.environment = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }
        self.move(0)

    def move(self, seconds: int) -> None:
        """So far from the true time."""
        beside = self.file.with_suffix(".new")
        beside.write_text(f"{seconds:+d}\n")
        beside.chmod(0o644)
        beside.replace(self.file)


def _workers(here: House, library: str, counts: Mapping[str, float]) -> bool:
    """Two workers whose clocks go apart by two hours, and jump, beside the database's own."""
    clocks = [Clock(library, here.folder / f"clock{number}") for number in range(2)]
    started = [_executed(clock, counts["lease"]) for clock in clocks]
    try:
        accounts = Accounts(here)
        here.record(int(counts["deliveries"]))
        for ahead, behind in ((HOUR, -HOUR), (-HOUR, HOUR), (0, 0)):
            clocks[0].move(ahead)
            clocks[1].move(behind)
            time.sleep(0.4)
        here.wait_until_settled(60)
        outcome = accounts.outcome()
    finally:
        for process in started:
            process.terminate()
            process.wait(20)
    print("    -- workers' clocks an hour ahead and an hour behind, changing while they work")
    outcome.print()
    return outcome.is_good


def _executed(clock: Clock, lease: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "faults.worker", str(lease)],
        env={**os.environ, **clock.environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    return process


def _databases(here: House, library: str, counts: Mapping[str, float]) -> bool:
    """The database's own clock jumps: every lease runs out at once, or an hour late."""
    clock = Clock(library, here.folder / "database-clock")
    with _faked(here, clock):
        ahead = _jump(here, clock, counts, HOUR)
        back = _jump(here, clock, counts, 0)  # from an hour ahead: back by an hour
    print("    -- the database's clock jumps an hour ahead while two workers work")
    ahead.print()
    print("    -- and back by an hour; a lease and a retry then wait an hour longer, nothing else")
    back.print()
    return ahead.is_good and back.is_good


def _jump(here: House, clock: Clock, counts: Mapping[str, float], to: int):  # type: ignore[no-untyped-def]
    here.clear()
    accounts = Accounts(here)
    half = int(counts["deliveries"]) // 2
    here.record(half, "before")
    for _ in range(2):
        here.worker(counts["lease"])
    here.wait_until(lambda: len(here.taken()) > half // 4, 30, pause=0.005)
    clock.move(to)
    here.record(half, "after")
    # What was recorded before a jump back is due by a clock that has yet to get there again.
    here.do(
        "update messaging_outbox set available_at = now() where available_at > now()"
        " + interval '30 minutes' and claimed_by = ''"
    )
    here.wait_until_settled(60)
    here.stop_workers()
    return accounts.outcome()


class _faked:
    """The house's database started anew with a clock of its own, and with its true one after."""

    def __init__(self, here: House, clock: Clock) -> None:
        self.here, self.clock = here, clock

    def __enter__(self) -> None:
        from milepost.platform import embedded_postgres

        self.module, self.real = embedded_postgres, embedded_postgres._environment
        self.module._environment = lambda: {**self.real(), **self.clock.environment}
        self.here.database.stop()
        self.here.database.start()

    def __exit__(self, *_about: object) -> None:
        self.here.stop_workers()
        self.module._environment = self.real
