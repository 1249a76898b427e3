"""A mail server on loopback, as a process of its own, that takes mail or misbehaves as asked.

    python -m faults.sink LOG     prints its port; appends a line to LOG for all that happens

The recipient's address says how it is treated: `grey2-7@…` is put off twice and then taken.

| before the dash | what happens |
| --- | --- |
| busy | 450 at RCPT |
| grey | 451 at RCPT, as greylisting does |
| gone | 550 5.1.1 at RCPT: nobody is there |
| full | 452 after the message |
| hang | no answer to RCPT |
| mute | no answer after the message, which is not taken |
| drop | hangs up in the middle of the message |
| gasp | takes the message and hangs up before it says so: what nobody can know |
| slow | answers RCPT after half a second |

With a number it happens that often, else always. Lines of the log: a word (`rcpt` for a try,
`taken` for a message), the time, the recipient, the Message-ID.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections import Counter

_WISH = re.compile(r"([a-z]+?)(\d*)-")
_AT_RCPT = {
    "busy": "450 4.2.1 the mailbox is busy",
    "grey": "451 4.7.1 greylisted, come back",
    "gone": "550 5.1.1 nobody is here",
}
_KNOWN = frozenset((*_AT_RCPT, "full", "hang", "mute", "drop", "gasp", "slow"))


class Sink:
    """What the conversations share: the log, and how often each recipient was treated."""

    def __init__(self, log: str) -> None:
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.times: Counter[str] = Counter()

    def note(self, word: str, recipient: str, message_id: str = "") -> None:
        """Append a line, whole or not at all."""
        line = f"{word}\t{time.time():.6f}\t{recipient}\t{message_id}\n"
        os.write(self.log, line.encode())

    def wish(self, recipient: str) -> str:
        """How this try is treated."""
        found = _WISH.match(recipient)
        if not found or found[1] not in _KNOWN:
            return ""
        self.times[recipient] += 1
        return "" if found[2] and self.times[recipient] > int(found[2]) else found[1]


class Talk(asyncio.Protocol):
    """One conversation."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.buffer = b""
        self.in_data = False
        self.recipient, self.treated = "", ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._say("220 ready")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while not self.transport.is_closing():
            if self.in_data:
                if self.treated == "drop" and len(self.buffer) > 100:
                    self.transport.abort()
                    return
                message, end, rest = self.buffer.partition(b"\r\n.\r\n")
                if not end:
                    return
                self.buffer, self.in_data = rest, False
                self._end(message)
            else:
                line, end, rest = self.buffer.partition(b"\r\n")
                if not end:
                    return
                self.buffer = rest
                self._command(line.decode("utf-8", "replace"))

    def _command(self, line: str) -> None:
        word = line[:4].upper()
        if word == "RCPT":
            self._recipient(line.partition("<")[2].partition(">")[0])
        elif word == "DATA":
            self.in_data = True
            self._say("354 go on")
        elif word == "QUIT":
            self._say("221 bye")
            self.transport.close()
        else:
            self._say("250 fine")

    def _recipient(self, address: str) -> None:
        self.recipient, self.treated = address, self.sink.wish(address)
        self.sink.note("rcpt", address)
        if self.treated == "hang":
            return
        if self.treated == "slow":
            asyncio.get_running_loop().call_later(0.5, self._say, "250 fine")
            return
        self._say(_AT_RCPT.get(self.treated, "250 fine"))

    def _end(self, message: bytes) -> None:
        if self.treated == "mute":
            return
        if self.treated == "full":
            self._say("452 4.2.2 the mailbox is full")
            return
        head = message.partition(b"\r\n\r\n")[0]
        found = re.search(rb"^Message-ID:\s*<([^@>]+)", head, re.MULTILINE | re.IGNORECASE)
        self.sink.note("taken", self.recipient, found[1].decode() if found else "?")
        if self.treated == "gasp":
            self.transport.abort()
            return
        self._say("250 taken")

    def _say(self, text: str) -> None:
        if not self.transport.is_closing():
            self.transport.write(f"{text}\r\n".encode())


async def serve(log: str) -> None:
    """Serve on a free port until the process is ended."""
    sink = Sink(log)
    server = await asyncio.get_running_loop().create_server(lambda: Talk(sink), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
