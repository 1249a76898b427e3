"""The timeline of a plan of 200 milestones: made by the server, and dragged on in Chromium.

    python -m benchmarks.gantt [STEPS]

Everything is open: no phase is folded, dependencies and a baseline are drawn. The server's times
are whole requests, one after another. In the browser a bar is dragged to and fro by 120 moves of
the pointer, frames counted by `requestAnimationFrame` (60 a second in a window without a screen),
with the preview of what follows asked for on the way.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import date
from typing import Any
from urllib.parse import urlencode

from benchmarks.pages import Browser
from benchmarks.system import running
from benchmarks.weight import chromium

STEPS = 200
ROUNDS = 30
OPEN = urlencode([("open", name) for name in ("evaluation", "negotiation", "implementation")])
_WATCH = """() => {
  window.__frames = []; window.__long = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.__long.push(entry.duration);
  }).observe({type: 'longtask'});
  let before = performance.now();
  const frame = (now) => {
    window.__frames.push(now - before); before = now; window.__id = requestAnimationFrame(frame);
  };
  window.__id = requestAnimationFrame(frame);
}"""
_SEEN = "() => { cancelAnimationFrame(window.__id); return [window.__frames, window.__long]; }"


def print_gantt(steps: int = STEPS) -> None:
    """Print the figures of a timeline of so many steps."""
    with running(plans=1) as (system, seeded, _first):
        asked = ("seed", str(steps), str(seeded.workspace), str(seeded.member))
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.gantt", *asked],
            env=system.environment,
            stdout=subprocess.PIPE,
            check=True,
        )
        plan = int(json.loads(made.stdout))
        browser = Browser(system.port, seeded)
        _print_server(browser, plan)
        _print_browser(f"http://localhost:{system.port}", browser, plan)


def _print_server(browser: Browser, plan: int) -> None:
    where = f"/plans/{plan}/timeline/"
    what_if = {"step": "m60", "do": "move", "to": date.today().replace(day=28).isoformat()}
    asked = (
        ("the page, everything open", f"{where}?{OPEN}", False),
        ("the Gantt alone (a zoom, a fold)", f"{where}?zoom=month&{OPEN}", True),
        ("the page, one phase open", where, False),
        ("what follows from a drag", f"{where}change/?{urlencode(what_if)}", True),
        ("the PDF of one page", f"/plans/{plan}/export/gantt/?side=seller", False),
    )
    print(f"  {'server, ms of a request':<44}{'median':>8}{'p95':>8}{'kB':>8}")
    for name, address, is_part in asked:
        times, size = [], 0
        for _round in range(ROUNDS + 2):
            started = time.perf_counter()
            size = _asked(browser, address, is_part=is_part)
            times.append((time.perf_counter() - started) * 1000)
        print(f"  {name:<44}{_at(times[2:], 50):8.1f}{_at(times[2:], 95):8.1f}{size / 1024:8.1f}")
    sys.stdout.flush()


def _asked(browser: Browser, address: str, *, is_part: bool) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=30)
    headers = {"Host": f"localhost:{browser.port}", "Cookie": browser.cookies}
    headers |= {"Accept-Encoding": "gzip"} | ({"HX-Request": "true"} if is_part else {})
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} was answered {answer.status}")
    return len(body)


def _print_browser(home: str, browser: Browser, plan: int) -> None:
    path = chromium()
    if path is None:
        print("  in the browser: not measured, no Chromium was found (see MILEPOST_CHROMIUM)")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        context = chrome.new_context(base_url=home, viewport={"width": 1280, "height": 820})
        pairs = (pair.split("=", 1) for pair in browser.cookies.split("; "))
        context.add_cookies([{"name": n, "value": v, "url": home} for n, v in pairs])
        page = context.new_page()
        page.goto(f"/plans/{plan}/timeline/?zoom=week&{OPEN}", wait_until="load")
        page.wait_for_timeout(500)
        nodes = page.evaluate("document.querySelectorAll('#gantt *').length")
        usable = page.evaluate(
            "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        )
        print(f"  {'in Chromium: elements of the Gantt':<44}{nodes:8}")
        print(f"  {'usable after, ms':<44}{usable:8.0f}")
        _print_frames("dragging a bar", *_dragged(page))
        _print_frames("scrolling sideways and down", *_scrolled(page))
        chrome.close()


def _dragged(page: Any) -> tuple[list[float], list[float]]:
    page.locator("a.g-bar.can-move").nth(8).scroll_into_view_if_needed()
    box = page.locator("a.g-bar.can-move").nth(8).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y)
    page.evaluate(_WATCH)
    for n in range(120):
        page.mouse.move(x + 20 + (n % 40 if n % 80 < 40 else 40 - n % 40) * 4, y + n % 3)
        page.wait_for_timeout(8)
    frames, long = page.evaluate(_SEEN)
    page.mouse.up()
    page.locator("#g-panel .g-ask").wait_for()
    page.keyboard.press("Escape")
    return frames, long


def _scrolled(page: Any) -> tuple[list[float], list[float]]:
    page.evaluate(_WATCH)
    for n in range(80):
        page.mouse.wheel(30 if n % 2 else 0, 60 if n < 40 else -60)
        page.wait_for_timeout(12)
    frames, long = page.evaluate(_SEEN)
    return frames, long


def _print_frames(name: str, frames: list[float], long: list[float]) -> None:
    said = f"{_at(frames, 50):.1f} / {_at(frames, 95):.1f} / {max(frames):.1f}"
    print(f"  {name + ': ms a frame, median / p95 / most':<52}{said}")
    print(
        f"  {name + ': tasks over 50 ms, the longest':<52}{len(long)}, {max(long, default=0):.0f}"
    )
    sys.stdout.flush()


def _at(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


def seed(steps: int, workspace: int, member: int) -> int:
    """A plan of so many steps in the workspace of the benchmark."""
    from milepost.plans import commands
    from milepost.platform.scope import seller_scope
    from tests.plans.gantt_plans import a_drawn_plan

    plan = a_drawn_plan(steps, date.today())
    with seller_scope(workspace, member):
        actor = commands.Actor(member, "Sam Whitfield")
        return commands.import_document(actor, None, plan, {"sam": member}).plan_id


if __name__ == "__main__":
    if sys.argv[1:2] == ["seed"]:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
        django.setup()
        print(seed(*(int(each) for each in sys.argv[2:5])))
    else:
        print_gantt(int(sys.argv[1]) if len(sys.argv) > 1 else STEPS)
