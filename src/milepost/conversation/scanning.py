"""What the worker does with files: the operator's check of a new one, and the sweep of old ones.

MILEPOST_SCAN_COMMAND is run with the file's path as its last argument, without a shell. 0 means
clean, 1 refused; with anything else the file is held and the check is made again later.
"""

from __future__ import annotations

import logging
import subprocess
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from milepost.conversation import files
from milepost.conversation.models import File
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.plans import live
from milepost.platform.scope import seller_scope, worker_scope

SECONDS = 120
KEPT_AFTER_REMOVAL = timedelta(days=30)
BATCH = 500
log = logging.getLogger(__name__)


def scan(delivery: Delivery) -> None:
    """Check one file that waits for it, and let it be given out or not."""
    file_id = int(delivery.payload["file"])
    with seller_scope(delivery.workspace_id):
        row = File.objects.filter(id=file_id, state="checking").first()
    if row is None or row.stored is None:
        return
    state = "ready" if _is_clean(row.stored) else "refused"
    with seller_scope(delivery.workspace_id):
        if File.objects.filter(id=file_id, state="checking").update(state=state):
            live.touch(row.plan_id, shared=row.visibility == "shared")


def sweep() -> int:
    """Remove bytes of files removed 30 days ago, and bytes that no row names; how many."""
    return _sweep_removed() + _sweep_orphans()


def _is_clean(stored: str) -> bool:
    if not settings.SCAN_COMMAND:  # it was set when the file came, and no longer is
        return True
    command = [*settings.SCAN_COMMAND, str(files.path_of(stored))]
    try:
        done = subprocess.run(  # the operator's own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeliveryFailed(f"the check of files could not be run: {error}") from error
    if done.returncode in (0, 1):
        return done.returncode == 0
    said = done.stderr.decode("utf-8", "replace").strip()[-300:]
    raise DeliveryFailed(f"the check of files ended with {done.returncode}: {said}")


def _sweep_removed() -> int:
    before = timezone.now() - KEPT_AFTER_REMOVAL
    with worker_scope():
        due = list(
            File.objects.filter(deleted_at__lt=before, gone_at=None, stored__isnull=False)[:BATCH]
        )
        for row in due:
            row.gone_at = timezone.now()
            row.save(update_fields=["gone_at"])
    # Only now that no page offers them: a crash in between leaves orphans, which go below.
    for row in due:
        files.discard(str(row.stored))
    return len(due)


def _sweep_orphans() -> int:
    removed = 0
    for names in files.old_names():
        with worker_scope():
            known = File.objects.filter(stored__in=names, gone_at=None)
            orphans = set(names) - set(known.values_list("stored", flat=True))
        for name in orphans:
            files.discard(name)
        removed += len(orphans)
    if removed:
        log.info("%d files that belong to nothing were removed", removed)
    return removed
