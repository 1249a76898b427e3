"""Whom the buyer knows as their contact: the AE on the plan, who may leave the company.

A plan whose AE was deactivated keeps working, links and all; somebody chooses the next contact.
Called inside a seller's scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.edits import fresh_key
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Milestone, Owner, Person, Plan
from milepost.plans.changing import Actor, Changed, Locked, Note, change, locked, used_keys
from milepost.sharing.people_commands import OWN
from milepost.workspaces.queries import MemberRow, members

_LEFT = f"""
select q.owner_id, count(*) from plans_planprivate q
join plans_plan p on p.workspace_id = q.workspace_id and p.id = q.plan_id
join workspaces_member m on m.workspace_id = q.workspace_id and m.id = q.owner_id
where not m.is_active and p.archived_at is null and p.life in ('draft', 'shared', 'agreed')
  and q.{OWN} group by q.owner_id"""


def plans_left_behind() -> dict[int, int]:
    """How many open plans each deactivated member is still the contact of."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT)
        return dict(cursor.fetchall())


def contact_left(plan: Plan, plan_members: dict[str, int], workspace_id: int) -> Person | None:
    """The AE of a plan, where they no longer work in the workspace; else None."""
    ae = ae_of(plan)
    if ae is None or ae.key not in plan_members:
        return None
    gone = {row.id for row in members(workspace_id) if not row.is_active}
    return ae if plan_members[ae.key] in gone else None


def ae_of(plan: Plan) -> Person | None:
    """The seller's person whom the buyer has as their contact."""
    return next((p for p in plan.people if p.side == "seller" and p.role == "ae"), None)


def change_contact(
    actor: Actor,
    plan_id: int,
    member_id: int,
    *,
    why: str = "",
    further: Callable[[Plan], Plan] | None = None,
    today: date | None = None,
) -> Changed:
    """Make a member the plan's contact. They take over what the former one still had to do; the
    former one stays by name where they did or own something that is over.

    `further` changes the plan in the same revision, whose reason is `why`.
    """
    held = locked(plan_id)
    member = next((m for m in members(held.workspace_id) if m.id == member_id), None)
    if member is None or not member.is_active:
        wrong = _("They are no member of this workspace.")
        raise InvalidInput([Problem("member", wrong, _("Choose one of the list."))])
    key = _key_of(held, member)
    former = ae_of(held.plan)
    changed = change(
        actor,
        held,
        lambda plan: _with_contact(further(plan) if further else plan, key, member, former),
        Note(why=why or _("Another contact for the buyer"), members={key: member.id}, today=today),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"update plans_planprivate set owner_id = %s where plan_id = %s and {OWN}",
            (member.id, plan_id),
        )
    return changed


def _key_of(held: Locked, member: MemberRow) -> str:
    """The member's key on the plan, or a new one."""
    for person in held.plan.people:
        is_them = held.members.get(person.key) == member.id or person.email == member.email
        if person.side == "seller" and is_them:
            return person.key
    return fresh_key("p", used_keys(held, held.plan.people, "people"))


def _with_contact(plan: Plan, key: str, member: MemberRow, former: Person | None) -> Plan:
    known = plan.person(key)
    new = Person(key=key, name=member.name, side="seller", role="ae", email=member.email)
    new = replace(known, role="ae") if known else new
    if former is None or former.key == key:
        others = tuple(p for p in plan.people if p.key != key)
        return replace(plan, people=(*others, new))
    people: list[Person] = []
    for person in plan.people:
        if person.key == former.key:
            people += [new, person]
        elif person.key != key:
            people.append(person)
    plan = replace(
        plan,
        people=tuple(people),
        milestones=tuple(_taken_over(m, former.key, key) for m in plan.milestones),
        coordinator=key if plan.coordinator == former.key else plan.coordinator,
        risks=tuple(replace(r, owner=_to(r.owner, former.key, key)) for r in plan.risks),
    )
    if former.key in _still_named(plan):
        return plan
    return replace(plan, people=tuple(p for p in plan.people if p.key != former.key))


def _to(owner: Owner | None, old: str, new: str) -> Any:
    return Owner(person=new) if owner is not None and owner.person == old else owner


def _taken_over(milestone: Milestone, old: str, new: str) -> Milestone:
    tasks = tuple(
        t if t.done_on is not None else replace(t, owner=_to(t.owner, old, new))
        for t in milestone.tasks
    )
    owners = milestone.owners
    if owners is not None and milestone.is_open:
        owners = replace(owners, seller=_to(owners.seller, old, new))
    return replace(milestone, owners=owners, tasks=tasks)


def _still_named(plan: Plan) -> set[str | None]:
    """Everybody whom a step or a task names."""
    found: set[str | None] = set()
    for milestone in plan.milestones:
        found |= {milestone.completed_by, milestone.confirmed_by}
        if milestone.owners is not None:
            sides = (milestone.owners.buyer, milestone.owners.seller)
            found |= {owner.person for owner in sides if owner is not None}
        found |= {task.owner.person for task in milestone.tasks if task.owner is not None}
    return found
