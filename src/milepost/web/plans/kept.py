"""Finished parts of plan pages, kept in this process for as long as they are true.

Two kinds, each under a key that names everything it was made from, so nothing ever has to be
thrown away in time: the plan's own part (workspace, plan, revision, latest change, day, language)
and the frame around it (member, language, the browser's CSRF secret). Access is decided before:
the key's workspace, plan and revision come from the statement that opened the member's scope.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.conf import settings

MOST = 256


class Kept:
    """The newest `most` texts by key; making one twice at once is harmless."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._texts: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> str | None:
        """The text under this key, or None."""
        with self._lock:
            text = self._texts.get(key)
            if text is not None:
                self._texts.move_to_end(key)
            return text

    def put(self, key: Hashable, text: str) -> str:
        """Keep a text; answers with it."""
        if getattr(settings, "KEEP_PAGES", True):
            with self._lock:
                self._texts[key] = text
                self._texts.move_to_end(key)
                while len(self._texts) > self._most:
                    self._texts.popitem(last=False)
        return text

    def made(self, key: Hashable, make: Callable[[], str]) -> str:
        """The text under this key, made where it is not there."""
        return self.get(key) or self.put(key, make())

    def clear(self) -> None:
        """Forget everything (tests, benchmarks)."""
        with self._lock:
            self._texts.clear()


regions = Kept()
frames = Kept()
