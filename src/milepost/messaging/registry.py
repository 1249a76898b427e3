"""Which function delivers what the outbox holds, by kind.

A kind that nobody delivers yet stays in the outbox, and wakes no worker. The functions are named
as text and imported when first needed, so that messaging depends on none of its users.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

HANDLERS: dict[str, str] = {
    "email": "milepost.messaging.mail.deliver",
    "intake.import": "milepost.intake.jobs.run",
    "door.code": "milepost.sharing.door_commands.deliver_code",
    "conversation.scan": "milepost.conversation.scanning.scan",
    "sharing.notice": "milepost.sharing.notices.deliver",
    "messages": "milepost.messaging.dispatch.deliver",
}

# Told of addresses: (workspace, address, why no mail reaches it; "" where one was taken).
ADDRESS_LISTENER = "milepost.sharing.bounces.note"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One claimed row of the outbox, as a handler gets it. `attempt` counts from 1."""

    id: int
    workspace_id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    fence: int
    attempt: int


Handler = Callable[[Delivery], None]


class DeliveryFailed(Exception):
    """A delivery that did not work; `permanent` ones are not tried again.

    `retry_after` is the number of seconds that the receiver has asked for.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.permanent, self.retry_after = permanent, retry_after


def handler_of(kind: str) -> Handler:
    """The function that delivers this kind."""
    found: Handler = named(HANDLERS[kind])
    return found


def tell_of_address(workspace_id: int, address: str, trouble: str) -> None:
    """Say that mail to an address came back for good, or ("") that one was taken."""
    named(ADDRESS_LISTENER)(workspace_id, address, trouble)


def named(path: str) -> Any:
    """The function of this dotted name."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)
