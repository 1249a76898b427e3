"""What waits around the seller's plans, for Today: one statement over all of them.

Under the seller's role; none of it has a grant for a buyer, and none of it ever changes a band or
the health of a plan (product.md section 4). The evidence of one plan is in `queries.plan_sharing`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from milepost.forecasting.queries import ImpactRow
from milepost.plans import record_sql
from milepost.sharing.queries import ProposalRow, impacts_of, proposals_of

ENDING_DAYS = 14


@dataclass(frozen=True, slots=True)
class Unopened:
    """Somebody who was invited to a plan and never opened it."""

    plan_id: int
    person: str
    name: str
    role: str
    invited_at: datetime
    reminded_at: datetime | None
    time_zone: str
    country: str
    subdivision: str


@dataclass(frozen=True, slots=True)
class ToldNow:
    """A notice that the AE has not seen yet."""

    id: int
    plan_id: int
    person: str
    name: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """Somebody on a plan whose mail comes back."""

    plan_id: int
    person: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody whose last link to a plan ends soon."""

    plan_id: int
    person: str
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class YesWaiting:
    """Buyers who agreed to a plan as it stands, while nobody of the seller's side has."""

    plan_id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the AE around their plans."""

    unopened: tuple[Unopened, ...] = ()
    notices: tuple[ToldNow, ...] = ()
    returned: tuple[Returned, ...] = ()
    ending: tuple[Ending, ...] = ()
    yeses: tuple[YesWaiting, ...] = ()
    proposals: tuple[tuple[int, ProposalRow], ...] = ()
    impacts: tuple[tuple[int, ImpactRow], ...] = ()


def waiting_around(plan_ids: Iterable[int]) -> Waiting:
    """What waits around these plans, for Today. Inside a seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, {"plans": list(plan_ids), "days": ENDING_DAYS})
        kept = json.loads(cursor.fetchone()[0])
    return Waiting(
        unopened=tuple(Unopened(**_with_times(each)) for each in kept["unopened"]),
        notices=tuple(ToldNow(**_with_times(each)) for each in kept["notices"]),
        returned=tuple(Returned(**each) for each in kept["returned"]),
        ending=tuple(Ending(**_with_times(each)) for each in kept["ending"]),
        yeses=tuple(YesWaiting(each["plan_id"], tuple(each["names"])) for each in kept["yeses"]),
        proposals=_proposals(kept["proposals"]),
        impacts=_impacts(kept["impacts"]),
    )


def _proposals(rows: Sequence[dict[str, Any]]) -> tuple[tuple[int, ProposalRow], ...]:
    plans = [row.pop("plan_id") for row in rows]
    return tuple(zip(plans, proposals_of(rows), strict=True))


def _impacts(rows: Sequence[dict[str, Any]]) -> tuple[tuple[int, ImpactRow], ...]:
    plans = [row.pop("plan_id") for row in rows]
    return tuple(zip(plans, impacts_of(rows), strict=True))


def _with_times(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") or name == "at" else value
        for name, value in row.items()
        if value is not None
    } | {name: None for name, value in row.items() if value is None}


def _list(select: str) -> str:
    return f"coalesce((select json_agg(row_to_json(x)) from ({select}) x), '[]'::json)"


def _same(alias: str, other: str) -> str:
    return f"{alias}.workspace_id = {other}.workspace_id and {alias}.plan_id = {other}.plan_id"


_REMINDED = f"""(select max(n.at) from sharing_notice n where {_same("n", "s")}
  and n.person = s.person and n.kind in ('reminded', 'nudged'))"""
_MUTED = f"""exists (select 1 from messaging_preference u where {_same("u", "s")}
  and u.person = s.person and u.muted_at is not null)"""
_NEVER_OPENED = f"""not exists (select 1 from sharing_engagement e where {_same("e", "s")}
  and e.person = s.person)"""

# `p` in what follows are the open plans that were asked for.
_PERSON = f"""plans p join sharing_stakeholder s on s.workspace_id = p.workspace_id
    and s.plan_id = p.id and s.ended_at is null
  join plans_person h on {_same("h", "s")} and h.key = s.person"""
_TODAY = f"""{record_sql.SELLER}
with plans as (
  select p.workspace_id, p.id, p.terms_revision, p.buyer_country, p.buyer_subdivision,
    coalesce(p.buyer_time_zone, w.time_zone) as time_zone
  from plans_plan p join workspaces_workspace w on w.id = p.workspace_id
  where p.id = any(%(plans)s::bigint[]) and p.life in ('shared', 'agreed')
    and p.archived_at is null and {record_sql.IN_WORKSPACE})
select json_build_object(
  'unopened', {
    _list(f'''
    select p.id as plan_id, s.person, h.name, h.role, s.invited_at, {_REMINDED} as reminded_at,
      coalesce(nullif(s.time_zone, ''), p.time_zone) as time_zone,
      coalesce(nullif(s.country, ''), p.buyer_country, '') as country,
      case when s.country in ('', p.buyer_country) then coalesce(p.buyer_subdivision, '')
        else '' end as subdivision
    from {_PERSON}
    where s.invited_at is not null and s.address <> '' and {_NEVER_OPENED} and not {_MUTED}
      and not exists (select 1 from sharing_bounce b where b.workspace_id = s.workspace_id
        and b.address = s.address)
    order by s.invited_at, s.person''')
},
  'notices', {
    _list(f'''
    select n.id, p.id as plan_id, n.person, h.name, n.kind, n.at
    from plans p join sharing_notice n on n.workspace_id = p.workspace_id and n.plan_id = p.id
      and n.seen_at is null and n.kind in ('opened', 'other_browser')
    join plans_person h on {_same("h", "n")} and h.key = n.person
    order by n.at desc, n.id desc limit 50''')
},
  'returned', {
    _list(f'''
    select p.id as plan_id, s.person, h.name, s.address from {_PERSON}
    join sharing_bounce b on b.workspace_id = s.workspace_id and b.address = s.address
    where s.address <> '' order by b.at, s.person''')
},
  'ending', {
    _list(f'''
    select p.id as plan_id, s.person, h.name, max(l.expires_at) as expires_at from {_PERSON}
    join sharing_link l on {_same("l", "s")} and l.person = s.person and l.revoked_at is null
      and l.kind = 'personal'
    group by p.id, s.person, h.name
    having max(l.expires_at) < now() + make_interval(days => %(days)s)
      and max(l.expires_at) > now() - make_interval(days => %(days)s)
    order by max(l.expires_at), s.person''')
},
  'yeses', {
    _list('''
    select p.id as plan_id, json_agg(a.name order by a.at, a.id) as names from plans p
    join sharing_agreement a on a.workspace_id = p.workspace_id and a.plan_id = p.id
      and a.side = 'buyer' and a.terms_revision = p.terms_revision and a.taken_back_at is null
    where not exists (select 1 from sharing_agreement o where o.workspace_id = p.workspace_id
      and o.plan_id = p.id and o.side = 'seller' and o.terms_revision = p.terms_revision
      and o.taken_back_at is null)
    group by p.id order by p.id''')
},
  'proposals', {
    _list('''
    select p.id as plan_id, r.id, r.kind, r.milestone, r.content, r.reason, r.person,
      r.person_name, r.at, r.state, r.counter, r.answer, r.answered_at, r.answered_by_name
    from plans p join sharing_proposal r on r.workspace_id = p.workspace_id
      and r.plan_id = p.id and r.state = 'open'
    order by r.at, r.id''')
},
  'impacts', {
    _list('''
    select p.id as plan_id, i.id, i.kind, i.revision, i.facts, i.state, i.at, i.settled_at,
      i.settled_by, i.settled_why, i.settled_revision
    from plans p join forecasting_impact i on i.workspace_id = p.workspace_id
      and i.plan_id = p.id and i.state = 'proposed'
    order by i.id limit 100''')
})::text"""
