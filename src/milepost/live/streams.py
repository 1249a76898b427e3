"""The streams' address: `/plans/<id>/stream` for members, `/p/<code>/stream` for buyers, and
`/inbox/stream` for members' pages that are about no plan.

Native ASGI beside Django (`platform.server.root`), as server-sent events:

    event: pulse   the plan's newest pulse, a buyer's being of what buyers see; also the event's id
    event: here    who is at the plan: {"people": [{"key", "name", "side"}], "all": 3}
    event: you     the key under which this reader stands among them
    event: inbox   what this member has not read is to be counted anew
    event: gone    this page may not be read any more; the stream ends
    event: beat    a sign of life every 17 seconds, with a comment for what stands in between
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import time

from milepost.live.access import Refused, asked
from milepost.live.hub import Hub, NotNow
from milepost.live.stream import Stream
from milepost.platform.server import plain
from milepost.platform.server.types import Receive, Scope, Send, header

log = logging.getLogger("milepost.live")
# Files that pages, pools and the rest of the process need.
FILES_FOR_THE_REST = 600
MOST_STREAMS = 15_000
SECONDS_BETWEEN_WARNINGS = 60.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
]


class Streams:
    """The streams of this process; its hub begins with the first of them."""

    def __init__(self) -> None:
        self.most = most_streams()
        self.hub: Hub | None = None
        self._open = 0
        self._warned_at = 0.0

    def has(self, path: str) -> bool:
        """Whether this is a stream's address."""
        return path.endswith("/stream") and asked(path, "") is not None

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, stopping: asyncio.Event
    ) -> None:
        """Serve one stream for as long as its page is open and may be read."""
        if scope["method"] != "GET":
            await plain.page(send, 405, "No such method", "A stream is read by GET.")
            return
        if header(scope, b"sec-fetch-site") in (b"cross-site", b"same-site"):
            await plain.page(send, 403, "Not from here", "A stream is read by Milepost's pages.")
            return
        if stopping.is_set() or self._is_full():
            await _not_now(send)
            return
        cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
        asks = asked(scope["path"], cookies.decode("latin-1"))
        assert asks is not None
        hub = self._hub(stopping)
        self._open += 1
        try:
            stream = await hub.let_in(asks)
        except Refused:
            self._open -= 1
            await plain.page(send, 404, "Not here", "There is no such page for this browser.")
            return
        except NotNow:
            self._open -= 1
            await _not_now(send)
            return
        except BaseException:
            self._open -= 1
            raise
        try:
            await _serve(hub, stream, receive, send)
        finally:
            self._open -= 1
            hub.remove(stream)

    def close(self) -> None:
        """End all of them."""
        if self.hub is not None:
            self.hub.stop()

    def _hub(self, stopping: asyncio.Event) -> Hub:
        if self.hub is None:
            self.hub = hub = Hub()

            async def stop() -> None:
                await stopping.wait()
                hub.stop()

            self._stops = hub.loop.create_task(stop())
        return self.hub

    def _is_full(self) -> bool:
        if self._open < self.most:
            return False
        if time.monotonic() - self._warned_at > SECONDS_BETWEEN_WARNINGS:
            self._warned_at = time.monotonic()
            log.warning(
                "%d pages listen for changes, which is as many as this process takes"
                " (MILEPOST_STREAMS, ulimit -n); further ones ask now and then instead",
                self._open,
            )
        return True


async def _serve(hub: Hub, stream: Stream, receive: Receive, send: Send) -> None:
    stream.task = asyncio.current_task()
    leaving = asyncio.ensure_future(_until_left(stream, receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await stream.run(send)
    except asyncio.CancelledError:
        if not stream.is_ended:
            raise
    finally:
        leaving.cancel()


async def _until_left(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _not_now(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"retry-after", b"20"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def most_streams() -> int:
    """How many streams this process takes: by MILEPOST_STREAMS, else by its limit of files."""
    given = os.environ.get("MILEPOST_STREAMS", "")
    if given.isdigit():
        return int(given)
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(20, min(MOST_STREAMS, soft - FILES_FOR_THE_REST))
