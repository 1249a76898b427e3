"""Deliveries per second through one worker and four, and a worker's memory over many.

    python -m benchmarks.deliveries

A real PostgreSQL, a mail server on loopback in a process of its own (it reads each message and
writes a line), workers as processes. `BENCH_DELIVERIES` (5,000) are delivered for each rate,
`BENCH_MANY` (100,000) for the memory.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks import machine
from faults.house import House, house, percentile

DELIVERIES = int(os.environ.get("BENCH_DELIVERIES") or 5_000)
MANY = int(os.environ.get("BENCH_MANY") or 100_000)
ROUNDS = 3
TICKS = machine.TICKS


def print_deliveries() -> None:
    """Print all figures."""
    print("\nDeliveries to a mail server on loopback\n" + "-" * 39, flush=True)
    with house() as here:
        here.record(200, "warm")
        here.worker()
        here.wait_until_settled(60)
        here.stop_workers()
        for count in (1, 4):
            _print_rate(here, count)
        _print_time_to_arrive(here)
        _print_memory(here)


def _print_rate(here: House, workers: int) -> None:
    rates, used = [], {}
    for _ in range(ROUNDS):
        here.clear()
        here.record(DELIVERIES)
        before = _cpu(here)
        started = time.monotonic()
        for _each in range(workers):
            here.worker()
        here.wait_until_settled(600)
        rates.append(DELIVERIES / (time.monotonic() - started))
        used = {part: cpu - before.get(part, 0.0) for part, cpu in _cpu(here).items()}
        taken = here.taken()
        assert len(taken) == DELIVERIES
        assert set(taken.values()) == {1}
        here.stop_workers()
    parts = ", ".join(f"{name} {1000 * cpu / DELIVERIES:.2f}" for name, cpu in used.items())
    print(
        f"  {workers} worker(s), {DELIVERIES:,} deliveries   {sorted(rates)[1]:6.0f} a second"
        f"   ({' '.join(f'{rate:.0f}' for rate in rates)})\n"
        f"     milliseconds of a processor for each: {parts}",
        flush=True,
    )


def _print_time_to_arrive(here: House) -> None:
    """One at a time, with a worker that has nothing else to do: from the commit to the record."""
    here.clear()
    here.worker()
    for number in range(200):
        here.record(1, f"one{number}-")
        here.wait_until_settled(30)
    here.stop_workers()
    with here.connect() as connection:
        rows = connection.execute(
            "select extract(epoch from finished_at - due_at)::float8 from messaging_outbox"
        ).fetchall()
    took = [1000 * row[0] for row in rows]
    print(
        f"  one at a time, due to delivered   p50 {percentile(took, 0.5):.1f} ms,"
        f" p95 {percentile(took, 0.95):.1f} ms",
        flush=True,
    )


def _print_memory(here: House) -> None:
    """One worker's memory while it delivers many."""
    here.clear()
    here.record(MANY)
    process = here.worker()
    found = []
    tenth = max(MANY // 10, 1)
    started = time.monotonic()
    for step in range(1, 11):
        left = MANY - step * tenth
        here.wait_until(lambda left=left: here.open() <= left, 3_600, pause=0.5)  # type: ignore[misc]
        found.append(_pss(process.pid or 0))
    rate = MANY / (time.monotonic() - started)
    here.stop_workers()
    print(
        f"  memory over {MANY:,} deliveries ({rate:.0f} a second), at each tenth, MB:"
        f" {' '.join(f'{each:.1f}' for each in found)}",
        flush=True,
    )


def _cpu(here: House) -> Mapping[str, float]:
    """Seconds of a processor that workers, the mail server and the database have taken."""
    found = {"worker": 0.0, "mail server": 0.0, "database": 0.0}
    own = {process.pid for process in here.workers}
    for process in machine.tree(os.getpid()):
        command = _command(process.pid)
        if process.pid in own:
            found["worker"] += process.cpu
        elif "faults.sink" in command:
            found["mail server"] += process.cpu
        elif "postgres" in command.split(" ")[0]:
            found["database"] += process.cpu
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    print_deliveries()
