"""Who is asked to a review, and reads what it leaves: everybody on the plan whom a mail reaches.

Of the buyer's side those who were invited to the plan and have an address; of the seller's side the
plan's people and its AE. What a buyer gets names only those of the seller's side whom they know.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from milepost.domain.plan import Side
from milepost.sharing.ae_sql import JOIN, SIGNS

_TEAMS = f"""/* milepost_seller */
select 'buyer', s.person, null::bigint, z.name, s.address, coalesce(s.language, ''),
  coalesce(nullif(s.time_zone, ''), nullif(p.buyer_time_zone, ''), w.time_zone), true, false
from plans_plan p
join workspaces_workspace w on w.id = p.workspace_id
join sharing_sharedplan d on d.workspace_id = p.workspace_id and d.plan_id = p.id
join sharing_stakeholder s on s.workspace_id = p.workspace_id and s.plan_id = p.id
join plans_person z on z.workspace_id = p.workspace_id and z.plan_id = p.id and z.key = s.person
where p.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and p.id = %(plan)s::bigint and s.invited_at is not null and s.ended_at is null
  and s.address <> '' and not exists (select 1 from sharing_bounce b
    where b.workspace_id = s.workspace_id and b.address = s.address)
union all
select 'seller', min(z.key), m.id, m.name, m.email, m.language,
  coalesce(nullif(m.time_zone, ''), w.time_zone), coalesce(bool_or(z.seen_by_buyer), false)
    or m.id = {SIGNS}, m.id = {SIGNS}
from plans_plan p {JOIN}
join workspaces_member m on m.workspace_id = p.workspace_id and m.is_active
left join plans_person z on z.workspace_id = p.workspace_id and z.plan_id = p.id
  and z.member_id = m.id and z.side = 'seller'
where p.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and p.id = %(plan)s::bigint and (z.key is not null or m.id = {SIGNS})
group by m.workspace_id, m.id, p.workspace_id, p.id, w.id, q.workspace_id, q.plan_id
order by 1, 4"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Teammate:
    """Somebody of either team. `is_known`: buyers know them; `is_ae`: who keeps the plan."""

    side: Side
    person: str | None
    member_id: int | None
    name: str
    address: str
    language: str
    time_zone: str
    is_known: bool
    is_ae: bool


def teams_of(plan_id: int) -> tuple[Teammate, ...]:
    """Both teams of a plan, the buyer's first. One statement, inside a seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS, {"plan": plan_id})
        return tuple(Teammate(*row) for row in cursor.fetchall())


def known_to(side: Side, teams: tuple[Teammate, ...]) -> tuple[Teammate, ...]:
    """Those of both teams whom this side may know of."""
    return teams if side == "seller" else tuple(mate for mate in teams if mate.is_known)
