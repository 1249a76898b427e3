"""Statements that need no answer before the next one travel to the database together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_round_trip() -> Iterator[None]:
    """Send all statements inside at once; the first error is raised where the block ends.

    Each still runs by itself and sees what the ones before it did and waited for.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
