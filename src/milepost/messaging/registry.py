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
}


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
    module, _, name = HANDLERS[kind].rpartition(".")
    found: Handler = getattr(import_module(module), name)
    return found
