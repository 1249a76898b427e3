"""One POST over a checked socket, and what came back. No redirect, no proxy, no cookie, no retry.

The standard library's reader of answers does it, over a socket that was opened by `guard` and that
knows one deadline for everything: an answer that drips in byte by byte ends as one that never came.
"""

from __future__ import annotations

import io
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPException, HTTPResponse
from typing import cast

from django.utils.translation import gettext as _

from milepost.messaging.webhooks import guard
from milepost.messaging.webhooks.guard import Refused, Resolve, Target

TOTAL_SECONDS = 20.0
ANSWER_BYTES = 4_096
EXCERPT_LENGTH = 1_000
LONGEST_PAUSE = 86_400.0
AGENT = "Milepost-Webhooks/1"
_USUAL = {"Content-Type": "application/json"}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one try came to. `status` is None where there was no answer, and `error` says why.

    `pause` are the seconds that the receiver asks to be left alone for, capped at a day.
    """

    status: int | None
    error: str
    excerpt: str
    pause: float | None
    milliseconds: int

    @property
    def is_taken(self) -> bool:
        """Any 2xx; a redirect is none."""
        return self.status is not None and 200 <= self.status <= 299

    @property
    def is_gone(self) -> bool:
        """410: the receiver wants nothing more, ever."""
        return self.status == 410


def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    seconds: float = TOTAL_SECONDS,
    resolve: Resolve | None = None,
) -> Answer:
    """Send, and wait for the answer until all in all `seconds` have passed. Never raises for what
    the other side, the network or the wall says."""
    started = time.monotonic()
    try:
        status, excerpt, asked = _exchange(url, headers, body, started + seconds, resolve)
    except Refused as refused:
        return Answer(None, refused.message, "", None, _since(started))
    except TimeoutError:
        said = _("no answer within %(seconds)s seconds") % {"seconds": f"{seconds:g}"}
        return Answer(None, said, "", None, _since(started))
    except ssl.SSLCertVerificationError as error:
        said = _("its certificate is not accepted: %(why)s") % {"why": error.verify_message}
        return Answer(None, said, "", None, _since(started))
    except (OSError, HTTPException, ValueError) as error:
        return Answer(None, _in_words(error), "", None, _since(started))
    error_words = "" if 200 <= status <= 299 else _words_for(status)
    return Answer(status, error_words, excerpt, asked, _since(started))


def _exchange(
    url: str, headers: Mapping[str, str], body: bytes, deadline: float, resolve: Resolve | None
) -> tuple[int, str, float | None]:
    listed = guard.allowed()
    target = guard.target_of(url, listed)
    opened = _secured(guard.open_socket(target, listed, deadline, resolve), target, deadline)
    with opened:
        opened.settimeout(_left(deadline))
        opened.sendall(_request(target, headers, body))
        answer = HTTPResponse(cast(socket.socket, _Timed(opened, deadline)), method="POST")
        with answer:
            answer.begin()
            excerpt = _excerpt(answer.read(ANSWER_BYTES))
            return answer.status, excerpt, pause_of(answer.getheader("Retry-After"))


def _secured(opened: socket.socket, target: Target, deadline: float) -> socket.socket:
    if target.scheme != "https":
        return opened
    try:
        opened.settimeout(_left(deadline))
        return _tls().wrap_socket(opened, server_hostname=target.host)
    except BaseException:
        opened.close()
        raise


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        f"User-Agent: {AGENT}",
        f"Content-Length: {len(body)}",
        "Accept: */*",
        "Connection: close",
        *(f"{name}: {value}" for name, value in {**_USUAL, **headers}.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


class _Timed(io.RawIOBase):
    """A socket, as HTTPResponse reads it, whose every read ends at one deadline."""

    def __init__(self, opened: socket.socket, deadline: float) -> None:
        super().__init__()
        self._socket, self._deadline = opened, deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self._socket.settimeout(_left(self._deadline))
        return self._socket.recv_into(buffer)


def pause_of(text: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a Retry-After asks for, as a number or as a date; a day at most."""
    if not text:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(LONGEST_PAUSE, float(text[:12]))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    seconds = (until - (now or datetime.now(UTC))).total_seconds()
    return min(LONGEST_PAUSE, max(0.0, seconds))


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _excerpt(body: bytes) -> str:
    return _CONTROL.sub("", body.decode("utf-8", "replace"))[:EXCERPT_LENGTH]


def _words_for(status: int) -> str:
    if 300 <= status <= 399:
        return _("answered %(status)s: redirects are not followed") % {"status": status}
    return _("answered %(status)s") % {"status": status}


def _in_words(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return _("the connection was refused")
    if isinstance(error, ConnectionError):
        return _("the connection was cut")
    if isinstance(error, socket.gaierror):
        return _("the name was not found")
    if isinstance(error, HTTPException):
        return _("what came back is no HTTP answer")
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return _CONTROL.sub("", lines[0])[:200]
