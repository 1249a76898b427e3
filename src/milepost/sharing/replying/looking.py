"""Mail for a person to look at: what could not be matched to its sender, read, or done.

Every member of the workspace sees it, as every member sees its plans. Inside a seller's scope.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from milepost.conversation import commands as conversation
from milepost.domain.errors import InvalidInput, NotFound, Problem
from milepost.plans.changing import Actor
from milepost.sharing.replying.scrubbing import fit_for_others

MOST = 200
SNIPPET = 300

_WHAT = """
select r.id, r.at, r.sender, r.subject, r.why, a.plan_id,
  coalesce(p.title, p.opportunity, p.account, ''), coalesce(z.name, m.name, ''), r.words,
  r.looked_at, a.steps::text
from sharing_receivedmail r
join sharing_replyaddress a on a.workspace_id = r.workspace_id and a.token_hash = r.token_hash
left join plans_plan p on p.workspace_id = a.workspace_id and p.id = a.plan_id
left join plans_person z on z.workspace_id = a.workspace_id and z.plan_id = a.plan_id
  and z.key = a.person
left join workspaces_member m on m.workspace_id = a.workspace_id and m.id = a.member_id
where r.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and r.result = 'look'"""
_WAITING = f"{_WHAT} and r.looked_at is null order by r.id desc limit {MOST}"
_ONE = f"{_WHAT} and r.id = %s::bigint"
_COUNT = """
select count(*) from sharing_receivedmail r
where r.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and r.result = 'look' and r.looked_at is null"""
_LOOKED = """
update sharing_receivedmail set looked_at = now(), looked_by = %s
where workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and id = %s::bigint and result = 'look' and looked_at is null"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that waits: who says they wrote it (`sender`), whose letter it answers (`name`)."""

    id: int
    at: datetime
    sender: str
    subject: str
    why: str
    plan_id: int | None
    plan: str
    name: str
    text: str
    looked_at: datetime | None
    step: str | None

    @property
    def snippet(self) -> str:
        """Its first words."""
        words = " ".join(self.text.split())
        return words if len(words) <= SNIPPET else f"{words[:SNIPPET].rstrip()}…"


def waiting() -> list[Waiting]:
    """What waits, the newest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return [_read(row) for row in cursor.fetchall()]


def count() -> int:
    """How many wait."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        return int(cursor.fetchone()[0])


def one(mail_id: int) -> Waiting:
    """One of them, or one that somebody looked at already. Raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, (mail_id,))
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such mail."))
    return _read(row)


def settle(actor: Actor, mail_id: int, do: str) -> None:
    """Put it on the plan, as a note of one's own side or for both, or put it away; once."""
    found = one(mail_id)
    if do not in ("note", "comment", "dismiss"):
        raise InvalidInput([Problem("do", _("Choose what becomes of it."), "")])
    with connection.cursor() as cursor:
        cursor.execute(_LOOKED, (actor.member_id, mail_id))
        if not cursor.rowcount:
            return  # somebody was quicker, and it is done
    if do != "dismiss":
        _put_on_plan(actor, found, "internal" if do == "note" else "shared")


def _put_on_plan(actor: Actor, found: Waiting, visibility: str) -> None:
    if found.plan_id is None:
        raise NotFound(_("This mail belongs to no one plan."))
    said = {"sender": found.sender, "text": found.text or found.subject}
    text = fit_for_others(_("From a mail of %(sender)s:\n\n%(text)s") % said)
    conversation.comment(actor, found.plan_id, text, milestone=found.step, visibility=visibility)


def _read(row: tuple[object, ...]) -> Waiting:
    *head, steps = row
    of_plan = [key for plan, key in json.loads(str(steps)) if plan == row[5]]
    return Waiting(*head, step=of_plan[0] if len(of_plan) == 1 else None)  # type: ignore[arg-type]
