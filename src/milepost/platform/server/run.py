"""Running the web process: uvicorn around the root, on a socket that is bound already."""

from __future__ import annotations

import gc
import logging
import resource
import socket
from types import FrameType
from typing import Any

import uvicorn

from milepost.platform.server.protocol import LimitedHead

log = logging.getLogger("milepost.server")
WANTED_FILES = 65_536
RESERVED_FILES = 200
MOST_CONNECTIONS = 20_000
SECONDS_TO_STOP = 8
# The collector's first threshold; Python's own is 700.
NEW_OBJECTS = 10_000


def serve(listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; streams are told at once, pages may finish."""
    most = _raise_file_limit()
    root = make_root()
    server = _Server(
        uvicorn.Config(
            root,
            loop="uvloop",
            http=LimitedHead,
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=most,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=SECONDS_TO_STOP,
            backlog=2048,
        )
    )
    server.root = root
    server.run(sockets=[listener])


def make_root() -> Any:
    """The ASGI application, with Django set up behind it."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.utils.module_loading import import_string

    from milepost.platform.server.root import Root

    handler: Any = WSGIHandler()
    _warm()
    return Root(
        handler,
        limit=settings.MAX_BODY_BYTES,
        upload_limit=settings.MAX_UPLOAD_BYTES,
        streams=import_string(settings.STREAMS)() if settings.STREAMS else None,
        large=settings.LARGE_BODIES,
    )


class _Server(uvicorn.Server):
    """uvicorn that tells the streams at the first signal, rather than wait for them."""

    root: Any = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.root is not None:
            self.root.stopping.set()
        super().handle_exit(sig, frame)


def _warm() -> None:
    """Import every page's module now, so that nobody's first request waits for it.

    What is there then stays: the collector need not walk it again and again, which takes tenths
    of a second of everybody's time. Pages leave few cycles, so it may look less often too.
    """
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)


def _raise_file_limit() -> int:
    """Raise the number of open files, and return how many connections fit under it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(WANTED_FILES, hard) if hard != resource.RLIM_INFINITY else WANTED_FILES
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    most = max(50, min(MOST_CONNECTIONS, soft - RESERVED_FILES))
    if most < 2000:
        log.warning("at most %d connections: the limit of open files (ulimit -n) is %d", most, soft)
    return most
