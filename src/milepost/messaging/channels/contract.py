"""What a channel is: it says whether it reaches a reader, and records what is to be delivered.

    messaging/channels/<name>/channel.py      reaches(reader, items) -> bool
                                              record(batch) -> str
    messaging/registry.HANDLERS               the function that delivers what `record` wrote

`record` runs in the transaction that takes the messages, so that taking and recording are one;
delivery follows from the outbox under a stable key. A channel that is asked for a reader whom it
does not reach writes nothing. Adding one is one folder and its name in `CHANNELS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from milepost.domain.plan import Plan
from milepost.messaging.messages import Addressee, Told, Words
from milepost.messaging.registry import named

CHANNELS: tuple[str, ...] = ("mail", "slack", "push")
"""By name, in the order in which they are recorded. Each is `channels.<name>.channel`."""


@dataclass(frozen=True, slots=True)
class At:
    """The moment at which messages are said, and the plans that they are about, each read once.

    `plan` gives a plan as its reader's side may see it, or None where it is gone.
    """

    now: datetime
    plan: Callable[[int, str], Plan | None]


@dataclass(frozen=True, slots=True)
class Item:
    """One message, put into words."""

    told: Told
    words: Words


@dataclass(frozen=True, slots=True)
class Batch:
    """What one reader is told at once, on every channel: one message, or a digest of several."""

    reader: Addressee
    items: Sequence[Item]
    at: At

    @property
    def key(self) -> str:
        """The same for the same messages, whoever takes them: the outbox's key begins with it."""
        ids = [item.told.id for item in self.items]
        first, last = min(ids), max(ids)
        return f"messages:{first}" if first == last else f"messages:{first}-{last}"

    @property
    def plan_id(self) -> int | None:
        """The plan, where all are about one."""
        plans = {item.told.plan_id for item in self.items}
        return plans.pop() if len(plans) == 1 else None


class Channel(Protocol):
    """The contract, as `channels.<name>.channel` keeps it by its functions."""

    def reaches(self, reader: Addressee, items: Sequence[Item]) -> bool:
        """Whether this reader wants, and can get, these messages here."""

    def record(self, batch: Batch) -> str:
        """Write what is to be delivered into the outbox; its key, "" where nothing is."""


def channels() -> Mapping[str, Channel]:
    """Every channel by its name."""
    return {name: _Functions(f"milepost.messaging.channels.{name}.channel") for name in CHANNELS}


@dataclass(frozen=True, slots=True)
class _Functions:
    """A channel as the functions of a module."""

    module: str

    def reaches(self, reader: Addressee, items: Sequence[Item]) -> bool:
        return bool(named(f"{self.module}.reaches")(reader, items))

    def record(self, batch: Batch) -> str:
        return str(named(f"{self.module}.record")(batch))
