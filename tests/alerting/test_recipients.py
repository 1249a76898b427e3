"""To whom each rule goes, and why (product.md section 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from milepost.alerting import sweep as watch
from milepost.domain.plan import Plan
from milepost.messaging.models import Message
from milepost.sharing.models import Bounce, Stakeholder
from milepost.workspaces.models import Member
from tests.alerting.world import World, a_plan, a_world, only, person, role, step

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 8)


def at(late: int) -> datetime:
    """Noon, so many days after the date of the steps."""
    return datetime(2026, 12, 8, 12, tzinfo=UTC) + timedelta(days=late)


def a_step(buyer: Any, seller: Any, **fields: Any) -> Plan:
    return replace(
        only(a_plan()), milestones=(step(1, "Security review", DAY, buyer, seller, **fields),)
    )


def told(world: World, late: int) -> dict[str, list[str]]:
    """Who is told what by a sweep on that day: by key, the kind and why."""
    world.touch(at(late))
    watch.sweep(at(late))
    names = {member: key for key, member in world.members.items()}
    found = {}
    for message in Message.objects.exclude(kind="stalled_14_days"):
        who = names.get(message.member_id, message.person)
        assert who not in found, "nobody is told twice of one step"
        found[who] = [message.kind, *(each["why"] for each in message.facts["because"])]
    return found


def kill(world: World, *keys: str) -> None:
    Member.objects.filter(pk__in=[world.members[key] for key in keys]).update(is_active=False)


def test_a_step_due_soon_is_told_to_its_owners() -> None:
    world = a_world(a_step(person("noor"), person("dana")))
    assert told(world, -3) == {
        "noor": ["due_in_3_days", "owner"],
        "dana": ["due_in_3_days", "owner"],
    }


def test_an_internal_one_stays_inside() -> None:
    world = a_world(a_step(None, person("dana"), visibility="internal"))
    assert told(world, -2) == {"dana": ["due_in_3_days", "owner"]}
    Message.objects.all().delete()
    assert told(world, 1) == {"sam": ["overdue_1_day", "ae"]}


def test_a_role_asks_the_ae_for_a_name() -> None:
    world = a_world(a_step(role("IT Director"), person("dana")))
    assert told(world, 0) == {
        "dana": ["due_in_3_days", "owner"],
        "sam": ["name_wanted", "name_wanted"],
    }
    asked = Message.objects.get(kind="name_wanted").facts["because"]
    assert asked == [{"why": "name_wanted", "side": "buyer", "role": "IT Director"}]


def test_a_coordinator_is_asked_for_the_name_in_the_ae_s_place() -> None:
    step = a_step(role("IT Director"), person("sam"))
    world = a_world(replace(step, coordinator="dana"))
    assert told(world, 0) == {
        "sam": ["due_in_3_days", "owner"],
        "dana": ["name_wanted", "name_wanted"],
    }
    Message.objects.all().delete()
    gone = a_world(replace(step, coordinator="dana"))
    kill(gone, "dana")
    assert told(gone, 0) == {"sam": ["due_in_3_days", "name_wanted", "owner"]}


def test_an_ae_who_owns_the_step_is_asked_in_the_same_message() -> None:
    world = a_world(a_step(role("IT Director"), person("sam")))
    assert told(world, 0) == {"sam": ["due_in_3_days", "name_wanted", "owner"]}


@pytest.mark.parametrize(
    ("trouble", "how"),
    [
        ({"ended_at": at(-9)}, "ended"),
        ({"invited_at": None}, "not_invited"),
        ({"address": ""}, "no_address"),
        ({}, "bounces"),
    ],
)
def test_of_an_owner_who_cannot_be_reached_the_ae_is_told(
    trouble: dict[str, Any], how: str
) -> None:
    world = a_world(a_step(person("noor"), person("dana")))
    if trouble:
        Stakeholder.objects.filter(person="noor").update(**trouble)
    else:
        Bounce.objects.create(
            workspace_id=world.workspace_id, address="noor@halden.example", reason="gone"
        )
    assert told(world, -1)["sam"] == ["due_in_3_days", "unreachable"]
    told_of = Message.objects.get(kind="due_in_3_days", member_id=world.members["sam"])
    (because,) = told_of.facts["because"]
    assert because == {"why": "unreachable", "person": "noor", "how": how}


def test_of_a_colleague_who_left_too() -> None:
    world = a_world(a_step(person("noor"), person("dana")))
    kill(world, "dana")
    assert told(world, -1)["sam"] == ["due_in_3_days", "unreachable"]


def test_a_day_late_the_ae_and_the_champion_are_told() -> None:
    world = a_world(a_step(person("noor"), person("dana")))
    assert told(world, 2) == {"sam": ["overdue_1_day", "ae"], "maja": ["overdue_1_day", "champion"]}


def test_without_a_champion_the_ae_is_told_that() -> None:
    plan = a_step(person("noor"), person("dana"))
    people = tuple(p for p in plan.people if p.key != "maja")
    world = a_world(replace(plan, people=people))
    assert told(world, 1) == {"sam": ["overdue_1_day", "ae", "no_champion"]}


@pytest.mark.parametrize(("late", "kind"), [(3, "overdue_3_days"), (7, "overdue_7_days")])
def test_an_escalation_goes_to_the_aes_manager_with_the_ae_copied(late: int, kind: str) -> None:
    world = a_world(a_step(person("noor"), person("dana")))
    assert told(world, late) == {"rita": [kind, "manager"], "sam": [kind, "copy"]}
    copy = Message.objects.get(kind=kind, member_id=world.members["sam"]).facts["because"][0]
    assert copy == {"why": "copy", "to": ["Rita Osei"]}


def test_without_a_manager_of_their_own_to_every_manager_then_to_the_admins() -> None:
    world = a_world(a_step(person("noor"), person("dana")))
    Member.objects.update(manager=None)
    assert told(world, 3) == {
        "rita": ["overdue_3_days", "every_manager"],
        "sam": ["overdue_3_days", "copy"],
    }
    Message.objects.all().delete()
    kill(world, "rita")
    assert told(world, 7) == {"ada": ["overdue_7_days", "admin"], "sam": ["overdue_7_days", "copy"]}


def test_an_ae_who_is_the_only_manager_and_admin_still_gets_it() -> None:
    world = a_world(a_step(person("noor"), person("dana")))
    kill(world, "rita", "ada", "lena", "dana")
    Member.objects.filter(pk=world.members["sam"]).update(role="manager")
    assert told(world, 3) == {"sam": ["overdue_3_days", "copy"]}


def test_a_plan_whose_ae_has_left_is_their_managers() -> None:
    world = a_world(a_step(person("noor"), person("dana")))
    kill(world, "sam")
    assert told(world, 1)["rita"] == ["overdue_1_day", "ae"]
    assert "sam" not in told(world, 1)


def stall_told(world: World) -> dict[str, list[str]]:
    world.touch(at(0))
    watch.sweep(at(0))
    names = {member: key for key, member in world.members.items()}
    return {
        names[m.member_id]: [each["why"] for each in m.facts["because"]]
        for m in Message.objects.filter(kind="stalled_14_days")
    }


def test_a_plan_that_stalls_is_told_to_leadership_with_the_ae_copied() -> None:
    assert stall_told(a_world()) == {"lena": ["leadership"], "sam": ["copy"]}


def test_and_without_leadership_to_the_admins() -> None:
    world = a_world()
    kill(world, "lena")
    assert stall_told(world) == {"ada": ["admin"], "sam": ["copy"]}


def test_no_rule_of_the_seller_is_ever_written_down_for_a_buyer() -> None:
    world = a_world()
    for day in range(25):
        watch.sweep(datetime(2026, 11, 30, 6, tzinfo=UTC) + timedelta(days=day))
    kinds = set(Message.objects.filter(side="buyer").values_list("kind", flat=True))
    assert kinds == {"due_in_3_days", "overdue_1_day"}
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from messaging_message n join plans_milestone m"
            " on m.plan_id = n.plan_id and m.key = n.milestone"
            " where n.side = 'buyer' and m.visibility = 'internal'"
        )
        assert cursor.fetchone() == (0,)
    assert world.alerts()
