"""What a buyer changes of a plan by themselves, each as one revision in their name.

`actor.person` is their key on the plan; what they may do is `domain.buyer_rights`. `seen` is the
shared revision that their page showed: who set the same field since then is a FieldConflict. What
is refused is refused in words for the buyer, which tell nothing of the seller's side.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from milepost.domain import buyer_rights, edits
from milepost.domain.errors import InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.paths import path_of
from milepost.domain.plan import Answer, Milestone, Owner, Owners, Plan, Status, Task
from milepost.domain.stages import set_status
from milepost.plans import conflicts
from milepost.plans.changing import Actor, Changed, Locked, Note, change, locked


def held_for(actor: Actor, plan_id: int) -> Locked:
    """The plan, locked for a change by a buyer. Raises NotAllowed where nothing can be changed."""
    held = locked(plan_id, even_archived=True)
    if held.plan.is_closed or held.archived_at is not None or held.plan.life == "draft":
        raise NotAllowed(
            _("This plan is finished, so it can only be read. Ask your contact if it should go on.")
        )
    if actor.person is None or held.plan.person(actor.person) is None:
        raise NotAllowed(_("You are not on this plan any more."))
    return held


def move_step(
    actor: Actor,
    plan_id: int,
    key: str,
    status: Status,
    *,
    seen: int,
    today: date,
    reason: str | None = None,
) -> Changed:
    """Say how a step goes: complete, in_progress, blocked (with what is in the way)."""
    held = held_for(actor, plan_id)
    step = shared_step(held.plan, key)
    _check_may_move(held.plan, actor, step)
    if status == "blocked" and not (reason or "").strip():
        raise _said(_("Say what is in the way, so that somebody can help."))
    path = path_of("milestones", key)
    wanted: dict[str, str | None] = {f"{path}.status": status}
    if status == "blocked":
        wanted[f"{path}.reason"] = (reason or "").strip()
    conflicts.check(held, wanted, seen)
    if status == step.status == "complete":
        return _confirmed(held, actor, step, today)

    def edit(plan: Plan) -> Plan:
        return set_status(plan, key, status, today=today, by=actor.person, reason=reason)

    return change(actor, held, edit, Note(today=today))


def reopen_step(actor: Actor, plan_id: int, key: str, *, seen: int, today: date) -> Changed:
    """Open a step again that was complete, or say that nothing is in the way any more."""
    held = held_for(actor, plan_id)
    step = shared_step(held.plan, key)
    _check_may_move(held.plan, actor, step)
    status: Status = "in_progress" if step.started_on else "pending"
    conflicts.check(held, {path_of("milestones", key, "status"): status}, seen)
    return change(actor, held, lambda p: set_status(p, key, status, today=today), Note(today=today))


def confirm_step(actor: Actor, plan_id: int, key: str, *, today: date) -> Changed:
    """A buyer's own word that what the seller ticked is complete."""
    held = held_for(actor, plan_id)
    step = shared_step(held.plan, key)
    if step.status != "complete":
        raise NotAllowed(_("“%(step)s” is open again.") % {"step": step.title})
    return _confirmed(held, actor, step, today)


def _confirmed(held: Locked, actor: Actor, step: Milestone, today: date) -> Changed:
    if buyer_rights.is_confirmed(held.plan, step):
        return change(actor, held, lambda p: p)
    agreed = replace(step, confirmed_on=today, confirmed_by=actor.person)
    return change(actor, held, lambda p: _with_step(p, agreed), Note(today=today))


def tick_task(
    actor: Actor, plan_id: int, key: str, task: str, *, done: bool, seen: int, today: date
) -> Changed:
    """Tick a task off, or open it again."""
    held = held_for(actor, plan_id)
    step, found = shared_task(held.plan, key, task)
    if not buyer_rights.may_tick(held.plan, actor.person or "", step, found):
        raise NotAllowed(_("“%(task)s” is not yours to tick off.") % {"task": found.title})
    if (found.done_on is not None) == done:
        return change(actor, held, lambda p: p)
    day = today if done else None
    path = path_of("milestones", key, "tasks", task, "done_on")
    conflicts.check(held, {path: day.isoformat() if day else None}, seen)
    return change(actor, held, lambda p: edits.complete_task(p, key, task, day), Note(today=today))


def answer_approval(
    actor: Actor,
    plan_id: int,
    key: str,
    task: str,
    answer: Answer,
    *,
    reason: str,
    seen: int,
    today: date,
) -> Changed:
    """Say yes, or no with a reason, to what asks for this person's approval."""
    held = held_for(actor, plan_id)
    _step, found = shared_task(held.plan, key, task)
    if not buyer_rights.may_answer(actor.person or "", found):
        raise NotAllowed(_("This asks for somebody else's yes or no."))
    if answer == "no" and not reason.strip():
        raise _said(_("Say in a few words what speaks against it."))
    conflicts.check(held, {path_of("milestones", key, "tasks", task, "answer"): answer}, seen)
    answered = replace(found, answer=answer, answer_reason=reason.strip() or None, done_on=today)
    return change(actor, held, lambda p: _with_task(p, key, answered), Note(today=today))


def give_step(actor: Actor, plan_id: int, key: str, to: str, *, seen: int, today: date) -> Changed:
    """Hand a step of the buyer's side to somebody of theirs on the plan."""
    held = held_for(actor, plan_id)
    step = shared_step(held.plan, key)
    _check_may_move(held.plan, actor, step)
    _check_colleague(held.plan, to)
    owners = step.owners or Owners()
    given = replace(step, owners=replace(owners, buyer=Owner(person=to)))
    conflicts.check(held, {path_of("milestones", key, "owners", "buyer"): {"person": to}}, seen)
    return change(actor, held, lambda p: _with_step(p, given), Note(today=today))


def give_task(
    actor: Actor, plan_id: int, key: str, task: str, to: str, *, seen: int, today: date
) -> Changed:
    """Hand a task to somebody of the buyer's side on the plan."""
    held = held_for(actor, plan_id)
    step, found = shared_task(held.plan, key, task)
    is_theirs = buyer_rights.may_tick(held.plan, actor.person or "", step, found)
    if not is_theirs:
        raise NotAllowed(_("“%(task)s” is not yours to hand over.") % {"task": found.title})
    _check_colleague(held.plan, to)
    path = path_of("milestones", key, "tasks", task, "owner")
    conflicts.check(held, {path: {"person": to}}, seen)
    given = replace(found, owner=Owner(person=to))
    return change(actor, held, lambda p: _with_task(p, key, given), Note(today=today))


def name_role(actor: Actor, plan_id: int, role: str, to: str, *, today: date) -> Changed:
    """Put a person where the buyer's side had only a role, in every open step and task."""
    held = held_for(actor, plan_id)
    _check_colleague(held.plan, to)
    person = Owner(person=to)

    def named(owner: Owner | None) -> Owner | None:
        return person if owner is not None and owner.role == role else owner

    def in_step(step: Milestone) -> Milestone:
        owners = step.owners
        if not step.is_open or not step.is_shared or owners is None or owners.buyer is None:
            return step
        tasks = tuple(replace(t, owner=named(t.owner)) for t in step.tasks)
        return replace(step, owners=replace(owners, buyer=named(owners.buyer)), tasks=tasks)

    def edit(plan: Plan) -> Plan:
        return replace(plan, milestones=tuple(in_step(m) for m in plan.milestones))

    changed = change(actor, held, edit, Note(today=today))
    if not changed.changes:
        raise NotFound(_("Somebody has been named for this already."))
    return changed


def shared_step(plan: Plan, key: str) -> Milestone:
    """The step that buyers see under this key; raises NotFound for any other."""
    step = plan.milestone(key)
    if step is None or step.visibility != "shared":
        raise NotFound(_("This step is no longer in the plan."))
    return step


def shared_task(plan: Plan, key: str, task: str) -> tuple[Milestone, Task]:
    """The task that buyers see under these keys; raises NotFound for any other."""
    step = shared_step(plan, key)
    for found in step.tasks:
        if found.key == task and found.visibility == "shared":
            return step, found
    raise NotFound(_("This task is no longer in the plan."))


def _check_may_move(plan: Plan, actor: Actor, step: Milestone) -> None:
    if buyer_rights.may_move(plan, actor.person or "", step):
        return
    if step.status == "skipped":
        raise NotAllowed(_("“%(step)s” was left out of the plan.") % {"step": step.title})
    raise NotAllowed(
        _("“%(step)s” is not yours to change; you can write a comment on it.")
        % {"step": step.title}
    )


def _check_colleague(plan: Plan, key: str) -> None:
    if not buyer_rights.is_of_buyers(plan, key):
        raise _said(_("Choose somebody of your own side, or bring in a colleague."))


def _with_step(plan: Plan, step: Milestone) -> Plan:
    return replace(
        plan, milestones=tuple(step if m.key == step.key else m for m in plan.milestones)
    )


def _with_task(plan: Plan, key: str, task: Task) -> Plan:
    step = edits.require(plan, key)
    tasks = tuple(task if t.key == task.key else t for t in step.tasks)
    return _with_step(plan, replace(step, tasks=tasks))


def _said(words: str) -> InvalidInput:
    """Something missing from a form, in one sentence for whoever filled it in."""
    return InvalidInput([Problem("", words, "")], words)
