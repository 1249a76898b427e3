"""Handlers that tests register: they note what they get, or fail as they are told."""

from __future__ import annotations

import os
import threading
import time

from milepost.messaging.registry import Delivery, DeliveryFailed

seen: list[Delivery] = []
gate = threading.Event()


def note(delivery: Delivery) -> None:
    """Remember it."""
    seen.append(delivery)


def write_line(delivery: Delivery) -> None:
    """Append its key to a file, slowly, so that a test can kill in between."""
    with open(str(delivery.payload["file"]), "a") as file:
        file.write(f"{delivery.key}\n")
        file.flush()
    time.sleep(float(os.environ.get("HANDLER_SECONDS", "0")))


def refuse_poison(delivery: Delivery) -> None:
    """Break on what says that it is poison."""
    if delivery.payload.get("poison"):
        raise ValueError("poison")
    seen.append(delivery)


def hang(_delivery: Delivery) -> None:
    """A receiver that says nothing until the test lets it."""
    gate.wait(20)


def busy(_delivery: Delivery) -> None:
    """A receiver that asks for a pause."""
    raise DeliveryFailed("come back later", retry_after=120)


def gone(_delivery: Delivery) -> None:
    """A receiver that is no more."""
    raise DeliveryFailed("410", permanent=True)
