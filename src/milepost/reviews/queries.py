"""Every read of reviews by the seller's side: one statement each, inside a seller's scope."""

from __future__ import annotations

import json

from django.db import connection

from milepost.domain.errors import NotFound
from milepost.reviews import rows
from milepost.reviews.rows import ActionRow, ReviewRow, Room
from milepost.reviews.teams import Teammate

_HERE = "nullif(current_setting('milepost.workspace', true), '')::bigint"
_PRIVATE = """
(select json_build_object('owner_id', q.owner_id, 'closed_by_id', q.closed_by_id,
    'before', q.before, 'after', q.after, 'revision_before', q.revision_before,
    'revision_after', q.revision_after)
  from reviews_reviewprivate q where q.workspace_id = r.workspace_id and q.plan_id = r.plan_id
    and q.review_id = r.id)"""
_ROOM = f"""/* milepost_seller */
select json_build_object('review', {rows.REVIEW}, 'notes', {rows.NOTES},
  'actions', {rows.ACTIONS}, 'private', {_PRIVATE})::text
from reviews_review r
where r.workspace_id = {_HERE} and r.plan_id = %s::bigint and r.id = %s::bigint"""  # noqa: S608
_LIST = f"""/* milepost_seller */
select {rows.REVIEW}::text from reviews_review r
where r.workspace_id = {_HERE} and r.plan_id = %s::bigint
order by r.state = 'running' desc, r.state = 'planned' desc, r."on" desc, r.id desc
limit %s::int"""  # noqa: S608
_OPEN_ACTIONS = f"""/* milepost_seller */
select coalesce(json_agg({rows.ACTION} order by a.due, a.id), '[]')::text
from reviews_actionitem a
where a.workspace_id = {_HERE} and a.plan_id = %s::bigint and a.state = 'open'"""  # noqa: S608

_ATTENDEES = f"""/* milepost_seller */
select q.attendees::text from reviews_reviewprivate q
where q.workspace_id = {_HERE} and q.plan_id = %s::bigint and q.review_id = %s::bigint"""  # noqa: S608


def review_room(plan_id: int, review_id: int) -> Room:
    """A review with everything in it. Raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(_ROOM, (plan_id, review_id))
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such review on this plan.")
    return rows.room_of(row[0])


def attendees_of(plan_id: int, review_id: int) -> tuple[Teammate, ...]:
    """Those whom the newest invitation went to; nobody before there was one."""
    with connection.cursor() as cursor:
        cursor.execute(_ATTENDEES, (plan_id, review_id))
        row = cursor.fetchone()
    return tuple(Teammate(**mate) for mate in json.loads(row[0])) if row else ()


def reviews_of_plan(plan_id: int, limit: int = 60) -> tuple[ReviewRow, ...]:
    """The running one, the planned one, then those that were held, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, (plan_id, limit))
        return rows.reviews_of(cursor.fetchall())


def open_actions(plan_id: int) -> tuple[ActionRow, ...]:
    """Every action item that is still open, the earliest due first."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_ACTIONS, (plan_id,))
        return tuple(map(rows.action_row, json.loads(cursor.fetchone()[0])))
