"""What the buyer's side reads of reviews, under their own role and on the portal's connection.

Nothing here filters by side: the policies show a buyer the shared rows of their own plan alone.
Called inside a buyer's scope (`sharing.visits.visiting`); one statement each.
"""

from __future__ import annotations

import json

from django.conf import settings
from django.db import connections

from milepost.domain.errors import NotFound
from milepost.reviews import rows
from milepost.reviews.rows import ActionRow, ReviewRow, Room

_ROOM = f"""/* milepost_buyer */
select json_build_object('review', {rows.REVIEW}, 'notes', {rows.NOTES},
  'actions', {rows.ACTIONS})::text
from reviews_review r where r.plan_id = %s::bigint and r.id = %s::bigint"""  # noqa: S608
# The running review, the next one, and the newest that was held.
_AROUND = f"""/* milepost_buyer */
select {rows.REVIEW}::text from reviews_review r
where r.plan_id = %s::bigint and r.state <> 'cancelled'
order by r.state = 'running' desc, r.state = 'planned' desc, r."on" desc, r.id desc
limit %s::int"""  # noqa: S608
_OPEN_ACTIONS = f"""/* milepost_buyer */
select coalesce(json_agg({rows.ACTION} order by a.due, a.id), '[]')::text
from reviews_actionitem a where a.plan_id = %s::bigint and a.state = 'open'"""  # noqa: S608

AROUND = f"""json_build_object(
  'reviews', coalesce((select json_agg(x.found) from (
    select {rows.REVIEW} as found from reviews_review r
    where r.plan_id = %(plan)s::bigint and r.state <> 'cancelled'
    order by r.state = 'running' desc, r.state = 'planned' desc, r."on" desc, r.id desc
    limit 12) x), '[]'),
  'actions', coalesce((select json_agg({rows.ACTION} order by a.due, a.id)
    from reviews_actionitem a
    where a.plan_id = %(plan)s::bigint and a.state = 'open'), '[]'))::text"""  # noqa: S608
"""The plan's calls and open action items as one JSON text, for pages that read them on the way.
The reviews in it are in the order of `buyer_reviews`."""


def around_of(document: str) -> tuple[tuple[ReviewRow, ...], tuple[ActionRow, ...]]:
    """Reviews and open action items from what `AROUND` answered with."""
    found = json.loads(document)
    reviews = tuple(map(rows.review_row, found["reviews"]))
    return reviews, tuple(map(rows.action_row, found["actions"]))


def buyer_room(plan_id: int, review_id: int) -> Room:
    """A review as this buyer may see it. Raises NotFound."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(_ROOM, (plan_id, review_id))
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such review on this plan.")
    return rows.room_of(row[0])


def buyer_reviews(plan_id: int, limit: int = 20) -> tuple[ReviewRow, ...]:
    """The running review, the planned one, then those that were held, newest first."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(_AROUND, (plan_id, limit))
        return rows.reviews_of(cursor.fetchall())


def buyer_actions(plan_id: int) -> tuple[ActionRow, ...]:
    """The shared action items that are still open, the earliest due first."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(_OPEN_ACTIONS, (plan_id,))
        return tuple(map(rows.action_row, json.loads(cursor.fetchone()[0])))
