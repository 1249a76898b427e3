"""The columns of a plan's tables, and the statements that write many rows at once.

Rows travel as one JSON array a statement, so that a plan of any size is written in a fixed
number of statements, each of a text that PostgreSQL keeps prepared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a plan: its key within the plan, and the types of all its columns."""

    name: str
    key: tuple[str, ...]
    types: tuple[tuple[str, str], ...]


def _columns(**types: str) -> tuple[tuple[str, str], ...]:
    """Columns as `type="name other_name"`, with `_` for a space in the type's name."""
    return tuple(
        (column, kind.replace("_", " "))
        for kind, names in types.items()
        for column in names.split()
    )


PERSON = Table(
    "plans_person",
    ("key",),
    _columns(
        text="key name side role email title",
        integer="position",
        boolean="seen_by_buyer",
        bigint="member_id",
    ),
)
MILESTONE = Table(
    "plans_milestone",
    ("key",),
    _columns(
        text="key title kind phase visibility done_means buyer_owner buyer_owner_role seller_owner"
        " seller_owner_role status reason completed_by confirmed_by buyer_completed_by"
        " buyer_confirmed_by",
        integer="position duration",
        date="target started_on completed_on confirmed_on blocked_on unblocked_on",
        text_array="buyer_after",
    ),
)
NOTE = Table("plans_milestonenote", ("key",), _columns(text="key notes"))
DEPENDENCY = Table(
    "plans_dependency", ("key", "after"), _columns(text="key after", integer="position")
)
TASK = Table(
    "plans_task",
    ("key",),
    _columns(
        text="key milestone title kind owner owner_role at answer answer_reason visibility",
        integer="position",
        date="due started_on done_on",
        timestamptz="at_utc",
    ),
)
VALUE = Table(
    "plans_planvalue", (), _columns(numeric="amount", text="currency", boolean="buyer_sees")
)
BASELINE = Table("plans_baseline", ("position",), _columns(integer="position", date="on"))
BASELINE_TARGET = Table(
    "plans_baselinetarget",
    ("position", "milestone"),
    _columns(integer="position", text="milestone", date="target"),
)
BASELINE_REASON = Table(
    "plans_baselinereason", ("position",), _columns(integer="position", text="reason")
)
REVIEW = Table(
    "plans_reviewheld", ("position",), _columns(integer="position complete total", date="on")
)
RISK = Table(
    "plans_risk",
    ("position",),
    _columns(integer="position", text="title likelihood impact owner owner_role mitigation state"),
)

# Rows are put in in this order and taken out in the other, so that no reference dangles.
IN_ORDER = (
    PERSON,
    MILESTONE,
    NOTE,
    DEPENDENCY,
    TASK,
    VALUE,
    BASELINE,
    BASELINE_TARGET,
    BASELINE_REASON,
    REVIEW,
    RISK,
)


@cache
def insert_statement(table: Table) -> str:
    """Takes workspace, plan and a JSON array of whole rows."""
    names = _quoted(name for name, _ in table.types)
    return (
        f"insert into {table.name} (workspace_id, plan_id, {names}) "
        f"select %s::bigint, %s::bigint, {names} "
        f"from jsonb_to_recordset(%s::jsonb) as r({_typed(table, None)})"
    )


@cache
def update_statement(table: Table, columns: tuple[str, ...]) -> str:
    """Takes a JSON array of the key and these columns, then workspace and plan."""
    sets = ", ".join(f'"{name}" = r."{name}"' for name in columns)
    return (
        f"update {table.name} t set {sets} "
        f"from jsonb_to_recordset(%s::jsonb) as r({_typed(table, (*table.key, *columns))}) "
        f"where t.workspace_id = %s::bigint and t.plan_id = %s::bigint{_same_key(table)}"
    )


@cache
def delete_statement(table: Table) -> str:
    """Takes a JSON array of keys, then workspace and plan."""
    source = f" using jsonb_to_recordset(%s::jsonb) as r({_typed(table, table.key)})"
    if not table.key:
        source = " using (select %s::jsonb) as r"
    return (
        f"delete from {table.name} t{source} "
        f"where t.workspace_id = %s::bigint and t.plan_id = %s::bigint{_same_key(table)}"
    )


def _same_key(table: Table) -> str:
    return "".join(f' and t."{name}" = r."{name}"' for name in table.key)


def _typed(table: Table, columns: Sequence[str] | None) -> str:
    return ", ".join(
        f'"{name}" {kind}' for name, kind in table.types if columns is None or name in columns
    )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
