"""What is no longer needed goes: spent codes, previews, and openings long ago.

First and last opening of each person stay (`sharing_engagement`); only the single ones go.
"""

from __future__ import annotations

from django.db import connection

from milepost.platform.scope import worker_scope

CODES_KEPT = "1 day"
OPENINGS_KEPT = "400 days"
BATCH = 5_000

_SWEEPS = (
    f"""/* worker */ delete from sharing_code where (workspace_id, id) in (
      select workspace_id, id from sharing_code
      where expires_at < now() - interval '{CODES_KEPT}' limit {BATCH})""",
    f"""/* worker */ delete from sharing_opening where (workspace_id, id) in (
      select workspace_id, id from sharing_opening
      where at < now() - interval '{OPENINGS_KEPT}' limit {BATCH})""",
)


def sweep() -> int:
    """Take away what is past its day, a batch of each kind at a time; how many rows."""
    gone = 0
    for statement in _SWEEPS:
        with worker_scope(), connection.cursor() as cursor:
            cursor.execute(statement)
            gone += cursor.rowcount
    return gone
