"""`milepost plan check`: one answer in process, 100,000 documents, and the command's start.

python benchmarks/check.py [--documents 100000]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.machine import facts
from milepost.documents.plan_document import plan_to_json, read_plan
from milepost.documents.template_library import builtin_templates
from milepost.domain.building import DealFacts, build_plan
from milepost.domain.evaluation import evaluate, evaluation_document
from milepost.domain.plan import Calendars, Plan, SideCalendar

TODAY = date(2026, 11, 25)
PACKAGES = ("pydantic-core", "holidays")
COMMAND = [sys.executable, "-c", "from milepost.cli.main import main; main()", "plan"]


def plan_of_20() -> Plan:
    """The enterprise template as a plan, with half of its steps done, as documents have them."""
    calendars = Calendars(
        buyer=SideCalendar(country="SE"),
        seller=SideCalendar(country="GB", subdivision="ENG", time_zone="Europe/London"),
    )
    built = build_plan(
        DealFacts(
            account="Halden Logistics",
            created=date(2026, 8, 3),
            target_close=date(2027, 2, 26),
            calendars=calendars,
            deal_type="enterprise",
        ),
        builtin_templates(),
    )
    document = json.loads(plan_to_json(built.plan)) | {"life": "shared", "shared_on": "2026-08-05"}
    for at, milestone in enumerate(document["milestones"]):
        if at < 8:
            target = milestone["target"]
            milestone |= {"status": "complete", "started_on": target, "completed_on": target}
        elif at < 10:
            milestone |= {"status": "in_progress", "started_on": "2026-11-20"}
        milestone["tasks"] = [
            {"key": f"t{at}_{n}", "title": f"Task {n}", "due": milestone["target"]}
            for n in range(3)
        ]
    return read_plan(document)


def microseconds(act: Callable[[], Any], times: int = 2000) -> tuple[float, float]:
    """The median and the best of many runs."""
    for _ in range(50):
        act()
    took = []
    for _ in range(times):
        start = time.perf_counter_ns()
        act()
        took.append((time.perf_counter_ns() - start) / 1000)
    return statistics.median(took), min(took)


def in_process(plan: Plan) -> None:
    """Reading, answering and printing, each by itself."""
    text = plan_to_json(plan).encode()
    evaluation = evaluate(plan, TODAY)
    print(f"{len(plan.milestones)} milestones, {len(text):,} bytes; median (best) in µs")
    rows: list[tuple[str, Callable[[], Any]]] = [
        ("check, domain.Plan to answer (wanted: under 300)", lambda: evaluate(plan, TODAY)),
        ("reading the document", lambda: read_plan(text)),
        ("printing the answer", lambda: json.dumps(evaluation_document(evaluation))),
    ]
    for name, act in rows:
        median, best = microseconds(act)
        print(f"  {name:50} {median:8.0f} ({best:.0f})")


def many(plan: Plan, documents: int) -> None:
    """JSON Lines through the command: time, and peak memory at a tenth and at the whole."""
    line = plan_to_json(plan).encode() + b"\n"
    with tempfile.TemporaryFile() as file:
        for count in (max(documents // 10, 1), documents):
            file.seek(0)
            file.truncate()
            for _ in range(count):
                file.write(line)
            file.seek(0)
            start = time.perf_counter()
            process = subprocess.Popen(
                [*COMMAND, "check", "-", "--today", TODAY.isoformat(), "--json"],
                stdin=file,
                stdout=subprocess.DEVNULL,
            )
            _, status, usage = os.wait4(process.pid, 0)
            took = time.perf_counter() - start
            assert status == 0
            print(
                f"{count:,} documents: {took:.1f} s ({usage.ru_utime + usage.ru_stime:.1f} s of "
                f"a processor, {took / count * 1e6:.0f} µs each), "
                f"peak memory {usage.ru_maxrss / 1024:.0f} MB"
            )


def starts(plan: Plan, times: int = 10) -> None:
    """The command from nothing to its answer: wall clock, and time of a processor."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_text(plan_to_json(plan), encoding="utf-8")
        for name, arguments in (
            ("plan --help", ["--help"]),
            ("plan check --json", ["check", str(path), "--json"]),
            ("plan show", ["show", str(path)]),
            ("plan show --format pdf", ["show", str(path), "--format", "pdf"]),
            ("plan show --format xlsx", ["show", str(path), "--format", "xlsx"]),
        ):
            walls, costs = [], []
            for _ in range(times):
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                start = time.perf_counter()
                environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
                subprocess.run(
                    [*COMMAND, *arguments], stdout=subprocess.DEVNULL, check=True, env=environment
                )
                walls.append((time.perf_counter() - start) * 1000)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                costs.append(
                    (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000
                )
            print(
                f"  {name:26} {statistics.median(walls):5.0f} ms (best {min(walls):.0f}), "
                f"of a processor {min(costs):.0f} ms"
            )


def main() -> None:
    """Print the machine, and then the three kinds of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    documents = parser.parse_args().documents
    for name, value in facts():
        print(f"{name}: {value}")
    print(", ".join(f"{name} {version(name)}" for name in PACKAGES), end="\n\n")
    plan = plan_of_20()
    in_process(plan)
    print("\nstart of the command, median of 10 (wanted: under 300 ms)")
    starts(plan)
    print()
    many(plan, documents)


if __name__ == "__main__":
    main()
