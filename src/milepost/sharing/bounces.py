"""Addresses whose mail comes back, as the mail server said; private to the seller.

`messaging` calls `note` after each try (`registry.ADDRESS_LISTENER`). The AE of each plan that the
address is on is told once. An address that takes mail again is forgotten here by itself.
"""

from __future__ import annotations

from django.db import connection

from milepost.platform.scope import as_worker, seller_scope, worker_scope
from milepost.sharing import told_ae

REASON_LENGTH = 500

_REFUSED = """/* worker */
insert into sharing_bounce (workspace_id, address, reason) values (%s, lower(%s::text), %s)
on conflict (workspace_id, address) do update set reason = excluded.reason returning at"""
_ON_PLANS = """/* worker */
select s.plan_id, s.person from sharing_stakeholder s
join plans_plan p on p.workspace_id = s.workspace_id and p.id = s.plan_id
where s.workspace_id = %s and s.address = lower(%s::text) and s.ended_at is null
  and p.life in ('draft', 'shared', 'agreed') and p.archived_at is null
order by s.plan_id"""
_TAKEN = """/* worker */
delete from sharing_bounce where workspace_id = %s and address = lower(%s::text) returning 1"""


def note(workspace_id: int, address: str, trouble: str) -> None:
    """Keep that mail to this address came back for good; with no trouble, that it arrives."""
    if not trouble:
        as_worker(_TAKEN, (workspace_id, address))
        return
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_REFUSED, (workspace_id, address, trouble[:REASON_LENGTH]))
        (since,) = cursor.fetchone()
        cursor.execute(_ON_PLANS, (workspace_id, address))
        plans = cursor.fetchall()
    # Under keys of its own: a delivery that is repeated comes here again.
    key = f"bounced:{address.lower()}:{since.timestamp():.0f}"
    with seller_scope(workspace_id):
        for plan_id, person in plans:
            facts = {"address": address, "person": person}
            told_ae.tell("bounced", key, workspace_id, plan_id, facts=facts)
