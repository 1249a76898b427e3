"""Reads of a plan's history by the seller's side: its rows, any earlier state, its turning points.

One statement each, inside a seller's scope. History is enough by itself: `plan_at` reads no other
table. A state is told from the nearest snapshot before it (`changing.SNAPSHOT_EVERY`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from milepost.documents.plan_document import plan_from_database
from milepost.domain.paths import path_of
from milepost.domain.plan import Plan, Side
from milepost.domain.revisions import FieldChange, apply, changes_from_json
from milepost.plans import record_sql

_OF_PLAN = "r.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint" + (
    " and r.plan_id = %s::bigint"
)
_COLUMNS = (
    "r.number, r.at, r.actor_id, r.actor_name, r.actor_person, r.kind, r.why, r.changes::text,"
    " r.effects::text"
)
# Revisions from before effects said it are judged by their paths alone.
_MATERIAL = """coalesce((r.effects->>'is_material')::boolean, jsonb_path_exists(r.changes, '$[*] ? (
    @.path == "target_close" || @.path like_regex "^milestones[.][^.]+([.]target)?$"
    || (@.path like_regex "^milestones[.][^.]+[.]owners[.](buyer|seller)$"
        && (@.before == null || @.after == null)))'))"""


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One line of a plan's history, with its changes field by field. `effects` holds
    what they led to: the fields of `effects.Effect` as JSON values."""

    number: int
    at: datetime
    actor_id: int | None
    actor_name: str
    actor_person: str | None
    kind: str
    why: str | None
    changes: tuple[FieldChange, ...]
    effects: Mapping[str, Any]

    @property
    def side(self) -> Side:
        """Whose change it was."""
        return "buyer" if self.actor_person else "seller"

    @property
    def is_material(self) -> bool:
        """Whether it asked both sides for their agreement again."""
        return bool(self.effects.get("is_material"))


@dataclass(frozen=True, slots=True)
class Only:
    """Which revisions are wanted. `person` is a value of `Author.value`, `step` a milestone's key;
    `since` and `until` are revisions, both included."""

    person: str = ""
    side: Side | None = None
    step: str = ""
    material: bool = False
    since: int | None = None
    until: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Only()


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who ever changed the plan, and how often."""

    value: str
    name: str
    side: Side
    revisions: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: `kind` is agreed, review or baseline. `position` is which baseline it made,
    from 1; `on` the day of the review or the baseline."""

    number: int
    at: datetime
    kind: str
    position: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a plan's life, to be compared with another."""

    number: int
    at: datetime
    by: str
    plan: Plan = field(repr=False)


def history(
    plan_id: int, *, before: int | None = None, limit: int = 50, only: Only | None = None
) -> tuple[RevisionRow, ...]:
    """The revisions of a plan, newest first; `before` a number, for the next page."""
    condition, values = _wanted(only or Only())
    statement = f"""{record_sql.SELLER}
    select {_COLUMNS} from plans_revision r where {_OF_PLAN}
      and r.number < coalesce(%s::int, 2147483647){condition}
    order by r.number desc limit %s::int"""
    return tuple(_row(*row) for row in _fetch(statement, (plan_id, before, *values, limit)))


def count_revisions(plan_id: int, only: Only) -> int:
    """How many revisions these are."""
    condition, values = _wanted(only)
    statement = f"{record_sql.SELLER} select count(*) from plans_revision r where {_OF_PLAN}"
    return int(_fetch(f"{statement}{condition}", (plan_id, *values))[0][0])


def authors(plan_id: int) -> tuple[Author, ...]:
    """Everybody who ever changed the plan, whoever did most first."""
    statement = f"""{record_sql.SELLER}
    select case when r.actor_person is not null then 'buyer:' || r.actor_person
        when r.actor_id is not null then 'member:' || r.actor_id
        else 'name:' || r.actor_name end,
      (array_agg(r.actor_name order by r.number desc))[1], bool_or(r.actor_person is not null),
      count(*)
    from plans_revision r where {_OF_PLAN} group by 1 order by 4 desc, 2 limit 200"""
    return tuple(
        Author(value, name, "buyer" if is_buyer else "seller", count)
        for value, name, is_buyer, count in _fetch(statement, (plan_id,))
    )


def turns(plan_id: int) -> tuple[Turn, ...]:
    """When the plan was agreed, reviewed and given a baseline, oldest first."""
    statement = f"""{record_sql.SELLER}
    select r.number, r.at, jsonb_path_query_array(r.changes, '$[*] ? (@.path == "baselines"
        || @.path == "reviews" || (@.path == "life" && @.after == "agreed"))')::text
    from plans_revision r where {_OF_PLAN} and jsonb_path_exists(r.changes, '$[*] ?
      (@.path == "baselines" || @.path == "reviews" || (@.path == "life" && @.after == "agreed"))')
    order by r.number"""
    found: list[Turn] = []
    for number, at, kept in _fetch(statement, (plan_id,)):
        for change in json.loads(kept):
            found += _turns_of(number, at, change)
    return tuple(found)


def _turns_of(number: int, at: datetime, change: Mapping[str, Any]) -> list[Turn]:
    if change["path"] == "life":
        return [Turn(number, at, "agreed")]
    before, after = change["before"] or [], change["after"] or []
    if len(after) <= len(before):
        return []
    kind = "review" if change["path"] == "reviews" else "baseline"
    on = date.fromisoformat(after[-1]["on"])
    return [Turn(number, at, kind, len(after) if kind == "baseline" else 0, on)]


def number_at(plan_id: int, until: datetime) -> int | None:
    """The newest revision made by a moment; None before the plan began."""
    statement = f"""{record_sql.SELLER} select r.number from plans_revision r
    where {_OF_PLAN} and r.at <= %s::timestamptz order by r.number desc limit 1"""
    rows = _fetch(statement, (plan_id, until))
    return rows[0][0] if rows else None


def plan_at(plan_id: int, number: int) -> Plan | None:
    """The plan as it was at a revision, told from history alone; None where there is none."""
    point = point_at(plan_id, number)
    return None if point is None else point.plan


def point_at(plan_id: int, number: int) -> Point | None:
    """The plan as it was at a revision, with who made that revision and when."""
    statement = f"""{record_sql.SELLER}
    select r.number, r.at, r.actor_name, r.snapshot::text, r.changes::text
    from plans_revision r where {_OF_PLAN} and r.number <= %s::int and r.number >= (
      select b.number from plans_revision b where {_OF_PLAN.replace("r.", "b.")}
        and b.number <= %s::int and b.snapshot is not null order by b.number desc limit 1)
    order by r.number"""
    rows = _fetch(statement, (plan_id, number, plan_id, number))
    if not rows or len(rows) != number - rows[0][0] + 1:
        return None
    plan = plan_from_database(rows[0][3])
    for row in rows[1:]:
        plan = apply(plan, changes_from_json(json.loads(row[4])))
    return Point(number, rows[-1][1], rows[-1][2], plan)


def _wanted(only: Only) -> tuple[str, list[Any]]:
    """The further conditions, all of them constants, and their values."""
    found: list[str] = []
    values: list[Any] = []
    kind, _, who = only.person.partition(":")
    if kind == "buyer":
        found.append("r.actor_person = %s::text")
        values.append(who)
    elif kind == "member" and who.isascii() and who.isdigit() and len(who) < 19:
        found.append("r.actor_id = %s::bigint and r.actor_person is null")
        values.append(int(who))
    elif kind == "name":
        found.append("r.actor_name = %s::text and r.actor_id is null and r.actor_person is null")
        values.append(who)
    elif only.person:
        found.append("false")
    if only.side is not None:
        found.append(f"r.actor_person is {'not ' if only.side == 'buyer' else ''}null")
    if only.step:
        path = path_of("milestones", only.step)
        found.append(
            "exists (select from jsonb_array_elements(r.changes) c where c->>'path' = %s::text"
            " or starts_with(c->>'path', %s::text))"
        )
        values += [path, f"{path}."]
    if only.material:
        found.append(_MATERIAL)
    if only.since is not None:
        found.append("r.number >= %s::int")
        values.append(only.since)
    if only.until is not None:
        found.append("r.number <= %s::int")
        values.append(only.until)
    return "".join(f" and {each}" for each in found), values


def _row(
    number: int,
    at: datetime,
    actor_id: int | None,
    actor_name: str,
    actor_person: str | None,
    kind: str,
    why: str | None,
    changes: str,
    effects: str,
) -> RevisionRow:
    kept = changes_from_json(json.loads(changes))
    return RevisionRow(
        number, at, actor_id, actor_name, actor_person, kind, why, kept, json.loads(effects)
    )


def _fetch(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
