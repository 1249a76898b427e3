"""Addresses whose mail comes back, as the mail server said; private to the seller.

`messaging` calls `note` after each try (`registry.ADDRESS_LISTENER`). An address that takes mail
again is forgotten here by itself.
"""

from __future__ import annotations

from django.db import connection

from milepost.platform.scope import worker_scope

REASON_LENGTH = 500

_REFUSED = """/* worker */
insert into sharing_bounce (workspace_id, address, reason) values (%s, lower(%s::text), %s)
on conflict (workspace_id, address) do update set reason = excluded.reason, at = now()"""
_TAKEN = """/* worker */
delete from sharing_bounce where workspace_id = %s and address = lower(%s::text)"""


def note(workspace_id: int, address: str, trouble: str) -> None:
    """Keep that mail to this address came back for good; with no trouble, that it arrives."""
    with worker_scope(), connection.cursor() as cursor:
        if trouble:
            cursor.execute(_REFUSED, (workspace_id, address, trouble[:REASON_LENGTH]))
        else:
            cursor.execute(_TAKEN, (workspace_id, address))
