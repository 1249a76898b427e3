"""Who may be told of a comment, and where it stands: what commands ask before they write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from milepost.conversation.mentions import Reachable
from milepost.conversation.texts import refusal
from milepost.domain.errors import NotAllowed, NotFound
from milepost.plans.changing import Actor

_PLACE = """/* milepost_seller */
select p.workspace_id, p.archived_at is not null, w.name, coalesce(nullif(w.plan_title, ''), ''),
  coalesce(p.title, p.account), coalesce(c.code, ''), m.key is not null,
  coalesce(m.visibility, 'shared'), coalesce(m.title, '')
from plans_plan p
join workspaces_workspace w on w.id = p.workspace_id
left join sharing_sharedplan c on c.workspace_id = p.workspace_id and c.plan_id = p.id
left join plans_milestone m on m.workspace_id = p.workspace_id and m.plan_id = p.id
  and m.key = %s::text
where p.id = %s::bigint"""

_PEOPLE = """/* milepost_seller */
select 'p:' || s.key, s.name, s.side, s.key, o.id,
  case when s.side = 'seller' and o.id is not null then o.email
    when h.person is not null then h.address else '' end,
  coalesce(o.language, h.language, ''), coalesce(nullif(o.time_zone, ''), h.time_zone, ''),
  s.seen_by_buyer
from plans_person s
left join workspaces_member o on o.workspace_id = s.workspace_id and o.id = s.member_id
  and o.is_active
left join sharing_stakeholder h on h.workspace_id = s.workspace_id and h.plan_id = s.plan_id
  and h.person = s.key and h.ended_at is null
where s.plan_id = %s::bigint
union all
select 'm:' || o.id, o.name, 'seller', null, o.id, o.email, o.language, o.time_zone, false
from workspaces_member o
where o.is_active and not exists (select 1 from plans_person s
  where s.workspace_id = o.workspace_id and s.plan_id = %s::bigint and s.member_id = o.id)
order by 3, 2"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: the plan and, on one, its step."""

    workspace_id: int
    plan_id: int
    workspace: str
    plan_title: str
    title: str
    code: str
    milestone: str | None
    milestone_title: str


def place(actor: Actor, plan_id: int, milestone: str | None, visibility: str) -> Place:
    """The place, checked: it is there, and what is shared is said where both sides see it.

    Raises NotFound, NotAllowed, InvalidInput; in words that a buyer may read.
    """
    if visibility not in ("shared", "internal"):
        raise refusal("visibility", _("nobody said who sees it"), _("choose one of the two"))
    row = _one(_PLACE, (milestone, plan_id))
    if row is None:
        raise NotFound(_("There is no such plan."))
    workspace_id, is_archived, workspace, called, title, code, is_step, step_seen_by, step = row
    is_hidden = step_seen_by != "shared" and visibility == "shared"
    if milestone is not None and (not is_step or (is_hidden and actor.side == "buyer")):
        raise NotFound(_("This step is no longer in the plan."))
    if is_hidden:
        wrong, right = _("the buyer does not see this step"), _("write a note for your side")
        raise refusal("visibility", wrong, right)
    if is_archived:
        raise NotAllowed(_("This plan was put away; nothing can be added to it."))
    return Place(workspace_id, plan_id, workspace, called, title, code, milestone, step)


def reachable(plan_id: int, actor: Actor, visibility: str) -> tuple[Reachable, ...]:
    """Whom this author may mention in such a comment, themselves left out.

    In a shared one people of both sides (a buyer: those that they see), in an internal one the
    seller's own people and every colleague of the workspace.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, (plan_id, plan_id))
        people = [Reachable(*row) for row in cursor.fetchall()]
    return tuple(one for one in people if _may_be_meant(one, actor, visibility))


def _may_be_meant(one: Reachable, actor: Actor, visibility: str) -> bool:
    if one.person is not None and one.person == actor.person:
        return False
    if one.member_id is not None and one.member_id == actor.member_id:
        return False
    if visibility == "internal":
        return one.side == "seller" and one.member_id is not None
    return one.person is not None and (actor.side == "seller" or one.seen_by_buyer)


def _one(statement: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
