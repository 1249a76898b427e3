"""Every read of plans by the seller's side. Called inside a seller's scope.

Each function is one statement; `tests/plans/test_statement_counts.py` holds them to it. The
plan comes as the document's JSON and is read into `domain.Plan` once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from django.db import connection

from milepost.documents.plan_document import plan_from_database
from milepost.domain.plan import CLOSED_LIVES, Life, Plan
from milepost.plans import record_sql
from milepost.plans.history_queries import RevisionRow, history, plan_at
from milepost.plans.marks import Marks
from milepost.plans.verifying import verify_chain

if TYPE_CHECKING:
    from milepost.plans.changing import Changed

__all__ = [
    "DealHead",
    "LastChange",
    "PlanHead",
    "PlanPage",
    "PlanRecord",
    "RevisionRow",
    "Sort",
    "history",
    "open_plans_of",
    "plan_at",
    "plan_head",
    "plan_record",
    "plan_rows",
    "plan_titles",
    "plans_of_deal",
    "record_after",
    "record_of",
    "verify_chain",
]
PAGE_SIZE = 25
PATHS_SHOWN = 5
TODAY_LIMIT = 200
UNDOABLE_KINDS = frozenset({"changed", "undone", "replaced"})


@dataclass(frozen=True, slots=True)
class DealHead:
    """What a plan's page says of its deal; private to the seller."""

    id: int
    account_name: str | None
    name: str
    stage: str
    owner_name: str | None
    crm_reference: str | None


@dataclass(frozen=True, slots=True)
class LastChange:
    """The newest revision. `paths` names up to five of the `count` fields that it changed."""

    number: int
    kind: str
    by: str
    at: datetime
    paths: tuple[str, ...]
    count: int

    @property
    def undoable(self) -> bool:
        """Whether `commands.undo_last` can take it back."""
        return self.kind in UNDOABLE_KINDS

    @property
    def summary(self) -> str:
        """The fields it changed, as paths; pages word them for people."""
        more = self.count - len(self.paths)
        return ", ".join(self.paths) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan with what the seller's pages say around it.

    `versions` maps a path to the revision that last set it; absent means the first.
    """

    id: int
    deal_id: int | None
    revision: int
    changed_at: datetime
    archived_at: datetime | None
    owner_id: int | None
    versions: Mapping[str, int]
    type_reasons: tuple[str, ...]
    deal: DealHead | None
    last_change: LastChange | None
    members_by_person: Mapping[str, int]
    marks: Marks
    plan: Plan


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What tells whether a plan's page changed, without reading the plan."""

    id: int
    revision: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One page of the list of plans, and how many there are on all pages."""

    rows: tuple[PlanRecord, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; one where nothing was found."""
        return max(1, -(-self.total // self.size))


Sort: TypeAlias = Literal["target_close", "changed", "created", "account", "title", "value"]

_SORTS: dict[str, str] = {
    "target_close": "p.target_close",
    "changed": "p.changed_at",
    "created": "p.created",
    "account": "lower(p.account)",
    "title": "lower(coalesce(p.title, p.account))",
    "value": "(select v.amount from plans_planvalue v"
    " where v.workspace_id = p.workspace_id and v.plan_id = p.id)",
}


def plan_record(plan_id: int) -> PlanRecord | None:
    """The plan with all that its page needs, or None where this workspace has no such plan."""
    rows = _fetch(record_sql.ONE, (plan_id,))
    return record_of(rows[0] if rows else None)


def record_of(row: Sequence[Any] | None) -> PlanRecord | None:
    """The record in a row of `record_sql.ONE`, for who reads it along with something else."""
    return None if row is None else _record(row)


def record_after(record: PlanRecord, changed: Changed, by: str) -> PlanRecord:
    """The record of a plan after a command that was made in the same transaction.

    What the command knows is taken from it; only what surrounds the plan (its deal) stays as it
    was read before. The same as `plan_record`, without asking the database.
    """
    if changed.at is None:
        return plan_record(changed.plan_id) or record
    paths = tuple(change.path for change in changed.changes)
    last = LastChange(
        number=changed.revision,
        kind=changed.kind,
        by=by,
        at=changed.at,
        paths=paths[:PATHS_SHOWN],
        count=len(paths),
    )
    return replace(
        record,
        revision=changed.revision,
        changed_at=changed.at,
        versions=changed.versions,
        last_change=last,
        members_by_person=changed.members,
        marks=changed.marks or record.marks,
        plan=changed.plan,
    )


def plan_head(plan_id: int) -> PlanHead | None:
    """The revision and time of the last change; for the ETag of the plan's page."""
    statement = f"{record_sql.SELLER} select p.id, p.revision, p.changed_at from plans_plan p"
    rows = _fetch(f"{statement} where p.id = %s::bigint", (plan_id,))
    return PlanHead(*rows[0]) if rows else None


def plan_rows(
    *,
    search: str = "",
    lives: Sequence[Life] = (),
    owner: int | None = None,
    archived: bool = False,
    sort: Sort = "target_close",
    descending: bool = False,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> PlanPage:
    """One page of the workspace's plans, with their plans, for the list of plans.

    `search` is looked for in title, account and opportunity; `owner` is a member.
    """
    page = max(1, page)
    where, values = _filter(search.strip(), lives, owner, archived)
    direction = "desc nulls last" if descending else "asc nulls last"
    statement = f"""{record_sql.SELLER}
    with found as (
      select p.id, row_number() over (order by {_SORTS[sort]} {direction}, p.id) as place
      {record_sql.FROM} where {record_sql.IN_WORKSPACE} and {where})
    select (select count(*) from found), {record_sql.COLUMNS} {record_sql.FROM}
    join found f on f.id = p.id
    where {record_sql.IN_WORKSPACE} and f.place > %s::bigint and f.place <= %s::bigint
    order by f.place"""
    first = (page - 1) * size
    rows = _fetch(statement, (*values, first, first + size))
    if not rows and page > 1:  # the list became shorter than the page that was asked for
        return plan_rows(
            search=search,
            lives=lives,
            owner=owner,
            archived=archived,
            sort=sort,
            descending=descending,
            size=size,
        )
    total = rows[0][0] if rows else 0
    return PlanPage(tuple(_record(row[1:]) for row in rows), total, page, size)


def _filter(
    search: str, lives: Sequence[Life], owner: int | None, archived: bool
) -> tuple[str, list[Any]]:
    conditions = [f"p.archived_at is {'not ' if archived else ''}null"]
    values: list[Any] = []
    if search:
        conditions.append(
            "position(lower(%s::text) in"
            " lower(concat_ws(' ', p.title, p.account, p.opportunity))) > 0"
        )
        values.append(search)
    if lives:
        conditions.append("p.life = any(%s::text[])")
        values.append(list(lives))
    if owner is not None:
        conditions.append("q.owner_id = %s::bigint")
        values.append(owner)
    return " and ".join(conditions), values


def open_plans_of(member_id: int) -> tuple[PlanRecord, ...]:
    """The member's plans that are neither closed nor archived, next close first, for Today.

    Theirs are those that they own and those on which they are one of the seller's people; at
    most 200, which is more than one person works on.
    """
    statement = f"""{record_sql.SELLER} select {record_sql.COLUMNS} {record_sql.FROM}
    where {record_sql.IN_WORKSPACE} and p.archived_at is null and p.life <> all(%s::text[])
      and (q.owner_id = %s::bigint or p.id in (
        select s.plan_id from plans_person s
        where s.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
          and s.member_id = %s::bigint))
    order by p.target_close, p.id limit {TODAY_LIMIT}"""
    rows = _fetch(statement, (sorted(CLOSED_LIVES), member_id, member_id))
    return tuple(_record(row) for row in rows)


def plan_titles(plan_ids: Sequence[int]) -> dict[int, str]:
    """What each of these plans is called, where the workspace has it."""
    statement = f"""{record_sql.SELLER} select p.id, coalesce(p.title, p.opportunity, p.account)
    from plans_plan p where {record_sql.IN_WORKSPACE} and p.id = any(%s::bigint[])
    order by 2, 1"""
    return dict(_fetch(statement, (list(plan_ids),)))


def plans_of_deal(deal_id: int) -> tuple[PlanHead, ...]:
    """The plans made from a deal, newest first, archived ones left out."""
    statement = f"""{record_sql.SELLER} select p.id, p.revision, p.changed_at from plans_plan p
    where {record_sql.IN_WORKSPACE} and p.deal_id = %s::bigint and p.archived_at is null
    order by p.id desc"""
    return tuple(PlanHead(*row) for row in _fetch(statement, (deal_id,)))


def _fetch(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _record(row: Sequence[Any]) -> PlanRecord:
    plan_id, deal_id, revision, changed_at, archived_at, owner_id, document, around = row
    extra = json.loads(around)
    deal, last = extra["deal"], extra["last_change"]
    return PlanRecord(
        id=plan_id,
        deal_id=deal_id,
        revision=revision,
        changed_at=changed_at,
        archived_at=archived_at,
        owner_id=owner_id,
        versions=extra["versions"],
        type_reasons=tuple(extra["type_reasons"]),
        deal=DealHead(**deal) if deal else None,
        last_change=_last_change(last) if last else None,
        members_by_person=extra["members"] or {},
        marks=Marks(**extra["marks"]),
        plan=plan_from_database(document),
    )


def _last_change(kept: Mapping[str, Any]) -> LastChange:
    return LastChange(
        number=kept["number"],
        kind=kept["kind"],
        by=kept["by"],
        at=datetime.fromisoformat(kept["at"]),
        paths=tuple(kept["paths"]),
        count=kept["count"],
    )
