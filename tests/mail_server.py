"""A mail server on loopback for tests that send; the fixture `receiver` sets it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Receiver(socketserver.ThreadingTCPServer):
    """A mail server on loopback that keeps what it gets, or refuses recipients with `refusal`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self.received: list[str] = []
        self.connections = 0
        self.refusal = ""


class _Dialogue(socketserver.StreamRequestHandler):
    server: Receiver

    def handle(self) -> None:
        self.server.connections += 1
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (part := self.rfile.readline().decode()) != ".\r\n":
                    lines.append(part)
                self.server.received.append("".join(lines))
                self.wfile.write(b"250 taken\r\n")
            elif word == "RCPT" and self.server.refusal:
                self.wfile.write(f"{self.server.refusal}\r\n".encode())
            elif word == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A running mail server."""
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
