"""Handlers of kinds that only the fault run records."""

from __future__ import annotations

import os
import signal
import time

from milepost.messaging.registry import Delivery, DeliveryFailed

KINDS = {
    f"faults.{name}": f"faults.handlers.{name}" for name in ("note", "hang", "crash", "limited")
}


def note(delivery: Delivery) -> None:
    """Nothing: it has arrived."""


def hang(delivery: Delivery) -> None:
    """A receiver that says nothing for a while, and then nothing useful."""
    time.sleep(float(str(delivery.payload.get("seconds", 5))))
    raise DeliveryFailed("it hangs")


def crash(delivery: Delivery) -> None:
    """What ends its worker."""
    if delivery.payload.get("is_poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)


def limited(delivery: Delivery) -> None:
    """A receiver that asks for a pause, once."""
    if delivery.attempt == 1:
        raise DeliveryFailed("429", retry_after=float(str(delivery.payload["seconds"])))
