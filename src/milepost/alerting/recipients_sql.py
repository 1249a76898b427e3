"""To whom each rule goes, as one relation in SQL, for whoever has alerts: the sweep and previews.

`told_of(rule)` makes the common table expressions that lead from `alerts` (workspace_id, plan_id,
milestone, target) to `told`: one row for each reader, with all that makes them one (`because`, a
list of objects with `why`). One text for what is sent and for what a preview shows.
Source: product.md section 5; who "the AE" is, `sharing.ae_sql`.
"""

from __future__ import annotations

from functools import cache

from milepost.sharing.ae_sql import AE, COORDINATOR, JOIN

_KEYS = "a.workspace_id, a.plan_id, a.milestone, a.target"
_SAME_PLAN = "{0}.workspace_id = a.workspace_id and {0}.plan_id = a.plan_id"

# Each alert with the AE of its plan; with nobody else there, whoever has been here longest.
_WITH_AE = f"""
with_ae as materialized (
  select {_KEYS}, coalesce({AE}, (select min(m.id) from workspaces_member m
    where m.workspace_id = p.workspace_id and m.is_active)) as ae
  from alerts a join plans_plan p on p.workspace_id = a.workspace_id and p.id = a.plan_id {JOIN})"""

# Why no mail reaches somebody on the plan (`z`), null where it does; as `messaging.readers`
# finds addresses, and where a mail came back for good.
_COMES_BACK = (
    "exists (select 1 from sharing_bounce b where b.workspace_id = z.workspace_id"
    " and b.address = lower({0}))"
)
_TROUBLE = f"""
  case when z.side = 'buyer' then
    case when t.ended_at is not null then 'ended'
      when t.invited_at is null or d.code is null then 'not_invited'
      when t.address = '' then 'no_address'
      when {_COMES_BACK.format("t.address")} then 'bounces' end
  when z.member_id is not null then
    case when not e.is_active then 'left' when {_COMES_BACK.format("e.email")} then 'bounces' end
  else case when coalesce(z.email, '') = '' then 'no_address'
    when {_COMES_BACK.format("z.email")} then 'bounces' end end"""
_REACHED_BY = """
left join sharing_stakeholder t on t.workspace_id = z.workspace_id and t.plan_id = z.plan_id
  and t.person = z.key
left join sharing_sharedplan d on d.workspace_id = z.workspace_id and d.plan_id = z.plan_id
left join workspaces_member e on e.workspace_id = z.workspace_id and e.id = z.member_id"""

# The owners as they stand; of an internal milestone the seller's alone.
_OWNERS = f"""
owners as materialized (
  select {_KEYS}, a.ae, o.side, o.person, o.role
  from with_ae a join plans_milestone m on {_SAME_PLAN.format("m")} and m.key = a.milestone
  cross join lateral (values ('buyer', m.buyer_owner, m.buyer_owner_role),
    ('seller', m.seller_owner, m.seller_owner_role)) o (side, person, role)
  where coalesce(o.person, o.role) is not null
    and (o.side = 'seller' or m.visibility = 'shared'))"""
_NAMED = f"""
named as materialized (
  select {_KEYS}, a.ae, z.side, z.member_id, z.key as person, {{why}} as why, {_TROUBLE} as trouble
  from {{of}} a join plans_person z on {_SAME_PLAN.format("z")} and z.key = a.person
  {_REACHED_BY})"""

_CHAMPIONS = f"""
champions as materialized (
  select {_KEYS}, a.ae, m.visibility = 'shared' as is_shared, c.key as person
  from with_ae a join plans_milestone m on {_SAME_PLAN.format("m")} and m.key = a.milestone
  left join lateral (select z.key from plans_person z where {_SAME_PLAN.format("z")}
    and z.side = 'buyer' and z.role = 'champion' and m.visibility = 'shared'
    order by z.position limit 1) c on true)"""

# Everybody named by the rule, and the AE where one of them cannot be reached.
_TO_NAMED = f"""
  select {_KEYS}, a.side, a.member_id, case when a.member_id is null then a.person end as person,
    jsonb_build_object('why', a.why, 'person', a.person) as because
  from named a
  union all
  select {_KEYS}, 'seller', a.ae, null,
    jsonb_build_object('why', 'unreachable', 'person', a.person, 'how', a.trouble)
  from named a where a.trouble is not null"""

# Who sees to a plan's logistics, where somebody who still works here was named (section 7).
_COORDINATOR = (
    f"(select {COORDINATOR} from plans_plan p"
    " where p.workspace_id = a.workspace_id and p.id = a.plan_id)"
)
_FOUND_DUE = f"""
{_OWNERS},
{_NAMED.format(why="'owner'", of="owners")},
found as ({_TO_NAMED}
  union all
  select {_KEYS}, 'seller', coalesce({_COORDINATOR}, a.ae), null,
    jsonb_build_object('why', 'name_wanted', 'role', a.role, 'side', a.side)
  from owners a where a.person is null)"""
_FOUND_OVERDUE = f"""
{_CHAMPIONS},
{_NAMED.format(why="'champion'", of="champions")},
found as ({_TO_NAMED}
  union all
  select {_KEYS}, 'seller', a.ae, null, jsonb_build_object('why', 'ae')
  from champions a
  union all
  select {_KEYS}, 'seller', a.ae, null, jsonb_build_object('why', 'no_champion')
  from champions a where a.is_shared and a.person is null)"""


# Groups of members to whom an escalation goes, by why; the AE is copied.
_OTHERS = "m.workspace_id = a.workspace_id and m.is_active and m.id <> a.ae"
_GROUPS = {
    "manager": "join workspaces_member s on s.workspace_id = a.workspace_id and s.id = a.ae"
    f" join workspaces_member m on {_OTHERS} and m.id = s.manager_id",
    "every_manager": f"join workspaces_member m on {_OTHERS} and m.role = 'manager'",
    "leadership": f"join workspaces_member m on {_OTHERS} and m.role = 'leadership'",
    "admin": f"join workspaces_member m on {_OTHERS} and m.role = 'admin'",
}


def _found_escalated(*groups: str) -> str:
    """Everybody of the first of these groups that has anybody; the AE is copied."""
    candidates = " union all ".join(
        f"select a.workspace_id, a.ae, m.id as member, '{group}' as why, {place} as place"
        f" from aes a {_GROUPS[group]}"
        for place, group in enumerate(groups)
    )
    return f"""
aes as materialized (select distinct a.workspace_id, a.ae from with_ae a),
escalated as materialized (
  select workspace_id, ae, member, why from (
    select c.*, min(c.place) over (partition by c.workspace_id, c.ae) as best
    from ({candidates}) c) d
  where place = best),
found as (
  select {_KEYS}, 'seller' as side, e.member as member_id, null::text as person,
    jsonb_build_object('why', e.why, 'ae', (select m.name from workspaces_member m
      where m.workspace_id = a.workspace_id and m.id = a.ae)) as because
  from with_ae a join escalated e on e.workspace_id = a.workspace_id and e.ae = a.ae
  union all
  select {_KEYS}, 'seller', a.ae, null, jsonb_build_object('why', 'copy', 'to',
    (select jsonb_agg(m.name order by m.name) from escalated e join workspaces_member m
      on m.workspace_id = e.workspace_id and m.id = e.member
      where e.workspace_id = a.workspace_id and e.ae = a.ae))
  from with_ae a)"""


_FOUND_MANAGER = _found_escalated("manager", "every_manager", "admin")
_FOUND_LEADERSHIP = _found_escalated("leadership", "admin")

_FOUND = {
    "due_in_3_days": _FOUND_DUE,
    "overdue_1_day": _FOUND_OVERDUE,
    "overdue_3_days": _FOUND_MANAGER,
    "overdue_7_days": _FOUND_MANAGER,
    "stalled_14_days": _FOUND_LEADERSHIP,
}

# One row for each reader. Whoever is only asked for a name is told that and nothing else.
_TOLD = """
told as materialized (
  select a.workspace_id, a.plan_id, a.milestone, a.target, a.side, a.member_id, a.person,
    case when bool_and(a.because ->> 'why' = 'name_wanted') then 'name_wanted'
      else '{rule}' end as kind,
    jsonb_agg(a.because order by a.because ->> 'why', a.because ->> 'side', a.because ->> 'person')
      as because
  from found a
  where a.member_id is not null or a.person is not null
  group by 1, 2, 3, 4, 5, 6, 7)"""


@cache
def told_of(rule: str) -> str:
    """The expressions after `alerts`, up to `told`."""
    return ",".join((_WITH_AE, _FOUND[rule], _TOLD.format(rule=rule)))
