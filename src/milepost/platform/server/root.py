"""The root of the server: health, static files, and everything else to Django.

Plain ASGI, as there are four cases; the fourth are the streams of open pages, which whoever
builds the root hands in (settings.STREAMS), as the platform knows no face.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Protocol

from milepost.platform import config
from milepost.platform.server import plain
from milepost.platform.server.bodies import BodyRefused, SenderGone, read_body
from milepost.platform.server.bridge import Bridge, WsgiApp
from milepost.platform.server.health import Health
from milepost.platform.server.hosts import Hosts
from milepost.platform.server.static_files import StaticFiles
from milepost.platform.server.stored_files import StoredFiles
from milepost.platform.server.types import Receive, Scope, Send

log = logging.getLogger("milepost.server")
THREADS = 12
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Streams(Protocol):
    """What serves open pages' streams (`milepost.live.streams`)."""

    def has(self, path: str) -> bool:
        """Whether this is a stream's address."""

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, stopping: asyncio.Event
    ) -> None:
        """Serve one, until `stopping` is set."""

    def close(self) -> None:
        """End all of them."""


class Root:
    """The ASGI application that uvicorn runs. `stopping` is set at the first SIGTERM."""

    def __init__(
        self,
        django: WsgiApp,
        *,
        limit: int,
        upload_limit: int,
        streams: Streams | None = None,
        large: tuple[str, ...] = (),
    ) -> None:
        threads = int(os.environ.get("MILEPOST_THREADS") or THREADS)
        self.bridge = Bridge(django, threads, StoredFiles(config.data_folder() / "files"))
        self.static = StaticFiles.found_by_django()
        self.health = Health()
        self.hosts = Hosts()
        self.streams = streams
        self.limit, self.upload_limit, self.large = limit, upload_limit, large
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request, or the beginning and end of the server's life."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.startswith("/static/"):
            await self.static(scope, path[8:], send)
            return
        if path == "/healthz":
            await self.health(send)
            return
        if not self.hosts.is_ours(scope):
            await plain.page(
                send,
                400,
                "Unknown address",
                "Milepost does not answer for this name. Whoever runs it can set MILEPOST_URL"
                " to the address that people use.",
            )
            return
        if scope["method"] not in METHODS:
            await plain.page(
                send, 405, "No such method", "Milepost answers to GET, HEAD, POST and the like."
            )
            return
        if self.streams is not None and self.streams.has(path):
            await self.streams(scope, receive, send, self.stopping)
            return
        limit = self.upload_limit if path.startswith(self.large) else self.limit
        try:
            body, size = await read_body(
                scope, receive, self.stopping, limit=limit, upload_limit=self.upload_limit
            )
        except BodyRefused as refused:
            await plain.page(send, refused.status, refused.title, refused.text)
            return
        except SenderGone:
            return
        await self.bridge(scope, body, size, self.hosts.scheme_for(scope), send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self.streams is not None:
            self.streams.close()
        self.bridge.close()
        await send({"type": "lifespan.shutdown.complete"})
