"""A plan to watch: 13 milestones, both sides, several zones, and whoever the rules speak of.

Brightloom sells from London. Sam keeps the plan; Rita, his manager, sits in New York, Dana (legal)
too, Lena of the leadership in Sydney. On the buyer's side Maja in Stockholm is the champion; Noor
works in Berlin, Kenji in Tokyo, Inés in Madrid, where 8 December is a holiday. Anders, the sponsor,
was never invited. Last progress: 24 November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from milepost.domain.plan import (
    Calendars,
    Milestone,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    SideCalendar,
)
from milepost.plans import commands
from milepost.plans.commands import Actor
from milepost.platform.scope import seller_scope
from milepost.sharing.models import SharedPlan, Stakeholder
from milepost.workspaces.models import Member
from tests.factories import a_member, a_workspace

LAST_PROGRESS = date(2026, 11, 24)

BUYERS = {
    # key: role, name, address, zone, country
    "maja": ("champion", "Maja Lindqvist", "Europe/Stockholm", "SE"),
    "noor": ("security", "Noor Haddad", "Europe/Berlin", "DE"),
    "kenji": ("finance", "Kenji Mori", "Asia/Tokyo", "JP"),
    "ines": ("legal", "Inés Vidal", "Europe/Madrid", "ES"),
    "anders": ("sponsor", "Anders Holm", "", ""),
}
INVITED = ("maja", "noor", "kenji", "ines")
SELLERS = {
    # key: role, name, zone of their own
    "sam": ("ae", "Sam Whitfield", ""),
    "rita": ("manager", "Rita Osei", "America/New_York"),
    "dana": ("legal", "Dana Kim", "America/New_York"),
    "lena": ("leadership", "Lena Brandt", "Australia/Sydney"),
}


def person(key: str) -> Owner:
    return Owner(person=key)


def role(words: str) -> Owner:
    return Owner(role=words)


def step(
    number: int,
    title: str,
    day: date,
    buyer: Owner | None,
    seller: Owner | None,
    **fields: Any,
) -> Milestone:
    usual: dict[str, Any] = {
        "kind": "other",
        "status": "pending",
        "after": (f"m{number - 1}",) if number > 1 else (),
    }
    return Milestone(
        key=f"m{number}",
        title=title,
        target=day,
        owners=Owners(buyer=buyer, seller=seller),
        **(usual | fields),
    )


def a_plan() -> Plan:
    """The plan as it was left on 24 November."""
    maja, noor, kenji, ines, anders = map(person, BUYERS)
    sam, dana = person("sam"), person("dana")
    milestones = (
        step(1, "Executive briefing", date(2026, 11, 17), maja, sam, status="complete",
             completed_on=date(2026, 11, 17), completed_by="maja"),
        step(2, "Technical discovery", LAST_PROGRESS, maja, sam, status="complete",
             completed_on=LAST_PROGRESS, completed_by="sam"),
        step(3, "Product demo", date(2026, 12, 1), maja, sam,
             done_means="All six warehouses seen live"),
        step(4, "Security review", date(2026, 12, 4), noor, dana, kind="security_review",
             done_means="Report accepted by both sides", after=("m3",)),
        step(5, "Integration test", date(2026, 12, 8), role("IT Director"), sam,
             kind="integration_test", after=("m3",)),
        step(6, "Discount approval", date(2026, 12, 9), None, dana, visibility="internal",
             after=("m4",)),
        step(7, "Business case", date(2026, 12, 10), kenji, sam, kind="business_case",
             after=("m3",)),
        step(8, "Proposal", date(2026, 12, 14), None, sam, kind="proposal", after=("m6", "m7")),
        step(9, "Legal review", date(2026, 12, 11), ines, dana, kind="legal", after=("m4",)),
        step(10, "Procurement", date(2026, 12, 17), role("Procurement"), role("Deal desk"),
             kind="procurement", after=("m8",)),
        step(11, "Contract agreed", date(2026, 12, 18), anders, dana, kind="contract",
             after=("m9", "m10")),
        step(12, "Signature", date(2026, 12, 22), anders, sam, kind="signature"),
        step(13, "Go-live", date(2027, 1, 20), maja, sam, kind="go_live"),
    )  # fmt: skip
    people = [
        Person(key=key, name=name, side="buyer", role=buyer_role,  # type: ignore[arg-type]
               email=address_of(key))
        for key, (buyer_role, name, _zone, _country) in BUYERS.items()
    ]  # fmt: skip
    people += [
        Person(key=key, name=name, side="seller", role=seller_role)  # type: ignore[arg-type]
        for key, (seller_role, name, _zone) in SELLERS.items()
    ]
    return Plan(
        account="Halden Logistics",
        title="Order tracking for six warehouses",
        created=date(2026, 11, 2),
        target_close=date(2026, 12, 22),
        life="shared",
        shared_on=date(2026, 11, 3),
        outcome=Outcome(goal="Live order tracking"),
        calendars=Calendars(
            buyer=SideCalendar(country="SE", time_zone="Europe/Stockholm"),
            seller=SideCalendar(country="GB", time_zone="Europe/London"),
        ),
        people=tuple(people),
        milestones=milestones,
    )


def address_of(key: str) -> str:
    return f"{key}@halden.example"


@dataclass(frozen=True)
class World:
    """The workspace with its plan. `members` are by their key on the plan; `ada` administers."""

    workspace_id: int
    plan_id: int
    actor: Actor
    members: dict[str, int]

    def change(self, key: str, seen: int = 10_000, **fields: Any) -> None:
        """Change fields of a milestone."""
        paths = {f"milestones.{key}.{name}": value for name, value in fields.items()}
        with seller_scope(self.workspace_id, self.actor.member_id):
            commands.change_fields(self.actor, self.plan_id, paths, seen=seen)

    def alerts(self) -> list[tuple[str, str | None, str]]:
        """What was recorded: rule, milestone and day."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select rule, milestone, on_day::text from alerting_alert where plan_id = %s"
                " order by id",
                [self.plan_id],
            )
            return cursor.fetchall()

    def told(self) -> list[tuple[str, str | None, str]]:
        """What was written down: kind, milestone, and who by their key."""
        names = {member: key for key, member in self.members.items()}
        with connection.cursor() as cursor:
            cursor.execute(
                "select kind, milestone, member_id, person from messaging_message"
                " where plan_id = %s order by kind, milestone, side, member_id, person",
                [self.plan_id],
            )
            return sorted((k, m, names.get(i) or p) for k, m, i, p in cursor.fetchall())

    def touch(self, at: datetime) -> None:
        """Have the plan looked at by the next sweep."""
        with connection.cursor() as cursor:
            cursor.execute(
                "update plans_planprivate set next_attention_at = %s where plan_id = %s",
                [at, self.plan_id],
            )


def a_world(plan: Plan | None = None, **workspace: Any) -> World:
    """The workspace, its people, and the plan with whoever was invited to it."""
    made = a_workspace(**workspace)
    members = {
        key: a_member(made, member_role, name, time_zone=zone)
        for key, (member_role, name, zone) in SELLERS.items()
    }
    members["ada"] = a_member(made, "admin", "Ada Boyle")
    members["sam"].manager = members["rita"]
    members["sam"].save()
    return _kept(plan or a_plan(), made.pk, members)


def _kept(plan: Plan, workspace_id: int, members: dict[str, Member]) -> World:
    actor = Actor(members["sam"].pk, "Sam Whitfield")
    ids = {key: member.pk for key, member in members.items()}
    on_plan = {person.key: ids[person.key] for person in plan.people if person.key in ids}
    with seller_scope(workspace_id, actor.member_id):
        plan_id = commands.import_document(actor, None, plan, on_plan, today=LAST_PROGRESS).plan_id
    SharedPlan.objects.create(workspace_id=workspace_id, plan_id=plan_id, code=f"plan{plan_id}")
    invited_at = datetime(2026, 11, 3, 9, tzinfo=UTC)
    for key in INVITED:
        if plan.person(key) is None:
            continue
        _role, _name, zone, country = BUYERS[key]
        Stakeholder.objects.create(
            workspace_id=workspace_id,
            plan_id=plan_id,
            person=key,
            address=address_of(key),
            country=country,
            time_zone=zone,
            invited_at=invited_at,
            invited_by=actor.member_id,
        )
    return World(workspace_id, plan_id, actor, ids)


def only(plan: Plan, *keys: str) -> Plan:
    """The plan with these milestones alone, which then wait for nothing else."""
    kept = tuple(replace(m, after=()) for m in plan.milestones if m.key in keys)
    return replace(plan, milestones=kept)
