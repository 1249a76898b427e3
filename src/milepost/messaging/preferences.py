"""How people want to be told: read for `dispatch`, changed by their pages and addresses.

`messaging_preference` is the one place that says how quiet somebody wants it. A member has a row
over all plans and one for a plan that differs; somebody on a plan has one for that plan. What it
means is `domain.quiet`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from milepost.domain.quiet import Mails, Wishes, hours_of

USUAL = Wishes()
# Groups that somebody may keep to the inbox.
GROUPS = ("reminders", "escalations", "celebrations", "summaries", "news")

_OF = """
select plan_id, mails, off, quiet, hours_from, hours_until, muted_at is not null, snoozed_until
from messaging_preference
where workspace_id = %(workspace)s::bigint and (member_id = %(member)s::bigint
  or (member_id is null and plan_id = %(plan)s::bigint and person = %(person)s::text))"""
_KEEP = """
insert into messaging_preference as p (workspace_id, member_id, plan_id, person, {columns})
values (%s, %s, %s, %s, {marks})
on conflict (workspace_id, member_id, plan_id, person)
do update set {sets}, by_seller = false, changed_at = now()"""
# A long plan made quieter for the buyer's people by the AE: theirs who said nothing themselves.
_QUIETER = """
insert into messaging_preference as p (workspace_id, plan_id, person, mails, by_seller)
select s.workspace_id, s.plan_id, s.person, %(mails)s::text, true from sharing_stakeholder s
join plans_person z on z.workspace_id = s.workspace_id and z.plan_id = s.plan_id
  and z.key = s.person and z.side = 'buyer'
where s.workspace_id = %(workspace)s::bigint and s.plan_id = %(plan)s::bigint
  and s.ended_at is null
on conflict (workspace_id, member_id, plan_id, person)
do update set mails = excluded.mails, by_seller = true, changed_at = now()
where p.by_seller or (p.mails is null and p.muted_at is null and p.snoozed_until is null)"""
_QUIETER_ANEW = """
update messaging_message set due_at = case when dispatched_at is null then null else due_at end,
  mail_at = case when mail_at is null then null else now() end
where workspace_id = %(workspace)s::bigint and plan_id = %(plan)s::bigint and side = 'buyer'
  and (dispatched_at is null or mail_at is not null)"""
# What waits for a time that was worked out from other wishes gets a new one.
_ANEW = """
update messaging_message set due_at = case when dispatched_at is null then null else due_at end,
  mail_at = case when mail_at is null then null else now() end
where workspace_id = %(workspace)s::bigint and (dispatched_at is null or mail_at is not null)
  and (member_id = %(member)s::bigint
    or (member_id is null and plan_id = %(plan)s::bigint and person = %(person)s::text))"""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose wishes: a member's, over all plans or for one, or somebody's on a plan by key."""

    workspace_id: int
    member_id: int | None = None
    plan_id: int | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Wanting:
    """All that one person wants."""

    usual: Wishes = USUAL
    plans: Mapping[int, Wishes] = field(default_factory=dict)

    def of(self, plan_id: int | None) -> Wishes:
        """What they want to be told of one plan, or of none."""
        own = self.plans.get(plan_id) if plan_id is not None else None
        return own.over(self.usual) if own else self.usual


def wanting(whose: Whose) -> Wanting:
    """What a person wants, over all plans and for each. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OF, _values(whose))
        rows = cursor.fetchall()
    found = {row[0]: _wishes(*row[1:]) for row in rows}
    return Wanting(found.pop(None, USUAL), found)


def own_wishes(whose: Whose) -> Wishes:
    """What was said for exactly this plan, or over all plans."""
    kept = wanting(whose)
    return kept.usual if whose.plan_id is None else kept.plans.get(whose.plan_id, USUAL)


def keep(
    whose: Whose,
    *,
    mails: Mails | None = None,
    off: Collection[str] | None = None,
    quiet: Collection[str] | None = None,
    hours: tuple[int, int] | None = None,
) -> None:
    """Keep a rhythm, unwanted channels, quiet groups and hours; None takes back what was said."""
    first, last = hours or (None, None)
    _keep(
        whose,
        mails=mails,
        off=None if off is None else sorted(off),
        quiet=None if quiet is None else sorted(quiet),
        hours_from=first,
        hours_until=last,
    )


def set_mails(whose: Whose, mails: Mails | None) -> None:
    """Keep a rhythm alone; None takes back what was said."""
    _keep(whose, mails=mails)


def quieter(workspace_id: int, plan_id: int, mails: Mails | None) -> int:
    """Another rhythm for all of the buyer's people on a plan who said none themselves; None is as
    it was before. How many it is for. Inside the AE's scope: what a person chose stays theirs."""
    values = {"workspace": workspace_id, "plan": plan_id, "mails": mails}
    with connection.cursor() as cursor:
        cursor.execute(_QUIETER, values)
        changed = int(cursor.rowcount)
        cursor.execute(_QUIETER_ANEW, values)
    return changed


def mute(whose: Whose, now: datetime) -> None:
    """Nothing more by mail or any other way that calls; the inbox keeps it for a member."""
    _keep(whose, muted_at=now)


def unmute(whose: Whose) -> None:
    """As before, and no longer asleep either."""
    _keep(whose, muted_at=None, snoozed_until=None)


def snooze(whose: Whose, until: date) -> None:
    """Nothing until this day; what still holds is told then."""
    _keep(whose, snoozed_until=until)


def choose(whose: Whose, *, mails: Mails, now: datetime, until: date | None = None) -> None:
    """What somebody on a plan chooses in one form: their mails ("none" mutes), and a pause."""
    _keep(
        whose,
        mails=None if mails == "none" else mails,
        muted_at=now if mails == "none" else None,
        snoozed_until=until,
    )


def rhythm_of(wishes: Wishes) -> Mails:
    """The rhythm as a form shows it: a mute is no mail at all."""
    return "none" if wishes.is_muted else wishes.rhythm


def _keep(whose: Whose, **columns: Any) -> None:
    names = ", ".join(columns)
    statement = _KEEP.format(
        columns=names,
        marks=", ".join(["%s"] * len(columns)),
        sets=", ".join(f"{name} = excluded.{name}" for name in columns),
    )
    key = (whose.workspace_id, whose.member_id, whose.plan_id, whose.person)
    with connection.cursor() as cursor:
        cursor.execute(statement, (*key, *columns.values()))
        cursor.execute(_ANEW, _values(whose))


def _values(whose: Whose) -> dict[str, object]:
    return {
        "workspace": whose.workspace_id,
        "member": whose.member_id,
        "plan": whose.plan_id,
        "person": whose.person,
    }


def _wishes(
    mails: Mails | None,
    off: list[str] | None,
    quiet: list[str] | None,
    first: int | None,
    last: int | None,
    is_muted: bool,
    snoozed_until: date | None,
) -> Wishes:
    return Wishes(
        mails=mails,
        off=None if off is None else frozenset(off),
        quiet=None if quiet is None else frozenset(quiet),
        hours=hours_of(first, last),
        is_muted=is_muted,
        snoozed_until=snoozed_until,
    )
