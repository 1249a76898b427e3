"""What the buyer's page weighs over the wire, and when a slow phone can use it, in Chromium.

The profile: 390 x 844 pixels, a processor four times slower than this one, 1.6 Mbit/s down with
150 ms of latency (what Chromium's own tools call a slow 4G). First view: an empty cache, from the
mailed link on. Later views: the same browser again, after a change of the plan and without one.
The size is what was sent, compressed and with headers, fonts and redirects included.
"""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import load
from benchmarks.load import Job
from benchmarks.pages import Browser

KILOBYTE = 1024
ROUNDS = 5
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6 * 1024 * 1024 / 8,
    "uploadThroughput": 750 * 1024 / 8,
}
SLOWER = 4
# Interactive: painted, scripts have run, and no task of 50 ms or more came after.
_WATCH = """
window.__long = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.__long.push(entry.startTime + entry.duration);
}).observe({type: 'longtask', buffered: true});
"""
_TIMES = """() => {
  const page = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const ready = page.domContentLoadedEventEnd;
  return {painted: paint ? paint.startTime : 0,
          interactive: Math.max(ready, paint ? paint.startTime : 0, ...window.__long)};
}"""


@dataclass(frozen=True, slots=True)
class Viewed:
    """One view: bytes over the wire, requests, and milliseconds until painted and usable."""

    size: int
    requests: int
    painted: float
    interactive: float
    parts: tuple[tuple[str, int], ...] = ()


def chromium() -> str | None:
    """The Chromium of this machine, or None."""
    names = (os.environ.get("MILEPOST_CHROMIUM", ""), "chromium", "chromium-browser")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def print_weight(link: str, change: Callable[[], object]) -> None:
    """Print the weight of a first and a later view of the plan behind this link.

    `change` changes the plan, so that the later view is no mere 304.
    """
    path = chromium()
    if path is None:
        print("  not measured: no Chromium was found (see MILEPOST_CHROMIUM)")
        return
    from playwright.sync_api import sync_playwright

    firsts, laters, unchanged = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for _round in range(ROUNDS):
            context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
            context.add_init_script(_WATCH)
            first, address = _view(context, link)
            unchanged.append(_view(context, address)[0])
            change()
            firsts.append(first)
            laters.append(_view(context, address)[0])
            context.close()
        browser.close()
    _print("first view, empty cache", firsts, 100)
    _print("later view, plan changed", laters, 20)
    _print("later view, unchanged", unchanged, 20)
    print("  first view, what it is made of (kB as sent, with headers)")
    for name, size in sorted(firsts[0].parts, key=lambda part: -part[1]):
        print(f"    {size / KILOBYTE:6.1f}  {name}")


def change_of(browser: Browser, plan: int) -> Callable[[], None]:
    """A change by the seller, posted as their page posts it."""

    def change() -> None:
        ask = browser.change(plan)
        result = load.run(Job(browser.port, 1, [ask], 5.0, is_own=True, most=1))
        if set(result.statuses) != {"200"}:
            raise RuntimeError(f"the change was answered {result.statuses}")

    return change


def _view(context: Any, address: str) -> tuple[Viewed, str]:
    """One view in a tab of its own, closed again so that no open stream takes part in the next."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    wire = _Wire(session)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1500)  # scripts, fonts, and whatever tasks still come
    times = page.evaluate(_TIMES)
    parts = wire.parts()
    size = sum(size for _name, size in parts)
    viewed = Viewed(size, len(parts), times["painted"], times["interactive"], tuple(parts))
    found = str(page.url)
    page.close()
    return viewed, found


class _Wire:
    """Bytes as they were sent, headers included, by request; what came from the cache is none."""

    def __init__(self, session: Any) -> None:
        self.names: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.responseReceived", self._begun)
        session.on("Network.dataReceived", self._more)
        session.on("Network.loadingFinished", self._ended)

    def parts(self) -> list[tuple[str, int]]:
        """What was sent for each address that the network was asked for."""
        return [(self.names.get(key, key), size) for key, size in self.sizes.items() if size]

    def _asked(self, event: Any) -> None:
        key = event["requestId"]
        if before := event.get("redirectResponse"):
            self.sizes[f"{key}, redirected"] = int(before["encodedDataLength"])
        self.names[key] = event["request"]["url"].partition("/")[2].partition("/")[2][-60:]

    def _begun(self, event: Any) -> None:
        self.sizes[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def _more(self, event: Any) -> None:
        # A stream never ends: what has come of it counts.
        key = event["requestId"]
        self.sizes[key] = self.sizes.get(key, 0) + int(event["encodedDataLength"])

    def _ended(self, event: Any) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])


def _print(name: str, views: list[Viewed], wanted: int) -> None:
    size = statistics.median(view.size for view in views) / KILOBYTE
    verdict = "met" if size < wanted else "NOT MET"
    painted = statistics.median(view.painted for view in views) / 1000
    usable = statistics.median(view.interactive for view in views) / 1000
    print(
        f"  {name:<28}{size:7.1f} kB in {views[0].requests} requests   wanted < {wanted} kB"
        f" {verdict}\n  {'':<28}painted after {painted:.2f} s, usable after {usable:.2f} s",
        flush=True,
    )
