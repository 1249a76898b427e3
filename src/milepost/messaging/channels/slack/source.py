"""Where celebrations in a channel begin: a row beside the change, only where a channel was chosen.

Small on purpose: every change of a plan imports it. `celebrations` says it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import connection

from milepost.messaging.kinds import KINDS

CELEBRATION = "slack.celebration"
CELEBRATED = frozenset({"completed", "signed"})

# It settles like the messages of its kind: what is taken back meanwhile was never said.
_INSERT = """/* milepost_seller */
insert into messaging_outbox (workspace_id, kind, key, payload, plan_id, recipient, available_at)
select %(workspace)s::bigint, 'slack.celebration',
  'slack:channel:' || d.kind || ':' || %(plan)s::bigint || ':' || d.milestone || ':r'
    || %(revision)s::int,
  jsonb_build_object('kind', d.kind, 'plan', %(plan)s::bigint, 'milestone', d.milestone,
    'revision', %(revision)s::int),
  %(plan)s::bigint, c.name || ' (Slack)', now() + make_interval(mins => d.settles)
from jsonb_to_recordset(%(done)s::jsonb) as d(milestone text, kind text, settles int)
cross join (
  select c.name from messaging_slackchannel c
  join messaging_slackconnection k on k.workspace_id = c.workspace_id and k.broken_at is null
  where c.workspace_id = %(workspace)s::bigint and c.broken_why = ''
    and (c.plan_id = %(plan)s::bigint or c.plan_id is null)
  order by c.plan_id nulls last limit 1) c
on conflict (workspace_id, key) do nothing"""


def tell_channel(workspace_id: int, plan_id: int, revision: int, done: Mapping[str, str]) -> None:
    """Write down that a channel is told what a revision completed: milestones with their kinds.

    In the transaction of the change. One look at an index where no channel was chosen.
    """
    rows = [
        {"milestone": key, "kind": kind, "settles": KINDS[kind].settles}
        for key, kind in done.items()
        if kind in CELEBRATED
    ]
    values = {
        "workspace": workspace_id,
        "plan": plan_id,
        "revision": revision,
        "done": json.dumps(rows),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
