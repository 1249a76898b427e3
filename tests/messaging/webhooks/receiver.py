"""A receiver of webhooks on loopback: it keeps what it got, and answers as it is told.

with receiving() as receiver:
    receiver.answers = [status(500), hang(), reset()]    # the last one stays
    …
    receiver.got[0].headers["webhook-id"]
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["_Handler"], None]


@dataclass(frozen=True)
class Got:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came in, and what is answered."""

    url: str
    port: int
    got: list[Got] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def next_answer(self) -> Answer:
        if not self.answers:
            return status(204)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.got.append(Got(self.command, self.path, headers, body))
        self.close_connection = True
        self.receiver.next_answer()(self)

    def log_message(self, *_: Any) -> None:
        pass


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    """Answer with a status; Retry_After="5" is the header Retry-After."""

    def answer(handler: _Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hang() -> Answer:
    """Take the request and say nothing."""
    return lambda handler: (handler.receiver.released.wait(10), None)[1]


def drip() -> Answer:
    """Send the beginning of an answer byte by byte, for ever: no single read takes long."""

    def answer(handler: _Handler) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
            if handler.receiver.released.is_set():
                return
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


def reset() -> Answer:
    """Cut the connection with a reset."""

    def answer(handler: _Handler) -> None:
        linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.connection.close()
        handler.rfile.close()

    return answer


def nonsense() -> Answer:
    """Answer with what is no HTTP."""
    return lambda handler: (handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n"), None)[1]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that answers 204 until it is told otherwise."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    port = server.server_address[1]
    receiver = Receiver(f"http://127.0.0.1:{port}/hooks", port)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"receiver": receiver})
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
