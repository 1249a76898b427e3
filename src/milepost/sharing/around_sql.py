"""The two statements that read what stands around a plan, each as JSON built by PostgreSQL.

The seller's names every column that its side shows; the buyer's only those that the buyer's role
may read. Values are ours alone; what varies travels as a parameter.
"""

from __future__ import annotations

from milepost.conversation import queries as conversation
from milepost.plans import record_sql
from milepost.sharing import fatigue

# How long a buyer's page goes on showing what was answered.
ANSWERED_SHOWN = "14 days"


def _list(select: str) -> str:
    return f"coalesce((select json_agg(row_to_json(x)) from ({select}) x), '[]'::json)"


_IN_PLAN = "{0}.workspace_id = p.workspace_id and {0}.plan_id = p.id"
_PROPOSAL = (
    "r.id, r.kind, r.milestone, r.content, r.reason, r.person, r.person_name, r.at, r.state,"
    " r.counter, r.answer, r.answered_at, r.answered_by_name"
)
_AGREEMENT = "a.id, a.side, a.person, a.name, a.terms_revision, a.shared_revision, a.at"
_MARKS = "'terms_revision', p.terms_revision, 'shared_revision', p.shared_revision"

_STAKEHOLDERS = f"""
select s.person, s.address, s.language, s.time_zone, s.country, s.joined_by, s.added_at,
  s.invited_at, s.ended_at, coalesce(l.state, 'none') as link, l.expires_at as link_expires_at,
  e.first_opened_at, e.last_opened_at, e.openings,
  (select max(n.at) from sharing_notice n where {_IN_PLAN.format("n")} and n.person = s.person
    and n.kind in ('reminded', 'nudged')) as reminded_at,
  exists (select 1 from messaging_preference u where {_IN_PLAN.format("u")}
    and u.person = s.person and u.muted_at is not null) as is_muted,
  coalesce((select b.reason from sharing_bounce b where b.workspace_id = s.workspace_id
    and b.address = s.address and s.address <> ''), '') as trouble
from sharing_stakeholder s
left join lateral (
  select case when bool_or(k.revoked_at is null and k.expires_at > now()) then 'works'
      when bool_or(k.revoked_at is null) then 'expired'
      when count(*) > 0 then 'revoked' else 'none' end as state,
    max(k.expires_at) filter (where k.revoked_at is null) as expires_at
  from sharing_link k where {_IN_PLAN.format("k")} and k.person = s.person
    and k.kind <> 'preview') l on true
left join sharing_engagement e on {_IN_PLAN.format("e")} and e.person = s.person
where {_IN_PLAN.format("s")} order by s.added_at, s.person"""


def _agreements_sql(columns: str, who: str) -> str:
    return (
        f"select distinct on (a.side, {who}) {columns} from sharing_agreement a"
        f" where {_IN_PLAN.format('a')} and a.taken_back_at is null"
        f" order by a.side, {who}, a.terms_revision desc"
    )


def _changes_sql(whose: str) -> str:
    """What changed of the shared side since the newest yes to older terms, oldest first."""
    return f"""coalesce((select json_agg(h.changes order by h.number) from plans_sharedrevision h
    where {_IN_PLAN.format("h")} and h.number > (
      select max(a.shared_revision) from sharing_agreement a where {_IN_PLAN.format("a")}
        and a.taken_back_at is null and a.terms_revision < p.terms_revision{whose})),
    '[]'::json)"""


# Targets that were changed from one day to another, for what each side promised and kept.
_MOVES = f"""
select c ->> 'path' as path, c ->> 'before' as before, c ->> 'after' as after,
  (r.at at time zone w.time_zone)::date as on
from plans_revision r cross join jsonb_array_elements(r.changes) c
where {_IN_PLAN.format("r")} and r.number > 1 and c ->> 'path' like 'milestones.%%.target'
  and jsonb_typeof(c -> 'before') = 'string' and jsonb_typeof(c -> 'after') = 'string'
order by r.number"""

# Owners who miss again and again, as the rule last found them (`sharing.misses`).
_MISSES = f"""
select k.person, k.misses, k.cause, k.asked_at is not null as is_asked from sharing_misses k
where {_IN_PLAN.format("k")} and k.misses > 0 order by k.misses desc, k.person"""

# What changes did to the forecast: what still stands or waits, and what was settled lately.
_IMPACTS = f"""
select i.id, i.kind, i.revision, i.facts, i.state, i.at, i.settled_at, i.settled_by,
  i.settled_why, i.settled_revision
from forecasting_impact i where {_IN_PLAN.format("i")} and i.state in ('logged', 'proposed')
order by i.id desc limit 40"""

# Of the buyer's people, how many pass reminders by (`sharing.fatigue`).
_PASSED_BY = f"""
select n.person from messaging_message n
left join sharing_engagement e on {_IN_PLAN.format("e")} and e.person = n.person
where {_IN_PLAN.format("n")} and n.side = 'buyer' and n.dropped = ''
  and n.kind in ({", ".join(f"'{kind}'" for kind in fatigue.KINDS)})
  and n.dispatched_at > coalesce(e.last_opened_at, '-infinity'::timestamptz)
group by n.person having count(*) >= {fatigue.MANY} order by n.person"""

_OPEN = "r.state in ('open', 'countered')"
SELLER = f"""{record_sql.SELLER} select json_build_object({_MARKS}, 'pulse', p.pulse,
  'code', d.code, 'domains', d.domains, 'shared_at', d.shared_at,
  'owner_role', (select m.role from plans_planprivate q join workspaces_member m
    on m.workspace_id = q.workspace_id and m.id = q.owner_id where {_IN_PLAN.format("q")}),
  'stakeholders', {_list(_STAKEHOLDERS)},
  'moves', {_list(_MOVES)},
  'misses', {_list(_MISSES)},
  'impacts', {_list(_IMPACTS)},
  'passing_by', {_list(_PASSED_BY)},
  'proposals', {
    _list(
        f"select {_PROPOSAL} from sharing_proposal r where {_IN_PLAN.format('r')} and {_OPEN}"
        " order by r.at, r.id"
    )
},
  'to_look', {
    _list(
        f"select {_PROPOSAL} from sharing_proposal r where {_IN_PLAN.format('r')}"
        " and r.state = 'accepted' and r.kind in ('add_step', 'drop_step')"
        " and r.looked_at is null order by r.at, r.id"
    )
},
  'agreements', {
    _list(_agreements_sql(f"{_AGREEMENT}, a.member_id, a.how", "a.person, a.member_id"))
},
  'comments', {conversation.COUNTED},
  'changes', {_changes_sql("")})::text
from plans_plan p
join workspaces_workspace w on w.id = p.workspace_id
left join sharing_sharedplan d on {_IN_PLAN.format("d")}
where p.id = %s::bigint and {record_sql.IN_WORKSPACE}"""

# What was said on a plan without changing it, for its history. What an accepted proposal changed
# is a revision, which says so itself.
SAID = f"""{record_sql.SELLER} select x.at, x.kind, x.who, x.side, x.data::text from (
  select r.at, 'proposed' as kind, r.person_name as who, 'buyer' as side,
    json_build_object('kind', r.kind, 'milestone', r.milestone, 'content', r.content,
      'reason', r.reason) as data, r.workspace_id, r.plan_id
  from sharing_proposal r
  union all
  select r.answered_at, r.state, case when r.state = 'withdrawn' then r.person_name
      when r.counter ? 'reply_by' then r.counter->>'reply_by' else r.answered_by_name end,
    case when r.state = 'withdrawn' or r.counter ? 'reply_by' then 'buyer' else 'seller' end,
    json_build_object('kind', r.kind, 'milestone', r.milestone, 'content', r.content,
      'reason', coalesce(r.counter->>'reply', r.answer), 'counter', r.counter),
    r.workspace_id, r.plan_id
  from sharing_proposal r where r.state in ('refused', 'countered', 'withdrawn')
  union all
  select a.at, 'agreed', a.name, a.side,
    json_build_object('revision', a.shared_revision, 'reason', a.how), a.workspace_id, a.plan_id
  from sharing_agreement a
  union all
  select a.taken_back_at, 'took_back', a.name, a.side,
    json_build_object('revision', a.shared_revision), a.workspace_id, a.plan_id
  from sharing_agreement a where a.taken_back_at is not null) x
where x.plan_id = %s::bigint and x.at > %s::timestamptz and x.at <= %s::timestamptz
  and {record_sql.IN_WORKSPACE.replace("p.", "x.", 1)}
order by x.at desc limit 200"""

BUYER = f"""/* milepost_buyer */ select json_build_object({_MARKS},
  'workspace_name', w.name, 'plan_title', w.plan_title, 'workspace_time_zone', w.time_zone,
  'own', (select row_to_json(x) from (
    select s.address, s.language, s.time_zone, s.country from sharing_stakeholder s
    where {_IN_PLAN.format("s")} and s.person = %(person)s::text) x),
  'proposals', {
    _list(
        f"select {_PROPOSAL} from sharing_proposal r where {_IN_PLAN.format('r')}"
        f" and ({_OPEN} or r.answered_at > now() - interval '{ANSWERED_SHOWN}')"
        " order by r.at, r.id"
    )
},
  'agreements', {_list(_agreements_sql(_AGREEMENT, "a.person, a.name"))},
  'changes', {_changes_sql(" and a.person = %(person)s::text")})::text
from plans_plan p
join workspaces_workspace w on w.id = p.workspace_id
where p.id = %(plan)s::bigint"""
