"""Telling administrators of dead letters: several as one message, and not again and again.

A sweep looks every minute. The first dead letter of a workspace is told of within two minutes
(the second one gathers its kin); further ones at once where all earlier ones were handled, else
once an hour: the page that the first message led to shows them all. The alert stands in the inbox
and on Today, and goes by each channel that the administrator has, so that a mail server that
refuses everything does not hide itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.messaging import deliveries, messages
from milepost.messaging.channels.contract import At
from milepost.messaging.kinds_in_words import kind_in_words
from milepost.messaging.messages import Addressee, Reader, Told, Words
from milepost.platform.scope import seller_scope, worker_scope

GATHER = timedelta(minutes=1)
AGAIN_AFTER = timedelta(hours=1)
PAGE = "/workspace/deliveries/"

_UNTOLD = """/* worker */
select o.workspace_id, min(o.dead_at) filter (where o.told_at is null), max(o.told_at)
from messaging_outbox o
where o.dead_at is not null and o.finished_at is null
group by o.workspace_id having bool_or(o.told_at is null)"""
# A dead letter that is such an alert itself is nothing to write another one about.
_MARK = """
update messaging_outbox o set told_at = %s
where o.workspace_id = %s and o.dead_at is not null and o.finished_at is null and o.told_at is null
returning o.id, exists (select 1 from messaging_message n where n.workspace_id = o.workspace_id
  and n.letter = o.key and n.kind = 'dead_letters')"""
_ADMINS = """
select m.id from workspaces_member m
where m.workspace_id = %s and m.role = 'admin' and m.is_active"""


def sweep(now: datetime | None = None) -> int:
    """Tell the administrators of each workspace that has something new; how many workspaces."""
    now = now or timezone.now()
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_UNTOLD)
        found = cursor.fetchall()
    done = 0
    for workspace_id, since, told_at in found:
        has_gathered = now - since >= GATHER
        if has_gathered and (told_at is None or now - told_at >= AGAIN_AFTER):
            done += _tell(workspace_id, now)
    return done


def _tell(workspace_id: int, now: datetime) -> bool:
    with seller_scope(workspace_id), connection.cursor() as cursor:
        cursor.execute(_MARK, (now, workspace_id))
        marked = [id_ for id_, is_alert in cursor.fetchall() if not is_alert]
        if not marked:
            return False
        cursor.execute(_ADMINS, (workspace_id,))
        readers = [Reader("seller", member_id=row[0]) for row in cursor.fetchall()]
        key = f"dead_letters:{min(marked)}:{now:%Y%m%d%H%M}"
        messages.tell("dead_letters", key, readers, workspace_id=workspace_id)
    return True


def words(told: Told, reader: Addressee, at: At) -> Words | None:
    """How it is said, as of the moment of reading; nothing where all were handled meanwhile."""
    found = deliveries.counts()["dead"]
    count = sum(found.values())
    if not count:
        return None
    first = deliveries.rows("dead", limit=3)
    return Words(
        subject=ngettext(
            "%(n)s message could not be delivered", "%(n)s messages could not be delivered", count
        )
        % {"n": count},
        line=_("It was tried as often as makes sense. Look why, and try again or give it up.")
        if count == 1
        else _("They were tried as often as makes sense. Look why, and try again or give them up."),
        details=tuple(
            f"{kind_in_words(row.kind)}: {row.name or row.recipient or _('the system itself')}"
            + (f", {row.plan}" if row.plan else "")
            for row in first
        ),
        link=PAGE,
        link_label=_("See what failed"),
        tone="urgent",
    )
