"""A workspace with plans to look at, made by the commands that pages use, under the real policies.

    python -m benchmarks.seeding [PLANS]   beside a running database (MILEPOST_DATA says which)

prints as JSON what the load needs: the session's cookie, the plans and the step that is changed,
each plan's address and personal link for its buyer, and the step that the buyer marks done.
Its plans have 13 milestones (the template of complex deals), half-way through, with tasks.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from milepost.platform import config

# More for each web process than it keeps finished parts of (`web.plans.kept`).
PLANS = 320 * config.web_processes()
MILESTONES = 13
STEP = "m7"
BUYER = "maja"
NAMES = ("Halden Logistics", "Norrvik Energi", "Ashgrove Health", "Lumen Rail", "Casa Verde Foods")


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the load asks for, and as whom. `links` are a code and a secret for each plan."""

    session: str
    workspace: int
    member: int
    plans: list[int]
    links: list[list[str]]
    buyer_step: str
    step: str = STEP


def seed(count: int = PLANS) -> Seeded:
    """Make the workspace, its member, deals and plans, and sign the member in."""
    from milepost.plans import commands as plans
    from milepost.platform.scope import seller_scope
    from milepost.workspaces import setup

    link = setup.new_setup_link()
    if link is None:
        raise SystemExit("the benchmark wants a database of its own, and this one is in use")
    given = {
        "name": "Sam Whitfield",
        "workspace": "Brightloom",
        "email": "sam@brightloom.example",
        "currency": "EUR",
        "time_zone": "Europe/London",
        "country": "GB",
        "password": "a road of nine stones",
    }
    member = setup.set_up(link.rstrip("/").rpartition("/")[2], given)
    made, links = [], []
    with seller_scope(member.workspace_id, member.pk):
        actor = plans.Actor(member.pk, member.name)
        for number in range(count):
            made.append(_plan(actor, member, number))
            links.append(_link(actor, made[-1]))
        step = _step_of_buyer(made[0])
    return Seeded(_signed_in(member), member.workspace_id, member.pk, made, links, step)


def _link(actor: Any, plan_id: int) -> list[str]:
    """Share the plan with its buyer: the code in its address, the secret of a personal link."""
    from milepost.sharing.link_commands import share

    shared = share(actor, plan_id, [BUYER], by_mail=False, today=date.today())
    return [shared.code, shared.invited[0].link.rstrip("/").rpartition("/")[2]]


def _step_of_buyer(plan_id: int) -> str:
    """The last open step that the buyer may mark done by themselves."""
    from milepost.domain.buyer_rights import may_move
    from milepost.plans.queries import plan_record

    record = plan_record(plan_id)
    assert record is not None
    steps = [m for m in record.plan.milestones if m.is_open and may_move(record.plan, BUYER, m)]
    return next(m.key for m in reversed(steps) if m.key != STEP)


def _plan(actor: Any, member: Any, number: int) -> int:
    from milepost.deals.commands import create_deal
    from milepost.documents.template_library import builtin_templates
    from milepost.domain.building import DealFacts, build_plan
    from milepost.domain.plan import Calendars, Outcome, Person, SideCalendar, Value
    from milepost.plans import commands as plans

    today = date.today()
    account = f"{NAMES[number % len(NAMES)]} {number + 1}"
    created, close = today - timedelta(50), today + timedelta(60 + number % 30)
    deal = {
        "name": "Order tracking",
        "account": account,
        "value": str(180000 + 500 * number),
        "currency": "EUR",
        "target_close": close.isoformat(),
    }
    deal_id = create_deal(member.workspace_id, deal)
    people = (
        Person(key="maja", name="Maja Lindqvist", side="buyer", role="champion", title="COO"),
        Person(key="anders", name="Anders Holm", side="buyer", role="economic_buyer"),
        Person(key="noor", name="Noor Haddad", side="buyer", role="security"),
        Person(key="sam", name="Sam Whitfield", side="seller", role="ae"),
        Person(key="rita", name="Rita Osei", side="seller", role="solutions_engineer"),
    )
    built = build_plan(
        DealFacts(
            account=account,
            opportunity="Order tracking",
            created=created,
            value=Value(amount=Decimal(180000 + 500 * number), currency="EUR"),
            target_close=close,
            deal_type="complex",
            outcome=Outcome(
                goal="Every parcel's place known within the hour, from the first of the year",
                measure="calls to the service desk halved",
                why_now="the peak season costs two hours a day",
            ),
            calendars=Calendars(
                buyer=SideCalendar(country="SE", time_zone="Europe/Stockholm"),
                seller=SideCalendar(country="GB", time_zone="Europe/London"),
            ),
            people=people,
        ),
        builtin_templates(),
        workspace_currency="EUR",
    )
    built = replace(built, plan=_half_way(built.plan, today))
    assert len(built.plan.milestones) == MILESTONES
    return plans.create_plan(actor, built, deal_id, {"sam": member.pk}, today=today).plan_id


def _half_way(plan: Any, today: date) -> Any:
    """Five steps complete, one under way, one blocked; two tasks in every second step."""
    from milepost.domain.plan import Owner, Task

    milestones = []
    for place, m in enumerate(plan.milestones):
        if place % 2 == 1:
            tasks = tuple(
                Task(
                    key=f"t{place}-{number}",
                    title=title,
                    owner=Owner(person="maja" if number else "rita"),
                    due=m.target,
                    done_on=today - timedelta(9) if place < 5 or (place == 5 and number) else None,
                )
                for number, title in enumerate(("Agree on the agenda", "Send the papers around"))
            )
            m = replace(m, tasks=tasks)
        if place < 5:
            done = today - timedelta(40 - 6 * place)
            confirmed = {"confirmed_on": done, "confirmed_by": "maja"} if place != 3 else {}
            m = replace(m, status="complete", completed_on=done, completed_by="sam", **confirmed)
        elif place == 5:
            m = replace(m, status="in_progress", started_on=today - timedelta(6))
        elif place == 7:
            reason = "waits for the answers of the security team"
            m = replace(m, status="blocked", blocked_on=today - timedelta(3), reason=reason)
        milestones.append(m)
    shared = today - timedelta(45)
    return replace(plan, life="shared", shared_on=shared, milestones=tuple(milestones))


def _signed_in(member: Any) -> str:
    """The session that signing in leaves; the load starts where the password has been checked."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import transaction

    from milepost.workspaces.sessions import MEMBER_KEY, SessionStore

    user = member.user
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[MEMBER_KEY] = member.pk
    with transaction.atomic():
        session.create()
        session.save()
    return str(session.session_key)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    django.setup()
    found = seed(int(sys.argv[1]) if len(sys.argv) > 1 else PLANS)
    print(json.dumps({name: getattr(found, name) for name in Seeded.__slots__}))
