"""The real root of the server in a thread, on the tests' database; and a client for streams."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from milepost.live.hub import Hub
from milepost.live.streams import Streams
from milepost.platform.server.root import Root


class Server:
    """A server that runs in a thread of this process."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        self.streams = Streams()
        self.root = Root(
            WSGIHandler(),
            limit=settings.MAX_BODY_BYTES,
            upload_limit=settings.MAX_UPLOAD_BYTES,
            streams=self.streams,
        )
        self.server = uvicorn.Server(
            uvicorn.Config(
                self.root,
                loop="uvloop",
                http="httptools",
                lifespan="on",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=3,
            )
        )
        self.thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"

    @property
    def hub(self) -> Hub:
        """The hub of its streams, which begins with the first of them."""
        assert self.streams.hub is not None
        return self.streams.hub

    def on_its_loop(self, work: Callable[[], Any]) -> Any:
        """What `work` answers, called on the server's loop."""
        done: Any = asyncio.run_coroutine_threadsafe(_called(work), self.hub.loop)
        return done.result(10)

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.thread.start()
        wait_for(lambda: self.server.started, seconds=20)

    def stop(self) -> None:
        """End it, and wait."""
        if self.streams.hub is not None:
            self.hub.loop.call_soon_threadsafe(self.root.stopping.set)
        self.server.should_exit = True
        self.thread.join(15)
        self.socket.close()

    def _run(self) -> None:
        # A loop of its own: that of a browser test may run in the main thread.
        self.server.run(sockets=[self.socket])


async def _called(work: Callable[[], Any]) -> Any:
    return work()


@contextmanager
def a_server() -> Iterator[Server]:
    """A running server, ended afterwards."""
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Listening:
    """One open stream, read by a thread: its events as (name, data, seconds)."""

    def __init__(self, port: int, path: str, cookies: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
        header = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.connection.request("GET", path, headers={"Cookie": header, "Host": "localhost"})
        self._socket = self.connection.sock
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.headers = {name.lower(): value for name, value in self.answer.getheaders()}
        self.text = ""
        self.events: list[tuple[str, str, float]] = []
        self.ended_at: float | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        if self.status == 200:
            self._thread.start()

    def _read(self) -> None:
        event: dict[str, str] = {}
        try:
            while line := self.answer.readline().decode():
                self.text += line
                name, _, value = line.rstrip("\n").partition(": ")
                if line != "\n":
                    event[name] = value
                elif event:
                    if "event" in event:
                        told = (event["event"], event.get("data", ""), time.monotonic())
                        self.events.append(told)
                    event = {}
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        self.ended_at = time.monotonic()

    def of(self, name: str) -> list[str]:
        """The data of all events of one name, in order."""
        return [data for event, data, _ in self.events if event == name]

    @property
    def pulses(self) -> list[int]:
        """The pulses it was told, in order."""
        return [int(data) for data in self.of("pulse")]

    @property
    def here(self) -> list[str]:
        """The names of those who are there, as it was last told."""
        told = self.of("here")
        return [each["name"] for each in json.loads(told[-1])["people"]] if told else []

    def hears(self, pulse: int, seconds: float = 5.0) -> None:
        """Wait until it is told this pulse. How soon that is, `benchmarks/streams.py` measures."""
        wait_for(lambda: pulse in self.pulses, seconds)

    def ends(self, seconds: float = 5.0) -> None:
        """Wait until the server ends it."""
        wait_for(lambda: self.ended_at is not None, seconds)

    def close(self) -> None:
        """Leave."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(5)
        self.connection.close()


def cookies_of(client: Client) -> dict[str, str]:
    """The cookies of a test client."""
    return {name: morsel.value for name, morsel in client.cookies.items()}


def wait_for(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    """Wait until something holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)
