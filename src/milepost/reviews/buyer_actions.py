"""What a buyer does in and after a review: functions of `acting.KINDS`."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotFound, Problem
from milepost.reviews import commands
from milepost.reviews.commands import Promise
from milepost.sharing.acting import Deed, Outcome


def note(deed: Deed) -> Outcome:
    """A note, a decision or a risk in the running review; `content`: review, text, kind?, item?,
    milestone?."""
    kind = str(deed.content.get("kind") or "note")
    found = commands.add_note(
        deed.actor,
        deed.plan_id,
        _number(deed, "review"),
        str(deed.content.get("text") or ""),
        kind=kind if kind in ("note", "decision", "risk") else "note",
        item=_number(deed, "item") if deed.content.get("item") else None,
        milestone=_key(deed, "milestone"),
    )
    return Outcome(data={"note": found})


def remove_note(deed: Deed) -> Outcome:
    """Their own note is taken back; `content`: review, note."""
    commands.remove_note(deed.actor, deed.plan_id, _number(deed, "review"), _number(deed, "note"))
    return Outcome()


def action(deed: Deed) -> Outcome:
    """An action item in the running review; `content`: review, title, owner, due, milestone?."""
    promise = Promise(
        title=str(deed.content.get("title") or ""),
        owner=_key(deed, "owner"),
        due=_day(deed),
        milestone=_key(deed, "milestone"),
    )
    found = commands.add_action(
        deed.actor, deed.plan_id, _number(deed, "review"), promise, today=deed.today
    )
    return Outcome(data={"action": found})


def action_done(deed: Deed) -> Outcome:
    """An action item is done; `content`: action."""
    number = _number(deed, "action")
    commands.set_action(deed.actor, deed.plan_id, number, "done", today=deed.today)
    return Outcome(data={"action": number})


def action_open(deed: Deed) -> Outcome:
    """An action item is open again; `content`: action."""
    number = _number(deed, "action")
    commands.set_action(deed.actor, deed.plan_id, number, "open", today=deed.today)
    return Outcome(data={"action": number})


def _number(deed: Deed, name: str) -> int:
    raw = str(deed.content.get(name) or "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        raise NotFound(_("This is not there any more."))
    return int(raw)


def _key(deed: Deed, name: str) -> str | None:
    raw = deed.content.get(name)
    return str(raw) if raw else None


def _day(deed: Deed) -> date:
    try:
        return date.fromisoformat(str(deed.content.get("due") or ""))
    except ValueError as error:
        raise InvalidInput([Problem("due", _("there is no day"), _("choose a day"))]) from error
