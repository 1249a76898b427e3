"""Addresses whose mail comes back, as the mail server said; private to the seller.

`messaging` calls `note` after each try (`registry.ADDRESS_LISTENER`). An address that takes mail
again is forgotten here by itself.
"""

from __future__ import annotations

from django.db import connection

from milepost.platform.scope import as_worker, worker_scope

REASON_LENGTH = 500

_REFUSED = """/* worker */
insert into sharing_bounce (workspace_id, address, reason) values (%s, lower(%s::text), %s)
on conflict (workspace_id, address) do update set reason = excluded.reason, at = now()"""
_TAKEN = """/* worker */
delete from sharing_bounce where workspace_id = %s and address = lower(%s::text) returning 1"""


def note(workspace_id: int, address: str, trouble: str) -> None:
    """Keep that mail to this address came back for good; with no trouble, that it arrives."""
    if not trouble:
        as_worker(_TAKEN, (workspace_id, address))
        return
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_REFUSED, (workspace_id, address, trouble[:REASON_LENGTH]))
