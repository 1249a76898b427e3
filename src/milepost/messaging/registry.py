"""Which function delivers what the outbox holds, by kind.

A kind that nobody delivers yet stays in the outbox, and wakes no worker. The functions are named
as text and imported when first needed, so that messaging depends on none of its users.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

HANDLERS: dict[str, str] = {
    "email": "milepost.messaging.mail.deliver",
    "intake.import": "milepost.intake.jobs.run",
    "door.code": "milepost.sharing.door_commands.deliver_code",
    "conversation.scan": "milepost.conversation.scanning.scan",
    "messages": "milepost.messaging.dispatch.deliver",
    "plan.changed": "milepost.messaging.webhooks.fanout.of_revision",
    "webhooks.happened": "milepost.messaging.webhooks.fanout.of_thing",
    "webhook": "milepost.messaging.webhooks.delivery.deliver",
    "webhook.failing": "milepost.messaging.webhooks.delivery.deliver",
    "push": "milepost.messaging.channels.push.posting.deliver",
    "plan.moved_later": "milepost.sharing.misses.deliver",
    "slack.message": "milepost.messaging.channels.slack.posting.deliver",
    "slack.celebration": "milepost.messaging.channels.slack.celebrations.deliver",
    "slack.update": "milepost.messaging.channels.slack.posting.update",
    "slack.press": "milepost.messaging.channels.slack.acting.deliver",
    "slack.people": "milepost.messaging.channels.slack.people.deliver",
    "slack.revoke": "milepost.messaging.channels.slack.connection.revoke",
    "reply.read": "milepost.sharing.replying.handling.deliver",
    "review.invite": "milepost.reviews.invitations.deliver",
    "review.closed": "milepost.reviews.minutes.deliver",
}

# Told of addresses: (workspace, address, why no mail reaches it; "" where one was taken).
ADDRESS_LISTENER = "milepost.sharing.bounces.note"


@dataclass(frozen=True, slots=True)
class Limit:
    """How a worker works at one kind, so that a slow receiver holds up nobody else.

    `at_once` deliveries run beside one another, `ahead` further ones are claimed so that nobody
    waits for the database. One that takes `longest` seconds is given up: its lease runs out, and
    somebody else has it. A handler that `asks_itself` calls `ensure_ours`; for others the worker
    does so before it begins them.
    """

    at_once: int = 2
    ahead: int = 0
    longest: float = 300.0
    asks_itself: bool = False


# By kind; `USUAL_LIMIT` for those that are not named.
LIMITS: dict[str, Limit] = {
    "email": Limit(at_once=4, ahead=12, asks_itself=True),
    "messages": Limit(at_once=1, longest=1_800),
    "slack.message": Limit(at_once=4, longest=60, asks_itself=True),
    "slack.celebration": Limit(longest=60, asks_itself=True),
    "slack.update": Limit(longest=60, asks_itself=True),
    "slack.people": Limit(at_once=1),
    "intake.import": Limit(at_once=1, longest=7_200),
    # Receivers of others, each up to 20 seconds; those that fail have a lane of their own.
    "webhook": Limit(at_once=8, ahead=8, longest=60, asks_itself=True),
    "webhook.failing": Limit(at_once=4, longest=60, asks_itself=True),
    "push": Limit(at_once=4, ahead=4, longest=60, asks_itself=True),
}
USUAL_LIMIT = Limit()


class TakenOver(Exception):
    """Another worker has the delivery by now: nothing may be sent any more."""


def _nobody_asks() -> None:
    """What a delivery outside of a worker is asked."""


# Gives a letter the address that answers it: (workspace, key, who answers, subject, text).
REPLY_ADDRESSES = "milepost.sharing.replying.addresses.for_mail"


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
    check: Callable[[], None] = field(default=_nobody_asks, repr=False, compare=False)

    def ensure_ours(self) -> None:
        """For a handler to call right before what cannot be taken back, such as the request.

        Raises TakenOver where the lease ran out or another worker has it: let it pass.
        """
        self.check()


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


def limit_of(kind: str) -> Limit:
    """How a worker works at this kind."""
    return LIMITS.get(kind, USUAL_LIMIT)


def handler_of(kind: str) -> Handler:
    """The function that delivers this kind."""
    found: Handler = named(HANDLERS[kind])
    return found


def tell_of_address(workspace_id: int, address: str, trouble: str) -> None:
    """Say that mail to an address came back for good, or ("") that one was taken."""
    named(ADDRESS_LISTENER)(workspace_id, address, trouble)


def reply_address(workspace_id: int, key: str, answers: Any, subject: str, text: str) -> str:
    """The address that answers a letter and acts; "" where answers go to a person."""
    address: str = named(REPLY_ADDRESSES)(workspace_id, key, answers, subject, text)
    return address


def named(path: str) -> Any:
    """The function of this dotted name."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)
