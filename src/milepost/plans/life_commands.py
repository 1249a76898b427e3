"""Commands on a plan's life: sharing, agreeing, closing, undoing, archiving, baselines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed
from milepost.domain.paths import parts_of
from milepost.domain.plan import Baseline, Life, Plan
from milepost.domain.revisions import FieldChange, apply, changes_from_json, inverse
from milepost.domain.stages import set_life as with_life
from milepost.domain.stages import taken_back as with_agreement_taken_back
from milepost.plans import conflicts
from milepost.plans.changing import (
    Actor,
    Changed,
    ConflictingField,
    FieldConflict,
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


def take_agreement_back(
    actor: Actor, plan_id: int, today: date, *, why: str | None = None
) -> Changed:
    """An agreed plan is with the buyer again: a yes that it rested on was taken back."""
    return change(actor, locked(plan_id), with_agreement_taken_back, Note(why=why, today=today))


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


def undo_revision(actor: Actor, plan_id: int, number: int, *, today: date) -> Changed:
    """A buyer takes back one change of their own, as a revision of its own.

    Raises NotAllowed for what somebody else did, and Conflict where any of its fields was set
    since, by whomever: what stands then is no longer theirs alone to turn round. A plan that was
    finished by that very change is open again.
    """
    held = locked(plan_id, even_archived=True)
    row = _revision(held, number)
    if row is None or row.person is None or row.person != actor.person:
        raise NotAllowed(_("Only whoever did this can take it back."))
    undone = inverse(changes_from_json(row.changes))
    ended_by_it = any(c.path == "life" for c in undone)
    if held.archived_at is not None or (held.plan.is_closed and not ended_by_it):
        raise NotAllowed(_("This plan is finished, so nothing can be taken back any more."))
    if any(conflicts.set_since(held.versions, c.path, number) for c in undone):
        raise Conflict(_("Somebody has changed this since, so it cannot be taken back here."))
    note = Note(kind="undone", today=today)
    try:
        return change(actor, held, lambda p: apply(p, undone), note)
    except InvalidInput:
        raise Conflict(
            _("Something else builds on this by now, so it cannot be taken back here.")
        ) from None


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
    row = _revision(held, held.revision)
    assert row is not None  # a plan's newest revision is written with it
    return row.kind, row.changes


class _Kept(NamedTuple):
    kind: str
    person: str | None
    changes: Any


def _revision(held: Locked, number: int) -> _Kept | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.kind, r.actor_person, r.changes::text from plans_revision r where"
            " r.workspace_id = %s::bigint and r.plan_id = %s::bigint and r.number = %s::int",
            (held.workspace_id, held.id, number),
        )
        row = cursor.fetchone()
    return None if row is None else _Kept(row[0], row[1], json.loads(row[2]))


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


def make_baseline(
    actor: Actor, plan_id: int, *, today: date, reason: str | None = None, seen: int | None = None
) -> Changed:
    """Keep today's targets as a baseline to measure against; earlier ones stay.

    Complete milestones are in it too; only skipped ones are not. Raises FieldConflict where
    somebody moved a date, or added or removed a milestone, since revision `seen`: nobody promises
    dates that they have not looked at.
    """
    held = locked(plan_id)
    if seen is not None and held.revision != seen:
        _check_dates_seen(held, seen)

    def edit(plan: Plan) -> Plan:
        targets = {m.key: m.target for m in plan.milestones if m.status != "skipped"}
        made = Baseline(on=today, targets=targets, reason=reason)
        return replace(plan, baselines=(*plan.baselines, made))

    return change(actor, held, edit, Note(why=reason, today=today))


def _check_dates_seen(held: Locked, seen: int) -> None:
    """Raise FieldConflict where what a baseline keeps was set since `seen`."""
    for path, number in held.versions.items():
        parts = parts_of(path)
        is_dated = parts[0] == "milestones" and (len(parts) == 2 or parts[2:] == ("target",))
        if number > seen and (is_dated or parts[0] == "baselines"):
            by = conflicts.revision_actor(held.id, number)
            raise FieldConflict([ConflictingField(path, None, None, number, by)])
