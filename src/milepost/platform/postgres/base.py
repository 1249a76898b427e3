"""The database backend: Django's own, with two checks added to its pool.

Django offers one check, a round trip for each request. Ours looks whether the server has closed
the socket, which costs microseconds, so that a restarted database costs nobody a failed page.
On return a connection that is still inside a transaction is closed rather than handed on.
"""

from __future__ import annotations

import select
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

MOST_LAST_WORDS = 3


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL by a pool whose connections are alive when taken and clean when returned."""

    @property
    def pool(self) -> Any:
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == base.NO_DB_ALIAS or not options:
            return None
        found = self._connection_pools.get(self.alias)
        if found is None:
            if self.settings_dict.get("CONN_MAX_AGE", 0) != 0:
                raise ImproperlyConfigured("A pool and CONN_MAX_AGE exclude each other.")
            made = ConnectionPool(
                kwargs=self.get_connection_params() | {"autocommit": True},
                open=False,
                configure=self._configure_connection,
                check=refuse_dead,
                **options,
            )
            found = self._connection_pools.setdefault(self.alias, made)
        return found

    def _close(self) -> None:
        if self.connection is not None and self.pool:
            reset(self.connection)
        super()._close()


def refuse_dead(connection: Connection[Any]) -> None:
    """Raise when the server has closed the connection while it was waiting in the pool."""
    readable = select.poll()
    readable.register(connection.pgconn.socket, select.POLLIN)
    # The server says why it goes before it does: the first read may find nothing but that.
    for _ in range(MOST_LAST_WORDS):
        if not readable.poll(0):
            return
        connection.pgconn.consume_input()
        if connection.closed:
            break
    raise OperationalError("the server has closed this connection")


def reset(connection: Connection[Any]) -> None:
    """Leave nothing of this request to the next one that gets the connection."""
    if connection.closed:
        return
    if connection.pgconn.transaction_status != TransactionStatus.IDLE:
        connection.close()
