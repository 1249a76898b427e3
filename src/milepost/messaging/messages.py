"""Telling one person one thing: written down with its cause, said in their working hours.

    tell("completed", f"completed:{plan}:{milestone}", readers, workspace_id=…, plan_id=…)

is called in the transaction of the change or sweep that causes it. `dispatch` says it: worded in
the reader's language by the function that `kinds.KINDS` names, several at once as one letter, on
each channel that they read. Source: product.md section 5.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from milepost.messaging import outbox
from milepost.messaging.kinds import BUYER_KINDS, KINDS, Kind

Side: TypeAlias = Literal["buyer", "seller"]
Tone: TypeAlias = Literal["usual", "good", "urgent"]

WAKE = "messages"
"""The outbox kind that wakes the worker for messages which wait for no working hour."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a message is for: a member, or somebody on the plan by their key."""

    side: Side
    member_id: int | None = None
    person: str | None = None

    @property
    def key(self) -> str:
        """Tells readers apart in a message's key."""
        return f"m{self.member_id}" if self.member_id is not None else f"p:{self.person}"


@dataclass(frozen=True, slots=True)
class Told:
    """A message as the function that words it gets it. `about` is the date that it is about."""

    id: int
    workspace_id: int
    plan_id: int | None
    kind: str
    key: str
    milestone: str | None
    about: date | None
    facts: Mapping[str, Any]
    at: datetime

    @property
    def of(self) -> Kind:
        """What is said of its kind."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told things: how to reach them, and in which language and zone.

    `plan_id` is set for whoever is on a plan by key alone; `role` is the member's or the person's.
    `address` is "" where no mail reaches them.
    """

    workspace_id: int
    workspace: str
    side: Side
    member_id: int | None
    plan_id: int | None
    person: str | None
    name: str
    role: str
    address: str
    language: str
    time_zone: str
    country: str
    subdivision: str
    plan_title: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done from the message: `done`, `snooze`, on a milestone."""

    name: Literal["done", "snooze", "open"]
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A date that a message is about, for the reader's calendar. `uid` stays when it moves."""

    uid: str
    title: str
    day: date
    description: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things that a long message says (a plan of a week's): its heading, what is
    said in a line, the facts beneath, and where it opens. Channels that are short leave parts out.
    """

    title: str
    line: str = ""
    details: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """How a message is said, for every channel. Plain text, in the reader's language.

    `subject` names it in a few words, `line` says it in a sentence or two. `link` is an address
    below the system's own; a buyer's letter opens with their personal link instead, and `link`
    may be a fragment of the page ("#m3"). `plan` is what the plan is called for this reader.
    """

    subject: str
    line: str
    details: tuple[str, ...] = ()
    link: str = ""
    link_label: str = ""
    plan: str = ""
    actions: tuple[Action, ...] = ()
    day: Day | None = None
    tone: Tone = "usual"
    by: str = field(default="")
    """Who stands behind it, where it is a person ("Sam Whitfield")."""
    parts: tuple[Part, ...] = ()


_INSERT = """
insert into messaging_message
  (workspace_id, plan_id, side, member_id, person, kind, key, milestone, about, facts, at)
select %(workspace)s::bigint, %(plan)s::bigint, r.side, r.member_id, r.person, %(kind)s,
  %(key)s || ':' || r.key, %(milestone)s, %(about)s::date, %(facts)s::jsonb,
  coalesce(%(now)s::timestamptz, now())
from jsonb_to_recordset(%(readers)s::jsonb) as r(side text, member_id bigint, person text, key text)
on conflict (workspace_id, key) do nothing"""


def tell(
    kind: str,
    key: str,
    readers: Iterable[Reader],
    *,
    workspace_id: int,
    plan_id: int | None = None,
    milestone: str | None = None,
    about: date | None = None,
    facts: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> int:
    """Write down that these people are to be told something; how many were not told already.

    Inside the scope of its cause. The same key tells the same person once. Raises ValueError for
    a kind that a buyer may never be told.
    """
    found = list({reader.key: reader for reader in readers}.values())
    if kind not in KINDS:
        raise ValueError(f"there is no kind of message {kind!r}")
    if kind not in BUYER_KINDS and any(reader.side == "buyer" for reader in found):
        raise ValueError(f"{kind} is never told to a buyer")
    if not found:
        return 0
    rows = [
        {"side": r.side, "member_id": r.member_id, "person": r.person, "key": r.key} for r in found
    ]
    values = {
        "workspace": workspace_id,
        "plan": plan_id,
        "kind": kind,
        "key": key,
        "milestone": milestone,
        "about": about,
        "facts": json.dumps(dict(facts or {}), cls=DjangoJSONEncoder),
        "now": now,
        "readers": json.dumps(rows),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        told: int = cursor.rowcount
    if told and not KINDS[kind].waits:
        outbox.record(WAKE, f"{WAKE}:{key}", {}, workspace_id)
    return told
