"""The private address of somebody's calendar: made, renewed, stopped, and what it opens.

Whoever holds the address reads the calendar, so it is a secret like a link: 256 random bits, of
which the database keeps a hash, shown once when it is made. A calendar program asks for it again
and again without anybody signing in. A buyer's is read under the buyer's role and shows what their
page shows; a member's is read as that member. Access that ended ends the calendar with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, connections

from milepost.domain.errors import NotFound
from milepost.domain.paths import parts_of
from milepost.plans import record_sql
from milepost.plans.buyer_queries import BuyerPlan, buyer_plan_of
from milepost.plans.queries import PlanRecord, open_plans_of
from milepost.platform import scope
from milepost.sharing.acting import Deed, Outcome
from milepost.sharing.models.calendars import BUYERS_REACH, MEMBERS_REACH
from milepost.sharing.people_commands import OWN
from milepost.sharing.visits import Visit
from milepost.workspaces.tokens import hash_of, new_token

_BUYERS = """/* milepost_buyer */
select f.workspace_id, f.plan_id, f.person, f.reach,
  set_config('milepost.workspace', f.workspace_id::text, true),
  set_config('milepost.plan', f.plan_id::text, true),
  set_config('milepost.person', f.person, true)
from sharing_feed f where f.token_hash = %s::text and f.revoked_at is null"""

# The newest shared revision that touched each step, and when; the plan's own row beside it.
_BUYERS_AROUND = """/* milepost_buyer */
select json_build_object('language', s.language, 'workspace', w.name, 'plan_title', w.plan_title,
  'time_zone', w.time_zone, 'code', d.code, 'changed', (
    select json_object_agg(x.path, json_build_array(x.number, x.at)) from (
      select c.change ->> 'path' as path, max(r.number) as number, max(r.at) as at
      from plans_sharedrevision r cross join lateral jsonb_array_elements(r.changes) c(change)
      where r.workspace_id = s.workspace_id and r.plan_id = s.plan_id
        and c.change ->> 'path' like 'milestones.%%' group by 1) x))::text
from sharing_stakeholder s
join workspaces_workspace w on w.id = s.workspace_id
join sharing_sharedplan d on d.workspace_id = s.workspace_id and d.plan_id = s.plan_id
where s.plan_id = nullif(current_setting('milepost.plan', true), '')::bigint
  and s.person = current_setting('milepost.person', true) and s.ended_at is null"""

_MEMBERS = """/* sign-in */
select m.id, m.workspace_id, m.language, w.name, w.time_zone, f.reach,
  set_config('role', 'milepost_seller', true),
  set_config('milepost.workspace', w.id::text, true),
  set_config('milepost.member', m.id::text, true)
from sharing_feed f
join workspaces_member m on m.workspace_id = f.workspace_id and m.id = f.member_id and m.is_active
join workspaces_user u on u.id = m.user_id and u.is_active
join workspaces_workspace w on w.id = f.workspace_id
where f.token_hash = %s::text and f.revoked_at is null"""

_WHEN = """/* milepost_seller */
select r.plan_id, r.number, r.at from jsonb_to_recordset(%s::jsonb) as x(plan bigint, number int)
join plans_revision r on r.plan_id = x.plan and r.number = x.number
where r.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"""


@dataclass(frozen=True, slots=True)
class FeedState:
    """That somebody has a calendar's address, since when, and how much is in it."""

    reach: str
    created_at: datetime


Mark = tuple[int, datetime]
"""The revision that last changed something, and when that was."""


@dataclass(frozen=True, slots=True)
class BuyersFeed:
    """What a buyer's calendar is made of, all of it read under their role. `changed` has the
    steps that changed since the plan was first shared."""

    person: str
    reach: str
    read: BuyerPlan
    language: str
    workspace: str
    plan_title: str
    time_zone: str
    code: str
    changed: Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class MembersFeed:
    """What a member's calendar is made of: their open plans, as they may read them. `changed` by
    plan and step."""

    member_id: int
    reach: str
    plans: tuple[PlanRecord, ...]
    language: str
    workspace: str
    time_zone: str
    changed: Mapping[tuple[int, str], Mark]


def buyers_address(token: str) -> str:
    """The address of a buyer's calendar."""
    return f"{settings.PUBLIC_URL}/c/{token}.ics"


def members_address(token: str) -> str:
    """The address of a member's calendar."""
    return f"{settings.PUBLIC_URL}/calendar/{token}.ics"


# --- reading: by whoever holds the address -------------------------------------------------------


@contextmanager
def buyers_feed(token: str) -> Iterator[BuyersFeed]:
    """A buyer's calendar, in their scope: four statements in two round trips.

    Raises NotFound for an address that is unknown or stopped, and for access that ended.
    """
    held = hash_of(token)
    using = settings.PORTAL_DATABASE
    with scope.buyer_scope(held, _BUYERS, (held,), using=using) as row:
        if row is None:
            raise NotFound("There is no such calendar.")
        workspace_id, plan_id, person, reach = row[:4]
        scope.entered_as_buyer(workspace_id, plan_id, person)
        opened = connections[using]
        with opened.cursor() as plan, opened.cursor() as around:
            with opened.wrap_database_errors, opened.connection.pipeline():
                plan.execute(record_sql.SEEN, (None, plan_id))
                around.execute(_BUYERS_AROUND)
            found = around.fetchone()
            if found is None:
                raise NotFound("There is no such calendar.")
            read = buyer_plan_of(plan_id, plan.fetchone())
        assert read is not None
        kept = json.loads(found[0])
        changed = kept.pop("changed") or {}
        yield BuyersFeed(person, reach, read, **kept, changed=_by_step(changed))


def _by_step(changed: Mapping[str, Any]) -> Mapping[str, Mark]:
    """The newest mark of each step, from those of its fields by path."""
    found: dict[str, Mark] = {}
    for path, (number, at) in changed.items():
        key = parts_of(path)[1]
        mark = (number, datetime.fromisoformat(at))
        found[key] = max(mark, found.get(key, mark))
    return found


@contextmanager
def members_feed(token: str) -> Iterator[MembersFeed]:
    """A member's calendar, in their scope: three statements. Raises NotFound as above, and for
    somebody who is a member no more."""
    with scope.scope_opened_by(_MEMBERS, (hash_of(token),)) as row:
        if row is None:
            raise NotFound("There is no such calendar.")
        member_id, workspace_id, language, workspace, time_zone, reach = row[:6]
        scope.entered(workspace_id, member_id)
        plans = tuple(each for each in open_plans_of(member_id) if each.plan.life != "draft")
        yield MembersFeed(
            member_id, reach, plans, language, workspace, time_zone, _changed_in(plans)
        )


def _changed_in(plans: tuple[PlanRecord, ...]) -> Mapping[tuple[int, str], Mark]:
    """Each step's newest revision; those that never changed since the plan began are left out."""
    newest: dict[tuple[int, str], int] = {}
    for record in plans:
        for path, number in record.versions.items():
            parts = parts_of(path)
            if parts[0] == "milestones" and len(parts) > 1:
                key = (record.id, parts[1])
                newest[key] = max(number, newest.get(key, 0))
    wanted = [{"plan": p, "number": n} for p, n in {(key[0], n) for key, n in newest.items()}]
    with connection.cursor() as cursor:
        cursor.execute(_WHEN, (json.dumps(wanted),))
        when = {(plan_id, number): at for plan_id, number, at in cursor.fetchall()}
    return {
        key: (number, when[key[0], number])
        for key, number in newest.items()
        if (key[0], number) in when
    }


# --- a member's own -----------------------------------------------------------------------------


def state_of_member(member_id: int) -> FeedState | None:
    """Whether a member has a calendar's address; inside their scope."""
    return _state(
        f"select reach, created_at from sharing_feed where member_id = %s and {_OPEN}", (member_id,)
    )


def renew_member(workspace_id: int, member_id: int, reach: str) -> str:
    """A new address for a member, whose old one stops; its token, told this once."""
    _check(reach, MEMBERS_REACH)
    stop_member(member_id)
    token = new_token()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sharing_feed (workspace_id, member_id, token_hash, reach)"
            " values (%s, %s, %s, %s)",
            (workspace_id, member_id, hash_of(token), reach),
        )
    return token


def set_members_reach(member_id: int, reach: str) -> None:
    """Put more or less into a member's calendar; its address stays."""
    _check(reach, MEMBERS_REACH)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update sharing_feed set reach = %s where member_id = %s and {_OPEN}",
            (reach, member_id),
        )


def stop_member(member_id: int) -> None:
    """A member's calendar answers nobody any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update sharing_feed set revoked_at = now() where member_id = %s and {_OPEN}",
            (member_id,),
        )


# --- a buyer's own: deeds, as all that a buyer does (`acting.KINDS`) ------------------------------


def state_of_buyer(visit: Visit) -> FeedState | None:
    """Whether whoever visits has an address for this plan's calendar; inside their scope."""
    return _state(
        "/* milepost_buyer */ select f.reach, f.created_at from sharing_feed f"
        " where f.plan_id = %s and f.person = %s and f.revoked_at is null",
        (visit.plan_id, visit.person),
        using=settings.PORTAL_DATABASE,
    )


def is_buyers(visit: Visit, token: str) -> bool:
    """Whether this is the token of their calendar now, and not one that was renewed meanwhile."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(
            "/* milepost_buyer */ select 1 from sharing_feed f where f.plan_id = %s"
            " and f.person = %s and f.token_hash = %s and f.revoked_at is null",
            (visit.plan_id, visit.person, hash_of(token)),
        )
        return cursor.fetchone() is not None


def take(deed: Deed) -> Outcome:
    """A new address for the calendar: {token_hash, reach}. The older one stops."""
    reach = str(deed.content.get("reach", ""))
    _check(reach, BUYERS_REACH)
    stop_person(deed.plan_id, deed.person)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sharing_feed (workspace_id, plan_id, person, token_hash, reach)"
            " values (%s, %s, %s, %s, %s)",
            (
                deed.workspace_id,
                deed.plan_id,
                deed.person,
                str(deed.content.get("token_hash", "")),
                reach,
            ),
        )
    return Outcome()


def reach(deed: Deed) -> Outcome:
    """More or less in the calendar: {reach}; its address stays."""
    wanted = str(deed.content.get("reach", ""))
    _check(wanted, BUYERS_REACH)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update sharing_feed set reach = %s where plan_id = %s and person = %s and {_OPEN}",
            (wanted, deed.plan_id, deed.person),
        )
    return Outcome()


def stop(deed: Deed) -> Outcome:
    """The calendar answers nobody any more."""
    stop_person(deed.plan_id, deed.person)
    return Outcome()


def stop_person(plan_id: int, person: str) -> None:
    """Stop the calendar of somebody on a plan; also where their links are stopped for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_feed set revoked_at = now()"
            f" where plan_id = %s and person = %s and {_OPEN}",
            (plan_id, person),
        )


_OPEN = f"revoked_at is null and {OWN}"


def _check(reach: str, known: tuple[str, ...]) -> None:
    if reach not in known:
        raise NotFound("There is no such calendar.")


def _state(statement: str, values: tuple[Any, ...], using: str = "default") -> FeedState | None:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return FeedState(*row) if row else None
