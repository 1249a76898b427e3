"""Every read of the conversation; each is one statement (tests/conversation/test_queries.py).

Sellers' reads run inside a seller's scope. Buyers' run inside a buyer's, on the portal's
connection, and filter nothing: what the policies do not show is not there. Both answer with the
same `Conversation`, in which a buyer's copy simply lacks what is the seller's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, connections

MOST_SHOWN = 500
SNIPPET = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a comment and a file have in common. `person` is a buyer's key; `member_id` and the
    two `…_by_name` are empty on the buyer's side."""

    id: int
    milestone: str | None
    visibility: str
    side: str
    name: str
    at: datetime
    person: str | None = None
    member_id: int | None = None
    deleted_at: datetime | None = None
    deleted_by_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Said):
    """One comment; a deleted one has no text."""

    text: str
    mentions: tuple[str, ...] = ()
    edited_at: datetime | None = None
    edited_by_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow(Said):
    """A file, or a link (`url`)."""

    title: str
    url: str
    size: int
    state: str
    media_type: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody who may be mentioned: `p:<key>` of the plan, `m:<id>` of the workspace."""

    key: str
    name: str
    side: str
    member_id: int | None = None
    has_access: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A step, for choosing where a comment goes."""

    key: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that was said and handed over on a plan, oldest first, and who may be named in it.

    `steps` is the buyer's; sellers' pages have the plan itself. `is_open`: more can be said.
    """

    comments: tuple[Comment, ...]
    files: tuple[FileRow, ...]
    people: tuple[Someone, ...]
    steps: tuple[Step, ...] = ()
    is_open: bool = True
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a comment said before somebody changed it."""

    kind: str
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Download:
    """Where a file's bytes lie, and what to say of them."""

    id: int
    title: str
    stored: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What buyers said on a plan since the seller's side last said something to them."""

    plan_id: int
    count: int
    comment_id: int
    by: str
    at: datetime
    text: str
    milestone: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is there: comments and files that are not deleted, by step ("" for the plan)."""

    comments: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All comments and files."""
        return sum(self.comments.values()) + sum(self.files.values())


_OWN = "workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"
_COMMENT = (
    "c.id, c.milestone, c.visibility, c.side, c.name, c.person, c.at, c.text, c.mentions,"
    " c.edited_at, c.deleted_at"
)
_COMMENT_OF_SELLER = f"{_COMMENT}, c.member_id, c.edited_by_name, c.deleted_by_name"
_FILE = (
    "f.id, f.milestone, f.visibility, f.side, f.name, f.person, f.at, f.title, f.url, f.size,"
    " f.state, f.media_type, f.deleted_at"
)
_FILE_OF_SELLER = f"{_FILE}, f.member_id, f.deleted_by_name, f.gone_at is not null as is_gone"


def _newest(columns: str, table: str, alias: str) -> str:
    """The newest rows of a plan, oldest first, as JSON."""
    return (
        f"coalesce((select json_agg(x order by x.id) from (select {columns} from {table} {alias}"
        f" where {alias}.workspace_id = p.workspace_id and {alias}.plan_id = p.id"
        f" order by {alias}.id desc limit {MOST_SHOWN}) x), '[]')"
    )


_SELLER = f"""/* milepost_seller */
select json_build_object(
  'comments', {_newest(_COMMENT_OF_SELLER, "conversation_comment", "c")},
  'files', {_newest(_FILE_OF_SELLER, "conversation_file", "f")},
  'people', coalesce((select json_agg(y) from (
    select 'p:' || s.key as key, s.name, s.side, s.member_id,
      h.person is not null as has_access
    from plans_person s left join sharing_stakeholder h on h.workspace_id = s.workspace_id
      and h.plan_id = s.plan_id and h.person = s.key and h.ended_at is null
    where s.workspace_id = p.workspace_id and s.plan_id = p.id
    union all
    select 'm:' || o.id, o.name, 'seller', o.id, true from workspaces_member o
    where o.workspace_id = p.workspace_id and o.is_active and not exists (
      select 1 from plans_person s where s.workspace_id = p.workspace_id and s.plan_id = p.id
        and s.member_id = o.id)
    order by 3, 2) y), '[]'),
  'is_open', p.archived_at is null, 'is_draft', p.buyer_life is null)::text
from plans_plan p where p.{_OWN} and p.id = %s::bigint"""

BUYER = f"""/* milepost_buyer */
select json_build_object(
  'comments', {_newest(_COMMENT, "conversation_comment", "c")},
  'files', {_newest(_FILE, "conversation_file", "f")},
  'people', coalesce((select json_agg(y) from (
    select 'p:' || s.key as key, s.name, s.side from plans_person s
    where s.workspace_id = p.workspace_id and s.plan_id = p.id order by s.side desc, s.position
    ) y), '[]'),
  'steps', coalesce((select json_agg(z) from (
    select m.key, m.title, m.status from plans_milestone m
    where m.workspace_id = p.workspace_id and m.plan_id = p.id order by m.position) z), '[]'),
  'is_open', not p.buyer_closed)::text
from plans_plan p where p.id = nullif(current_setting('milepost.plan', true), '')::bigint"""

# For the statements that read what stands around a plan `p`: comments that still say something,
# by step ("" for the plan as a whole).
COUNTED = """coalesce((select json_object_agg(x.step, x.n) from (
  select coalesce(c.milestone, '') as step, count(*) as n from conversation_comment c
  where c.workspace_id = p.workspace_id and c.plan_id = p.id and c.deleted_at is null
  group by 1) x), '{}'::json)"""

_DOWNLOAD = """select f.id, f.title, f.stored, f.size, f.sha256, f.media_type
from conversation_file f where f.plan_id = %s::bigint and f.id = %s::bigint
  and f.stored is not null and f.state = 'ready' and f.deleted_at is null"""

_UNANSWERED = f"""/* milepost_seller */
select c.plan_id, count(*) over (partition by c.plan_id), c.id, c.name, c.at,
  left(c.text, {SNIPPET}), c.milestone,
  row_number() over (partition by c.plan_id order by c.id desc)
from conversation_comment c
where c.{_OWN} and c.plan_id = any(%s::bigint[]) and c.side = 'buyer'
  and c.visibility = 'shared' and c.deleted_at is null
  and c.id > coalesce((select max(o.id) from conversation_comment o
    where o.workspace_id = c.workspace_id and o.plan_id = c.plan_id and o.side = 'seller'
      and o.visibility = 'shared' and o.deleted_at is null), 0)"""

_COUNTS = f"""/* milepost_seller */
select 'comments', coalesce(c.milestone, ''), count(*) from conversation_comment c
where c.{_OWN} and c.plan_id = %s::bigint and c.deleted_at is null group by 2
union all
select 'files', coalesce(f.milestone, ''), count(*) from conversation_file f
where f.{_OWN} and f.plan_id = %s::bigint and f.deleted_at is null group by 2"""


def conversation(plan_id: int) -> Conversation:
    """Everything that was said on a plan, for its sellers."""
    return _read(connection, _SELLER, (plan_id,))


def buyer_conversation() -> Conversation:
    """What the buyer whose scope is open may read of it."""
    return _read(connections[settings.PORTAL_DATABASE], BUYER, ())


def earlier(plan_id: int, comment_id: int) -> tuple[Earlier, ...]:
    """What a comment said before each change, oldest first. For sellers alone."""
    rows = _rows(
        connection,
        "/* milepost_seller */ select t.kind, t.text, t.at, t.by_name from conversation_trail t"
        f" where t.{_OWN} and t.plan_id = %s::bigint and t.comment_id = %s::bigint order by t.id",
        (plan_id, comment_id),
    )
    return tuple(Earlier(*row) for row in rows)


def download(plan_id: int, file_id: int) -> Download | None:
    """A file that may be given to a seller of this plan."""
    return _download(connection, f"/* milepost_seller */ {_DOWNLOAD}", plan_id, file_id)


def buyer_download(plan_id: int, file_id: int) -> Download | None:
    """A file that may be given to the buyer whose scope is open."""
    portal = connections[settings.PORTAL_DATABASE]
    return _download(portal, f"/* milepost_buyer */ {_DOWNLOAD}", plan_id, file_id)


def unanswered(plan_ids: Iterable[int]) -> dict[int, Unanswered]:
    """By plan, what its buyers said since the seller's side last answered; the newest of it."""
    rows = _rows(connection, _UNANSWERED, (list(plan_ids),))
    return {row[0]: Unanswered(*row[:7]) for row in rows if row[7] == 1}


def counts(plan_id: int) -> Counts:
    """How much was said and handed over, by step."""
    found: dict[str, dict[str, int]] = {"comments": {}, "files": {}}
    for what, step, count in _rows(connection, _COUNTS, (plan_id, plan_id)):
        found[what][step] = count
    return Counts(found["comments"], found["files"])


def _read(database: Any, statement: str, values: Sequence[Any]) -> Conversation:
    rows = _rows(database, statement, values)
    return conversation_of(rows[0][0] if rows else None)


def conversation_of(text: str | None) -> Conversation:
    """The answer to `BUYER` (or the seller's), for who sends it together with others."""
    if text is None:
        return Conversation((), (), ())
    found = json.loads(text)
    return Conversation(
        comments=tuple(_comment(row) for row in found["comments"]),
        files=tuple(FileRow(**_with_times(row)) for row in found["files"]),
        people=tuple(Someone(**row) for row in found["people"]),
        steps=tuple(Step(**row) for row in found.get("steps", ())),
        is_open=found.get("is_open", True),
        is_draft=found.get("is_draft", False),
    )


def _comment(row: dict[str, Any]) -> Comment:
    return Comment(**{**_with_times(row), "mentions": tuple(row["mentions"])})


def _with_times(row: dict[str, Any]) -> dict[str, Any]:
    times = {
        name: datetime.fromisoformat(row[name])
        for name in ("at", "edited_at", "deleted_at")
        if row.get(name)
    }
    return {**row, **times}


def _download(database: Any, statement: str, plan_id: int, file_id: int) -> Download | None:
    rows = _rows(database, statement, (plan_id, file_id))
    return Download(*rows[0]) if rows else None


def _rows(database: Any, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
