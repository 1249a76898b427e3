"""What open pages are told: that a plan changed, in the transaction of the change itself.

The message is small (ids and two counters; a NOTIFY carries 8,000 bytes) and says nothing of what
changed: each page then reads its own side of the plan, under its own role. `pulse` counts
everything, `shared_pulse` what a buyer sees, so that a page which slept knows whether it missed
anything.
"""

from __future__ import annotations

import json

from django.db import connection

from milepost.domain.errors import NotFound
from milepost.plans.marks import Marks

CHANNEL = "milepost_live"

_TOUCH = """/* touch */
with touched as (
  update plans_plan p set pulse = p.pulse + 1,
    shared_pulse = p.shared_pulse + case when %s::boolean then 1 else 0 end
  where p.id = %s::bigint
    and p.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  returning p.workspace_id, p.id, p.pulse, p.shared_pulse)
select t.pulse, pg_notify(%s, json_build_object('workspace', t.workspace_id, 'plan', t.id,
  'pulse', t.pulse, 'shared_pulse', t.shared_pulse, 'shared', %s::boolean)::text)
from touched t"""


def touch(plan_id: int, *, shared: bool) -> int:
    """Something around a plan changed (a comment, a file, a proposal); its new pulse.

    `shared` says whether a buyer sees it. Inside a seller's scope. Raises NotFound.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, (shared, plan_id, CHANNEL, shared))
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such plan.")
    pulse: int = row[0]
    return pulse


def message(workspace_id: int, plan_id: int, marks: Marks, *, shared: bool) -> str:
    """What open pages are told of a revision, as the channel carries it."""
    told = {
        "workspace": workspace_id,
        "plan": plan_id,
        "pulse": marks.pulse,
        "shared_pulse": marks.shared_pulse,
        "shared": shared,
    }
    return json.dumps(told)
