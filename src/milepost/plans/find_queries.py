"""Finding plans and steps by words (the field at the top of every page): one statement."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """A plan whose account, title or opportunity holds every word."""

    plan_id: int
    title: str
    account: str
    life: str


@dataclass(frozen=True, slots=True)
class FoundStep:
    """A milestone whose title holds one of the words, and its plan the others."""

    plan_id: int
    key: str
    title: str
    account: str
    status: str


# Row-level security narrows both tables to the workspace; archived plans are not offered.
_FIND = """
with words as materialized (select %(words)s::text[] as patterns),
open_plans as (
    select id, account, life, changed_at, coalesce(title, opportunity, account) as title,
           concat_ws(' ', account, title, opportunity) as hay
    from plans_plan where archived_at is null
), found as (
    (select 0 as rank, id, null as key, title, account, life as state
     from open_plans, words where hay ilike all (patterns)
     order by changed_at desc limit %(limit)s)
    union all
    (select 1, p.id, m.key, m.title, p.account, m.status
     from plans_milestone m join open_plans p on p.id = m.plan_id, words
     where m.title ilike any (patterns) and (m.title || ' ' || p.hay) ilike all (patterns)
     order by m.status in ('complete', 'skipped'), m.target limit %(limit)s)
)
select rank, id, key, title, account, state from found order by rank
"""


def find_plans_and_steps(
    text: str, limit: int = 6
) -> tuple[tuple[FoundPlan, ...], tuple[FoundStep, ...]]:
    """Plans (latest change first) and steps (open ones first) that hold the words of `text`."""
    patterns = like_patterns(text)
    if not patterns:
        return (), ()
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"words": patterns, "limit": limit})
        rows = cursor.fetchall()
    plans = tuple(
        FoundPlan(i, title, acc, state) for rank, i, _, title, acc, state in rows if rank == 0
    )
    steps = tuple(
        FoundStep(i, k, title, acc, state) for rank, i, k, title, acc, state in rows if rank
    )
    return plans, steps


def like_patterns(text: str) -> list[str]:
    """A LIKE pattern for each word, with its own `%`, `_` and backslash taken literally."""
    words = text.replace("\x00", "").split()[:8]
    escaped = (w.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for w in words)
    return [f"%{word}%" for word in escaped]
