"""Who is told things: where they live, how mail reaches them. For `dispatch`, in plain SQL."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from milepost.messaging.messages import Addressee, Side

# Zone, country and subdivision of the reader of `messaging_message n`: a member's own, else the
# workspace's; a buyer's own, else their side's of the plan; those of the seller's people who never
# sign in have the seller's side of the plan.
PLACE = """
  case when n.member_id is not null then coalesce(nullif(m.time_zone, ''), w.time_zone)
    when n.side = 'buyer' then
      coalesce(nullif(s.time_zone, ''), nullif(p.buyer_time_zone, ''), w.time_zone)
    else coalesce(nullif(p.seller_time_zone, ''), w.time_zone) end as time_zone,
  case when n.side = 'buyer' then coalesce(nullif(s.country, ''), p.buyer_country, '')
    else w.country end as country,
  case when n.side <> 'buyer' then w.subdivision
    when s.country is null or s.country in ('', p.buyer_country)
      then coalesce(p.buyer_subdivision, '')
    else '' end as subdivision"""
PLACE_JOINS = """
join workspaces_workspace w on w.id = n.workspace_id
left join workspaces_member m on m.workspace_id = n.workspace_id and m.id = n.member_id
left join plans_plan p on p.workspace_id = n.workspace_id and p.id = n.plan_id
left join sharing_stakeholder s on s.workspace_id = n.workspace_id and s.plan_id = n.plan_id
  and s.person = n.person and n.side = 'buyer'"""

_ONE = f"""
select w.name, n.name, n.role, n.address, n.language, n.plan_title, {PLACE}
from (
  select m.workspace_id, 'seller' as side, m.id as member_id, null::bigint as plan_id,
    null::text as person, m.name, m.role, case when m.is_active then m.email else '' end as address,
    m.language, '' as plan_title
  from workspaces_member m
  where m.id = %(member)s::bigint and m.workspace_id = %(workspace)s::bigint
  union all
  select z.workspace_id, z.side, null, z.plan_id, z.key, z.name, z.role,
    case when z.side = 'seller' then coalesce(z.email, '')
      when t.ended_at is not null or d.code is null or t.invited_at is null then ''
      else coalesce(t.address, '') end,
    coalesce(t.language, ''), coalesce(q.title, '')
  from plans_person z
  join plans_plan q on q.workspace_id = z.workspace_id and q.id = z.plan_id
  left join sharing_stakeholder t on t.workspace_id = z.workspace_id and t.plan_id = z.plan_id
    and t.person = z.key
  left join sharing_sharedplan d on d.workspace_id = z.workspace_id and d.plan_id = z.plan_id
  where z.plan_id = %(plan)s::bigint and z.key = %(person)s::text
    and z.workspace_id = %(workspace)s::bigint) n
{PLACE_JOINS}"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Who:
    """Which reader: a member of the workspace, or somebody on one plan."""

    workspace_id: int
    side: Side
    member_id: int | None
    plan_id: int | None
    person: str | None


def addressee(who: Who) -> Addressee | None:
    """How to reach a reader; None where there is no such person any more. One statement.

    Somebody whose access ended, or who was never invited, has no address.
    """
    values = {
        "workspace": who.workspace_id,
        "member": who.member_id,
        "plan": who.plan_id,
        "person": who.person,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ONE, values)
        row = cursor.fetchone()
    if row is None:
        return None
    workspace, name, role, address, language, plan_title, time_zone, country, subdivision = row
    return Addressee(
        workspace_id=who.workspace_id,
        workspace=workspace,
        side=who.side,
        member_id=who.member_id,
        plan_id=who.plan_id,
        person=who.person,
        name=name,
        role=role,
        address=address,
        language=language,
        time_zone=time_zone,
        country=country,
        subdivision=subdivision,
        plan_title=plan_title,
    )
