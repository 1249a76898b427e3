"""What buyers do with steps and tasks: the functions of `acting.KINDS` for this page's actions.

Each reads one recorded `Deed` and makes one change of the plan in the buyer's name. The outcome's
`data` names what was done, so that the page can say it once and offer to take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.paths import parts_of
from milepost.domain.plan import Status
from milepost.plans import buyer_commands, commands
from milepost.plans.changing import Changed, FieldConflict
from milepost.plans.conflicts import known_to_buyers
from milepost.sharing.acting import Deed, Outcome

LONGEST_REASON = 1000


Kind = Callable[[Deed], Outcome]


def or_both_values(kind: Kind) -> Kind:
    """The function of a kind; where somebody set the same field, `data` holds both values."""

    @wraps(kind)
    def tried(deed: Deed) -> Outcome:
        try:
            return kind(deed)
        except FieldConflict as conflict:
            return both_values(deed.plan_id, conflict)

    return tried


def both_values(plan_id: int, conflict: FieldConflict) -> Outcome:
    """Nothing is written: both values, to choose one, and the revision that the other one has.

    Only what a buyer reads gets here: the commands look for the step on the shared side first.
    """
    fields = [
        {
            "field": parts_of(field.path)[-1],
            "yours": field.yours or "",
            "theirs": field.theirs or "",
            "by": known_to_buyers(plan_id, field.theirs_revision),
        }
        for field in conflict.fields
    ]
    said = _("Somebody changed this meanwhile. Choose what should stand.")
    seen = max(field.theirs_revision for field in conflict.fields)
    return Outcome(refused=said, data={"conflicts": fields, "seen": seen})


@or_both_values
def done(deed: Deed) -> Outcome:
    """The step is complete; where the seller had ticked it, this confirms it."""
    return _moved(deed, "complete")


@or_both_values
def in_progress(deed: Deed) -> Outcome:
    """Work on the step has begun."""
    return _moved(deed, "in_progress")


@or_both_values
def blocked(deed: Deed) -> Outcome:
    """Something is in the way; `reason` says what."""
    return _moved(deed, "blocked", text_of(deed.content, "reason"))


@or_both_values
def reopen(deed: Deed) -> Outcome:
    """The step is open again, or nothing is in its way any more."""
    changed = buyer_commands.reopen_step(
        deed.actor, deed.plan_id, _key(deed), seen=_seen(deed), today=deed.today
    )
    return _came(deed, changed)


@or_both_values
def confirm(deed: Deed) -> Outcome:
    """What the seller ticked is complete, in the buyer's own word."""
    changed = buyer_commands.confirm_step(deed.actor, deed.plan_id, _key(deed), today=deed.today)
    return _came(deed, changed)


@or_both_values
def task_done(deed: Deed) -> Outcome:
    """A task is ticked off."""
    return _ticked(deed, is_done=True)


@or_both_values
def task_reopen(deed: Deed) -> Outcome:
    """A task is open again."""
    return _ticked(deed, is_done=False)


@or_both_values
def answer_approval(deed: Deed) -> Outcome:
    """Yes or no, with a reason, to what asks for this person's approval."""
    said = text_of(deed.content, "answer")
    if said not in ("yes", "no"):
        raise _wrong(_("Say yes or no."))
    changed = buyer_commands.answer_approval(
        deed.actor,
        deed.plan_id,
        _key(deed),
        text_of(deed.content, "task"),
        "yes" if said == "yes" else "no",
        reason=text_of(deed.content, "reason"),
        seen=_seen(deed),
        today=deed.today,
    )
    return _came(deed, changed, answer=said)


@or_both_values
def undo(deed: Deed) -> Outcome:
    """Take back one change of one's own, as long as nobody has touched the same since."""
    number = number_of(deed.content, "revision")
    changed = commands.undo_revision(deed.actor, deed.plan_id, number, today=deed.today)
    return Outcome(changed.revision, {"kind": "undo"})


def _moved(deed: Deed, status: Status, reason: str = "") -> Outcome:
    changed = buyer_commands.move_step(
        deed.actor,
        deed.plan_id,
        _key(deed),
        status,
        seen=_seen(deed),
        today=deed.today,
        reason=reason,
    )
    return _came(deed, changed)


def _ticked(deed: Deed, *, is_done: bool) -> Outcome:
    changed = buyer_commands.tick_task(
        deed.actor,
        deed.plan_id,
        _key(deed),
        text_of(deed.content, "task"),
        done=is_done,
        seen=_seen(deed),
        today=deed.today,
    )
    return _came(deed, changed)


def _came(deed: Deed, changed: Changed, **more: Any) -> Outcome:
    """What came of it: `undo` where there is something to take back."""
    step = changed.plan.milestone(_key(deed))
    data = {
        "kind": deed.kind,
        "milestone": _key(deed),
        "title": step.title if step else "",
        "undo": bool(changed.changes),
        "signed": changed.plan.is_signed and deed.kind == "done" and bool(changed.changes),
        **more,
    }
    return Outcome(changed.revision if changed.changes else None, data)


def _key(deed: Deed) -> str:
    return text_of(deed.content, "milestone")


def _seen(deed: Deed) -> int:
    return number_of(deed.content, "seen")


def text_of(content: Mapping[str, Any], name: str) -> str:
    """A text that the browser sent, trimmed; "" for none."""
    found = content.get(name, "")
    if not isinstance(found, str):
        return ""
    return found.strip()[:LONGEST_REASON]


def number_of(content: Mapping[str, Any], name: str) -> int:
    """A number that the browser sent, such as a revision. Raises InvalidInput for none."""
    found = content.get(name)
    try:
        number = int(str(found))
    except ValueError:
        raise _wrong(_("This form is not whole; load the page again.")) from None
    return max(0, min(number, 2**31 - 1))


def _wrong(words: str) -> InvalidInput:
    return InvalidInput([Problem("", words, "")], words)
