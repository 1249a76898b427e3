"""What an answer of a member does, through the seller's commands and as that member.

A member's words become a note that only their side reads: an answer by mail never shows to a buyer.
Whatever else they may mean is asked back, with the way to the page. Inside the member's scope, in
the transaction that settles the mail.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.conversation import commands as conversation
from milepost.domain.errors import MilepostError
from milepost.domain.plan import Plan, Status
from milepost.plans import commands
from milepost.plans.changing import Actor, today_in
from milepost.plans.queries import PlanRecord, plan_record
from milepost.sharing.replying.buyers import Answered
from milepost.sharing.replying.choosing import Named, step_meant
from milepost.sharing.replying.letters import Said
from milepost.sharing.replying.received import Came, Mail, Understood
from milepost.sharing.replying.scrubbing import fit_for_others

STATUSES: dict[str, Status] = {
    "done": "complete",
    "in_progress": "in_progress",
    "blocked": "blocked",
}


def act(mail: Mail, read: Understood) -> Answered:
    """Do what the answer asks for, note it, or ask back. In the reader's language."""
    actor = Actor(mail.member_id, mail.name)
    text = fit_for_others(read.text)
    found = _step_of(mail, read)
    if found is None:
        return _ask_back(mail, actor, text, None, None)
    record, step = found
    if not read.is_read:
        return _ask_back(mail, actor, text, record, step)
    if read.intent in STATUSES and not read.confirm and step is not None:
        return _status(mail, read, actor, record, step)
    if read.intent in ("comment", "question") and not read.confirm and text:
        return _note(mail, actor, text, record, step)
    return _ask_back(mail, actor, text, record, step)


def _step_of(mail: Mail, read: Understood) -> tuple[PlanRecord, str | None] | None:
    """The plan and the step that are meant; None where it may be any of several plans.

    A letter about several plans is answered with the name of one of its steps.
    """
    plans = sorted({plan for plan, _key in mail.steps} | ({mail.plan_id} - {None}))  # type: ignore[type-var]
    records = [record for plan in plans if plan and (record := plan_record(plan)) is not None]
    if len(records) == 1:
        record = records[0]
        return record, step_meant(read.text, _about(mail, record), _named(record.plan))
    named = []
    for record in records:
        about = _about(mail, record)
        steps = [step for step in _named(record.plan) if step.key in about]
        if (step := step_meant(read.text, (), steps)) is not None:
            named.append((record, step))
    return named[0] if len(named) == 1 else None


def _about(mail: Mail, record: PlanRecord) -> list[str]:
    return [key for plan, key in mail.steps if plan == record.id and record.plan.milestone(key)]


def _named(plan: Plan) -> list[Named]:
    numbers = {m.key: n for n, m in enumerate(plan.shared_milestones, start=1)}
    return [Named(numbers.get(m.key, 0), m.key, m.title) for m in plan.milestones]


def _status(mail: Mail, read: Understood, actor: Actor, record: PlanRecord, step: str) -> Answered:
    milestone = record.plan.milestone(step)
    assert milestone is not None
    status = STATUSES[read.intent]
    if milestone.status == "complete" and status != "complete":
        return _ask_back(mail, actor, fit_for_others(read.text), record, step)
    reason = fit_for_others(read.reason or read.text)[:1_000] if status == "blocked" else None

    def change() -> int | None:
        changed = commands.set_status(
            actor,
            record.id,
            step,
            status,
            today=today_in(mail.workspace_zone),
            reason=reason,
            seen=record.revision,
        )
        return changed.revision if changed.changes else None

    revision, refused = _tried(change)
    if refused:
        return _refused(record, step, refused)
    said = {
        "complete": _("“%(step)s” is complete"),
        "in_progress": _("“%(step)s” is in progress"),
        "blocked": _("Something is in the way of “%(step)s”"),
    }[status] % {"step": milestone.title}
    deeds = [{"kind": read.intent, "revision": revision}] if revision else []
    lines = (_("The plan says so now, in your name."),) if revision else (_("It was so already."),)
    return Answered(
        Came("acted", done=_done(record, step, deeds)),
        Said(said, lines, step=(record.id, step), can_undo=bool(deeds)),
    )


def _note(mail: Mail, actor: Actor, text: str, record: PlanRecord, step: str | None) -> Answered:
    made, refused = _tried(lambda: _noted(actor, record, text, step))
    if refused:
        return _refused(record, step, refused)
    milestone = record.plan.milestone(step) if step else None
    title = _("Your note is on the plan")
    first = (
        _("It stands on “%(step)s”.") % {"step": milestone.title} if milestone else _("It is kept.")
    )
    lines = (
        first,
        _("Only your side reads it. To write to the other side, answer on the plan."),
    )
    deeds = [{"kind": "comment", "comment": made}]
    where = (record.id, step) if step else None
    return Answered(
        Came("said", done=_done(record, step, deeds)), Said(title, lines, step=where, can_undo=True)
    )


def _ask_back(
    mail: Mail, actor: Actor, text: str, record: PlanRecord | None, step: str | None
) -> Answered:
    """Nothing is changed; where it is clear which plan it is, the words are a note on it."""
    lines = [_("It was not certain what you meant, so nothing was changed.")]
    deeds = []
    if record is not None and text:
        made, refused = _tried(lambda: _noted(actor, record, text, step))
        if not refused:
            deeds = [{"kind": "comment", "comment": made}]
            lines.append(_("Your words are kept as a note that only your side reads."))
    facts = (
        _("“done”, “in progress”, or “blocked: ” and what is in the way"),
        _("anything else: a note that only your side reads"),
    )
    lines.append(
        _("Answer this mail with one of these, or do it on the plan:")
        if step
        else _("Answer with the name of the step and one of these, or do it on the plan:")
    )
    where = (record.id, step) if record is not None and step else None
    done = _done(record, step, deeds) if record is not None else {}
    said = Said(_("What did you mean?"), tuple(lines), facts, step=where)
    return Answered(Came("asked", "unclear", done), said)


def _refused(record: PlanRecord, step: str | None, why: str) -> Answered:
    where = (record.id, step) if step else None
    said = Said(_("That could not be done"), (why, _("Nothing was changed.")), step=where)
    return Answered(Came("refused", "refused", _done(record, step, [])), said)


def _noted(actor: Actor, record: PlanRecord, text: str, step: str | None) -> int:
    made, _told = conversation.comment(
        actor, record.id, text, milestone=step, visibility="internal"
    )
    return made


def _tried(change: Callable[[], int | None]) -> tuple[int | None, str]:
    """What a change made, or why it could not be: the rest of the transaction stays."""
    try:
        with transaction.atomic():
            return change(), ""
    except MilepostError as error:
        return None, error.message


def _done(
    record: PlanRecord, step: str | None, deeds: list[dict[str, object]]
) -> dict[str, object]:
    milestone = record.plan.milestone(step) if step else None
    return {
        "plan": record.id,
        "milestone": step,
        "title": milestone.title if milestone else "",
        "deeds": deeds,
    }
