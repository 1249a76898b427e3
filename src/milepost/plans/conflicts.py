"""Two people at once: which fields somebody else has set since a person looked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from milepost.domain.edits import value_at
from milepost.domain.errors import NotFound
from milepost.domain.json_values import Json
from milepost.domain.paths import touches
from milepost.domain.plan import Plan
from milepost.plans.changing import ConflictingField, FieldConflict, Locked


def check(held: Locked, wanted: Mapping[str, Json], seen: int) -> None:
    """Raise FieldConflict where one of these paths was set to something else since `seen`."""
    conflicts = []
    for path, yours in wanted.items():
        since = set_since(held.versions, path, seen)
        if since is None:
            continue
        theirs = _value(held.plan, path)
        if theirs != yours:
            by = revision_actor(held.id, since)
            conflicts.append(ConflictingField(path, yours, theirs, since, by))
    if conflicts:
        raise FieldConflict(conflicts)


def check_unchanged(held: Locked, seen: int) -> None:
    """Raise FieldConflict where anything at all was changed since `seen`."""
    if held.revision != seen:
        by = revision_actor(held.id, held.revision)
        raise FieldConflict([ConflictingField("", seen, held.revision, held.revision, by)])


def set_since(versions: Mapping[str, int], path: str, seen: int) -> int | None:
    """The newest revision after `seen` that set the path, what holds it or what it holds."""
    numbers = (n for other, n in versions.items() if n > seen and touches(path, other))
    return max(numbers, default=None)


def revision_actor(plan_id: int, number: int) -> str:
    """Who made a revision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.actor_name from plans_revision r where r.plan_id = %s::bigint"
            " and r.number = %s::int and r.workspace_id ="
            " nullif(current_setting('milepost.workspace', true), '')::bigint",
            (plan_id, number),
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row[0] if row else ""


def known_to_buyers(plan_id: int, number: int) -> str:
    """Who made a revision, by the name that buyers may read; "" for whom they do not see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.actor_name from plans_sharedrevision r where r.plan_id = %s::bigint"
            " and r.number = %s::int and r.workspace_id ="
            " nullif(current_setting('milepost.workspace', true), '')::bigint",
            (plan_id, number),
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row[0] if row else ""


def _value(plan: Plan, path: str) -> Json:
    try:
        return value_at(plan, path)
    except NotFound:
        return None
