"""What happened around a plan and is no revision of it: comments, proposals, alerts, by their row.

Read when the event is told, so a comment that was taken back meanwhile is told without its text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from milepost.messaging.webhooks.shapes import LONGEST_TEXT

_OURS = "workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"
_COMMENT = f"""/* milepost_seller */
select at, name, side, visibility, milestone, text from conversation_comment
where {_OURS} and id = %s::bigint"""  # noqa: S608
_PROPOSAL = f"""/* milepost_seller */
select at, answered_at, person_name, answered_by_name, kind, milestone, content::text,
  counter::text, reason, answer
from sharing_proposal where {_OURS} and id = %s::bigint"""  # noqa: S608

_ALERT = f"""/* milepost_seller */
select recorded_at, rule, milestone, target, on_day from alerting_alert
where {_OURS} and id = %s::bigint"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Thing:
    """What happened, when, and by whom (None: by no person)."""

    at: datetime
    by: Mapping[str, Any] | None
    data: Mapping[str, Any]


def read(event: str, thing: int, mark: str) -> Thing | None:
    """The event's own part, from its row; None where that is gone. Inside a seller's scope."""
    if event == "comment.added":
        return _comment(thing)
    if event == "proposal.made":
        return _proposal(thing, "open")
    if event == "proposal.answered":
        return _proposal(thing, mark.partition("@")[0])
    if event == "alert.recorded":
        return _alert(thing)
    return None


def _alert(number: int) -> Thing | None:
    row = _row(_ALERT, number)
    if row is None:
        return None
    at, rule, milestone, target, day = row
    alert = {
        "id": number,
        "rule": rule,
        "day": day.isoformat(),
        "milestone": milestone,
        "target": target.isoformat(),
    }
    return Thing(at, None, {"alert": alert})


def _comment(number: int) -> Thing | None:
    row = _row(_COMMENT, number)
    if row is None:
        return None
    at, name, side, visibility, milestone, text = row
    told = text[:LONGEST_TEXT] if visibility == "shared" and text else None
    comment = {"id": number, "visibility": visibility, "milestone": milestone, "text": told}
    return Thing(at, {"name": name, "side": side}, {"comment": comment})


def _proposal(number: int, state: str) -> Thing | None:
    """As it was made or, in a later state, as it was answered, by whoever answered it."""
    row = _row(_PROPOSAL, number)
    if row is None:
        return None
    at, answered_at, person, answered_by, kind, milestone, content, kept, reason, answer = row
    counter = json.loads(kept) if kept else {}
    wanted = json.loads(content)
    if state in ("open", "withdrawn"):
        by, said = _buyer(person), None
    elif state != "countered" and counter.get("reply_by"):  # the buyer's answer to ours
        by, said, wanted = _buyer(counter["reply_by"]), counter.get("reply"), counter
    else:
        by, said = {"name": answered_by, "side": "seller"}, answer
        wanted = counter if state == "countered" else wanted
    proposal = {
        "id": number,
        "kind": kind,
        "state": state,
        "milestone": milestone,
        "title": wanted.get("title"),
        "target": wanted.get("target") or wanted.get("go_live"),
        "reason": reason or None,
        "answer": said or None,
    }
    return Thing(at if state == "open" else answered_at or at, by, {"proposal": proposal})


def _buyer(name: str) -> Mapping[str, Any]:
    return {"name": name, "side": "buyer"}


def _row(statement: str, number: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, (number,))
        return cursor.fetchone()
