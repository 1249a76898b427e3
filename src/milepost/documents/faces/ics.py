"""The calendar face: an all-day event for every target, and the meetings at their times.

Identifiers depend on the plan and the key alone, so that a calendar that reads the file again
moves what it has instead of showing it twice.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from milepost.documents.faces.view import Row, Sheet, clean, owner_line, sheet_of
from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Milestone, Plan, Side, Task

MEETING = timedelta(hours=1)
"""How long a meeting is shown; a plan does not say."""


def render(
    plan: Plan,
    *,
    side: Side,
    today: date,
    evaluation: Evaluation | None = None,
    address: str = "",
) -> bytes:
    """The plan as an iCalendar file. Raises NotAllowed for a draft on the buyer's side.

    `address` is where the plan is read: its own address, which opens nothing by itself, and never
    a personal link, since calendars are passed on.
    """
    sheet = sheet_of(plan, side=side, today=today, evaluation=evaluation)
    calendar = Calendar()
    calendar.add("prodid", "-//Milepost//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(f"{sheet.heading} ({sheet.plan.account})"))
    if address:
        calendar.add("url", address)
    plan_id = _identifier(plan)
    for row in sheet.rows:
        calendar.add_component(_addressed(_target(sheet, row, plan_id), address))
        for task in row.milestone.tasks:
            if task.kind == "meeting" and task.at is not None:
                meeting = _meeting(sheet, row.milestone, task, task.at, plan_id)
                calendar.add_component(_addressed(meeting, address))
    return bytes(calendar.to_ical())


def _identifier(plan: Plan) -> str:
    named = "\x1f".join((plan.account, plan.opportunity or "", plan.created.isoformat()))
    return hashlib.sha256(named.encode()).hexdigest()[:20]


def _addressed(event: Event, address: str) -> Event:
    if address:
        event.add("url", address)
    return event


def _event(sheet: Sheet, uid: str, summary: str, description: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(sheet.today, time(0), UTC))
    event.add("summary", clean(summary))
    if description:
        event.add("description", description)
    return event


def _target(sheet: Sheet, row: Row, plan_id: str) -> Event:
    milestone = row.milestone
    number = f"{row.number}. " if row.number is not None else ""
    internal = "" if row.number is not None else " (internal)"
    done = "✓ " if milestone.status == "complete" else ""
    owners = [f"{line.side.capitalize()}: {line.name}" for line in row.owners]
    means = [f"Done means: {clean(milestone.done_means)}"] if milestone.done_means else []
    lines = [*means, *owners, f"Status: {row.status_word}"]
    event = _event(
        sheet,
        f"{_safe(milestone.key)}-{plan_id}@milepost",
        f"{done}{number}{milestone.title}{internal}",
        "\n".join(lines),
    )
    event.add("dtstart", milestone.target)
    event.add("dtend", milestone.target + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if milestone.status == "skipped" else "CONFIRMED")
    return event


def _meeting(sheet: Sheet, milestone: Milestone, task: Task, at: datetime, plan_id: str) -> Event:
    people = {person.key: person for person in sheet.plan.people}
    owner = owner_line("buyer", task.owner, people)
    lines = [f"Part of: {clean(milestone.title)}"]
    if owner is not None:
        lines.append(f"Led by: {owner.name}")
    uid = f"task-{_safe(task.key)}-{plan_id}@milepost"
    event = _event(sheet, uid, task.title, "\n".join(lines))
    # A time with its offset is one moment everywhere; one without stays the reader's own.
    start = at if at.tzinfo is None else at.astimezone(UTC)
    event.add("dtstart", start)
    event.add("dtend", start + MEETING)
    event.add("status", "CONFIRMED")
    return event


def _safe(key: str) -> str:
    if key.isascii() and key.replace("-", "").replace("_", "").isalnum() and len(key) <= 60:
        return key
    return hashlib.sha256(key.encode()).hexdigest()[:20]
