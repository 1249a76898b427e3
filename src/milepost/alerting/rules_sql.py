"""The five rules and the next attention as statements over many plans at once.

Each takes a batch of plans that are held: three arrays (`workspaces`, `plans`, and `days`, the
calendar day in each one's workspace). They say in SQL what `domain.alerts` and `domain.attention`
say in Python, with each plan's own policy; tests hold the two together.
"""

from __future__ import annotations

from functools import cache

from milepost.alerting.models import RULES
from milepost.alerting.recipients_sql import told_of
from milepost.domain.policy import DEFAULT_POLICY

_ALERT, _ESCALATION, _CALL = DEFAULT_POLICY.alert_overdue_days

# Due plans, each held by who took it: two sweeps share the work. Its time zone says its day.
TAKE = """/* worker */
select q.workspace_id, q.plan_id, w.time_zone
from plans_planprivate q join workspaces_workspace w on w.id = q.workspace_id
where q.next_attention_at <= %(now)s::timestamptz
order by q.next_attention_at limit %(limit)s::int
for no key update of q skip locked"""
TAKE_THESE = """/* worker */
select q.workspace_id, q.plan_id, w.time_zone
from plans_planprivate q join workspaces_workspace w on w.id = q.workspace_id
join unnest(%(workspaces)s::bigint[], %(plans)s::bigint[]) b (workspace_id, plan_id)
  on b.workspace_id = q.workspace_id and b.plan_id = q.plan_id
where q.next_attention_at <= %(now)s::timestamptz
for no key update of q skip locked"""
PUT_OFF = """/* worker */
update plans_planprivate set next_attention_at = %(until)s::timestamptz
where workspace_id = %(workspace)s::bigint and plan_id = %(plan)s::bigint"""

# A batch is few rows of many, all found by key. What PostgreSQL guesses of keys of two columns, and
# of tables that have grown since it last counted, would have it read whole tables instead.
PLANNING = """/* worker */
select set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)"""

# The plans of the batch that are at work, with the days of their policy.
_LOOKED = f"""
looked as materialized (
  select p.workspace_id, p.id as plan_id, b.today, b.zone,
    coalesce((q.policy #>> '{{alert_days,due}}')::int, {DEFAULT_POLICY.alert_due_days}) as due,
    coalesce((q.policy #>> '{{alert_days,overdue,0}}')::int, {_ALERT}) as alert,
    coalesce((q.policy #>> '{{alert_days,overdue,1}}')::int, {_ESCALATION}) as escalation,
    coalesce((q.policy #>> '{{alert_days,overdue,2}}')::int, {_CALL}) as call,
    coalesce((q.policy ->> 'behind_days')::int, {DEFAULT_POLICY.behind_days}) as behind,
    coalesce((q.policy ->> 'stalled_days')::int, {DEFAULT_POLICY.stalled_days}) as stalled,
    coalesce(q.last_progress_on, p.created) as moved_on
  from unnest(%(workspaces)s::bigint[], %(plans)s::bigint[], %(days)s::date[], %(zones)s::text[])
    b (workspace_id, plan_id, today, zone)
  join plans_plan p on p.workspace_id = b.workspace_id and p.id = b.plan_id
  join plans_planprivate q on q.workspace_id = p.workspace_id and q.plan_id = p.id
  where p.life in ('shared', 'agreed') and p.archived_at is null)"""

_OF_PLAN = "m.workspace_id = l.workspace_id and m.plan_id = l.plan_id"
_OPEN = "m.status in ('pending', 'in_progress', 'blocked')"
# Whether the plan may stall: something shared is open, and its signature is not complete.
_MAY_STALL = f"""
  exists (select 1 from plans_milestone m where {_OF_PLAN} and {_OPEN}
    and m.visibility = 'shared')
  and (select m.status from plans_milestone m where {_OF_PLAN} and m.kind = 'signature'
    and m.visibility = 'shared' and m.status <> 'skipped' order by m.position desc limit 1)
    is distinct from 'complete'"""

# The one rule that applies to a milestone so many days after its date (`domain.alerts`).
_LATE = "(l.today - m.target)"
_APPLIES = f"""
  case when {_LATE} >= l.call then 'overdue_7_days'
    when {_LATE} >= l.escalation then 'overdue_3_days'
    when {_LATE} >= l.alert then 'overdue_1_day'
    when {_LATE} <= 0 then 'due_in_3_days' end"""
_HAS_OWNER = """
    and (coalesce(m.seller_owner, m.seller_owner_role) is not null or (m.visibility = 'shared'
      and coalesce(m.buyer_owner, m.buyer_owner_role) is not null))"""

_RECORDED = (
    "exists (select 1 from alerting_alert r where r.workspace_id = l.workspace_id"
    " and r.plan_id = l.plan_id and r.milestone is not distinct from {milestone}"
    " and r.target = {target} and r.rule = any(array[{rules}]))"
)


def _rules(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _milestones(rule: str) -> str:
    """The milestones to which a rule applies, and neither it nor a higher one was recorded: with
    the lower ones that were not, whose day has passed."""
    place = RULES.index(rule)
    lower, here = RULES[:place], RULES[place:-1]
    recorded = _RECORDED.format(milestone="m.key", target="m.target", rules=_rules(here))
    one = _RECORDED.format(milestone="m.key", target="m.target", rules="s.rule")
    skipped = "'{}'::text[]"
    if lower:
        skipped = (
            f"array(select s.rule from unnest(array[{_rules(lower)}]) with ordinality"
            f" s (rule, place) where not {one} order by s.place)"
        )
    return f"""
  select l.workspace_id, l.plan_id, m.key as milestone, m.target, l.today, {skipped} as skipped
  from looked l join plans_milestone m on {_OF_PLAN}
  where {_OPEN} and m.target <= l.today + l.due and {_APPLIES} = '{rule}'
    {_HAS_OWNER if rule == RULES[0] else ""} and not {recorded}"""


# A reminder that was recorded and not said to anybody yet goes to whoever owns the step by then.
_UNSAID = f"""
  union all
  select r.workspace_id, r.plan_id, r.milestone, r.target
  from looked l join plans_milestone m on {_OF_PLAN}
  join alerting_alert r on r.workspace_id = m.workspace_id and r.plan_id = m.plan_id
    and r.milestone = m.key and r.target = m.target and r.rule = '{RULES[0]}'
  where {_OPEN} and m.target <= l.today + l.due and {_APPLIES} = '{RULES[0]}'
    and not exists (select 1 from messaging_message n where n.workspace_id = r.workspace_id
      and n.plan_id = r.plan_id and n.milestone = r.milestone and n.about = r.target
      and n.kind in ('{RULES[0]}', 'name_wanted') and n.dispatched_at is not null
      and n.dropped = '')"""


def _stalls() -> str:
    recorded = _RECORDED.format(
        milestone="null::text", target="l.moved_on", rules=_rules(RULES[-1:])
    )
    return f"""
  select l.workspace_id, l.plan_id, null::text as milestone, l.moved_on as target, l.today,
    '{{}}'::text[] as skipped
  from looked l
  where l.today - l.moved_on >= l.stalled and {_MAY_STALL} and not {recorded}"""


@cache
def record(rule: str) -> str:
    """Record the rule where it applies, and write what its people are told, all at once.

    Answers with the number of alerts and of messages.
    """
    applying = _stalls() if rule == RULES[-1] else _milestones(rule)
    return f"""/* worker */
with {_LOOKED},
applying as materialized ({applying}),
fresh as (
  insert into alerting_alert
    (workspace_id, plan_id, rule, milestone, target, on_day, skipped, recorded_at)
  select workspace_id, plan_id, '{rule}', milestone, target, today, skipped, %(now)s::timestamptz
  from applying
  on conflict (workspace_id, plan_id, milestone, target, rule) do nothing
  returning workspace_id, plan_id, milestone, target),
alerts as (select workspace_id, plan_id, milestone, target from fresh
  {_UNSAID if rule == RULES[0] else ""}),
{told_of(rule)},
written as (
  insert into messaging_message
    (workspace_id, plan_id, side, member_id, person, kind, key, milestone, about, facts, at)
  select t.workspace_id, t.plan_id, t.side, t.member_id, t.person, t.kind,
    concat_ws(':', '{rule}', t.plan_id, t.milestone, t.target,
      coalesce('m' || t.member_id, 'p:' || t.person)),
    t.milestone, t.target,
    jsonb_build_object('rule', '{rule}', 'because', t.because), %(now)s::timestamptz
  from told t
  on conflict (workspace_id, key) do nothing returning 1)
select (select count(*) from fresh), (select count(*) from written)"""


# As `domain.attention.next_attention` from tomorrow on; null for what is at work no longer. Never
# in the past, so that a sweep ends whatever the clocks of zones do.
NEXT = f"""/* worker */
with {_LOOKED},
following as materialized (
  select l.workspace_id, l.plan_id, l.zone, least(
    (select min(m.target + o.days) from plans_milestone m
      cross join lateral (values (-l.due), (l.alert), (l.escalation), (l.call), (l.behind + 1))
        o (days)
      where {_OF_PLAN} and {_OPEN} and m.target + o.days > l.today),
    case when l.moved_on + l.stalled > l.today and {_MAY_STALL}
      then l.moved_on + l.stalled end) as day
  from looked l),
silent as (
  select b.workspace_id, b.plan_id, null::text as zone, null::date as day
  from unnest(%(workspaces)s::bigint[], %(plans)s::bigint[]) b (workspace_id, plan_id)
  join plans_plan p on p.workspace_id = b.workspace_id and p.id = b.plan_id
  where p.life not in ('shared', 'agreed') or p.archived_at is not null)
update plans_planprivate q
set next_attention_at = greatest(f.day::timestamp at time zone f.zone,
  case when f.day is not null then %(now)s::timestamptz + interval '1 minute' end)
from (select * from following union all select * from silent) f (workspace_id, plan_id, zone, day)
where q.workspace_id = f.workspace_id and q.plan_id = f.plan_id"""
