"""What the doors ask: which plan an address is, who is welcome there, their other plans."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection, connections

from milepost.sharing.domains import domain_of
from milepost.sharing.models import SharedPlan
from milepost.sharing.visits import Visit


@dataclass(frozen=True, slots=True)
class PlanAt:
    """The plan at an address for people."""

    workspace_id: int
    plan_id: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """Who somebody with a proved address is on a plan.

    `person` is their key; None for somebody whom an approved domain lets join first.
    """

    person: str | None
    language: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """A further plan of the same person in this workspace, as they may know of it."""

    plan_id: int
    title: str
    account: str
    is_agreed: bool
    go_live: date | None


def plan_at(code: str) -> PlanAt | None:
    """The plan of this address, before any scope is open; None where there is none."""
    found = SharedPlan.objects.filter(code=code).values_list("workspace_id", "plan_id").first()
    return PlanAt(*found) if found else None


_KNOWN = """
select p.key, coalesce(s.language, ''), coalesce(s.time_zone, ''), s.ended_at is not null,
  s.invited_at is not null
from plans_person p
left join sharing_stakeholder s on s.workspace_id = p.workspace_id and s.plan_id = p.plan_id
  and s.person = p.key
where p.plan_id = %(plan)s::bigint
  and p.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and (p.side = 'buyer' or p.role = 'partner')
  and coalesce(nullif(s.address, ''), lower(p.email)) = %(address)s::text
order by (s.invited_at is not null) desc, p.position"""
_OPEN = """
select d.domains from sharing_sharedplan d
join plans_plan p on p.workspace_id = d.workspace_id and p.id = d.plan_id
where d.plan_id = %(plan)s::bigint and p.buyer_life is not null and p.archived_at is null
  and d.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"""


def welcome(plan_id: int, address: str) -> Welcome | None:
    """Who an address is on a plan, inside a seller's scope; None for whoever has no access.

    Somebody whose access ended is not let in by their domain again.
    """
    values = {"plan": plan_id, "address": address}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        shared = cursor.fetchone()
        cursor.execute(_KNOWN, values)
        known = cursor.fetchall()
    if shared is None or any(row[3] for row in known):
        return None
    by_domain = domain_of(address) in (shared[0] or ())
    for key, language, time_zone, _has_ended, is_invited in known:
        if is_invited or by_domain:
            return Welcome(key, language, time_zone)
    return Welcome(None) if by_domain and not known else None


def other_plans(visit: Visit) -> tuple[OtherPlan, ...]:
    """The person's other plans, read under their own role: none in a browser that is not known
    to be theirs. One statement."""
    if not visit.is_known or visit.is_preview:
        return ()
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(OTHER_PLANS)
        return other_plans_of(visit, cursor.fetchone()[0])


def other_plans_of(visit: Visit, text: str) -> tuple[OtherPlan, ...]:
    """The answer to `OTHER_PLANS`, for who sends it together with others."""
    if not visit.is_known or visit.is_preview:
        return ()
    return tuple(
        OtherPlan(i, title or "", account, agreed, date.fromisoformat(day) if day else None)
        for i, title, account, agreed, day in json.loads(text)
    )


OTHER_PLANS = """/* milepost_buyer */
select coalesce(json_agg(json_build_array(p.id, p.title, p.account, p.buyer_life = 'agreed',
  p.go_live) order by p.shared_on desc, p.id), '[]')::text
from plans_plan p where p.id <> nullif(current_setting('milepost.plan', true), '')::bigint"""


def address_of(visit: Visit) -> str:
    """The address that this visit's link was made for, under the buyer's role; "" for none."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(
            "/* milepost_buyer */ select l.address from sharing_link l where l.id = %s::bigint",
            (visit.link_id,),
        )
        row = cursor.fetchone()
    return row[0] if row else ""


def masked(address: str) -> str:
    """`m•••@halden.example`: enough to know one's own by, and nothing to write to."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••{at}{domain}" if name else ""
