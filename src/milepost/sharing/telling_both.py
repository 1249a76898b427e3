"""Telling both sides of a plan one thing, in the transaction of its change. One statement.

Everybody of the buyer's side who has access, and the seller's people on the plan with its owner,
except whoever did it. Each side's words are made when it is said (`messaging.kinds`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection

from milepost.messaging import outbox
from milepost.platform import clock
from milepost.sharing.ae_sql import AE, JOIN

if TYPE_CHECKING:
    from milepost.plans.changing import Actor

_TELL = f"""/* milepost_seller */
insert into messaging_message
  (workspace_id, plan_id, side, member_id, person, kind, key, facts, at)
select p.workspace_id, p.id, r.side, r.member_id, r.person, %(kind)s::text,
  %(kind)s::text || ':' || p.id || ':r' || %(revision)s::int || ':'
    || coalesce('m' || r.member_id, 'p:' || r.person), %(facts)s::jsonb, %(now)s::timestamptz
from plans_plan p {JOIN}
cross join lateral (
  select 'buyer' as side, null::bigint as member_id, s.person
  from sharing_stakeholder s
  where s.workspace_id = p.workspace_id and s.plan_id = p.id
    and s.invited_at is not null and s.ended_at is null and s.address <> ''
    and s.person is distinct from %(but)s::text
  union
  select 'seller', m.id, null from plans_person z
  join workspaces_member m on m.workspace_id = z.workspace_id and m.id = z.member_id
  where z.workspace_id = p.workspace_id and z.plan_id = p.id and z.side = 'seller' and m.is_active
    and m.id is distinct from {AE}
  union
  select 'seller', {AE}, null where %(with_ae)s and {AE} is not null) r
where p.workspace_id = %(workspace)s::bigint and p.id = %(plan)s::bigint
  and p.life in ('shared', 'agreed')
  and (r.side = 'buyer' or r.member_id is distinct from %(member)s::bigint)
on conflict (workspace_id, key) do nothing"""


def tell_both(
    kind: str,
    actor: Actor,
    place: tuple[int, int],
    revision: int,
    facts: Mapping[str, Any],
    *,
    with_ae: bool = True,
    but: str | None = None,
) -> None:
    """Write down that both sides are to be told; `place` is the workspace and the plan.

    Without `with_ae` the AE is left out, who is told more by another message; so is the buyer's
    person `but`.
    """
    if outbox.is_silent():
        return
    values = {
        "kind": kind,
        "workspace": place[0],
        "plan": place[1],
        "revision": revision,
        "member": actor.member_id,
        "facts": json.dumps(dict(facts)),
        "now": clock.now(),
        "with_ae": with_ae,
        "but": but,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)
