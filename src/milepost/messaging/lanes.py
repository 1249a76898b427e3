"""Where a worker's deliveries run: a lane of threads for each kind.

A receiver that hangs holds up its own lane and no other. What ended comes back through `results`;
the worker, which alone speaks with the outbox, is woken by `ring`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from django.db import connections

from milepost.messaging import smtp_line
from milepost.messaging.claims import Result
from milepost.messaging.registry import Delivery, limit_of

REST_AFTER = 1.0
"""Seconds without work after which a thread gives its connections back."""


@dataclass
class Ended:
    """What a thread has to say of a delivery: its result, None where there is nothing to settle."""

    delivery: Delivery
    result: Result | None


@dataclass
class Held:
    """A delivery in our hands, and when its handler began (None while it waits)."""

    delivery: Delivery
    began: float | None = None


@dataclass
class Lane:
    """The deliveries of one kind: `run` delivers one, in a thread."""

    kind: str
    run: Callable[[Delivery], Result | None]
    results: SimpleQueue[Ended]
    ring: Callable[[], None]
    held: dict[int, Held] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.limit = limit_of(self.kind)
        self._waiting: SimpleQueue[Delivery | None] = SimpleQueue()
        self._threads = 0
        self._given_up: set[tuple[int, int]] = set()

    def free(self) -> int:
        """How many more are worth claiming: none until half of what may be in hand is done."""
        most = self.limit.at_once + self.limit.ahead
        return most - len(self.held) if len(self.held) <= most // 2 else 0

    def give(self, delivery: Delivery) -> None:
        """Have it delivered."""
        self.held[delivery.id] = Held(delivery)
        self._waiting.put(delivery)
        if self._threads < min(self.limit.at_once, len(self.held)):
            self._threads += 1
            threading.Thread(target=self._work, name=f"lane-{self.kind}", daemon=True).start()

    def forget(self, delivery: Delivery) -> None:
        """It is settled, or no longer ours."""
        held = self.held.get(delivery.id)
        if held is not None and held.delivery.fence == delivery.fence:
            del self.held[delivery.id]

    def take_back(self) -> list[Delivery]:
        """What no thread has begun yet; each thread ends with what it has in hand."""
        found = []
        while True:
            try:
                delivery = self._waiting.get_nowait()
            except Empty:
                break
            if delivery is not None:
                self.forget(delivery)
                found.append(delivery)
        for _ in range(self._threads):
            self._waiting.put(None)
        return found

    def give_up_overdue(self) -> list[Delivery]:
        """Deliveries that take too long: no longer held, and their threads are replaced."""
        now = time.monotonic()
        found = [
            held.delivery
            for held in list(self.held.values())
            if held.began is not None and now - held.began > self.limit.longest
        ]
        for delivery in found:
            self.forget(delivery)
            self._given_up.add((delivery.id, delivery.fence))
            self._threads -= 1
        return found

    def _work(self) -> None:
        try:
            while (delivery := self._next()) is not None:
                held = self.held.get(delivery.id)
                if held is not None:
                    held.began = time.monotonic()
                ended = Ended(delivery, self.run(delivery))
                if (delivery.id, delivery.fence) in self._given_up:
                    return
                self.results.put(ended)
                self.ring()
        finally:
            self._rest()

    def _next(self) -> Delivery | None:
        try:
            return self._waiting.get(timeout=REST_AFTER)
        except Empty:
            self._rest()
            return self._waiting.get()

    def _rest(self) -> None:
        smtp_line.hang_up()
        connections.close_all()
