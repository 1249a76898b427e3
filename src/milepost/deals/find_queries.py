"""Finding deals by words (the field at the top of every page): one statement."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from milepost.deals.names import name_key


@dataclass(frozen=True, slots=True)
class FoundDeal:
    """A deal whose account, name or CRM reference holds every word."""

    deal_id: int
    name: str
    account: str | None
    stage: str


_FIND = """
select d.id, d.name, a.name, d.stage
from deals_deal d
left join deals_account a on a.workspace_id = d.workspace_id and a.id = d.account_id
where (d.search_key || ' ' || coalesce(a.name_key, '')) like all (%(words)s::text[])
order by d.stage in ('won', 'lost'), d.target_close nulls last, d.id limit %(limit)s
"""


def find_deals(text: str, limit: int = 6) -> tuple[FoundDeal, ...]:
    """Open deals first, the nearest close first, that hold the words of `text`."""
    words = name_key(text.replace("\x00", "")).split()[:8]
    if not words:
        return ()
    escaped = [w.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for w in words]
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"words": [f"%{w}%" for w in escaped], "limit": limit})
        return tuple(FoundDeal(*row) for row in cursor.fetchall())
