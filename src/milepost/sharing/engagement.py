"""Who opened what and when, as the seller's side keeps it (product.md section 4, evidence).

Nothing of this has a grant for a buyer. What a mail scanner loads never comes here: callers have
a human signal (an action, or a touch, key, pointer or scroll on the open page).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from milepost.plans import live
from milepost.sharing import notices

# How long after an opening the next one is told to open pages of the seller's side.
QUIET = "5 minutes"

_BEFORE = f"""
select coalesce(l.kind = 'preview', false),
  coalesce(e.last_opened_at < now() - interval '{QUIET}', true),
  coalesce(l.kind = 'personal' and l.first_browser <> %(browser)s::text and (
    %(what)s::text like 'action:%%' or exists (
      select 1 from sharing_browser b where b.workspace_id = l.workspace_id
        and b.link_id = l.id and b.browser = %(browser)s::text)), false)
from (select %(workspace)s::bigint as workspace_id) w
left join sharing_link l on l.workspace_id = w.workspace_id and l.id = %(link)s::bigint
left join sharing_engagement e on e.workspace_id = w.workspace_id
  and e.plan_id = %(plan)s::bigint and e.person = %(person)s::text"""

_NOTE = """
with opened as (
  insert into sharing_opening (workspace_id, plan_id, person, link_id, browser, what)
  values (%(workspace)s, %(plan)s, %(person)s, %(link)s, %(browser)s, %(what)s)
  returning at)
insert into sharing_engagement as e
  (workspace_id, plan_id, person, first_opened_at, last_opened_at, openings)
select %(workspace)s, %(plan)s, %(person)s, at, at, 1 from opened
on conflict (workspace_id, plan_id, person) do update set
  openings = e.openings + (e.last_opened_at::date <> excluded.last_opened_at::date)::int,
  last_opened_at = excluded.last_opened_at
returning first_opened_at = last_opened_at"""


@dataclass(frozen=True, slots=True)
class _Before:
    is_preview: bool
    is_news: bool
    is_other_browser: bool


def note_opening(
    workspace_id: int,
    plan_id: int,
    person: str,
    what: str,
    *,
    link_id: int | None = None,
    browser: str = "",
) -> bool:
    """Keep that somebody looked at or did something; whether it was their first time.

    Called with a human signal only, inside a seller's scope. The AE is told of a first time, and
    of a link that is used in a further browser. A seller's preview is no opening.
    """
    values = {
        "workspace": workspace_id,
        "plan": plan_id,
        "person": person,
        "link": link_id,
        "browser": browser,
        "what": what[:200],
    }
    before = _before(values)
    if before.is_preview:
        return False
    # The plan's row first, as whoever acts holds it already: the other way round they would
    # wait for each other.
    if before.is_news:
        live.touch(plan_id, shared=False)
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        row = cursor.fetchone()
    is_first = bool(row and row[0])
    if is_first:
        notices.tell(workspace_id, plan_id, person, "opened")
    if before.is_other_browser:
        notices.tell(workspace_id, plan_id, person, "other_browser", f"{link_id}:{browser[:16]}")
    return is_first


def _before(values: dict[str, object]) -> _Before:
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, values)
        return _Before(*cursor.fetchone())
