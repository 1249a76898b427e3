"""A member's inbox: what they were told, newest first, and what of it they have not read.

Only the member's own rows, whoever asks: each statement names the member. Inside a seller's scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from milepost.plans import live

PAGE = 50
# More than so many are not counted one by one.
MOST_COUNTED = 100

# For the statement that signs a member in (`workspaces.signed_in.Extra`), so that the count costs
# no statement of its own.
UNREAD_COLUMN = f"""(select count(*) from (
  select 1 from messaging_message n where n.workspace_id = m.workspace_id and n.member_id = m.id
    and n.read_at is null and n.dispatched_at is not null and n.subject <> ''
  limit {MOST_COUNTED}) unread)"""  # noqa: S608

_MINE = """n.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and n.member_id = %(member)s::bigint and n.dispatched_at is not null and n.subject <> ''"""
_OF_PLAN = "(%(plan)s::bigint is null or n.plan_id = %(plan)s::bigint)"
_ROWS = f"""/* milepost_seller */
select n.id, n.kind, n.subject, n.line, n.link, n.plan_id,
  coalesce(q.title, q.opportunity, q.account, ''), n.dispatched_at, n.read_at is not null,
  count(*) over (), count(*) filter (where n.read_at is null) over ()
from messaging_message n
left join plans_plan q on q.workspace_id = n.workspace_id and q.id = n.plan_id
where {_MINE} and {_OF_PLAN} and (not %(unread)s::boolean or n.read_at is null)
order by n.dispatched_at desc, n.id desc limit {PAGE} offset %(offset)s"""  # noqa: S608
_PLANS = f"""/* milepost_seller */
select q.id, coalesce(q.title, q.opportunity, q.account), q.account
from plans_plan q where (q.workspace_id, q.id) in (
  select n.workspace_id, n.plan_id from messaging_message n
  where {_MINE} and n.plan_id is not null)
order by 2, 1 limit 200"""  # noqa: S608
_OPEN = f"""/* milepost_seller */
with found as (
  select n.workspace_id, n.id, n.link, n.read_at from messaging_message n
  where {_MINE} and n.id = %(id)s::bigint),
read as (
  update messaging_message n set read_at = now() from found f
  where n.workspace_id = f.workspace_id and n.id = f.id and n.read_at is null and %(reads)s::boolean
  returning n.id)
select link, exists (select 1 from read) from found"""  # noqa: S608
_READ_ALL = f"""/* milepost_seller */
update messaging_message n set read_at = now()
where {_MINE} and {_OF_PLAN} and n.read_at is null"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the inbox shows it. `plan` is the title of its plan, "" for none."""

    id: int
    kind: str
    subject: str
    line: str
    link: str
    plan_id: int | None
    plan: str
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the inbox; `total` and `unread` count all that the filter finds."""

    entries: tuple[Entry, ...]
    total: int
    unread: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def page(
    member_id: int, *, plan_id: int | None = None, unread: bool = False, number: int = 1
) -> Page:
    """One page, of all or of one plan, of all or of what is not read. One statement."""
    values = {
        "member": member_id,
        "plan": plan_id,
        "unread": unread,
        "offset": (number - 1) * PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        rows = cursor.fetchall()
    if not rows:
        return Page((), 0, 0, number)
    return Page(tuple(Entry(*row[:9]) for row in rows), rows[0][9], rows[0][10], number)


def plans(member_id: int) -> list[tuple[int, str, str]]:
    """The plans that a member was told of, by title: id, title and account. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PLANS, {"member": member_id})
        return cursor.fetchall()


def open_message(member_id: int, message_id: int, *, reads: bool = True) -> str | None:
    """Where a message of theirs leads, now read; None where they have no such message."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"member": member_id, "id": message_id, "reads": reads})
        row = cursor.fetchone()
    if row is None:
        return None
    link, was_new = row
    if was_new:
        live.tell_inbox(member_id)
    return str(link)


def read_all(member_id: int, plan_id: int | None = None) -> int:
    """Nothing of theirs is unread any more, over all plans or of one; how many were."""
    with connection.cursor() as cursor:
        cursor.execute(_READ_ALL, {"member": member_id, "plan": plan_id})
        read: int = cursor.rowcount
    if read:
        live.tell_inbox(member_id)
    return read
