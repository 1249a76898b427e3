"""Words that tests give to messages."""

from __future__ import annotations

from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Action, Addressee, Told, Words


def plain(told: Told, reader: Addressee, at: At) -> Words | None:
    """The milestone by its title, with both buttons while it is open; a celebration when it is
    not. None where that no longer holds."""
    plan = at.plan(told.plan_id, reader.side) if told.plan_id else None
    milestone = plan.milestone(told.milestone or "") if plan else None
    is_good = told.kind in ("completed", "signed")
    if milestone is None or milestone.is_open == is_good:
        return None
    buttons = () if is_good else (Action("done", told.milestone), Action("snooze", told.milestone))
    return Words(
        subject=f"{milestone.title} is done" if is_good else f"{milestone.title} is due",
        line=f"{milestone.title} <of Halden & Co> is told to {reader.name}.",
        details=("Due: 8 December", "With: Maja Lindqvist"),
        link=f"/plans/{told.plan_id}/",
        plan=plan.title or "" if plan else "",
        actions=buttons,
        by="Maja Lindqvist",
        tone="good" if is_good else "usual",
    )
