"""What a buyer proposes, and the outcome, which is theirs to write (product.md section 2).

Functions for `acting.KINDS`. Each runs inside the seller's scope with a `Deed`; what it refuses is
said to the buyer as it stands, so no sentence here says anything private.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.go_live import dates_for_go_live
from milepost.domain.plan import Plan
from milepost.plans import commands, live
from milepost.plans.changing import ConflictingField, FieldConflict
from milepost.sharing.acting import Deed, Outcome
from milepost.sharing.answer_commands import make_change
from milepost.sharing.proposals import (
    Content,
    answer_proposal,
    check_waits,
    held_for_buyer,
    held_proposal,
    insert_proposal,
    outcome_field,
    shared_step,
)

OUTCOME = ("goal", "measure", "why_now", "go_live")


def propose_date(deed: Deed) -> Outcome:
    """Another date for a step: {milestone, target, reason}."""
    content = Content(deed.content)
    plan = held_for_buyer(deed).plan
    step = shared_step(plan, deed.content.get("milestone"))
    target = content.day("target", deed.today)
    if target == step.target:
        raise InvalidInput([Problem("target", _("The step has this date already."), "")])
    reason = content.text("reason")
    wanted = {"target": target.isoformat(), "title": step.title}
    number = insert_proposal(deed, "date", wanted, milestone=step.key, reason=reason)
    return _proposed(deed, number)


def propose_step(deed: Deed) -> Outcome:
    """A step that is missing: {title, done_means, target, after?, reason}."""
    content = Content(deed.content)
    plan = held_for_buyer(deed).plan
    made: dict[str, Any] = {
        "title": content.text("title", missing=_("Say what has to be done.")),
        "done_means": content.text("done_means"),
        "target": content.day("target", deed.today).isoformat(),
    }
    if after := content.text("after"):
        earlier = plan.milestone(after)
        if earlier is None or not earlier.is_shared:
            raise NotFound(_("The step that it should come after is not in the plan any more."))
        made["after"] = after
    reason = content.text("reason", missing=_("Say why this step is needed."))
    return _proposed(deed, insert_proposal(deed, "add_step", made, reason=reason))


def propose_drop(deed: Deed) -> Outcome:
    """A step that is not needed: {milestone, reason}."""
    content = Content(deed.content)
    plan = held_for_buyer(deed).plan
    step = shared_step(plan, deed.content.get("milestone"))
    reason = content.text("reason", missing=_("Say why this step is not needed."))
    return _proposed(
        deed,
        insert_proposal(
            deed, "drop_step", {"title": step.title}, milestone=step.key, reason=reason
        ),
    )


def _proposed(deed: Deed, number: int) -> Outcome:
    live.touch(deed.plan_id, shared=True)
    return Outcome(data={"proposal": number})


def set_outcome(deed: Deed) -> Outcome:
    """The outcome, saved at once: {goal, measure, why_now, go_live, seen, was?}.

    `seen` is the shared revision that the form was made from and `was` the fields as it showed
    them, so that one that the buyer left alone is not theirs. Where somebody else set the same
    field meanwhile nothing is saved, and `data` holds both values to choose from. Another go-live
    is the wish at once; the dates that follow are a proposal to the AE.
    """
    held = held_for_buyer(deed)
    fields = _outcome_fields(deed, held.plan)
    if not fields:
        return Outcome()
    seen = held.revision
    if deed.content.get("seen") is not None:
        seen = Content(deed.content).number("seen")
    try:
        changed = commands.change_fields(
            deed.actor, deed.plan_id, fields, seen=seen, today=deed.today
        )
    except FieldConflict as conflict:
        return _both_values(conflict)
    data: dict[str, Any] = {}
    if any(change.path == "outcome.go_live" for change in changed.changes):
        number = _propose_dates(deed, changed.plan)
        data = {"proposal": number} if number else {}
    return Outcome(revision=changed.revision, data=data)


def _outcome_fields(deed: Deed, plan: Plan) -> dict[str, Any]:
    """The fields that the buyer changed, by path."""
    content = Content(deed.content)
    was = deed.content.get("was")
    shown = was if isinstance(was, dict) else {}
    found: dict[str, Any] = {}
    for name in OUTCOME:
        if name not in deed.content:
            continue
        text = content.text(name)
        if text == shown.get(name, outcome_field(plan, name)):
            continue
        if name == "go_live" and text:
            text = content.day(name, deed.today).isoformat()
        found[f"outcome.{name}"] = text or None
    return found


def _both_values(conflict: FieldConflict) -> Outcome:
    values = [_both(field) for field in conflict.fields]
    said = _("Somebody changed this while you were writing. Choose what should stand.")
    seen = max(field.theirs_revision for field in conflict.fields)
    return Outcome(refused=said, data={"conflicts": values, "seen": seen})


def _both(field: ConflictingField) -> dict[str, Any]:
    name = field.path.rpartition(".")[2]
    return {"field": name, "yours": field.yours or "", "theirs": field.theirs or ""}


def _propose_dates(deed: Deed, plan: Plan) -> int | None:
    """What the new go-live asks of the steps, as a proposal; None where nothing moves."""
    go_live = plan.outcome.go_live if plan.outcome else None
    if go_live is None:
        return None
    try:
        follow = dates_for_go_live(plan, go_live, deed.today)
    except InvalidInput:  # steps beyond every calendar: the AE sees the wish, and no dates follow
        return None
    if not follow.targets:
        return None
    # Buyers read a proposal's content: internal steps stay out of it, and follow when it is taken.
    seen = {m.key for m in plan.shared_milestones}
    targets = {key: day.isoformat() for key, day in follow.targets.items() if key in seen}
    content = {"go_live": go_live.isoformat(), "targets": targets}
    number = insert_proposal(deed, "dates", content)
    live.touch(deed.plan_id, shared=True)
    return number


def withdraw_proposal(deed: Deed) -> Outcome:
    """Take a proposal of one's own back: {id}. Again is nothing new."""
    held = held_for_buyer(deed)
    proposal = held_proposal(deed.plan_id, Content(deed.content).number("id"))
    if proposal.person != deed.person:
        raise NotAllowed(_("Only whoever proposed this can take it back."))
    if proposal.state == "withdrawn":
        return Outcome(data={"proposal": proposal.id})
    if proposal.standing(held.plan) not in ("gone", "over"):
        check_waits(proposal, held.plan, ("open", "countered"))
    answer_proposal(proposal, deed.plan_id, "withdrawn")
    return _proposed(deed, proposal.id)


def answer_counter(deed: Deed) -> Outcome:
    """Yes or no to what the AE suggested instead: {id, yes, reason}."""
    content = Content(deed.content)
    held = held_for_buyer(deed)
    proposal = held_proposal(deed.plan_id, content.number("id"))
    check_waits(proposal, held.plan, ("countered",))
    reason = content.text("reason")
    reply = {**(proposal.counter or {}), "reply": reason, "reply_by": deed.actor.name}
    if not _is_yes(deed.content.get("yes")):
        answer_proposal(proposal, deed.plan_id, "refused", counter=reply)
        return _proposed(deed, proposal.id)
    why = _("%(who)s took what %(seller)s suggested") % {
        "who": deed.actor.name,
        "seller": proposal.answered_by_name,
    }
    changed = make_change(deed.actor, held, proposal, proposal.counter or {}, why, deed.today)
    answer_proposal(proposal, deed.plan_id, "accepted", counter=reply, revision=changed.revision)
    if not changed.changes:
        live.touch(deed.plan_id, shared=True)
    return Outcome(revision=changed.revision, data={"proposal": proposal.id})


def _is_yes(value: Any) -> bool:
    return value is True or str(value).lower() in ("yes", "true", "1", "on")
