"""One open page as the hub knows it: what it has been told, and what it is to be told next.

There is no queue: a stream holds the newest pulse, who is here, and what else is due, so that a
slow reader gets the newest of all that happened meanwhile and holds up nobody.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from milepost.live.access import Allowed, Asks

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
# A comment for what stands in between, and an event by which the page knows that it is not cut off.
HEARTBEAT = b": beat\nevent: beat\ndata\n\n"
INBOX = b"event: inbox\ndata: changed\n\n"
GONE = b"event: gone\ndata: gone\n\n"
# How long a page waits before it comes back, in milliseconds; spread, so that not all do at once.
LEAST_RETRY, MOST_RETRY = 500, 3000


class Stream:
    """An open page. `allowed` is what it may listen to, and changes when it is asked again."""

    __slots__ = (
        "_wake",
        "allowed",
        "asks",
        "here",
        "is_beat_due",
        "is_checked",
        "is_ended",
        "is_gone",
        "is_inbox_due",
        "number",
        "pulse",
        "sent",
        "sent_here",
        "task",
    )

    def __init__(self, asks: Asks, allowed: Allowed, number: int) -> None:
        self.asks, self.allowed, self.number = asks, allowed, number
        self.pulse, self.sent = allowed.pulse, -1
        self.here = self.sent_here = b""
        # A member's page counts when it listens, so that nothing told before that is missed.
        self.is_inbox_due = asks.side == "seller"
        self.is_beat_due = self.is_checked = self.is_ended = self.is_gone = False
        self.task: asyncio.Task[Any] | None = None
        self._wake = asyncio.Event()

    def offer(self, pulse: int) -> None:
        """Tell of a pulse, where it is a newer one."""
        if pulse > self.pulse:
            self.pulse = pulse
            self._wake.set()

    def show(self, here: bytes) -> None:
        """Tell who is here, where that is something else."""
        if here != self.here:
            self.here = here
            self._wake.set()

    def knock(self) -> None:
        """Tell a member's page that their inbox has changed; it asks what is not read."""
        if self.asks.side == "seller":
            self.is_inbox_due = True
            self._wake.set()

    def beat(self) -> None:
        """Send a sign of life, so that nothing in between takes the connection for dead."""
        self.is_beat_due = True
        self._wake.set()

    def end(self, *, is_gone: bool = False) -> None:
        """End it; `is_gone` where the page may not be read any more, so that nobody comes back."""
        self.is_ended = True
        self.is_gone = self.is_gone or is_gone
        self._wake.set()

    def first(self) -> bytes:
        """How it begins: when to come back, who this page's reader is, and all that is known."""
        retry = LEAST_RETRY + secrets.randbelow(MOST_RETRY - LEAST_RETRY)
        guest = self.allowed.guest
        you = f"event: you\ndata: {guest.key}\n\n" if guest else ""
        return f"retry: {retry}\n{you}".encode() + self.due()

    def due(self) -> bytes:
        """What is to be told now; nothing where nothing is."""
        parts = []
        if self.pulse > self.sent:
            self.sent = self.pulse
            parts.append(b"id: %d\nevent: pulse\ndata: %d\n\n" % (self.pulse, self.pulse))
        if self.here != self.sent_here:
            self.sent_here = self.here
            parts.append(b"event: here\ndata: %b\n\n" % self.here)
        if self.is_inbox_due:
            self.is_inbox_due = False
            parts.append(INBOX)
        if self.is_gone:
            parts.append(GONE)
        elif self.is_beat_due and not parts:
            parts.append(HEARTBEAT)
        self.is_beat_due = False
        return b"".join(parts)

    async def run(self, send: Send) -> None:
        """Tell what is due as it comes, until it ends."""
        text = self.first()
        while True:
            if text:
                await send({"type": "http.response.body", "body": text, "more_body": True})
            if self.is_ended:
                break
            await self._wake.wait()
            self._wake.clear()
            text = self.due()
        await send({"type": "http.response.body", "body": b""})
