"""Prints every figure of speed and size: `make bench`, or `python -m benchmarks [SECTION …]`.

Sections: pages, memory, weight, streams, starts, check, import, sweeps, history,
deliveries; all where none is named.
`BENCH_SECONDS` and `BENCH_ROUNDS` change how long and how often pages are measured (3 seconds, 3
rounds and a first one that only warms up). How each figure is made, and what it was on one machine:
docs/speed.md.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import machine

ROOT = Path(__file__).resolve().parent.parent
PIPELINE = ROOT.parent / "shared" / "data" / "crm-opportunities" / "sales_pipeline.csv"


def main() -> None:
    """Run the sections that were asked for."""
    os.chdir(ROOT)
    # Ends what was started, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = sys.argv[1:] or [name for name in SECTIONS if name != "memory"]  # `pages` has it
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        raise SystemExit(f"no section {unknown[0]!r}; there are {', '.join(SECTIONS)}")
    title("Machine")
    for name, value in machine.facts():
        print(f"  {name:<12} {value}")
    for name in wanted:
        SECTIONS[name]()
    print(f"\nload after: {' '.join(f'{each:.2f}' for each in os.getloadavg())}")


def pages_and_memory() -> None:
    """Pages, changes and memory of one system."""
    from benchmarks.report import print_memory, print_pages
    from benchmarks.system import running

    with running() as (system, seeded, _):
        print_pages(system, seeded)
        print_memory(system, seeded)


def memory() -> None:
    """Memory alone."""
    from benchmarks.report import print_memory
    from benchmarks.system import running

    with running() as (system, seeded, _):
        print_memory(system, seeded)


def weight() -> None:
    """The buyer's page in a browser: bytes over the wire, and when a slow phone can use it."""
    from benchmarks.pages import Browser
    from benchmarks.system import running
    from benchmarks.weight import change_of, print_weight

    title("Weight of the buyer's page, on a slow phone")
    with running(plans=1) as (system, seeded, _):
        _code, secret = seeded.links[0]
        browser = Browser(system.port, seeded)
        link = f"http://localhost:{system.port}/b/{secret}/"
        print_weight(link, change_of(browser, seeded.plans[0]))


def streams() -> None:
    """Open pages: memory of each, and the time from a commit to the page."""
    from benchmarks.streams import print_streams

    print_streams()


def starts() -> None:
    """Starting the system and the command line."""
    from benchmarks.starting import print_starts

    print_starts()


def check() -> None:
    """The rules alone: one plan, many documents."""
    title("Check")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "benchmarks.check"], check=True)


def import_deals() -> None:
    """Importing 8,800 deals: the example data where it is there, else rows of the same shape."""
    title("Import of 8,800 deals")
    file = [str(PIPELINE)] if PIPELINE.exists() else []
    print("  data: " + ("a CRM's export" if file else "made, in the shape of a CRM's export"))
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "benchmarks.import_deals", *file], check=True)


def sweeps() -> None:
    """The watch over 100,000 plans: nothing, 1 % and all of them due, against bare SQL."""
    title("Sweeps over 100,000 plans")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "benchmarks.sweeps"], check=True)


def history() -> None:
    """A plan with 5,000 revisions: its pages, any earlier state, comparing, verifying."""
    title("History of 5,000 revisions")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "benchmarks.history"], check=True)


def gantt() -> None:
    """The timeline of 200 milestones: made by the server, and dragged on in Chromium."""
    title("A timeline of 200 milestones")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "benchmarks.gantt"], check=True)


def deliveries() -> None:
    """Deliveries per second to a mail server, and the worker's memory over many."""
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "benchmarks.deliveries"], check=True)


def title(text: str) -> None:
    """A heading of the report."""
    print(f"\n{text}\n{'-' * len(text)}")


SECTIONS: dict[str, Callable[[], None]] = {
    "pages": pages_and_memory,
    "memory": memory,
    "weight": weight,
    "streams": streams,
    "starts": starts,
    "check": check,
    "import": import_deals,
    "sweeps": sweeps,
    "history": history,
    "gantt": gantt,
    "deliveries": deliveries,
}

if __name__ == "__main__":
    main()
