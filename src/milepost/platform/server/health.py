"""`/healthz`: ready once the database answers and every migration is applied."""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor

from milepost.platform.server.types import Send, answer

log = logging.getLogger("milepost.server")


class Health:
    """Asks the database in a thread of its own, so that busy pages do not make it look ill."""

    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._is_migrated = False

    async def __call__(self, send: Send) -> None:
        """Answer 200 when ready, 503 with the reason when not."""
        reason = await asyncio.get_running_loop().run_in_executor(self.executor, self._reason)
        body = json.dumps(
            {"status": "starting", "reason": reason} if reason else {"status": "ok"}
        ).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await answer(send, 503 if reason else 200, headers, body)

    def _reason(self) -> str:
        from django.db import Error, connection

        try:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
            if not self._is_migrated:
                self._is_migrated = not _unapplied()
        except Error as error:
            log.warning("not ready: %s", str(error).strip().splitlines()[0])
            return "the database does not answer"
        finally:
            connection.close()
        return "" if self._is_migrated else "migrations are not applied yet"


def _unapplied() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
