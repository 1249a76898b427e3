"""What tests of plans need: a seller at work, and plans to work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from milepost.domain.plan import (
    Calendars,
    Milestone,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    SideCalendar,
    Task,
)
from milepost.plans import commands
from milepost.plans.commands import Actor
from milepost.plans.queries import PlanRecord, plan_record
from milepost.platform.scope import seller_scope
from tests.factories import a_member, a_workspace

TODAY = date(2026, 11, 25)
MAJA = Person(key="maja", name="Maja Lindqvist", side="buyer", role="champion")
SAM = Person(key="sam", name="Sam Whitfield", side="seller", role="ae")
RITA = Person(key="rita", name="Rita Osei", side="seller", role="manager")


@dataclass(frozen=True)
class Seller:
    """A member of a workspace, and the scope that they work in."""

    workspace_id: int
    member_id: int
    actor: Actor

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with seller_scope(self.workspace_id, self.member_id):
            yield

    def keeps(self, plan: Plan, deal_id: int | None = None) -> int:
        """The id of a new plan that holds this document."""
        with self.at_work():
            members = {"sam": self.member_id} if plan.person("sam") else {}
            return commands.import_document(self.actor, deal_id, plan, members, today=TODAY).plan_id

    def reads(self, plan_id: int) -> PlanRecord:
        with self.at_work():
            record = plan_record(plan_id)
        assert record is not None
        return record


def a_seller(name: str = "Sam Whitfield") -> Seller:
    """A seller in a workspace of their own."""
    workspace = a_workspace()
    member = a_member(workspace, name=name)
    return Seller(workspace.pk, member.pk, Actor(member.pk, name))


def a_plan(size: int = 5, **fields: Any) -> Plan:
    """A shared plan of steps one after another, m1 to mN; the last one is the signature."""
    milestones = tuple(
        Milestone(
            key=f"m{n}",
            title=f"Step {n}",
            kind="signature" if n == size else "other",
            target=date(2026, 12, 1) + timedelta(7 * n),
            status="pending",
            owners=Owners(buyer=Owner(person="maja"), seller=Owner(person="sam")),
            after=(f"m{n - 1}",) if n > 1 else (),
            tasks=(Task(key=f"t{n}", title="Prepare", owner=Owner(person="maja")),),
        )
        for n in range(1, size + 1)
    )
    usual: dict[str, Any] = {
        "account": "Halden Logistics",
        "title": "Order tracking for six warehouses",
        "created": date(2026, 11, 2),
        "target_close": date(2027, 1, 22),
        "life": "shared",
        "shared_on": date(2026, 11, 3),
        "outcome": Outcome(goal="Live order tracking"),
        "calendars": Calendars(
            buyer=SideCalendar(country="SE"),
            seller=SideCalendar(country="GB", time_zone="Europe/London"),
        ),
        "people": (MAJA, SAM, RITA),
        "milestones": milestones,
    }
    return Plan(**(usual | fields))
