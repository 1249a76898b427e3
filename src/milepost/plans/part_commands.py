"""Commands that add and remove parts of a plan: milestones, tasks, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from milepost.domain import edits
from milepost.domain.owner_roles import owner_for
from milepost.domain.plan import Milestone, Owner, Owners, Person, Plan, Task
from milepost.domain.stages import won_when_done
from milepost.domain.templates import TemplateMilestone, with_deal_fields
from milepost.domain.working_days import common_calendar
from milepost.plans.changing import Actor, Changed, Locked, Note, change, locked, used_keys

_NOBODY_YET = Owner(role="Account executive")


def add_milestone(
    actor: Actor,
    plan_id: int,
    milestone: Milestone,
    *,
    position: int | None = None,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Add a milestone before the one at `position` (from 0), or at the end.

    An empty key gets the next free one, which no milestone of this plan ever had. Without an
    owner the AE owns it.
    """
    return add_milestones(actor, plan_id, [milestone], position=position, why=why, today=today)


def add_milestones(
    actor: Actor,
    plan_id: int,
    milestones: Sequence[Milestone],
    *,
    position: int | None = None,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Add milestones one after another, as from a template, in one revision.

    Keys among themselves may be anything that is not in use; empty ones are given.
    """
    held = locked(plan_id)

    def edit(plan: Plan) -> Plan:
        for number, milestone in enumerate(milestones):
            place = None if position is None else position + number
            plan = edits.add_milestone(plan, _prepared(held, plan, milestone), place)
        return plan

    return change(actor, held, edit, Note(why=why, today=today))


def add_steps(
    actor: Actor,
    plan_id: int,
    steps: Sequence[TemplateMilestone],
    *,
    position: int | None = None,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Add steps of a template or of the step library, in one revision.

    Their roles become the plan's people where somebody has them. Each ends its duration after
    what it comes after among them, the first ones counted from today.
    """
    held = locked(plan_id)
    first = today or held.today

    def edit(plan: Plan) -> Plan:
        keys: dict[str, str] = {}
        for number, step in enumerate(steps):
            milestone = _from_step(plan, step, keys, first)
            prepared = _prepared(held, plan, milestone)
            keys[step.key] = prepared.key
            place = None if position is None else position + number
            plan = edits.add_milestone(plan, prepared, place)
        return plan

    return change(actor, held, edit, Note(why=why, today=today))


def _from_step(
    plan: Plan, step: TemplateMilestone, keys: Mapping[str, str], first: date
) -> Milestone:
    calendar = common_calendar(plan.calendars)
    after = tuple(keys[key] for key in step.after if key in keys)
    ends = [m.target for m in plan.milestones if m.key in after]
    start = calendar.after(max(ends)) if ends else first
    fields = deal_fields_of(plan)
    return Milestone(
        key="",
        title=with_deal_fields(step.title, fields),
        kind=step.kind,
        target=calendar.end_of_step(start, step.duration),
        status="pending",
        phase=step.phase,
        visibility=step.visibility,
        done_means=step.done_means and with_deal_fields(step.done_means, fields),
        owners=Owners(
            buyer=owner_for(step.buyer_role, "buyer", plan.people),
            seller=owner_for(step.seller_role, "seller", plan.people),
        ),
        duration=step.duration,
        after=after,
    )


def deal_fields_of(plan: Plan) -> Mapping[str, str]:
    """What template text may use of a plan (`domain.templates.DEAL_FIELDS`)."""
    people = {person.role: person.name for person in reversed(plan.people)}
    goal = plan.outcome.goal if plan.outcome else None
    return {
        "account": plan.account,
        "opportunity": plan.opportunity or plan.title or plan.account,
        "goal": goal or "the goal",
        "champion": people.get("champion", "the champion"),
        "ae": people.get("ae", "the account executive"),
    }


def _prepared(held: Locked, plan: Plan, milestone: Milestone) -> Milestone:
    key = milestone.key or edits.fresh_key("m", used_keys(held, plan.milestones, "milestones"))
    owners = milestone.owners
    if owners is None or owners == Owners():
        ae = next((p for p in plan.people if p.side == "seller" and p.role == "ae"), None)
        owners = Owners(seller=Owner(person=ae.key) if ae else _NOBODY_YET)
    return replace(milestone, key=key, owners=owners)


def remove_milestone(
    actor: Actor, plan_id: int, key: str, *, why: str | None = None, today: date | None = None
) -> Changed:
    """Remove a milestone that is not complete; what came after it takes its predecessors."""
    held = locked(plan_id)

    def edit(plan: Plan) -> Plan:
        return won_when_done(edits.remove_milestone(plan, key))

    return change(actor, held, edit, Note(why=why, today=today))


def add_task(
    actor: Actor,
    plan_id: int,
    key: str,
    task: Task,
    *,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Add a task to a milestone; an empty key gets the next free one of the plan."""
    held = locked(plan_id)
    known = used_keys(held, (t for m in held.plan.milestones for t in m.tasks), "tasks")
    named = task if task.key else replace(task, key=edits.fresh_key("t", known))
    return change(actor, held, lambda p: edits.add_task(p, key, named), Note(why=why, today=today))


def remove_task(
    actor: Actor,
    plan_id: int,
    key: str,
    task: str,
    *,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Remove a task from a milestone."""
    return change(
        actor,
        locked(plan_id),
        lambda p: edits.remove_task(p, key, task),
        Note(why=why, today=today),
    )


def complete_task(
    actor: Actor, plan_id: int, key: str, task: str, *, today: date, is_done: bool = True
) -> Changed:
    """Tick a task off today, or open it again. It never completes its milestone."""
    done_on = today if is_done else None
    return change(
        actor,
        locked(plan_id),
        lambda p: edits.complete_task(p, key, task, done_on),
        Note(today=today),
    )


def add_person(
    actor: Actor,
    plan_id: int,
    person: Person,
    *,
    member_id: int | None = None,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Add somebody to the plan; `member_id` ties one of the seller's people to who signs in."""
    held = locked(plan_id)
    known = used_keys(held, held.plan.people, "people")
    named = person if person.key else replace(person, key=edits.fresh_key("p", known))
    members: Mapping[str, int] = {} if member_id is None else {named.key: member_id}
    note = Note(why=why, today=today, members=members)
    return change(actor, held, lambda p: edits.add_person(p, named), note)


def remove_person(
    actor: Actor, plan_id: int, key: str, *, why: str | None = None, today: date | None = None
) -> Changed:
    """Take somebody off the plan; what they own is owned by their role, still to be named."""
    return change(
        actor,
        locked(plan_id),
        lambda p: edits.remove_person(p, key),
        Note(why=why, today=today),
    )
