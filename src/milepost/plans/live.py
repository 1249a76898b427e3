"""What open pages are told: that a plan changed, in the transaction of the change itself.

The message is small (ids and two counters; a NOTIFY carries 8,000 bytes) and says nothing of
what changed: each page then reads its own side of the plan, under its own role. `pulse` counts
everything, `shared_pulse` what a buyer sees, so that a page which slept knows whether it missed
anything. A second kind asks open streams whether they may go on: `recheck` and its like, in the
transaction that ends somebody's access.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.db import connection, connections

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

_SELLER = """/* milepost_seller */ select p.workspace_id, p.pulse,
  (select s.name from plans_person s where s.workspace_id = p.workspace_id and s.plan_id = p.id
    and s.member_id = %s::bigint and s.side = 'seller' and s.seen_by_buyer limit 1),
  exists (select 1 from plans_planprivate q where q.workspace_id = p.workspace_id
    and q.plan_id = p.id and q.owner_id = %s::bigint)
from plans_plan p
where p.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and p.id = %s::bigint"""

_BUYER = """/* milepost_buyer */ select p.workspace_id, p.shared_pulse, s.name
from plans_plan p left join plans_person s
  on s.workspace_id = p.workspace_id and s.plan_id = p.id and s.key = %s::text
where p.id = %s::bigint"""


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


# --- who may go on -----------------------------------------------------------------------------


def recheck(plan_id: int) -> None:
    """Every open page of this plan asks again whether it may be there, at the commit.

    For whoever revokes, ends or renews a link, or takes somebody off the plan.
    """
    _recheck(mark_of_plan(plan_id))


def recheck_member(member_id: int) -> None:
    """Every open page of this member asks again; for whoever deactivates them."""
    _recheck(mark_of_member(member_id))


def recheck_user(user_id: int) -> None:
    """Every open page of this user asks again; after a new password, for one."""
    _recheck(mark_of_user(user_id))


def recheck_session(session_key: str) -> None:
    """Every open page of this session asks again; after signing out."""
    _recheck(mark_of_session(session_key))


def mark_of_plan(plan_id: int) -> str:
    """What an open page of this plan is found by."""
    return f"plan:{plan_id}"


def mark_of_member(member_id: int) -> str:
    """What an open page of this member is found by."""
    return f"member:{member_id}"


def mark_of_user(user_id: int) -> str:
    """What an open page of this user is found by."""
    return f"user:{user_id}"


def mark_of_session(session_key: str) -> str:
    """What an open page of this session is found by; the key itself goes nowhere."""
    return f"session:{blake2b(session_key.encode(), digest_size=16).hexdigest()}"


def _recheck(mark: str) -> None:
    tell(json.dumps({"recheck": mark}))


def tell(text: str) -> None:
    """Put a message on the channel, at the commit of what this is part of."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", (CHANNEL, text))


def tell_inbox(member_id: int) -> None:
    """Every open page of this member counts anew what they have not read, at the commit."""
    tell(json.dumps({"inbox": mark_of_member(member_id)}))


# --- what a stream begins with -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a plan stands for somebody at it, and by which name they are known there.

    `pulse` is a seller's or a buyer's. `seen_as` is the name that a buyer may read; None for
    seller's people who own nothing shared (product.md section 8; the AE excepted).
    """

    workspace_id: int
    pulse: int
    name: str
    seen_as: str | None


def seller_standing(plan_id: int, member_id: int, name: str, role: str) -> Standing | None:
    """For a member, inside their scope; None where the workspace has no such plan."""
    with connection.cursor() as cursor:
        cursor.execute(_SELLER, (member_id, member_id, plan_id))
        row = cursor.fetchone()
    if row is None:
        return None
    workspace_id, pulse, known_as, is_owner = row
    is_ae = is_owner and role == "ae"
    return Standing(workspace_id, pulse, name, known_as or (name if is_ae else None))


def buyer_standing(plan_id: int, person: str) -> Standing | None:
    """For a buyer, inside their scope; None where they see no such plan."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(_BUYER, (person, plan_id))
        row = cursor.fetchone()
    if row is None:
        return None
    workspace_id, pulse, name = row
    return Standing(workspace_id, pulse, name or "", name or "")


def pulses(plan_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Both pulses of each plan that is there. Inside a worker's scope: for open pages that may
    have missed something while the database was away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "/* milepost_worker */ select p.id, p.pulse, p.shared_pulse from plans_plan p"
            " where p.id = any(%s::bigint[])",
            (list(plan_ids),),
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
