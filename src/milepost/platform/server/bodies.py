"""Request bodies, read natively and whole before a thread is taken.

Ten slow senders would otherwise hold ten threads. A body has a limit of size, larger for
uploads, and a limit of time that grows with what has arrived; past a megabyte it waits on disk.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from typing import IO

from milepost.platform.server.types import Message, Receive, Scope, header

MEMORY_BYTES = 1024 * 1024
FIRST_SECONDS = 20.0
LEAST_BYTES_A_SECOND = 50_000
LOOK_UP_SECONDS = 1.0


class BodyRefused(Exception):
    """A body that is too large or too slow; with the status and words for it."""

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__(title)
        self.status, self.title, self.text = status, title, text


class SenderGone(Exception):
    """The sender went away before the body was complete."""


async def read_body(
    scope: Scope, receive: Receive, stopping: asyncio.Event, *, limit: int, upload_limit: int
) -> tuple[IO[bytes], int]:
    """The whole body as a file at its start, and its size in bytes."""
    if header(scope, b"content-type").startswith(b"multipart/form-data"):
        limit = upload_limit
    promised = header(scope, b"content-length")
    if promised.isdigit() and int(promised) > limit:
        raise _too_large(limit)
    body: IO[bytes] = io.BytesIO()
    if not promised and not header(scope, b"transfer-encoding"):
        return body, 0
    size, started = 0, time.monotonic()
    while True:
        ends_at = started + FIRST_SECONDS + size / LEAST_BYTES_A_SECOND
        message = await _next_part(receive, ends_at, stopping)
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        if size > MEMORY_BYTES and isinstance(body, io.BytesIO):
            body = _on_disk(body)
        body.write(chunk)
        if not message.get("more_body", False):
            body.seek(0)
            return body, size


async def _next_part(receive: Receive, ends_at: float, stopping: asyncio.Event) -> Message:
    """The next piece; looks up once a second, as a server that stops waits for no sender."""
    while True:
        try:
            message = await asyncio.wait_for(receive(), LOOK_UP_SECONDS)
        except TimeoutError:
            if stopping.is_set():
                raise BodyRefused(503, "Milepost is stopping", "Try again in a moment.") from None
            if time.monotonic() > ends_at:
                raise BodyRefused(
                    408, "This took too long", "The upload was too slow and was ended. Try again."
                ) from None
            continue
        if message["type"] == "http.disconnect":
            raise SenderGone
        return message


def _on_disk(body: io.BytesIO) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the request closes it)
    file.write(body.getvalue())
    return file


def _too_large(limit: int) -> BodyRefused:
    megabytes = limit // (1024 * 1024)
    return BodyRefused(
        413,
        "This file is too large",
        f"At most {megabytes} MB can be sent at once, and nothing of it was kept."
        " Go back, split the file and send the parts.",
    )
