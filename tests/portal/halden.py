"""A plan as a buyer would have one: Halden's order tracking, part done, dated around a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from milepost.domain.plan import (
    Calendars,
    Kind,
    Milestone,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    SideCalendar,
    Task,
)

PEOPLE = (
    Person(key="maja", name="Maja Lindqvist", side="buyer", role="champion", title="Head of ops"),
    Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it", title="IT Director"),
    Person(key="anders", name="Anders Holm", side="buyer", role="economic_buyer", title="CFO"),
    Person(key="sam", name="Sam Whitfield", side="seller", role="ae"),
    Person(key="noor", name="Noor Haddad", side="seller", role="solutions_engineer"),
    Person(key="dana", name="Dana Kim", side="seller", role="legal"),
)
GOAL = "Live order tracking in all six warehouses by 1 March"


def own(buyer: str | Owner | None = None, seller: str | None = None) -> Owners:
    """Owners by key, or a role to be named."""
    return Owners(
        buyer=Owner(person=buyer) if isinstance(buyer, str) else buyer,
        seller=Owner(person=seller) if seller else None,
    )


def a_halden_plan(today: date, **fields: Any) -> Plan:
    """Three steps done, one under way, the rest to come; Maja, Tomasz and Anders each own some."""

    def step(key: str, title: str, days: int, owners: Owners, **more: Any) -> Milestone:
        kind: Kind = more.pop("kind", "other")
        return Milestone(
            key=key,
            title=title,
            kind=kind,
            target=today + timedelta(days),
            status=more.pop("status", "pending"),
            owners=owners,
            **more,
        )

    done: dict[str, Any] = {"status": "complete"}
    rows = (
        step(
            "m1",
            "Discovery and stakeholder call",
            -23,
            own("maja", "sam"),
            **done,
            completed_on=today - timedelta(23),
            completed_by="maja",
        ),
        step(
            "m2",
            "Demonstration for site managers",
            -14,
            own("maja", "sam"),
            **done,
            after=("m1",),
            completed_on=today - timedelta(14),
            completed_by="sam",
            confirmed_on=today - timedelta(13),
            confirmed_by="maja",
        ),
        step(
            "m3",
            "Requirements written down",
            -7,
            own("maja", "noor"),
            **done,
            after=("m2",),
            completed_on=today - timedelta(8),
            completed_by="noor",
        ),
        step(
            "m4",
            "Technical validation",
            4,
            own("tomasz", "noor"),
            status="in_progress",
            started_on=today - timedelta(6),
            kind="technical_validation",
            done_means="SSO and the order feed work against your staging system.",
            after=("m3",),
            tasks=(
                Task(
                    key="t1",
                    title="Connect the order feed",
                    owner=Owner(person="noor"),
                    done_on=today - timedelta(4),
                ),
                Task(
                    key="t2",
                    title="Test single sign-on in five warehouses",
                    owner=Owner(person="tomasz"),
                    done_on=today - timedelta(2),
                ),
                Task(
                    key="t3",
                    title="Confirm who signs off the single sign-on test",
                    owner=Owner(person="maja"),
                    due=today + timedelta(2),
                ),
                Task(
                    key="t4",
                    title="The test environment may be used until March",
                    kind="approval",
                    owner=Owner(person="tomasz"),
                ),
            ),
        ),
        step(
            "m5",
            "Business case with your CFO",
            9,
            own("maja", "sam"),
            done_means="Anders has the numbers and says go or no go.",
            after=("m4",),
            kind="business_case",
        ),
        step("m6", "Proposal and pricing", 16, own(None, "sam"), after=("m5",), kind="proposal"),
        step(
            "m7",
            "Legal review",
            51,
            own(Owner(role="Your legal team"), "dana"),
            after=("m6",),
            kind="legal",
        ),
        step("m8", "Agreement signed", 58, own("anders", "sam"), after=("m7",), kind="signature"),
        step("m9", "Kick-off", 68, own("maja", "noor"), after=("m8",), kind="kickoff"),
        step(
            "m10",
            "Go-live in six warehouses",
            96,
            own("tomasz", "noor"),
            after=("m9",),
            kind="go_live",
        ),
    )
    usual: dict[str, Any] = {
        "account": "Halden Logistics",
        "title": "Order tracking for six warehouses",
        "created": today - timedelta(30),
        "target_close": today + timedelta(58),
        "life": "shared",
        "shared_on": today - timedelta(25),
        "outcome": Outcome(
            goal=GOAL,
            measure="late-delivery calls down by a third by the end of June",
            go_live=today + timedelta(96),
        ),
        "calendars": Calendars(
            buyer=SideCalendar(country="SE", time_zone="Europe/Stockholm"),
            seller=SideCalendar(country="GB", time_zone="Europe/London"),
        ),
        "people": PEOPLE,
        "milestones": rows,
        "next_review": today + timedelta(3),
    }
    return Plan(**(usual | fields))


def sixty_steps(today: date) -> Plan:
    """Sixty steps in three phases, a third of them done."""
    plan = a_halden_plan(today)
    rows = []
    for n in range(60):
        phase = ("evaluation", "negotiation", "implementation")[n // 20]
        is_done = n < 24
        rows.append(
            Milestone(
                key=f"m{n + 1}",
                title=f"Step of a long road, number {n + 1}",
                kind="signature" if n == 39 else "other",
                target=today + timedelta(3 * (n - 22)),
                status="complete" if is_done else "pending",
                completed_on=today if is_done else None,
                completed_by="maja" if is_done else None,
                phase=phase,
                owners=own(("maja", "tomasz", "anders")[n % 3], "sam"),
                after=(f"m{n}",) if n else (),
            )
        )
    return replace(plan, milestones=tuple(rows))


LONG = (
    "A very long name of a step that somebody has pasted from a document of requirements, with "
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenanforderungsverordnungen in it"
)
RTL = "בדיקת אבטחה 🚢 ואישור של צוות ה־IT"


def odd_texts(today: date) -> Plan:
    """Names and goals that are long, of another direction, or full of pictures."""
    plan = a_halden_plan(today)
    rows = list(plan.milestones)
    rows[3] = replace(rows[3], title=RTL, done_means="العقد جاهز للتوقيع")
    rows[4] = replace(rows[4], title=LONG, status="blocked", reason=LONG, blocked_on=today)
    people = (
        replace(PEOPLE[0], name="Maja-Katharina Emilia von Lindqvist-Zieliński de la Vega y Soto"),
        replace(PEOPLE[1], name="مايا ليندكفيست"),
        *PEOPLE[2:],
    )
    outcome = Outcome(goal=f"{LONG} 🚚📦", measure=LONG, why_now=RTL)
    return replace(plan, milestones=tuple(rows), people=people, outcome=outcome)
