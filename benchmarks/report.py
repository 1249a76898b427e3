"""The figures of pages and memory as text."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence

from benchmarks import buyers, load, machine, pages
from benchmarks.buyers import BuyersBrowser
from benchmarks.counting import statements
from benchmarks.load import Job
from benchmarks.machine import Process
from benchmarks.pages import MANY, Browser, Measured
from benchmarks.seeding import MILESTONES, Seeded
from benchmarks.system import System, floor_running

SECONDS = float(os.environ.get("BENCH_SECONDS") or 3)
ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 3)
VIEWS = 10_000
SECONDS_TO_SETTLE = 3.0
MEGABYTE = 1024 * 1024


def print_pages(system: System, seeded: Seeded) -> None:
    """Statements, times at one client and rates at sixteen, beside the floor in the same run."""
    _title(f"Both sides' pages of a plan, {MILESTONES} milestones, {len(seeded.plans)} plans")
    for name, count in statements(system, seeded).items():
        print(f"  statements: {name:<56} {count}")
    with floor_running(system, seeded) as (port, floor):
        wanted = [
            *pages.jobs(Browser(system.port, seeded)),
            *pages.floor_jobs(port, seeded),
            *buyers.jobs(BuyersBrowser(system.port, seeded)),
            *buyers.floor_jobs(port, seeded),
        ]
        print(
            f"\n  {ROUNDS} rounds of {SECONDS:g} s each, in turn; the middle one, all rates, and"
            " milliseconds\n  of processor time that each part took for one request"
        )
        found: dict[tuple[str, int], Measured] = {}
        for clients in (1, MANY):
            print(
                f"\n  {f'{clients} client(s)':<30}{'per s':>8}{'p50 ms':>9}{'p99 ms':>9}"
                f"   {'web':>6}{'db':>6}{'load':>6}{'kB':>6}   rates"
            )
            for each in pages.measure(
                wanted, clients, lambda: _used(system, floor), seconds=SECONDS, rounds=ROUNDS
            ):
                found[each.name, clients] = each
                print(_line(each))
    _print_verdicts(found)


def _used(system: System, floor: int) -> Mapping[str, Process]:
    return {**system.parts(), **machine.by_part(machine.tree(floor))}


def _line(each: Measured) -> str:
    result, cpu = each.middle, each.cpu
    web = f"{cpu['floor' if each.name.startswith('floor') else 'web']:6.2f}"
    return (
        f"  {each.name:<30}{result.per_second:8.0f}{result.p50:9.2f}{result.p99:9.2f}"
        f"   {web}{cpu.get('database', 0):6.2f}{cpu['load']:6.2f}{result.bytes_each / 1024:6.1f}"
        f"   {' '.join(f'{rate:.0f}' for rate in each.rates)}"
    )


def _print_verdicts(found: Mapping[tuple[str, int], Measured]) -> None:
    def rate(name: str, clients: int = MANY) -> float:
        return found[name, clients].middle.per_second

    def work(name: str) -> float:
        cpu = found[name, MANY].cpu
        return cpu["floor" if name.startswith("floor") else "web"] + cpu["database"]

    print("\n  compared with what is wanted")
    rows: Sequence[tuple[str, str, bool, str]] = (
        _verdict("pages a second at 16", rate("page"), 600, "{:.0f}"),
        _verdict("changes a second at 16", rate("change"), 250, "{:.0f}"),
        _verdict("p50 of a page at 1, ms", -found["page", 1].middle.p50, -4, "{:.2f}"),
        _verdict("page / floor, at 16", rate("page") / rate("floor: page"), 0.6, "{:.0%}"),
        _verdict(
            "page / floor with rules", rate("page") / rate("floor: page with rules"), 0.6, "{:.0%}"
        ),
        _verdict("the same by processor time", work("floor: page") / work("page"), 0.6, "{:.0%}"),
        _verdict("change / floor, at 16", rate("change") / rate("floor: change"), 0.6, "{:.0%}"),
        _verdict(
            "the same by processor time", work("floor: change") / work("change"), 0.6, "{:.0%}"
        ),
        _verdict("304 / page, at 16", rate("page unchanged (304)") / rate("page"), 2, "{:.1f}"),
        _verdict(
            "304 / page seen before",
            rate("page unchanged (304)") / rate("page, seen before"),
            1,
            "{:.1f}",
        ),
        _verdict(
            "buyer's page / floor, at 16",
            rate("buyer's page") / rate("floor: buyer's page"),
            0.6,
            "{:.0%}",
        ),
        _verdict(
            "buyer's / floor with rules",
            rate("buyer's page") / rate("floor: buyer's, with rules"),
            0.6,
            "{:.0%}",
        ),
        _verdict(
            "the same by processor time",
            work("floor: buyer's page") / work("buyer's page"),
            0.6,
            "{:.0%}",
        ),
        _verdict(
            "buyer's 304 / page, at 16",
            rate("buyer's page unchanged (304)") / rate("buyer's page"),
            2,
            "{:.1f}",
        ),
    )
    for name, text, is_met, wanted in rows:
        print(f"    {name:<28}{text:>8}   wanted {wanted:<8} {'met' if is_met else 'NOT MET'}")


def _verdict(name: str, value: float, wanted: float, form: str) -> tuple[str, str, bool, str]:
    sign = "<" if wanted < 0 else ">="
    return name, form.format(abs(value)), value >= wanted, f"{sign} {form.format(abs(wanted))}"


def print_memory(system: System, seeded: Seeded) -> None:
    """Memory of all processes together, after a fresh start and after 10,000 page views."""
    _title("Memory of the whole system")
    system.stop()
    system.start()
    time.sleep(SECONDS_TO_SETTLE)
    _print_memory("idle, after a start", system.parts())
    browser = Browser(system.port, seeded)
    asks = [browser.page(plan) for plan in seeded.plans]
    left = VIEWS
    while left > 0:
        left -= load.run(Job(system.port, MANY, asks, 60.0, most=left)).answers
    time.sleep(SECONDS_TO_SETTLE)
    _print_memory(f"after {VIEWS - left:,} page views", system.parts())


def _print_memory(name: str, parts: Mapping[str, Process]) -> None:
    each = ", ".join(f"{part} {p.pss / MEGABYTE:.0f}" for part, p in parts.items())
    total = sum(p.pss for p in parts.values()) / MEGABYTE
    print(f"  {name:<28}{total:6.0f} MB   ({each})")


def _title(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)
