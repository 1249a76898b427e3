"""The one statement that reads plans, each as the document's JSON built by PostgreSQL.

Every sub-query names the workspace and the plan of its row, so that each is one index scan.
The role stands in the text as a comment: PostgreSQL plans the same text anew whenever the role
changes, and the comment keeps one text for each role.
"""

from __future__ import annotations


def _owner(person: str, role: str) -> str:
    return (
        f"case when {person} is not null then json_build_object('person', {person}) "
        f"when {role} is not null then json_build_object('role', {role}) end"
    )


def _calendar(side: str) -> str:
    return (
        f"case when p.{side}_country is not null then json_build_object("
        f"'country', p.{side}_country, 'subdivision', p.{side}_subdivision, "
        f"'time_zone', p.{side}_time_zone) end"
    )


_OF_PLAN = "{0}.workspace_id = p.workspace_id and {0}.plan_id = p.id"

# Rows as records of a sub-select: a quarter less than naming each field to json_build_object.
_AFTER = f"""
    array(select d.after from plans_dependency d
      where {_OF_PLAN.format("d")} and d.key = m.key order by d.position)"""

_TASKS = f"""
    coalesce((select json_agg(y) from (
      select t.key, t.title, t.kind, {_owner("t.owner", "t.owner_role")} as owner, t.due, t.at,
        t.started_on, t.done_on, t.answer, t.answer_reason, t.visibility
      from plans_task t where {_OF_PLAN.format("t")} and t.milestone = m.key
      order by t.position) y), '[]')"""

_MILESTONES = f"""
  coalesce((select json_agg(x) from (
    select m.key, m.title, m.kind, m.target, m.status, m.phase, m.visibility, m.done_means,
      case when coalesce(m.buyer_owner, m.buyer_owner_role, m.seller_owner,
          m.seller_owner_role) is not null then json_build_object(
        'buyer', {_owner("m.buyer_owner", "m.buyer_owner_role")},
        'seller', {_owner("m.seller_owner", "m.seller_owner_role")}) end as owners,
      m.duration, {_AFTER} as after, m.started_on, m.completed_on, m.completed_by,
      m.confirmed_on, m.confirmed_by, m.blocked_on, m.unblocked_on, m.reason,
      {_TASKS} as tasks, n.notes
    from plans_milestone m left join plans_milestonenote n
      on n.workspace_id = m.workspace_id and n.plan_id = m.plan_id and n.key = m.key
    where {_OF_PLAN.format("m")} order by m.position) x), '[]')"""

_PEOPLE = f"""
  coalesce((select json_agg(z) from (
    select s.key, s.name, s.side, s.role, s.email, s.title
    from plans_person s where {_OF_PLAN.format("s")} order by s.position) z), '[]')"""

_VALUE = f"""
  (select json_build_object('amount', v.amount::text, 'currency', v.currency,
      'buyer_sees', v.buyer_sees)
    from plans_planvalue v where {_OF_PLAN.format("v")})"""

_REVIEWS = f"""
  coalesce((select json_agg(json_build_object('on', h."on", 'complete', h.complete,
      'total', h.total) order by h.position)
    from plans_reviewheld h where {_OF_PLAN.format("h")}), '[]')"""

_BASELINES = f"""
  coalesce((select json_agg(json_build_object('on', b."on",
      'targets', coalesce((select json_object_agg(g.milestone, g.target order by g.milestone)
        from plans_baselinetarget g
        where {_OF_PLAN.format("g")} and g.position = b.position), '{{}}'),
      'reason', (select w.reason from plans_baselinereason w
        where {_OF_PLAN.format("w")} and w.position = b.position)) order by b.position)
    from plans_baseline b where {_OF_PLAN.format("b")}), '[]')"""

_RISKS = f"""
  coalesce((select json_agg(json_build_object('title', k.title, 'likelihood', k.likelihood,
      'impact', k.impact, 'owner', {_owner("k.owner", "k.owner_role")},
      'mitigation', k.mitigation, 'state', k.state) order by k.position)
    from plans_risk k where {_OF_PLAN.format("k")}), '[]')"""

# The buyer's side of the same: columns that their role may read, in place of those that it may not.
_MILESTONES_SEEN = f"""
  coalesce((select json_agg(x) from (
    select m.key, m.title, m.kind, m.target, m.status, m.phase, m.visibility, m.done_means,
      case when coalesce(m.buyer_owner, m.buyer_owner_role, m.seller_owner,
          m.seller_owner_role) is not null then json_build_object(
        'buyer', {_owner("m.buyer_owner", "m.buyer_owner_role")},
        'seller', {_owner("m.seller_owner", "m.seller_owner_role")}) end as owners,
      m.duration, m.buyer_after as after, m.started_on, m.completed_on,
      m.buyer_completed_by as completed_by, m.confirmed_on,
      m.buyer_confirmed_by as confirmed_by, m.blocked_on, m.unblocked_on, m.reason,
      {_TASKS} as tasks
    from plans_milestone m where {_OF_PLAN.format("m")} order by m.position) x), '[]')"""

_BASELINES_SEEN = f"""
  coalesce((select json_agg(json_build_object('on', b."on",
      'targets', coalesce((select json_object_agg(g.milestone, g.target order by g.milestone)
        from plans_baselinetarget g
        where {_OF_PLAN.format("g")} and g.position = b.position), '{{}}')) order by b.position)
    from plans_baseline b where {_OF_PLAN.format("b")}), '[]')"""

# From here on `p` is plans_plan and `q` its plans_planprivate.
_OUTCOME = """
  case when coalesce(p.goal, p.measure, p.why_now, p.go_live::text) is not null then
    json_build_object('goal', p.goal, 'measure', p.measure, 'why_now', p.why_now,
      'go_live', p.go_live) end"""

_CALENDARS = f"""
  case when coalesce(p.buyer_country, p.seller_country) is not null then
    json_build_object('buyer', {_calendar("buyer")}, 'seller', {_calendar("seller")}) end"""

DOCUMENT = f"""
json_build_object(
  'schema', 'milepost.plan/1', 'account', p.account, 'created', p.created,
  'target_close', p.target_close, 'life', p.life, 'title', p.title,
  'opportunity', p.opportunity, 'value', {_VALUE}, 'deal_type', q.deal_type,
  'template', case when q.template_key is not null then
    json_build_object('key', q.template_key, 'version', q.template_version) end,
  'outcome', {_OUTCOME}, 'calendars', {_CALENDARS},
  'people', {_PEOPLE}, 'milestones', {_MILESTONES}, 'reviews', {_REVIEWS},
  'baselines', {_BASELINES}, 'policy', q.policy, 'form', p.form,
  'coordinator', p.coordinator, 'shared_on', p.shared_on, 'agreed_on', p.agreed_on,
  'next_review', p.next_review, 'notes', q.notes, 'risks', {_RISKS}
)::text"""

_DOCUMENT_SEEN = f"""
json_build_object(
  'schema', 'milepost.plan/1', 'account', p.account, 'created', p.created,
  'target_close', p.target_close, 'life', coalesce(p.buyer_life, 'shared'), 'title', p.title,
  'opportunity', p.opportunity, 'value', {_VALUE}, 'outcome', {_OUTCOME},
  'calendars', {_CALENDARS}, 'people', {_PEOPLE}, 'milestones', {_MILESTONES_SEEN},
  'baselines', {_BASELINES_SEEN}, 'form', p.form, 'coordinator', p.coordinator,
  'shared_on', p.shared_on, 'agreed_on', p.agreed_on, 'next_review', p.next_review
)::text"""

_MEMBERS = f"""
  (select json_object_agg(s.key, s.member_id) from plans_person s
    where {_OF_PLAN.format("s")} and s.member_id is not null)"""

_LAST_CHANGE = """
  (select json_build_object('number', r.number, 'kind', r.kind, 'by', r.actor_name, 'at', r.at,
      'paths', jsonb_path_query_array(r.changes, '$[0 to 4].path'),
      'count', jsonb_array_length(r.changes))
    from plans_revision r
    where r.workspace_id = p.workspace_id and r.plan_id = p.id and r.number = p.revision)"""

_DEAL = """
  (select json_build_object('id', e.id, 'account_name', a.name, 'name', e.name,
      'stage', e.stage, 'owner_name', coalesce(o.name, nullif(e.ae_name, '')),
      'crm_reference', e.crm_reference)
    from deals_deal e
    left join deals_account a on a.workspace_id = e.workspace_id and a.id = e.account_id
    left join workspaces_member o on o.workspace_id = e.workspace_id and o.id = e.ae_id
    where e.workspace_id = p.workspace_id and e.id = p.deal_id)"""

_MARKS = (
    "json_build_object('shared_revision', p.shared_revision, 'terms_revision', p.terms_revision,"
    " 'pulse', p.pulse, 'shared_pulse', p.shared_pulse)"
)

COLUMNS = f"""
p.id, p.deal_id, p.revision, p.changed_at, p.archived_at, q.owner_id, {DOCUMENT},
json_build_object('marks', {_MARKS}, 'versions', q.versions, 'type_reasons', q.type_reasons,
  'members', {_MEMBERS}, 'last_change', {_LAST_CHANGE}, 'deal', {_DEAL})::text"""

FROM = """
from plans_plan p
join plans_planprivate q on q.workspace_id = p.workspace_id and q.plan_id = p.id"""

SELLER = "/* milepost_seller */"

IN_WORKSPACE = "p.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"

ONE = f"{SELLER} select {COLUMNS} {FROM} where p.id = %s::bigint"

TO_WRITE = f"""{SELLER} select p.workspace_id, p.revision, p.archived_at,
(select w.time_zone from workspaces_workspace w where w.id = p.workspace_id), {DOCUMENT},
json_build_object('marks', {_MARKS}, 'versions', q.versions, 'last_hash', q.last_hash,
  'members', {_MEMBERS},
  'owner', q.owner_id)::text {FROM} where p.id = %s::bigint"""

LOCK = f"{SELLER} select p.id from plans_plan p where p.id = %s::bigint for no key update"

# A buyer's plan under their role, whose policies show it (and the heads of their other plans).
SEEN = f"""/* milepost_buyer */ select p.shared_revision, p.terms_revision, p.shared_pulse,
p.shared_at, p.buyer_closed, (select r.actor_name from plans_sharedrevision r
  where {_OF_PLAN.format("r")} and r.number = p.shared_revision),
case when p.shared_pulse is distinct from %s::bigint then {_DOCUMENT_SEEN} end
from plans_plan p where p.id = %s::bigint"""

SEEN_HISTORY = """/* milepost_buyer */ select r.number, r.at, r.actor_name, r.actor_side,
r.actor_person, r.changes::text from plans_sharedrevision r where r.plan_id = %s::bigint
and r.number < coalesce(%s::int, 2147483647) order by r.number desc limit %s::int"""
