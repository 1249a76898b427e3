"""A plan on which a step is eight days late, with all that was said and tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from milepost.conversation import commands as talk
from milepost.domain.plan import Calendars, Person, Plan, SideCalendar
from milepost.messaging.messages import Reader, tell
from milepost.plans import commands
from milepost.plans.changing import Actor
from milepost.platform import clock
from milepost.sharing.models import Stakeholder
from milepost.workspaces.models import Member
from tests.factories import a_member
from tests.plans.plans import MAJA, RITA, SAM, Seller, a_plan, a_seller

ERIK = Person(
    key="erik",
    name="Erik Sjöberg",
    side="buyer",
    role="sponsor",
    email="erik@halden.example",
    title="COO",
)


def a_late_plan(today: date, **fields: Any) -> Plan:
    """Step 1 done, step 2 eight days late and Maja's, the rest after it."""
    plan = a_plan(6, created=today - timedelta(60), shared_on=today - timedelta(50))
    first, second, *rest = plan.milestones
    second = replace(
        second,
        title="Security questionnaire answered",
        target=today - timedelta(8),
        status="blocked",
        blocked_on=today - timedelta(9),
        reason="Waits for the data protection officer",
        done_means="All 214 answers are in and accepted",
    )
    first = replace(
        first,
        status="complete",
        target=today - timedelta(30),
        completed_on=today - timedelta(30),
        completed_by="maja",
    )
    later = [replace(m, target=today + timedelta(7 * n)) for n, m in enumerate(rest, start=1)]
    usual: dict[str, Any] = {
        "milestones": (first, second, *later),
        "people": (
            replace(MAJA, email="maja@halden.example", title="Head of ops"),
            ERIK,
            SAM,
            RITA,
        ),
        "target_close": today + timedelta(30),
        "calendars": Calendars(
            buyer=SideCalendar(country="SE", time_zone="Europe/Stockholm"),
            seller=SideCalendar(country="GB", time_zone="Europe/London"),
        ),
    }
    return replace(plan, **(usual | fields))


def kept_late_plan(sam: Seller, today: date, **fields: Any) -> int:
    """The plan with its past: two moved dates, words on the step, messages about it."""
    plan = a_late_plan(today, **fields)
    early = replace(plan.milestones[1], target=today - timedelta(25))
    steps = (plan.milestones[0], early, *plan.milestones[2:])
    plan_id = sam.keeps(replace(plan, milestones=steps))
    with sam.at_work():
        for days, made in ((16, 26), (8, 15)):
            at = timezone.now() - timedelta(made)
            with clock.at(at):
                commands.move_target(
                    sam.actor,
                    plan_id,
                    "m2",
                    today - timedelta(days),
                    follow=False,
                    seen=10_000,
                    why="Maja asked for two weeks more",
                )
        maja = Actor(None, "Maja Lindqvist", "maja")
        talk.comment(maja, plan_id, "Our DPO is on leave until Friday.", milestone="m2")
        talk.comment(
            sam.actor, plan_id, "She sounded overwhelmed.", milestone="m2", visibility="internal"
        )
        about = {"workspace_id": sam.workspace_id, "plan_id": plan_id, "milestone": "m2"}
        member = Reader("seller", member_id=sam.member_id)
        now = timezone.now()
        tell("due_in_3_days", "a", [member, Reader("buyer", person="maja")], **about, now=now)
        tell("overdue_1_day", "b", [member, Reader("buyer", person="maja")], **about, now=now)
        tell("overdue_7_days", "c", [member], **about, now=now)
    Stakeholder.objects.create(
        workspace_id=sam.workspace_id,
        plan_id=plan_id,
        person="erik",
        address="erik@halden.example",
        invited_at=timezone.now(),
    )
    return plan_id


def a_manager(sam: Seller) -> Member:
    """Rita, who looks after the AE."""
    from milepost.workspaces.models import Workspace

    return a_member(Workspace.objects.get(pk=sam.workspace_id), "manager", name="Rita Osei")


__all__ = ["a_late_plan", "a_manager", "a_seller", "kept_late_plan"]
