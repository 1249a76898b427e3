"""The buyer's page and what a buyer does there, by HTTP as their browser does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from benchmarks.load import Ask, Job
from benchmarks.pages import BROWSER, KEPT, MANY, Kind, csrf_secret, get
from benchmarks.seeding import Seeded

# Each browser has a secret of its own; here one browser has a link to every plan.
KNOWN_AS = "a-browser-that-was-here-before-00"
SEEN = 'name="seen" value="'


class BuyersBrowser:
    """A browser that has opened its personal link to each plan, and the requests it would make."""

    def __init__(self, port: int, seeded: Seeded) -> None:
        self.port, self.step = port, seeded.buyer_step
        self.links = [(code, secret) for code, secret in seeded.links]
        code, secret = self.links[0]
        head, _ = get(port, f"/p/{code}/", _cookies(secret))
        self.secret = csrf_secret(head)

    def page(self, code: str, secret: str) -> Ask:
        """The buyer's page as if for the first time."""
        return Ask(f"GET /p/{code}/ HTTP/1.1\r\n{self._common(secret)}")

    def page_again(self, code: str, secret: str) -> Ask:
        """The page with the mark of the one that the browser has."""
        head, _ = get(self.port, f"/p/{code}/", self._known(secret))
        return Ask(
            f"GET /p/{code}/ HTTP/1.1\r\n{self._common(secret)}If-None-Match: {head['ETag']}\r\n"
        )

    def done(self, code: str, secret: str) -> Ask:
        """A step marked done and the next time opened again, as portal.js sends the forms."""
        _, text = get(self.port, f"/p/{code}/", self._known(secret))
        found = re.search(rf'{SEEN}(\d+)"', text)
        if found is None:
            raise RuntimeError("the buyer's page has no form")
        address = f"http://localhost:{self.port}"
        more = (
            f"{self._common(secret)}Content-Type: application/x-www-form-urlencoded\r\n"
            f"HX-Request: true\r\nOrigin: {address}\r\nReferer: {address}/p/{code}/\r\n"
        )
        return Ask(
            f"POST /p/{code}/do/done/ HTTP/1.1\r\n{more}",
            f"csrfmiddlewaretoken={self.secret}&milestone={self.step}&seen={{seen}}",
            int(found[1]),
            SEEN,
            f"POST /p/{code}/do/reopen/ HTTP/1.1\r\n{more}",
        )

    def _common(self, secret: str) -> str:
        return f"Host: localhost:{self.port}\r\n{BROWSER}Cookie: {self._known(secret)}\r\n"

    def _known(self, secret: str) -> str:
        return f"{_cookies(secret)}; milepost_csrf={self.secret}"


def _cookies(secret: str) -> str:
    return f"milepost_plan={secret}; milepost_browser={KNOWN_AS}"


def jobs(browser: BuyersBrowser) -> list[Kind]:
    """What is measured of the buyer's side: name, status expected, job for a number of clients."""
    links, port = browser.links, browser.port

    def again(clients: int) -> Job:
        # Asked for anew each time: the mark changes every half hour.
        asks = [browser.page_again(*link) for link in links[:KEPT]]
        return Job(port, clients, asks, 0.0)

    def deeds(clients: int) -> Job:
        asks = [browser.done(*link) for link in own(links)[:clients]]
        return Job(port, clients, asks, 0.0, is_own=True)

    pages = [browser.page(*link) for link in links]
    return [
        ("buyer's page", "200", lambda clients: Job(port, clients, pages, 0.0)),
        ("buyer's page unchanged (304)", "304", again),
        ("buyer marks a step done", "200", deeds),
    ]


def floor_jobs(port: int, seeded: Seeded) -> list[Kind]:
    """The same of the floor; its addresses carry the link's secret."""

    def job(what: str) -> Callable[[int], Job]:
        head = f"Host: localhost\r\n{BROWSER}"
        asks = [
            Ask(f"GET /{what}/{plan}/{secret} HTTP/1.1\r\n{head}")
            for plan, (_code, secret) in zip(seeded.plans, seeded.links, strict=True)
        ]
        return lambda clients: Job(port, clients, asks, 0.0)

    return [
        ("floor: buyer's page", "200", job("buyer")),
        ("floor: buyer's, with rules", "200", job("buyer-whole")),
    ]


def own(links: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The plans that buyers act on; the seller's changes and the floor's have others."""
    return links[-3 * MANY : -2 * MANY]
