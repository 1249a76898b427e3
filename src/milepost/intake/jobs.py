"""The import as the worker runs it, started from the outbox; safe to run again."""

from __future__ import annotations

import logging

from django.db import Error as DatabaseError
from django.db import InterfaceError

from milepost.domain.errors import MilepostError, NotFound
from milepost.intake.commands import fail_import, run_import
from milepost.messaging.registry import Delivery, DeliveryFailed

log = logging.getLogger(__name__)


def run(delivery: Delivery) -> None:
    """Bring the rows in from where an earlier attempt stopped.

    A database that is away is tried again; anything else ends the import, and its page says so:
    what is in stays in, and the same file imported again doubles nothing.
    """
    import_id = int(delivery.payload["import_id"])
    member_id = delivery.payload.get("member_id")
    try:
        run_import(delivery.workspace_id, member_id, import_id)
    except NotFound as error:
        raise DeliveryFailed(error.message, permanent=True) from error
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:
        log.exception("Import %s failed", import_id)
        said = error.message if isinstance(error, MilepostError) else ""
        fail_import(delivery.workspace_id, member_id, import_id, said)
        raise DeliveryFailed(said or type(error).__name__, permanent=True) from error
