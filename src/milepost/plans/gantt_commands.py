"""Commands behind what is dragged on the Gantt, beside moving a date (`field_commands`): how long
a step takes, and what it comes after. Each with or without the dates that follow, in one revision.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from milepost.domain import following
from milepost.domain.edits import move_targets, require, value_at
from milepost.domain.paths import path_of
from milepost.domain.plan import Plan
from milepost.plans import conflicts
from milepost.plans.changing import Actor, Changed, Locked, Note, change, locked

Change = Callable[[Plan], Plan]


def set_duration(
    actor: Actor,
    plan_id: int,
    key: str,
    duration: int,
    *,
    follow: bool,
    seen: int,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Let a step take so many working days; `follow` moves what the preview says would follow.

    Raises InvalidInput, NotFound, and FieldConflict where somebody set it since `seen`.
    """
    return _changed(
        actor,
        locked(plan_id),
        key,
        "duration",
        lambda plan: following.longer(plan, key, duration),
        follow=follow,
        seen=seen,
        note=Note(why=why, today=today),
    )


def come_after(
    actor: Actor,
    plan_id: int,
    key: str,
    earlier: str,
    *,
    follow: bool,
    seen: int,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Let step `key` wait for `earlier` too. Raises InvalidInput where that would be a circle."""
    held = locked(plan_id)
    require(held.plan, earlier)
    return _changed(
        actor,
        held,
        key,
        "after",
        lambda plan: following.coming_after(plan, key, earlier),
        follow=follow,
        seen=seen,
        note=Note(why=why, today=today),
    )


def no_longer_after(
    actor: Actor,
    plan_id: int,
    key: str,
    earlier: str,
    *,
    seen: int,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Let step `key` not wait for `earlier` any more; no date moves by it."""
    return _changed(
        actor,
        locked(plan_id),
        key,
        "after",
        lambda plan: following.no_longer_after(plan, key, earlier),
        follow=False,
        seen=seen,
        note=Note(why=why, today=today),
    )


def _changed(
    actor: Actor,
    held: Locked,
    key: str,
    field: str,
    edit: Change,
    *,
    follow: bool,
    seen: int,
    note: Note,
) -> Changed:
    require(held.plan, key)
    path = path_of("milestones", key, field)
    conflicts.check(held, {path: value_at(edit(held.plan), path)}, seen)

    def with_what_follows(plan: Plan) -> Plan:
        after = edit(plan)
        if not follow:
            return after
        found = following.consequence(plan, after, key, note.today or held.today)
        return move_targets(after, dict(found.targets))

    return change(actor, held, with_what_follows, note)
