"""Very many plans, written by SQL past all walls: for sweeps, which no page could fill fast enough.

Each has 13 milestones (five complete), a champion and an owner on the buyer's side with addresses,
and an AE; each workspace of 1,000 plans has eight AEs with a manager, leadership and an admin. A
plan that is due has one step with a rule that begins today, each of the four in turn; every 20th
of those stalls too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

PLANS_EACH = 1_000
MEMBERS_EACH = 11
STEPS = 13

_STATEMENTS = (
    """insert into workspaces_workspace (id, name, currency, time_zone, country, subdivision,
      plan_title, policy, is_example, colour, buyer_words)
    select w, 'Company ' || w, 'EUR', (array['Europe/London', 'America/New_York', 'Asia/Tokyo',
      'Europe/Berlin'])[1 + w %% 4], 'GB', '', '', '{}', false, '', ''
    from generate_series(1, %(workspaces)s::int) w on conflict do nothing""",
    """insert into workspaces_member (workspace_id, id, name, email, role, language, time_zone,
      is_active, manager_id)
    select w, w * 100 + m, 'Member ' || m, 'm' || m || '@company' || w || '.example',
      case m when 9 then 'manager' when 10 then 'leadership' when 11 then 'admin' else 'ae' end,
      '', '', true, case when m < 9 then w * 100 + 9 end
    from generate_series(1, %(workspaces)s::int) w, generate_series(1, 11) m""",
    """create temporary table filled as
    select p as id, 1 + (p - 1) / %(each)s::int as workspace_id,
      (1 + (p - 1) / %(each)s::int) * 100 + 1 + p %% 8 as ae,
      (%(now)s::timestamptz at time zone w.time_zone)::date as today, w.time_zone,
      p %% 100 < %(share)s::int as is_due,
      p %% 100 < %(share)s::int and p %% 20 = 3 as is_stalled
    from generate_series(1, %(plans)s::int) p
    join workspaces_workspace w on w.id = 1 + (p - 1) / %(each)s::int""",
    """insert into plans_plan (workspace_id, id, account, title, created, target_close, life,
      shared_on, revision, changed_at)
    select workspace_id, id, 'Account ' || id, 'Order tracking', today - 60, today + 60, 'shared',
      today - 50, 1, %(now)s from filled""",
    """insert into plans_planprivate (workspace_id, plan_id, owner_id, type_reasons, versions,
      last_hash, last_progress_on, next_attention_at)
    select workspace_id, id, ae, '[]', '{}', '', today - case when is_stalled then 14 else 2 end,
      (today + case when is_due then 0 else 9 end)::timestamp at time zone time_zone
    from filled""",
    """insert into plans_person (workspace_id, plan_id, key, position, name, side, role, email,
      seen_by_buyer, member_id)
    select f.workspace_id, f.id, z.key, z.position, z.name, z.side, z.role,
      z.key || '@account' || f.id || '.example', true, case when z.key = 'sam' then f.ae end
    from filled f, (values ('maja', 0, 'Maja Lindqvist', 'buyer', 'champion'),
      ('noor', 1, 'Noor Haddad', 'buyer', 'security'), ('sam', 2, 'Sam Whitfield', 'seller', 'ae'))
      z (key, position, name, side, role)""",
    """insert into plans_milestone (workspace_id, plan_id, key, position, title, kind, visibility,
      buyer_owner, seller_owner, target, duration, status, completed_on, buyer_after)
    select f.workspace_id, f.id, 'm' || s, s - 1, 'Step ' || s,
      case s when 12 then 'signature' else 'other' end, 'shared', 'noor', 'sam',
      case when s < 6 then f.today - 10 when s > 6 then f.today + 10 * (s - 5)
        when f.is_due then f.today - (array[-3, 1, 3, 7])[1 + f.id %% 4] else f.today + 12 end,
      5, case when s < 6 then 'complete' else 'pending' end,
      case when s < 6 then f.today - 10 end, '{}'
    from filled f, generate_series(1, 13) s""",
    """insert into sharing_sharedplan (workspace_id, plan_id, code)
    select workspace_id, id, 'code' || id from filled""",
    """insert into sharing_stakeholder (workspace_id, plan_id, person, address, invited_at)
    select f.workspace_id, f.id, z.key, z.key || '@account' || f.id || '.example', %(now)s
    from filled f, (values ('maja'), ('noor')) z (key)""",
    "drop table filled",
)
_TABLES = (
    "workspaces_workspace workspaces_member plans_plan plans_planprivate plans_person"
    " plans_milestone sharing_sharedplan sharing_stakeholder alerting_alert messaging_message"
)


def fill(connection: Any, plans: int, share: int, now: datetime) -> None:
    """So many plans, of which `share` percent are due, into an empty database, as superuser."""
    values = {
        "plans": plans,
        "share": share,
        "now": now,
        "each": PLANS_EACH,
        "workspaces": -(-plans // PLANS_EACH),
    }
    for statement in _STATEMENTS:
        connection.execute(statement, values)
    settle(connection)


def settle(connection: Any) -> None:
    """Have PostgreSQL know what is there, as autovacuum would before long."""
    for table in _TABLES.split():
        connection.execute(f"vacuum (analyze) {table}")


def make_due(connection: Any, share: int, now: datetime) -> None:
    """Forget what was recorded, and have `share` percent of the plans due once more."""
    connection.execute("truncate alerting_alert, messaging_message")
    connection.execute(
        "update plans_planprivate set next_attention_at = case when plan_id %% 100 < %(share)s"
        " then %(now)s::timestamptz - interval '1 minute'"
        " else %(now)s::timestamptz + interval '9 days' end",
        {"share": share, "now": now},
    )
    settle(connection)
