"""The tables of messaging: what is to be delivered, what is told to whom, and what was kept."""

from __future__ import annotations

from milepost.messaging.models.messages import Message
from milepost.messaging.models.outbox import KeptAccountMessage, KeptMessage, Outbox, Timer

__all__ = ["KeptAccountMessage", "KeptMessage", "Message", "Outbox", "Timer"]
