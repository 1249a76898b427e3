"""From ASGI to Django's WSGI handler: one hop into a thread and one back for each page.

The body is there already and a page is made whole in memory, so there is nothing to hand to
and fro in between; that is what makes it quicker than a general adapter (`docs/decisions`).
"""

from __future__ import annotations

import asyncio
import gzip
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from milepost.platform.server.stored_files import HEADER, StoredFiles
from milepost.platform.server.types import Headers, Scope, Send

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, Headers, bytes]
PACKED_FROM = 1024
# A page of 60 kB takes a millisecond; more effort saves a twentieth.
PACKED_LEVEL = 4


class Bridge:
    """Runs a WSGI application in a pool of threads. Files that it names are sent natively."""

    def __init__(self, app: WsgiApp, threads: int, files: StoredFiles) -> None:
        self.app = app
        self.files = files
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(
        self, scope: Scope, body: IO[bytes], size: int, scheme: str, send: Send
    ) -> None:
        """Answer one request whose body has been read."""
        environ = build_environ(scope, body, size, scheme)
        loop = asyncio.get_running_loop()
        try:
            status, headers, content = await loop.run_in_executor(self.executor, self._run, environ)
        finally:
            body.close()
        if any(name == HEADER for name, _value in headers):
            await self.files(scope, send, headers)
            return
        if scope["method"] == "HEAD":
            content = b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def _run(self, environ: dict[str, Any]) -> Answer:
        started: list[Any] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> None:
            started[:] = [int(status[:3]), headers]

        chunks = self.app(environ, start_response)
        try:
            content = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        status, found = started
        headers = [
            (name.lower().encode("latin-1"), value.strip().encode("latin-1"))
            for name, value in found
        ]
        headers, content = packed(environ, headers, content)
        if status >= 200 and status not in (204, 304):
            headers = [pair for pair in headers if pair[0] != b"content-length"]
            headers.append((b"content-length", str(len(content)).encode()))
        return status, headers, content

    def close(self) -> None:
        """Let what runs finish, and take nothing more."""
        self.executor.shutdown(wait=False, cancel_futures=True)


def packed(environ: dict[str, Any], headers: Headers, content: bytes) -> tuple[Headers, bytes]:
    """A page of text, compressed where the browser takes that and it is worth the time.

    What may not be stored (a link that is shown once) is sent as it is: its length shall tell
    nothing of it. The token in every form is masked anew for each page, so that no length tells
    of it either.
    """
    said = dict(headers)
    is_text = said.get(b"content-type", b"").startswith((b"text/", b"application/json"))
    if len(content) < PACKED_FROM or not is_text or b"content-encoding" in said:
        return headers, content
    if b"no-store" in said.get(b"cache-control", b""):
        return headers, content
    headers = [pair for pair in headers if pair[0] != b"vary"]
    varies = [v for v in (said.get(b"vary", b""), b"Accept-Encoding") if v]
    headers.append((b"vary", b", ".join(varies)))
    if "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return headers, content
    headers.append((b"content-encoding", b"gzip"))
    return headers, gzip.compress(content, PACKED_LEVEL, mtime=0)


def build_environ(scope: Scope, body: IO[bytes], size: int, scheme: str) -> dict[str, Any]:
    """The WSGI environment of a request.

    Header names with an underscore are dropped: `X_Forwarded_For` would otherwise pose as
    `X-Forwarded-For`.
    """
    host, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": client[0] if client else "",
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name or raw_name in (b"content-length", b"transfer-encoding"):
            continue
        value = raw_value.decode("latin-1")
        if raw_name == b"content-type":
            environ["CONTENT_TYPE"] = value
            continue
        name = "HTTP_" + raw_name.decode("latin-1").upper().replace("-", "_")
        if name in environ:
            joint = "; " if name == "HTTP_COOKIE" else ","
            value = f"{environ[name]}{joint}{value}"
        environ[name] = value
    return environ
