"""How long it takes until the system answers, and until a command line has said its word."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.system import System

ROUNDS = 5
PLAN = {
    "--account": "Halden Logistics",
    "--opportunity": "Order tracking",
    "--value": "86000",
    "--currency": "EUR",
    "--target-close": "2027-01-22",
    "--today": "2026-11-25",
}


def print_starts() -> None:
    """First start, later starts, and commands that need no server."""
    print("\nStarts\n------", flush=True)
    with tempfile.TemporaryDirectory(prefix="milepost-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        system = System(folder)
        first = system.start(), _worked(system)
        system.seed(1)
        system.stop()
        later = []
        for _ in range(3):
            later.append((system.start(), _worked(system)))
            system.stop()
        middle, best = sorted(later)[1], min(later)
        print(
            f"  first start, until it answers    {first[0]:6.2f} s, {first[1]:.2f} s of a processor"
        )
        print(
            f"  second start (wanted < 5 s)      {middle[0]:6.2f} s, {middle[1]:.2f} s of a"
            f" processor (best {best[0]:.2f})"
        )
        plan = folder / "plan.json"
        given = [word for pair in PLAN.items() for word in pair]
        _print_command("milepost --help", "--help")
        _print_command("milepost plan new", "plan", "new", *given, "--output", str(plan))
        if plan.exists():
            _print_command("milepost plan check", "plan", "check", str(plan))
            _print_command("milepost plan show (text)", "plan", "show", str(plan))


def _worked(system: System) -> float:
    """Seconds of processor time that all its processes have taken."""
    return sum(part.cpu for part in system.parts().values())


def _print_command(words: str, *arguments: str) -> None:
    seconds, code = [], 0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(ROUNDS):
        started = time.perf_counter()
        command = [sys.executable, "-m", "milepost", *arguments]
        code = subprocess.run(command, capture_output=True, check=False).returncode
        seconds.append(time.perf_counter() - started)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = "" if code == 0 else f"   (exit code {code})"
    ordered = sorted(1000 * each for each in seconds)
    print(
        f"  {words:<32} {ordered[len(ordered) // 2]:6.0f} ms, {1000 * work / ROUNDS:.0f} ms of a"
        f" processor (wanted < 300; best {ordered[0]:.0f}){said}",
        flush=True,
    )
