"""What is no longer needed goes: spent codes, openings long ago, letters and mails as they came.

First and last opening of each person stay (`sharing_engagement`); only the single ones go.
"""

from __future__ import annotations

from django.db import connection

from milepost.platform.scope import worker_scope

CODES_KEPT = "1 day"
OPENINGS_KEPT = "400 days"
LETTERS_KEPT = "60 days"  # an answer to an older one is read without knowing what it quotes
MAILS_KEPT = "30 days"  # as they came; their words, and what became of them, stay
BATCH = 5_000

_SWEEPS = (
    f"""/* worker */ delete from sharing_code where (workspace_id, id) in (
      select workspace_id, id from sharing_code
      where expires_at < now() - interval '{CODES_KEPT}' limit {BATCH})""",
    f"""/* worker */ delete from sharing_opening where (workspace_id, id) in (
      select workspace_id, id from sharing_opening
      where at < now() - interval '{OPENINGS_KEPT}' limit {BATCH})""",
    f"""/* worker */ update sharing_replyaddress set text = ''
      where (workspace_id, token_hash) in (
      select workspace_id, token_hash from sharing_replyaddress
      where text <> '' and at < now() - interval '{LETTERS_KEPT}' limit {BATCH})""",
    f"""/* worker */ update sharing_receivedmail set raw = null
      where (workspace_id, id) in (
      select workspace_id, id from sharing_receivedmail
      where raw is not null and settled_at is not null
        and at < now() - interval '{MAILS_KEPT}' limit {BATCH})""",
)


def sweep() -> int:
    """Take away what is past its day, a batch of each kind at a time; how many rows."""
    gone = 0
    for statement in _SWEEPS:
        with worker_scope(), connection.cursor() as cursor:
            cursor.execute(statement)
            gone += cursor.rowcount
    return gone
