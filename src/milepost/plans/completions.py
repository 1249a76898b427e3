"""Telling both teams that a shared milestone was completed, in the transaction of the change.

Two statements, and none for the changes that complete nothing: everybody of the buyer's side who
has access, and the seller's people on the plan with its owner, except whoever did it; and a channel
of the company's in Slack, where one was chosen. What is taken back within minutes is never said
(`messaging.kinds`, `settles`). Source: product.md section 7.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from milepost.domain.plan import Plan
from milepost.messaging import outbox
from milepost.messaging.channels.slack import source

if TYPE_CHECKING:
    from milepost.plans.changing import Actor

_TELL = """/* milepost_seller */
insert into messaging_message
  (workspace_id, plan_id, side, member_id, person, kind, key, milestone, facts, at)
select %(workspace)s::bigint, %(plan)s::bigint, r.side, r.member_id, r.person, d.kind,
  d.kind || ':' || %(plan)s::bigint || ':' || d.milestone || ':r' || %(revision)s::int || ':'
    || coalesce('m' || r.member_id, 'p:' || r.person),
  d.milestone, %(facts)s::jsonb, %(now)s::timestamptz
from jsonb_to_recordset(%(done)s::jsonb) as d(milestone text, kind text)
cross join (
  select 'buyer' as side, null::bigint as member_id, s.person
  from sharing_stakeholder s
  where s.workspace_id = %(workspace)s::bigint and s.plan_id = %(plan)s::bigint
    and s.invited_at is not null and s.ended_at is null and s.address <> ''
    and s.person is distinct from %(person)s::text
  union
  select 'seller', m.id, null from plans_person z
  join workspaces_member m on m.workspace_id = z.workspace_id and m.id = z.member_id
  where z.workspace_id = %(workspace)s::bigint and z.plan_id = %(plan)s::bigint
    and z.side = 'seller' and m.is_active and m.id is distinct from %(member)s::bigint
  union
  select 'seller', m.id, null from plans_planprivate q
  join workspaces_member m on m.workspace_id = q.workspace_id and m.id = q.owner_id
  where q.workspace_id = %(workspace)s::bigint and q.plan_id = %(plan)s::bigint
    and m.is_active and m.id is distinct from %(member)s::bigint) r
on conflict (workspace_id, key) do nothing"""


def completed(before: Plan, after: Plan) -> Mapping[str, str]:
    """The shared milestones that a change completed, each with its kind of message."""
    if before.life not in ("shared", "agreed"):
        return {}
    signature = after.signature
    found = {}
    for milestone in after.milestones:
        if milestone.status != "complete" or milestone.visibility != "shared":
            continue
        former = before.milestone(milestone.key)
        if former is not None and former.status != "complete":
            is_signature = signature is not None and signature.key == milestone.key
            found[milestone.key] = "signed" if is_signature else "completed"
    return found


def tell_completed(
    actor: Actor,
    place: tuple[int, int],
    revision: int,
    done: Mapping[str, str],
    now: datetime,
) -> None:
    """Write down whom to tell what was completed; `place` is the workspace and the plan."""
    if outbox.is_silent():
        return
    workspace_id, plan_id = place
    values = {
        "workspace": workspace_id,
        "plan": plan_id,
        "revision": revision,
        "member": actor.member_id,
        "person": actor.person,
        "done": json.dumps([{"milestone": key, "kind": kind} for key, kind in done.items()]),
        "facts": json.dumps({"revision": revision}),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)
    source.tell_channel(workspace_id, plan_id, revision, done)
