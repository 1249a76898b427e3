"""Stored files, sent natively: Django says yes with a header, and the bytes never pass its threads.

A view that has checked who asks answers without a body and with `X-Milepost-File: <name>`. That
header never leaves the house. What is sent is the file of this name, with ranges, and the headers
that the view gave; a slow reader holds a file handle and nothing else.
"""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import IO

from milepost.platform.server.types import Headers, Scope, Send, answer, header

HEADER = b"x-milepost-file"
CHUNK = 256 * 1024
_NAME = re.compile(r"[0-9a-f]{32}")
_RANGE = re.compile(rb"bytes=(\d*)-(\d*)")
# Of the file, or of the answer without one.
_REPLACED = frozenset((HEADER, b"content-length", b"accept-ranges", b"content-range"))


class StoredFiles:
    """Sends files of one folder by their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def __call__(self, scope: Scope, send: Send, headers: Headers) -> None:
        """Answer with the file that the headers name."""
        name = dict(headers)[HEADER].decode("latin-1")
        kept = [pair for pair in headers if pair[0] not in _REPLACED]
        file = await asyncio.to_thread(self._opened, name)
        if file is None:
            await answer(send, 404, _without_content(kept), b"")
            return
        with file:
            await self._send(scope, send, kept, file, os.fstat(file.fileno()).st_size)

    def _opened(self, name: str) -> IO[bytes] | None:
        if not _NAME.fullmatch(name):
            return None
        try:
            return (self.folder / name[:2] / name).open("rb")
        except OSError:
            return None

    async def _send(
        self, scope: Scope, send: Send, headers: Headers, file: IO[bytes], size: int
    ) -> None:
        mark = dict(headers).get(b"etag", b"")
        headers = [*headers, (b"accept-ranges", b"bytes")]
        if mark and mark in header(scope, b"if-none-match").replace(b" ", b"").split(b","):
            await answer(send, 304, _without_content(headers), b"")
            return
        span = asked_range(scope, mark, size)
        if span is None:
            told = (b"content-range", b"bytes */%d" % size)
            await answer(send, 416, [*_without_content(headers), told], b"")
            return
        first, last = span
        status = 200
        if (first, last) != (0, size - 1) or _asks_for_range(scope, mark):
            status = 206
            headers.append((b"content-range", b"bytes %d-%d/%d" % (first, last, size)))
        headers.append((b"content-length", b"%d" % (last - first + 1)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if scope["method"] != "HEAD":
            await _send_part(send, file, first, last - first + 1)
        else:
            await send({"type": "http.response.body", "body": b""})


async def _send_part(send: Send, file: IO[bytes], first: int, count: int) -> None:
    """Piece by piece; `send` waits for a slow reader, and no thread does."""
    file.seek(first)
    while count > 0:
        chunk = await asyncio.to_thread(file.read, min(CHUNK, count))
        if not chunk:  # cut short on disk: the reader notices by the length that was promised
            break
        count -= len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": count > 0})
    else:
        return
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def asked_range(scope: Scope, mark: bytes, size: int) -> tuple[int, int] | None:
    """The first and the last byte to send; None for a range that the file does not have.

    One range is understood; several, or one of another state of the file, are the whole file.
    """
    found = _RANGE.fullmatch(header(scope, b"range"))
    if not _asks_for_range(scope, mark) or found is None or size == 0:
        return 0, size - 1
    begin, end = found.groups()
    if not begin:
        count = int(end)
        return (max(0, size - count), size - 1) if count else None
    first = int(begin)
    last = min(int(end), size - 1) if end else size - 1
    return (first, last) if first <= last < size else None


def _asks_for_range(scope: Scope, mark: bytes) -> bool:
    found = _RANGE.fullmatch(header(scope, b"range"))
    if found is None or found.groups() == (b"", b""):
        return False
    condition = header(scope, b"if-range")
    return not condition or (bool(mark) and condition == mark)


def _without_content(headers: Headers) -> Headers:
    kept = [pair for pair in headers if pair[0] not in (b"content-type", b"content-disposition")]
    return [*kept, (b"content-length", b"0")]
