"""The moment that changes carry: now, or the one at which a story is told.

Tests, and the history of the example workspace, live through days that are over:

    with clock.at(datetime(2026, 6, 1, 10, 0, tzinfo=UTC)):
        commands.set_status(...)       # the revision carries that moment

The database keeps its own time: leases, links and codes go by it and by nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("milepost_clock", default=None)


def now() -> datetime:
    """The moment, in UTC."""
    return _told.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at this moment, which knows its zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
