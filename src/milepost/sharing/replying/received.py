"""A mail that came in and who may have written it: read together, settled once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from django.db import connection

from milepost.platform.scope import worker_scope
from milepost.sharing.ae_sql import AE, JOIN

Result = Literal["acted", "said", "asked", "refused", "look", "automatic", "bounce", "undone"]
CLOSED = ("won", "lost", "abandoned", "draft")

_ONE = f"""
select r.id, r.token_hash, r.message_id, r.sender, r.subject, r.checks::text, r.at,
  r.reading::text, r.settled_at is not null,
  a.plan_id, a.person, a.member_id, a.steps::text, a.subject, a.depth, a.undoes,
  w.name as workspace, coalesce(z.name, m.name, '') as name,
  lower(case when a.member_id is null then coalesce(t.address, '')
    when m.is_active then m.email else '' end) as address,
  coalesce(nullif(m.language, ''), t.language, '') as language,
  coalesce(nullif(m.time_zone, ''), nullif(t.time_zone, ''), nullif(p.buyer_time_zone, ''),
    w.time_zone) as time_zone,
  w.time_zone as workspace_zone,
  case when a.member_id is null then t.invited_at is not null and t.ended_at is null
    else coalesce(m.is_active, false) end as has_access,
  coalesce(p.life, '') as life, p.archived_at is not null as is_archived,
  (select {AE} from plans_plan p {JOIN}
    where p.workspace_id = a.workspace_id and p.id = a.plan_id) as ae
from sharing_receivedmail r
join sharing_replyaddress a on a.workspace_id = r.workspace_id and a.token_hash = r.token_hash
join workspaces_workspace w on w.id = r.workspace_id
left join plans_plan p on p.workspace_id = a.workspace_id and p.id = a.plan_id
left join plans_person z on z.workspace_id = a.workspace_id and z.plan_id = a.plan_id
  and z.key = a.person
left join sharing_stakeholder t on t.workspace_id = a.workspace_id and t.plan_id = a.plan_id
  and t.person = a.person
left join workspaces_member m on m.workspace_id = a.workspace_id and m.id = a.member_id
where r.workspace_id = %s::bigint and r.id = %s::bigint"""
_CONTENTS = """/* worker */
select r.raw, a.text from sharing_receivedmail r
join sharing_replyaddress a on a.workspace_id = r.workspace_id and a.token_hash = r.token_hash
where r.workspace_id = %s::bigint and r.id = %s::bigint"""
_HOLD = """
select settled_at is null from sharing_receivedmail
where workspace_id = %s::bigint and id = %s::bigint for update"""
_READ = """
update sharing_receivedmail set reading = %s::jsonb
where workspace_id = %s::bigint and id = %s::bigint and reading is null"""
_SETTLE = """
update sharing_receivedmail set settled_at = now(), result = %s, why = %s, done = %s::jsonb,
  undo_hash = %s, words = %s
where workspace_id = %s::bigint and id = %s::bigint"""
# How many mails of the same person, to whatever letter, came within an hour before this one.
_LATELY = """
select count(*) from sharing_receivedmail r
join sharing_replyaddress a on a.workspace_id = r.workspace_id and a.token_hash = r.token_hash
where r.workspace_id = %(workspace)s::bigint and r.id < %(mail)s::bigint
  and r.at > %(at)s::timestamptz - interval '1 hour'
  and a.plan_id is not distinct from %(plan)s::bigint
  and a.person is not distinct from %(person)s::text
  and a.member_id is not distinct from %(member)s::bigint"""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it came, whose letter it answers, and where those two stand today.

    `steps` are the plans and milestones of the letter, `letter_subject` its subject. The mail
    itself, `raw`, and the text of the `letter` are read by the worker alone (`with_contents`).
    """

    workspace_id: int
    id: int
    token_hash: str
    message_id: str
    sender: str
    subject: str
    checks: Mapping[str, str]
    at: datetime
    reading: Mapping[str, Any] | None
    is_settled: bool
    plan_id: int | None
    person: str | None
    member_id: int | None
    steps: tuple[tuple[int, str], ...]
    letter_subject: str
    depth: int
    undoes: int | None
    workspace: str
    name: str
    address: str
    language: str
    time_zone: str
    workspace_zone: str
    has_access: bool
    life: str
    is_archived: bool
    ae: int | None
    raw: bytes = b""
    letter: str = ""

    @property
    def is_over(self) -> bool:
        """Whether its plan can only be read."""
        return self.is_archived or self.life in CLOSED


@dataclass(frozen=True, slots=True)
class Understood:
    """What a mail says, as `messaging.replies` read it; kept with it."""

    text: str
    intent: str
    date: date | None = None
    reason: str = ""
    confirm: bool = True
    candidates: tuple[date, ...] = ()
    language: str = "en"
    automatic: bool = False
    attachments: int = 0
    is_read: bool = True
    """False where no machine could read it, and a person has to."""

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "text": self.text,
            "intent": self.intent,
            "date": self.date.isoformat() if self.date else None,
            "reason": self.reason,
            "confirm": self.confirm,
            "candidates": [day.isoformat() for day in self.candidates],
            "language": self.language,
            "automatic": self.automatic,
            "attachments": self.attachments,
            "is_read": self.is_read,
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Understood:
        """As it was kept."""
        return cls(
            **{
                **kept,
                "date": date.fromisoformat(kept["date"]) if kept["date"] else None,
                "candidates": tuple(map(date.fromisoformat, kept["candidates"])),
            }
        )


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a mail: its `result`, `why` a person has to look, and what was `done`, which
    is what an undo takes back."""

    result: Result
    why: str = ""
    done: Mapping[str, Any] = field(default_factory=dict)


def mail_of(workspace_id: int, mail_id: int) -> Mail | None:
    """The mail, with whom it is of. Inside a seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, (workspace_id, mail_id))
        row = cursor.fetchone()
    if row is None:
        return None
    kept = list(row)
    kept[5] = json.loads(kept[5])
    kept[7] = json.loads(kept[7]) if kept[7] else None
    kept[12] = tuple((plan, key) for plan, key in json.loads(kept[12]))
    return Mail(workspace_id, *kept)


def with_contents(mail: Mail) -> Mail:
    """The same with what came and what it answers, which only the worker may read. Outside of any
    scope."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_CONTENTS, (mail.workspace_id, mail.id))
        raw, letter = cursor.fetchone()
    return replace(mail, raw=bytes(raw or b""), letter=letter)


def hold(mail: Mail) -> bool:
    """Hold the mail until the transaction ends; False where it was settled meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, (mail.workspace_id, mail.id))
        row = cursor.fetchone()
    return bool(row and row[0])


def keep_reading(mail: Mail, understood: Understood) -> None:
    """Keep what was understood, so that a repeat does the same."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, (json.dumps(understood.as_json()), mail.workspace_id, mail.id))


def settle(mail: Mail, came: Came, words: str, undo_hash: str | None = None) -> None:
    """Say what came of it, with the words that people may read, while it is held."""
    values = (came.result, came.why, json.dumps(dict(came.done)), undo_hash, words)
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, (*values, mail.workspace_id, mail.id))


def count_lately(mail: Mail) -> int:
    """How many mails this person sent within the hour before."""
    values = {
        "workspace": mail.workspace_id,
        "mail": mail.id,
        "at": mail.at,
        "plan": mail.plan_id,
        "person": mail.person,
        "member": mail.member_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LATELY, values)
        return int(cursor.fetchone()[0])
