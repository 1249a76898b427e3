"""What the outbox no longer needs goes.

A finished row keeps its key, and nothing else of what it held: who records the same key again
within the time records nothing. Dead letters stay until somebody has handled them.
"""

from __future__ import annotations

from django.db import connection

from milepost.messaging import registry
from milepost.platform.scope import worker_scope

KEPT = "180 days"
UNDELIVERED_KEPT = "30 days"
BATCH = 5_000
MOST_BATCHES = 20

_FINISHED = f"""/* worker */
delete from messaging_outbox where id = any(array(
  select id from messaging_outbox where finished_at < now() - interval '{KEPT}'
  order by finished_at limit {BATCH} for update skip locked))"""  # noqa: S608
# Of kinds that nobody delivers in this version.
_UNDELIVERED = f"""/* worker */
delete from messaging_outbox where id = any(array(
  select id from messaging_outbox where finished_at is null and dead_at is null
    and not kind = any(%s) and available_at < now() - interval '{UNDELIVERED_KEPT}'
  limit {BATCH} for update skip locked))"""  # noqa: S608


def sweep() -> int:
    """Take away what is past its day, a batch at a time; how many rows."""
    gone = 0
    for statement, values in ((_FINISHED, None), (_UNDELIVERED, [list(registry.HANDLERS)])):
        for _batch in range(MOST_BATCHES):
            with worker_scope(), connection.cursor() as cursor:
                cursor.execute(statement, values)
                found = cursor.rowcount
            gone += found
            if found < BATCH:
                break
    return gone
