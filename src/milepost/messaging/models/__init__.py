"""The tables of messaging: what is to be delivered, what is told to whom, and what was kept."""

from __future__ import annotations

from milepost.messaging.models.messages import Message
from milepost.messaging.models.outbox import KeptAccountMessage, KeptMessage, Outbox, Timer
from milepost.messaging.models.preferences import Preference
from milepost.messaging.models.push import PushSubscription
from milepost.messaging.models.slack import (
    SlackChannel,
    SlackConnection,
    SlackPerson,
    SlackPost,
)
from milepost.messaging.models.webhooks import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
    WebhookSecret,
)

__all__ = [
    "KeptAccountMessage",
    "KeptMessage",
    "Message",
    "Outbox",
    "Preference",
    "PushSubscription",
    "SlackChannel",
    "SlackConnection",
    "SlackPerson",
    "SlackPost",
    "Timer",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookMessage",
    "WebhookSecret",
]
