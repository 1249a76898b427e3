"""Whether a plan's history holds: the chain of its revisions, and all that must agree with it.

Read-only, inside a seller's scope. Each revision's hash covers what it says and the hash before it;
what stands beside the chain is played through and compared: the plan's own mark of its newest
revision, the snapshots, what buyers read of each revision, and the plan as its tables hold it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from milepost.documents.plan_document import plan_from_database
from milepost.domain.errors import MilepostError
from milepost.domain.plan import Plan
from milepost.domain.revisions import (
    FIRST_HASH,
    apply,
    changes_from_json,
    changes_to_json,
    diff,
)
from milepost.domain.sides import changes_shown, shown_copy
from milepost.plans import record_sql
from milepost.plans.statements import RevisionContent

Where = Literal["altered", "missing", "newest", "snapshot", "shared", "plan"]

_HERE = "workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"
_CHAIN = f"""{record_sql.SELLER}
select r.number, r.at, r.actor_id, r.actor_name, r.actor_person, r.kind, r.why, r.changes::text,
  r.effects::text, r.snapshot::text, r.hash
from plans_revision r where r.{_HERE} and r.plan_id = %s::bigint order by r.number"""
_SHARED = f"""{record_sql.SELLER}
select s.number, s.at, s.actor_name, s.actor_side, s.actor_person, s.changes::text
from plans_sharedrevision s where s.{_HERE} and s.plan_id = %s::bigint order by s.number"""
_NOW = f"""{record_sql.SELLER}
select p.revision, q.last_hash, {record_sql.DOCUMENT} {record_sql.FROM}
where p.{_HERE} and p.id = %s::bigint"""


@dataclass(frozen=True, slots=True)
class Broken:
    """What does not hold first: which revision, and in what way.

    altered: it says something else than its hash, or does not follow from the one before it;
    missing: there is no such revision; newest: the plan's own mark of its newest revision is
    another; snapshot: its snapshot is not the plan of that time; shared: what buyers read of it is
    not what it changed; plan: the tables hold another plan than the history tells (`paths`).
    """

    number: int
    where: Where
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a plan's history was found. `hash` is the newest revision's: kept elsewhere, it shows a
    history that was written anew as a whole."""

    plan_id: int
    revisions: int
    hash: str
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class _Shared:
    at: datetime
    actor_name: str
    actor_side: str
    actor_person: str | None
    changes: Any


def plans_to_verify() -> list[tuple[int, str]]:
    """Every plan of the workspace with what it is called, archived ones too."""
    statement = f"""{record_sql.SELLER} select p.id, coalesce(p.title, p.opportunity, p.account)
    from plans_plan p where p.{_HERE} order by p.id"""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def verify_chain(plan_id: int) -> int | None:
    """The number of the first revision that was altered or is missing; None where all hold."""
    broken = _first_broken(plan_id, _fetch(_CHAIN, plan_id))
    return None if broken is None else broken.number


def verify(plan_id: int) -> Verdict | None:
    """Everything that can be checked about one plan's history; None where there is no such plan."""
    now = _fetch(_NOW, plan_id)
    if not now:
        return None
    revision, last_hash, document = now[0]
    rows = _fetch(_CHAIN, plan_id)
    newest = rows[-1][10] if rows else ""
    broken = _first_broken(plan_id, rows)
    if broken is None and len(rows) != revision:
        number = min(len(rows), revision) + 1
        broken = Broken(number, "missing" if len(rows) < revision else "newest")
    if broken is None and newest != last_hash:
        broken = Broken(revision, "newest")
    if broken is None:
        shared = {
            row[0]: _Shared(*row[1:5], json.loads(row[5])) for row in _fetch(_SHARED, plan_id)
        }
        broken = _beside_the_chain(rows, shared, plan_from_database(document))
    return Verdict(plan_id, len(rows), newest, broken)


def _first_broken(plan_id: int, rows: Sequence[Any]) -> Broken | None:
    previous, expected = FIRST_HASH, 1
    for row in rows:
        if row[0] != expected:
            return Broken(expected, "missing")
        previous = _content(plan_id, row).hash_after(previous)
        if row[10] != previous:
            return Broken(expected, "altered")
        expected += 1
    return None


def _beside_the_chain(
    rows: Sequence[Any], shared: Mapping[int, _Shared], now: Plan
) -> Broken | None:
    plan: Plan | None = None
    seen: Plan | None = None
    for row in rows:
        number, before = row[0], seen
        try:
            plan = _after(plan, row)
        except (MilepostError, KeyError, ValueError):
            return Broken(number, "altered")
        if row[9] is not None and plan_from_database(row[9]) != plan:
            return Broken(number, "snapshot")
        told = shared.get(number)
        seen = shown_copy(plan)
        wanted = changes_shown(before, seen)
        if (told is not None) != bool(wanted):
            return Broken(number, "shared")
        if told is not None and not _agrees(told, row, changes_to_json(wanted)):
            return Broken(number, "shared")
    beyond = [number for number in shared if number > len(rows)]
    if beyond:
        return Broken(beyond[0], "shared")
    if plan is not None and plan != now:
        return Broken(len(rows), "plan", tuple(change.path for change in diff(plan, now)))
    return None


def _after(plan: Plan | None, row: Sequence[Any]) -> Plan:
    """The plan after a revision; the first one is a whole document."""
    if plan is None:
        return plan_from_database(row[9])
    return apply(plan, changes_from_json(json.loads(row[7])))


def _agrees(told: _Shared, row: Sequence[Any], changes: Any) -> bool:
    side = "buyer" if row[4] else "seller"
    return (
        told.changes == changes
        and told.at == row[1]
        and told.actor_side == side
        and told.actor_person == row[4]
        and told.actor_name in ("", row[3])
    )


def _content(plan_id: int, row: Sequence[Any]) -> RevisionContent:
    number, at, actor_id, actor_name, actor_person, kind, why, changes, effects, snapshot, _ = row
    return RevisionContent(
        plan=plan_id,
        number=number,
        at=at,
        actor_id=actor_id,
        actor_name=actor_name,
        actor_person=actor_person,
        kind=kind,
        why=why,
        changes=json.loads(changes),
        effects=json.loads(effects),
        snapshot=None if snapshot is None else json.loads(snapshot),
    )


def _fetch(statement: str, plan_id: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, (plan_id,))
        return cursor.fetchall()
