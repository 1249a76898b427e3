"""The one connection of a process that LISTENs, and finds its way back by itself.

Goes to the database directly: a pooler in transaction mode hands no notifications on
(MILEPOST_LIVE_DATABASE_URL names another address where DATABASE_URL is such a pooler's).
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connections

from milepost.platform import config

log = logging.getLogger("milepost.live")
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0
# How long it may be silent before it is asked whether it is still there.
SECONDS_OF_SILENCE = 15.0
SECONDS_TO_ANSWER = 5.0


class Listener:
    """Hands every message of a channel to `heard`; calls `connected` whenever it listens (anew),
    as something may have been said meanwhile."""

    def __init__(
        self, channel: str, heard: Callable[[str], None], connected: Callable[[], None]
    ) -> None:
        self.channel, self.heard, self.connected = channel, heard, connected
        self._listens = asyncio.Event()

    async def is_listening(self, seconds: float) -> bool:
        """Whether it listens, now or within so many seconds."""
        if self._listens.is_set():
            return True
        try:
            await asyncio.wait_for(self._listens.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Listen until cancelled."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"listen {self.channel}")
                    pause = FIRST_PAUSE
                    self._listens.set()
                    self.connected()
                    await self._hear(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                if self._listens.is_set():
                    log.warning("live updates wait for the database: %s", _first_line(error))
                self._listens.clear()
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        connect = psycopg.AsyncConnection.connect(
            **parameters(), autocommit=True, connect_timeout=5, application_name="milepost-live"
        )
        return await asyncio.wait_for(connect, 10)

    async def _hear(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for notice in connection.notifies(timeout=SECONDS_OF_SILENCE):
                self.heard(notice.payload)
            await asyncio.wait_for(connection.execute("select 1"), SECONDS_TO_ANSWER)


def parameters() -> dict[str, Any]:
    """Where to connect: as the application does, or where the setting says."""
    login = config.live_login()
    if login is not None:
        return login.libpq()
    kept = connections["default"].get_connection_params()
    left_out = {"cursor_factory", "context", "prepare_threshold", "application_name"}
    return {name: value for name, value in kept.items() if name not in left_out}


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0] or type(error).__name__
