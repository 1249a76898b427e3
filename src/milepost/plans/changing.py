"""How every change of a plan is made: lock, load, edit, check, then rows, revision and outbox.

The row lock is taken by a statement of its own: a statement that waits for a lock goes on with
the rows of other tables as they were before it waited. Called inside a seller's scope, whose
transaction holds it all together (architecture.md, "A change and what it sets off").
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from django.db import connection

from milepost.documents.plan_document import plan_from_database
from milepost.domain.attention import first_attention, progressed_on
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from milepost.domain.json_values import Json, to_json
from milepost.domain.paths import parts_of
from milepost.domain.plan import Milestone, Person, Plan, Side, Task
from milepost.domain.revisions import (
    FIRST_HASH,
    FieldChange,
    changes_to_json,
    diff,
)
from milepost.domain.sides import people_for_buyers, shared_changes
from milepost.forecasting import noticing
from milepost.messaging.webhooks import source
from milepost.plans import record_sql, tables
from milepost.plans.checking import check_storable, checked, unstorable
from milepost.plans.completions import completed, tell_completed
from milepost.plans.effects import Effect, effect_of, effect_to_json
from milepost.plans.marks import Marks, mark_columns, marks_after
from milepost.plans.moved import tell_of_later
from milepost.plans.round_trips import one_round_trip
from milepost.plans.rows import (
    Key,
    Row,
    Rows,
    changed_rows,
    plan_columns,
    private_columns,
    written,
)
from milepost.plans.statements import (
    RevisionContent,
    SharedChanges,
    insert_plan,
    insert_private,
    insert_revision,
    update_plan,
)
from milepost.platform import clock

# So many changes at most are played through to tell an earlier state (benchmarks/history.py).
SNAPSHOT_EVERY = 100


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a change: a member by id or, on the buyer's side, a person of the plan by key,
    and the name that history shows."""

    member_id: int | None
    name: str
    person: str | None = None

    @property
    def side(self) -> Side:
        """The side that acts: a buyer is named by their key on the plan."""
        return "seller" if self.person is None else "buyer"


@dataclass(frozen=True, slots=True)
class Changed:
    """What a command did. Without `changes` nothing was written.

    `at`, `kind`, `versions` and `members` are what `queries.record_after` needs, so that a page
    shows the plan that it has just changed without reading it again.
    """

    plan_id: int
    revision: int
    changes: tuple[FieldChange, ...]
    effect: Effect
    plan: Plan
    at: datetime | None = None
    kind: str = "changed"
    versions: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    marks: Marks | None = None


@dataclass(frozen=True, slots=True)
class ConflictingField:
    """One field that two people set: what you wanted, what stands, since when and by whom."""

    path: str
    yours: Json
    theirs: Json
    theirs_revision: int
    theirs_by: str


class FieldConflict(Conflict):
    """Somebody else set the same fields since they were read; nothing was written."""

    def __init__(self, conflicts: Sequence[ConflictingField]) -> None:
        self.fields = tuple(conflicts)
        first = self.fields[0]
        self.path, self.yours, self.theirs = first.path, first.yours, first.theirs
        self.theirs_revision, self.theirs_by = first.theirs_revision, first.theirs_by
        super().__init__(f"{first.theirs_by or 'Somebody'} changed this meanwhile.")


@dataclass(frozen=True, slots=True)
class Locked:
    """A plan held by this transaction until it ends."""

    id: int
    workspace_id: int
    revision: int
    archived_at: datetime | None
    time_zone: str
    versions: Mapping[str, int]
    last_hash: str
    members: Mapping[str, int]
    marks: Marks
    plan: Plan

    @property
    def today(self) -> date:
        """Today in the workspace."""
        return today_in(self.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a revision says beside its changes."""

    kind: str = "changed"
    why: str | None = None
    today: date | None = None
    members: Mapping[str, int] = field(default_factory=dict)
    # Whoever joins takes over from somebody or came by domain: no new role (product.md 4 d).
    brings_known_role: bool = False


Edit: TypeAlias = Callable[[Plan], Plan]


def locked(plan_id: int, *, even_archived: bool = False) -> Locked:
    """The plan, held until the transaction ends. Raises NotFound and, archived, NotAllowed."""
    with connection.cursor() as lock, connection.cursor() as load:
        with one_round_trip():
            lock.execute(record_sql.LOCK, (plan_id,))
            load.execute(record_sql.TO_WRITE, (plan_id,))
        row = load.fetchone()
    if row is None:
        raise NotFound("There is no such plan.")
    workspace_id, revision, archived_at, time_zone, document, around = row
    if archived_at is not None and not even_archived:
        raise NotAllowed("This plan is archived; restore it before changing it.")
    extra = json.loads(around)
    return Locked(
        id=plan_id,
        workspace_id=workspace_id,
        revision=revision,
        archived_at=archived_at,
        time_zone=time_zone,
        versions=extra["versions"],
        last_hash=extra["last_hash"],
        members=extra["members"] or {},
        marks=Marks(**extra["marks"]),
        plan=plan_from_database(document),
    )


def used_keys(
    held: Locked, items: Iterable[Milestone | Task | Person], under: str
) -> frozenset[str]:
    """Keys in use and, from the paths that history knows, those that ever were."""
    past = (parts_of(path) for path in held.versions)
    found = {after for parts in past for name, after in pairwise(parts) if name == under}
    return frozenset(found | {item.key for item in items})


def change(actor: Actor, held: Locked, edit: Edit, note: Note | None = None) -> Changed:
    """Edit a held plan and write what differs. Raises InvalidInput where it makes no sense."""
    note = note or Note()
    after = checked(edit(held.plan))
    changes = diff(held.plan, after)
    if not changes:
        effect = effect_of(held.plan, held.plan, (), held.today)
        return Changed(held.id, held.revision, (), effect, held.plan)
    today = note.today or held.today
    effect = effect_of(held.plan, after, changes, today)
    check_storable(changes)
    members = {**held.members, **note.members}
    before_rows, after_rows = changed_rows(held.plan, after, members)
    with one_round_trip():
        write_rows(held.workspace_id, held.id, before_rows, after_rows)
        at, marks = append_revision(actor, held, after, changes, effect, note, today)
    number = held.revision + 1
    return Changed(
        plan_id=held.id,
        revision=number,
        changes=changes,
        effect=effect,
        plan=after,
        at=at,
        kind=note.kind,
        versions={**held.versions, **{change.path: number for change in changes}},
        members={key: member for key, member in members.items() if after.person(key)},
        marks=marks,
    )


def append_revision(
    actor: Actor,
    held: Locked,
    after: Plan,
    changes: tuple[FieldChange, ...],
    effect: Effect,
    note: Note,
    today: date,
) -> tuple[datetime, Marks]:
    """Write the plan's own rows, its next revision and what tells of it.

    Answers with the time that all of them carry, and how far the plan has come with it.
    """
    number, now = held.revision + 1, clock.now()
    shared = shared_changes(held.plan, after)
    marks = marks_after(held.marks, held.plan, after, number, today, is_shared=bool(shared))
    is_material = marks.terms_revision == number and held.plan.life != "draft"
    content = RevisionContent(
        plan=held.id,
        number=number,
        at=now,
        actor_id=actor.member_id,
        actor_name=actor.name,
        actor_person=actor.person,
        kind=note.kind,
        why=note.why,
        changes=changes_to_json(changes),
        effects=effect_to_json(replace(effect, is_material=is_material)),
        snapshot=to_json(after) if number % SNAPSHOT_EVERY == 0 else None,
    )
    hashed = content.hash_after(held.last_hash)
    plan_row = _difference(plan_columns(held.plan), plan_columns(after))
    if note.kind in ("archived", "restored"):
        plan_row["archived_at"] = now if note.kind == "archived" else None
    statement, values = update_plan(
        held.workspace_id,
        {**plan_row, "revision": number, "changed_at": now, **mark_columns(held.marks, marks, now)},
        {
            **_difference(private_columns(held.plan), private_columns(after)),
            **_standing(after, today, held.time_zone, hashed),
        },
        {change.path: number for change in changes},
        content,
        hashed,
        SharedChanges(shared, actor.side, _known_as(actor, held, after) if shared else "", marks),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    tell(held.workspace_id, held.id, number)
    tell_of_later(held.workspace_id, held.id, number, after, changes)
    if done := completed(held.plan, after):
        tell_completed(actor, (held.workspace_id, held.id), number, done, now)
    noticing.after_change(
        noticing.Place(held.workspace_id, held.id, number, today, by=actor.member_id),
        held.plan,
        after,
        changes,
        (effect.completion_before, effect.completion_after),
        brings_known_role=note.brings_known_role,
    )
    return now, marks


def _known_as(actor: Actor, held: Locked, after: Plan) -> str:
    """The name under which a buyer knows who made a change, "" where they do not."""
    if actor.person is not None:
        return actor.name
    seen = {person.key for person in people_for_buyers(after)}
    keys = {key for key, member in held.members.items() if member == actor.member_id}
    return actor.name if keys & seen else ""


def _standing(plan: Plan, today: date, time_zone: str, hashed: str) -> Row:
    """What the private row keeps anew with every change."""
    return {
        "last_hash": hashed,
        "last_progress_on": progressed_on(plan),
        "next_attention_at": attention_at(plan, today, time_zone),
    }


def tell(workspace_id: int, plan_id: int, number: int) -> None:
    """Say it to the workspace's own systems, where any listens (`messaging.webhooks`)."""
    source.tell_of_revision(workspace_id, plan_id, number)


def write_rows(workspace_id: int, plan_id: int, before: Rows, after: Rows) -> None:
    """Insert, update and delete the rows in which two states of a plan differ."""
    with connection.cursor() as cursor:
        for table in tables.IN_ORDER:
            old, new = before.get(table, {}), after.get(table, {})
            added = [row for key, row in new.items() if key not in old]
            if added:
                statement = tables.insert_statement(table)
                cursor.execute(statement, (workspace_id, plan_id, written(added)))
            for columns, rows in _updates(old, new).items():
                statement = tables.update_statement(table, columns)
                cursor.execute(statement, (written(rows), workspace_id, plan_id))
        for table in reversed(tables.IN_ORDER):
            old, new = before.get(table, {}), after.get(table, {})
            gone = [{n: row[n] for n in table.key} for key, row in old.items() if key not in new]
            if gone:
                statement = tables.delete_statement(table)
                cursor.execute(statement, (written(gone), workspace_id, plan_id))


def _updates(old: Mapping[Key, Row], new: Mapping[Key, Row]) -> dict[tuple[str, ...], list[Row]]:
    """Rows that stay, grouped by the columns that differ: one statement for each group."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for key, row in new.items():
        former = old.get(key)
        if former is None or former == row:
            continue
        columns = tuple(name for name, value in row.items() if former[name] != value)
        groups.setdefault(columns, []).append(row)
    return groups


def _difference(old: Row, new: Row) -> Row:
    return {name: value for name, value in new.items() if old[name] != value}


def today_in(time_zone: str) -> date:
    """Today in a workspace (product.md section 4: days are those of its time zone)."""
    return clock.now().astimezone(_zone(time_zone)).date()


def attention_at(plan: Plan, today: date, time_zone: str) -> datetime | None:
    """Midnight, in the workspace, of the day on which a changed plan next needs looking at."""
    day = first_attention(plan, today)
    return None if day is None else datetime.combine(day, time(), _zone(time_zone))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a new plan is written with beside its document."""

    workspace_id: int
    time_zone: str
    deal_id: int | None = None
    owner_id: int | None = None
    type_reasons: Sequence[str] = ()


def begin(actor: Actor, plan: Plan, beginning: Beginning, note: Note) -> Changed:
    """Write a new plan with its first revision, whose snapshot is the whole document."""
    plan = checked(plan)
    document = to_json(plan)
    found = unstorable("", document)
    if found:
        raise InvalidInput(found)
    now = clock.now()
    today = note.today or today_in(beginning.time_zone)
    effect = effect_of(None, plan, (), today)
    workspace_id, deal_id = beginning.workspace_id, beginning.deal_id
    plan_row = {**plan_columns(plan), "deal_id": deal_id, "revision": 1, "changed_at": now}
    with connection.cursor() as cursor:
        cursor.execute(*insert_plan(workspace_id, plan_row))
        plan_id: int = cursor.fetchone()[0]
        content = RevisionContent(
            plan=plan_id,
            number=1,
            at=now,
            actor_id=actor.member_id,
            actor_name=actor.name,
            actor_person=actor.person,
            kind=note.kind,
            why=note.why,
            changes=[],
            effects=effect_to_json(effect),
            snapshot=document,
        )
        hashed = content.hash_after(FIRST_HASH)
        private_row = {
            **private_columns(plan),
            **_standing(plan, today, beginning.time_zone, hashed),
            "owner_id": beginning.owner_id,
            "type_reasons": written(list(beginning.type_reasons)),
        }
        with one_round_trip():
            cursor.execute(*insert_private(workspace_id, plan_id, private_row))
            cursor.execute(*insert_revision(workspace_id, content, hashed))
            write_rows(workspace_id, plan_id, *changed_rows(None, plan, note.members))
            tell(workspace_id, plan_id, 1)
    return Changed(plan_id, 1, (), effect, plan)
