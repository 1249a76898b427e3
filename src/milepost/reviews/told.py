"""What is told of action items and reviews, in words (`messaging.kinds`). Fit for its reader."""

from __future__ import annotations

import json

from django.db import connection
from django.utils.translation import gettext as _

from milepost.alerting.about import around
from milepost.messaging.channels.contract import At
from milepost.messaging.dates import named_day
from milepost.messaging.messages import Addressee, Told, Words
from milepost.reviews import rows
from milepost.reviews.rows import ActionRow

_ACTION = f"""/* milepost_seller */
select {rows.ACTION}::text from reviews_actionitem a
where a.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and a.plan_id = %s::bigint and a.id = %s::bigint"""  # noqa: S608
_REVIEW = """/* milepost_seller */
select r."on" from reviews_review r
where r.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and r.plan_id = %s::bigint and r.id = %s::bigint and r.state = 'planned'"""


def action_due(told: Told, reader: Addressee, at: At) -> Words | None:
    """Something that was taken on in a review comes due; None where it is settled, or moved."""
    found = around(told, reader, at)
    action = _open_action(told, reader)
    if found is None or action is None:
        return None
    named = {"title": action.title, "day": named_day(action.due)}
    if action.due <= found.here:
        line = _("You took this on in our call. Today is its day.")
    else:
        line = _("You took this on in our call, by %(day)s.") % named
    return Words(
        subject=_("“%(title)s” is due on %(day)s") % named,
        line=line,
        link=_link(told, reader),
        link_label=_("Open the plan"),
        plan=found.title,
    )


def action_overdue(told: Told, reader: Addressee, at: At) -> Words | None:
    """Its day has passed and it is still open: to whoever has it, and to the AE."""
    found = around(told, reader, at)
    action = _open_action(told, reader)
    if found is None or action is None:
        return None
    person = found.plan.person(action.owner or "")
    named = {
        "title": action.title,
        "day": named_day(action.due),
        "who": person.name if person else reader.workspace,
    }
    if told.facts.get("to") == "owner":
        line = (
            _("You took this on in our call, by %(day)s. If it is done, a click says so.") % named
        )
    else:
        line = _("%(who)s took this on in a review, by %(day)s, and it is still open.") % named
    return Words(
        subject=_("“%(title)s” was planned for %(day)s") % named,
        line=line,
        link=_link(told, reader),
        link_label=_("Open the plan"),
        plan=found.title,
    )


def review_overdue(told: Told, reader: Addressee, at: At) -> Words | None:
    """A review's day has passed without it; None where it was moved, held or called off."""
    found = around(told, reader, at)
    if found is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_REVIEW, (told.plan_id, told.facts.get("review")))
        row = cursor.fetchone()
    if row is None or row[0] != told.about:
        return None
    return Words(
        subject=_("The review of %(day)s was not held") % {"day": named_day(row[0])},
        line=_("Hold it now, move it to another day, or call it off."),
        link=f"/plans/{told.plan_id}/reviews/",
        link_label=_("Open the reviews"),
        plan=found.title,
    )


def _open_action(told: Told, reader: Addressee) -> ActionRow | None:
    """The item, where it is still open on the day that was told and its reader may see it."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTION, (told.plan_id, told.facts.get("action")))
        row = cursor.fetchone()
    action = rows.action_row(json.loads(row[0])) if row else None
    if action is None or action.state != "open" or action.due != told.about:
        return None
    if reader.side == "buyer" and action.visibility != "shared":
        return None
    return action


def _link(told: Told, reader: Addressee) -> str:
    return "#actions" if reader.side == "buyer" else f"/plans/{told.plan_id}/reviews/"
