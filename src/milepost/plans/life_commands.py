"""Commands on a plan's life: sharing, agreeing, closing, undoing, archiving, baselines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from milepost.domain.errors import NotAllowed
from milepost.domain.paths import parts_of
from milepost.domain.plan import Baseline, Life, Plan
from milepost.domain.revisions import FieldChange, apply, changes_from_json, inverse
from milepost.domain.stages import set_life as with_life
from milepost.plans import conflicts
from milepost.plans.changing import (
    Actor,
    Changed,
    Locked,
    Note,
    append_revision,
    change,
    locked,
)
from milepost.plans.effects import effect_of
from milepost.plans.queries import UNDOABLE_KINDS


def set_life(
    actor: Actor, plan_id: int, life: Life, today: date, *, why: str | None = None
) -> Changed:
    """Share, agree, close or reopen a plan; the rules are `domain.stages.set_life`'s."""
    return change(
        actor,
        locked(plan_id),
        lambda p: with_life(p, life, today=today),
        Note(why=why, today=today),
    )


def undo_last(actor: Actor, plan_id: int, seen: int, *, today: date | None = None) -> Changed:
    """Take back the newest change, as a revision of its own.

    Raises FieldConflict where somebody changed the plan since revision `seen`, and NotAllowed
    where the newest revision is none that can be taken back, such as the plan's first.
    """
    held = locked(plan_id)
    conflicts.check_unchanged(held, seen)
    kind, changes = _newest(held)
    if kind not in UNDOABLE_KINDS:
        raise NotAllowed("The last change cannot be undone.")
    undone = inverse(changes_from_json(changes))
    note = Note(kind="undone", today=today, members=_returning(held, undone))
    return change(actor, held, lambda p: apply(p, undone), note)


def _returning(held: Locked, undone: Sequence[FieldChange]) -> dict[str, int]:
    """The members whom people that come back to the plan are: of their address, or their name."""
    found: dict[str, int] = {}
    for returned in undone:
        person: Any = returned.after
        parts = parts_of(returned.path)
        if parts[0] != "people" or len(parts) != 2 or not isinstance(person, dict):
            continue
        if person.get("side") != "seller":
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "select m.id from workspaces_member m where m.workspace_id = %s::bigint"
                " and (lower(m.email) = lower(%s::text) or m.name = %s::text)"
                " order by lower(m.email) = lower(%s::text) desc limit 1",
                (held.workspace_id, person.get("email"), person["name"], person.get("email")),
            )
            row = cursor.fetchone()
        if row is not None:
            found[parts[1]] = row[0]
    return found


def _newest(held: Locked) -> tuple[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.kind, r.changes::text from plans_revision r where"
            " r.workspace_id = %s::bigint and r.plan_id = %s::bigint and r.number = %s::int",
            (held.workspace_id, held.id, held.revision),
        )
        kind, changes = cursor.fetchone()
    return kind, json.loads(changes)


def archive(actor: Actor, plan_id: int, *, why: str | None = None) -> Changed:
    """Put a plan away; it is found among the archived ones and changed only after `restore`."""
    return _put(actor, locked(plan_id), "archived", why)


def restore(actor: Actor, plan_id: int, *, why: str | None = None) -> Changed:
    """Bring an archived plan back."""
    held = locked(plan_id, even_archived=True)
    if held.archived_at is None:
        raise NotAllowed("This plan is not archived.")
    return _put(actor, held, "restored", why)


def _put(actor: Actor, held: Locked, kind: str, why: str | None) -> Changed:
    plan, today = held.plan, held.today
    effect = effect_of(plan, plan, (), today)
    append_revision(actor, held, plan, (), effect, Note(kind=kind, why=why), today)
    return Changed(held.id, held.revision + 1, (), effect, plan)


def make_baseline(actor: Actor, plan_id: int, *, today: date, reason: str | None = None) -> Changed:
    """Keep today's targets as a baseline to measure against; earlier ones stay."""

    def edit(plan: Plan) -> Plan:
        targets = {m.key: m.target for m in plan.milestones if m.status != "skipped"}
        made = Baseline(on=today, targets=targets, reason=reason)
        return replace(plan, baselines=(*plan.baselines, made))

    return change(actor, locked(plan_id), edit, Note(why=reason, today=today))
