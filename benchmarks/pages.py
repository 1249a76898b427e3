"""The plan page and the change of one milestone, by HTTP as a browser does it."""

from __future__ import annotations

import http.client
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import load
from benchmarks.load import Ask, Job, Result
from benchmarks.machine import Process
from benchmarks.seeding import Seeded

MANY = 16
KEPT = 48
BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-GB,en;q=0.7\r\nAccept-Encoding: gzip, deflate, br\r\n"
)
Usage = Callable[[], Mapping[str, Process]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of request at one number of clients: the median of its rounds, and all rates.

    `cpu` are milliseconds of each part for one request, which other work on the machine changes
    less than it changes times.
    """

    name: str
    clients: int
    middle: Result
    rates: tuple[float, ...]
    cpu: Mapping[str, float]


class Browser:
    """One signed-in browser: its cookies, and the requests it would make."""

    def __init__(self, port: int, seeded: Seeded) -> None:
        self.port, self.seeded = port, seeded
        head, _ = get(self.port, f"/plans/{seeded.plans[0]}/", f"milepost_session={seeded.session}")
        self.secret = csrf_secret(head)
        self.cookies = f"milepost_session={seeded.session}; milepost_csrf={self.secret}"
        self.common = f"Host: localhost:{port}\r\n{BROWSER}Cookie: {self.cookies}\r\n"

    def page(self, plan: int) -> Ask:
        """The plan page as if for the first time."""
        return Ask(f"GET /plans/{plan}/ HTTP/1.1\r\n{self.common}")

    def page_again(self, plan: int) -> Ask:
        """The plan page with the mark of the one that the browser has."""
        head, _ = get(self.port, f"/plans/{plan}/", self.cookies)
        mark = f"If-None-Match: {head['ETag']}\r\n"
        return Ask(f"GET /plans/{plan}/ HTTP/1.1\r\n{self.common}{mark}")

    def change(self, plan: int) -> Ask:
        """A new title for one milestone, as the page's form sends it; the answer is the plan."""
        _, text = get(self.port, f"/plans/{plan}/", self.cookies)
        found = re.search(r'data-revision="(\d+)"', text)
        if found is None:
            raise RuntimeError("the plan page says no revision")
        address = f"http://localhost:{self.port}/plans/{plan}/"
        return Ask(
            f"POST /plans/{plan}/edit/milestones.{self.seeded.step}.title/ HTTP/1.1\r\n"
            f"{self.common}Content-Type: application/x-www-form-urlencoded\r\n"
            f"HX-Request: true\r\nHX-Target: editor-body\r\nHX-Current-URL: {address}\r\n"
            f"Origin: http://localhost:{self.port}\r\nReferer: {address}\r\n",
            f"csrfmiddlewaretoken={self.secret}&value=Security+review+{{turn}}&seen={{seen}}",
            int(found[1]),
        )


def get(port: int, path: str, cookies: str) -> tuple[http.client.HTTPMessage, str]:
    """One page, unpacked, before anything is measured; RuntimeError where it is not answered."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    headers = dict(line.split(": ", 1) for line in BROWSER.splitlines())
    plain = {"Cookie": cookies, "Accept-Encoding": "identity"}
    connection.request("GET", path, headers={**headers, **plain})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return answer.headers, text


def csrf_secret(head: http.client.HTTPMessage) -> str:
    """The secret in the CSRF cookie that a page set."""
    found = re.search(r"milepost_csrf=(\w+)", str(head.get_all("Set-Cookie")))
    if found is None:
        raise RuntimeError("the page set no CSRF cookie: has somebody been let in?")
    return found[1]


Kind = tuple[str, str, Callable[[int], Job]]


def jobs(browser: Browser) -> list[Kind]:
    """What is measured of Milepost: name, status expected, and the job for a number of clients."""
    plans = browser.seeded.plans
    pages = [browser.page(plan) for plan in plans]
    again = [browser.page_again(plan) for plan in plans[:KEPT]]

    def job(asks: Sequence[Ask]) -> Callable[[int], Job]:
        return lambda clients: Job(browser.port, clients, asks, 0.0)

    def changes(clients: int) -> Job:
        asks = [browser.change(plan) for plan in plans[-clients:]]
        return Job(browser.port, clients, asks, 0.0, is_own=True)

    return [
        ("page", "200", job(pages)),
        ("page, seen before", "200", job(pages[:KEPT])),
        ("page unchanged (304)", "304", job(again)),
        ("change", "200", changes),
    ]


def floor_jobs(port: int, seeded: Seeded) -> list[Kind]:
    """The same of the floor."""

    def job(what: str, plans: Sequence[int]) -> Callable[[int], Job]:
        head = f"Host: localhost\r\n{BROWSER}"
        asks = [Ask(f"GET /{what}/{plan} HTTP/1.1\r\n{head}") for plan in plans]
        return lambda clients: Job(port, clients, asks, 0.0, is_own=what == "change")

    return [
        ("floor: page", "200", job("page", seeded.plans)),
        ("floor: page with rules", "200", job("whole", seeded.plans)),
        ("floor: change", "200", job("change", seeded.plans[-2 * MANY : -MANY])),
    ]


def measure(
    wanted: Sequence[Kind],
    clients: int,
    usage: Usage,
    *,
    seconds: float,
    rounds: int,
) -> list[Measured]:
    """Measure jobs in turn, round after round, so that what else the machine does hits all."""
    found: dict[str, list[tuple[Result, dict[str, float]]]] = {}
    for turn in range(rounds + 1):
        for name, status, make in wanted:
            job = make(clients)
            length = seconds if turn else min(seconds, 1.5)
            before = usage()
            result = load.run(Job(job.port, clients, job.requests, length, job.is_own))
            if set(result.statuses) != {status}:
                raise RuntimeError(
                    f"{name}: {result.statuses} instead of {status}\n{result.sample}"
                )
            if turn:  # the first round only warms up
                found.setdefault(name, []).append((result, _cpu(before, usage(), result)))
    return [_middle(name, clients, results) for name, results in found.items()]


def _cpu(
    before: Mapping[str, Process], after: Mapping[str, Process], result: Result
) -> dict[str, float]:
    each = {
        part: 1000 * (after[part].cpu - before[part].cpu) / result.answers
        for part in after
        if part in before
    }
    return {**each, "load": 1000 * result.cpu / result.answers}


def _middle(
    name: str, clients: int, results: Sequence[tuple[Result, dict[str, float]]]
) -> Measured:
    ordered = sorted(results, key=lambda pair: pair[0].per_second)
    middle = ordered[len(ordered) // 2]
    cpu = {
        part: statistics.median(each.get(part, 0.0) for _, each in results) for part in middle[1]
    }
    return Measured(name, clients, middle[0], tuple(pair[0].per_second for pair in ordered), cpu)
