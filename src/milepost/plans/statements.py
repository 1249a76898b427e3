"""The statements that write a plan's own rows and its revisions.

A change writes the shared row, the private row and the revision in one statement, so that the
three can only be there together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, TypeAlias

from milepost.domain.json_values import Json
from milepost.domain.plan import Side
from milepost.domain.revisions import FieldChange, chained_hash, changes_to_json
from milepost.plans import live
from milepost.plans.marks import Marks

Row: TypeAlias = Mapping[str, Any]
Statement: TypeAlias = tuple[str, Sequence[Any]]

_REVISION_COLUMNS = (
    "workspace_id, plan_id, number, at, actor_id, actor_name, actor_person, kind, why, changes,"
    " effects, snapshot, hash"
)
_REVISION_VALUES = ", ".join(["%s"] * 13)


_INSERT_SHARED = (
    " told as (insert into plans_sharedrevision (workspace_id, plan_id, number, at, actor_name,"
    " actor_side, actor_person, changes) values (%s, %s, %s, %s, %s, %s, %s, %s)),"
)


@dataclass(frozen=True, slots=True)
class SharedChanges:
    """What a revision changes of the side that a buyer sees, whose change it was, and how far the
    plan has come with it. `known_as` is the name that a buyer may read; "" for whom they do not
    see (product.md section 8)."""

    changes: Sequence[FieldChange]
    side: Side
    known_as: str
    marks: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionContent:
    """All that a revision says; its hash covers every field."""

    plan: int
    number: int
    at: datetime
    actor_id: int | None
    actor_name: str
    actor_person: str | None
    kind: str
    why: str | None
    changes: Json
    effects: Json
    snapshot: Json

    def hash_after(self, previous: str) -> str:
        """The hash that chains this revision to the one before it."""
        said: dict[str, Json] = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.actor_person is None:  # as revisions from before buyers acted were hashed
            del said["actor_person"]
        said["at"] = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return chained_hash(previous, said)


def update_plan(
    workspace_id: int,
    plan_row: Row,
    private_row: Row,
    versions: Mapping[str, int],
    content: RevisionContent,
    hashed: str,
    shared: SharedChanges,
) -> Statement:
    """Change the plan's rows, append the revision, for both sides, and tell the open pages."""
    key = (workspace_id, content.plan)
    told = live.message(workspace_id, content.plan, shared.marks, shared=bool(shared.changes))
    text = (
        f"with shared as (update plans_plan set {_sets(plan_row)}"
        " where workspace_id = %s::bigint and id = %s::bigint),"
        f" own as (update plans_planprivate set versions = versions || %s::jsonb,"
        f" {_sets(private_row)} where workspace_id = %s::bigint and plan_id = %s::bigint),"
        f"{_INSERT_SHARED if shared.changes else ''}"
        f" kept as (insert into plans_revision ({_REVISION_COLUMNS}) values ({_REVISION_VALUES}))"
        " select pg_notify(%s, %s)"
    )
    values = (
        *plan_row.values(),
        *key,
        json.dumps(versions),
        *private_row.values(),
        *key,
        *(_shared_values(workspace_id, content, shared) if shared.changes else ()),
        *_revision_values(workspace_id, content, hashed),
        live.CHANNEL,
        told,
    )
    return text, values


def insert_plan(workspace_id: int, plan_row: Row) -> Statement:
    """Start a plan; answers with its id."""
    text = (
        f"insert into plans_plan (workspace_id, {', '.join(plan_row)})"
        f" values (%s, {_marks(plan_row)}) returning id"
    )
    return text, (workspace_id, *plan_row.values())


def insert_private(workspace_id: int, plan_id: int, private_row: Row) -> Statement:
    """Start what only the seller reads of a plan."""
    text = (
        f"insert into plans_planprivate (workspace_id, plan_id, {', '.join(private_row)})"
        f" values (%s, %s, {_marks(private_row)})"
    )
    return text, (workspace_id, plan_id, *private_row.values())


def insert_revision(workspace_id: int, content: RevisionContent, hashed: str) -> Statement:
    """Append a revision."""
    text = f"insert into plans_revision ({_REVISION_COLUMNS}) values ({_REVISION_VALUES})"
    return text, _revision_values(workspace_id, content, hashed)


def _shared_values(
    workspace_id: int, content: RevisionContent, shared: SharedChanges
) -> tuple[Any, ...]:
    said = json.dumps(changes_to_json(shared.changes), ensure_ascii=False)
    who = (shared.known_as, shared.side, content.actor_person)
    return (workspace_id, content.plan, content.number, content.at, *who, said)


def _revision_values(workspace_id: int, content: RevisionContent, hashed: str) -> tuple[Any, ...]:
    return (
        workspace_id,
        content.plan,
        content.number,
        content.at,
        content.actor_id,
        content.actor_name,
        content.actor_person,
        content.kind,
        content.why,
        json.dumps(content.changes, ensure_ascii=False),
        json.dumps(content.effects),
        None if content.snapshot is None else json.dumps(content.snapshot, ensure_ascii=False),
        hashed,
    )


def _sets(row: Row) -> str:
    return ", ".join(f"{name} = %s" for name in row)


def _marks(row: Row) -> str:
    return ", ".join(["%s"] * len(row))
