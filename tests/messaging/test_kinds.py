"""Every kind of message can be said."""

from __future__ import annotations

from milepost.messaging.kinds import KINDS
from milepost.messaging.registry import named


def test_every_kind_has_somebody_who_puts_it_into_words() -> None:
    assert [name for name, kind in KINDS.items() if not callable(named(kind.words))] == []
