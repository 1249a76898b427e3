"""Words that tests give to messages."""

from __future__ import annotations

from datetime import date

from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Day, Told, Words


def plain(told: Told, reader: Addressee, at: At) -> Words | None:
    """The milestone by its title; None where it is not open any more."""
    plan = at.plan(told.plan_id, reader.side) if told.plan_id else None
    milestone = plan.milestone(told.milestone or "") if plan else None
    if told.milestone and (milestone is None or not milestone.is_open):
        return None
    title = milestone.title if milestone else "Something"
    return Words(
        subject=f"{title} ({told.kind})",
        line=f"{title} is told to {reader.name}.",
        details=("One fact",),
        link=f"/plans/{told.plan_id}/" if reader.side == "seller" else f"#{told.milestone}",
        plan=plan.title or "" if plan else "",
        day=Day(f"{told.milestone}@milepost", title, date(2026, 12, 8)) if milestone else None,
    )
