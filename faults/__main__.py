"""Injects faults and prints what came of them: `make faults`, `python -m faults [PART …]`.

Each part has counts of its own, as options: `python -m faults worker --kills 1000 --deliveries
10000`; `--full` takes the counts that the promises name. Without parts all of them run, in about a
quarter of an hour. The exit status says whether every promise held.

A part is a module with `WORDS`, `COUNTS` (option: usual and full) and `run(counts) -> bool`;
another is added by its line in `PARTS`.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

# Name: its module, imported when it runs.
PARTS: dict[str, str] = {
    "worker": "faults.parts.worker",
    "stale": "faults.parts.stale",
    "steps": "faults.parts.steps",
    "keys": "faults.parts.keys",
    "smtp": "faults.parts.smtp",
    "slow": "faults.parts.slow",
    "slack": "faults.parts.slack",
    "poison": "faults.parts.poison",
    "crash": "faults.parts.crash",
    "crowd": "faults.parts.crowd",
    "database": "faults.parts.database",
    "clock": "faults.parts.clock",
    "watch": "faults.parts.watch",
}


def main() -> int:
    """Run what was asked for; 0 where all promises held."""
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted, options, is_full = _arguments()
    if len(wanted) == 1:
        return 0 if _run(wanted[0], options, is_full=is_full) else 1
    from benchmarks import machine

    print("Machine")
    for name, value in machine.facts():
        print(f"  {name:<12} {value}")
    sys.stdout.flush()
    failed = []
    for name in wanted:  # each in a process of its own: Django is set up for one database
        known = _known([name])
        mine = [w for option in known if option in options for w in _pair(option, options)]
        mine += ["--full"] if is_full else []
        if subprocess.run([sys.executable, "-m", "faults", name, *mine], check=False).returncode:
            failed.append(name)
    print(f"\nload after: {' '.join(f'{each:.2f}' for each in os.getloadavg())}")
    print(f"did not hold: {', '.join(failed)}" if failed else "every promise held")
    return 1 if failed else 0


def _run(name: str, options: Mapping[str, float], *, is_full: bool) -> bool:
    """One part, in this process."""
    part = import_module(PARTS[name])
    counts = {
        option: options.get(option, values[1] if is_full else values[0])
        for option, values in part.COUNTS.items()
    }
    said = ", ".join(f"{option} {value:g}" for option, value in counts.items())
    print(f"\n{name}: {part.WORDS}\n  {said}", flush=True)
    started = time.monotonic()
    held: bool = part.run(counts)
    took = time.monotonic() - started
    print(f"  {'HELD' if held else 'DID NOT HOLD'} ({took:.0f} s)", flush=True)
    return held


def _pair(option: str, options: Mapping[str, float]) -> list[str]:
    return [f"--{option}", f"{options[option]:g}"]


def _known(parts: Sequence[str]) -> dict[str, Any]:
    """The options of these parts."""
    known: dict[str, Any] = {}
    for name in parts:
        known |= import_module(PARTS[name]).COUNTS
    return known


def _arguments() -> tuple[list[str], dict[str, float], bool]:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--full", action="store_true", help="the counts that the promises name")
    given, rest = parser.parse_known_args()
    parts = given.parts or list(PARTS)
    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    known = _known(parts)
    options = argparse.ArgumentParser(prog="python -m faults")
    for option in known:
        options.add_argument(f"--{option}", type=float)
    chosen = {k: v for k, v in vars(options.parse_args(rest)).items() if v is not None}
    return parts, chosen, given.full


if __name__ == "__main__":
    sys.exit(main())
