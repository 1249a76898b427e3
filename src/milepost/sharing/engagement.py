"""Who opened what and when, as the seller's side keeps it (product.md section 4, evidence)."""

from __future__ import annotations

from django.db import connection

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

    Called with a human signal only, inside a seller's scope.
    """
    values = {
        "workspace": workspace_id,
        "plan": plan_id,
        "person": person,
        "link": link_id,
        "browser": browser,
        "what": what[:200],
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        row = cursor.fetchone()
    return bool(row and row[0])
