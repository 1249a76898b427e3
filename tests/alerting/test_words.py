"""How the rules are said: what to whom, while it holds, and no word of sellers to a buyer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from milepost.alerting import words
from milepost.domain.plan import Plan
from milepost.messaging import saying
from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Told, Words
from milepost.messaging.readers import Who, addressee
from milepost.plans import commands
from milepost.platform.scope import seller_scope
from tests.alerting.world import World, a_plan, a_world, only, person, role, step
from tests.walls.test_buyers_walk import SALES

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 8)
NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)


def one_step(buyer: Any = None, seller: Any = None, **fields: Any) -> Plan:
    milestone = step(
        1,
        "Security review",
        DAY,
        buyer or person("noor"),
        seller or person("dana"),
        done_means="Report accepted by both sides",
        **fields,
    )
    following = step(2, "Legal review", DAY + timedelta(30), person("ines"), person("dana"))
    return replace(only(a_plan()), milestones=(milestone, following))


def say(
    world: World,
    kind: str,
    who: str,
    *because: Mapping[str, Any],
    late: int = 0,
    about: date = DAY,
) -> Words | None:
    """What this person reads on that day."""
    now = NOON + timedelta(days=late)
    member = world.members.get(who)
    side = "buyer" if member is None else "seller"
    told = Told(1, world.workspace_id, world.plan_id, kind, "k", "m1", about,
                {"because": list(because)}, now)  # fmt: skip
    with seller_scope(world.workspace_id):
        reader = addressee(Who(world.workspace_id, side, member, world.plan_id, who))  # type: ignore[arg-type]
        assert isinstance(reader, Addressee)
        found: Words | None = getattr(words, kind)(told, reader, At(now, saying._reading()))
    return found


OWNER = {"why": "owner", "person": "noor"}
DANA = {"why": "owner", "person": "dana"}


def all_of(said: Words | None) -> str:
    assert said is not None
    return "\n".join((said.subject, said.line, *said.details, said.link_label))


@pytest.mark.parametrize(
    ("late", "subject"),
    [
        (-3, "“Security review” is due on Tuesday 8 December"),
        (-1, "“Security review” is due tomorrow"),
        (0, "“Security review” is due today"),
        (2, "“Security review” was planned for Tuesday 8 December"),
    ],
)
def test_a_buyer_reads_what_is_theirs_by_when_and_what_done_means(late: int, subject: str) -> None:
    said = say(a_world(one_step()), "due", "noor", OWNER, late=late)
    assert said is not None
    assert said.subject == subject
    text = all_of(said)
    assert "Done means: Report accepted by both sides" in text
    assert "Waits for it: “Legal review”" in text
    assert said.link == "#step-m1"
    assert [action.name for action in said.actions] == ["done", "snooze"]
    assert said.day is not None
    assert said.day.day == DAY


@pytest.mark.parametrize("kind", ["due", "overdue"])
@pytest.mark.parametrize("who", ["noor", "maja"])
def test_a_buyer_reads_no_sellers_word_and_no_blame(kind: str, who: str) -> None:
    plan = one_step(buyer=person(who))
    said = say(a_world(plan), kind, who, {"why": "owner", "person": who}, late=1)
    text = all_of(said)
    assert SALES.search(text) is None, text
    assert not any(word in text.lower() for word in ("overdue", "late", "fail", "miss", "manager"))


def test_a_champion_who_cannot_say_done_is_not_asked_to() -> None:
    plan = one_step()
    plan = replace(plan, milestones=(step(1, "Proposal", DAY, None, person("sam")),))
    said = say(a_world(plan), "overdue", "maja", {"why": "champion", "person": "maja"}, late=1)
    assert said is not None
    assert [action.name for action in said.actions] == ["snooze"]
    assert "click" not in all_of(said)
    assert "It is with: Sam Whitfield" in all_of(said)


def test_the_ae_reads_who_was_not_reached_and_why() -> None:
    world = a_world(one_step(buyer=person("anders")))
    because = {"why": "unreachable", "person": "anders", "how": "not_invited"}
    text = all_of(say(world, "due", "sam", because, late=-2))
    assert "Anders Holm owns it, but has not been invited to the plan yet." in text


def test_a_name_is_asked_for_where_one_can_be_given() -> None:
    world = a_world(one_step(buyer=role("IT Director")))
    because = {"why": "name_wanted", "side": "buyer", "role": "IT Director"}
    said = say(world, "name_wanted", "sam", because, late=-2)
    assert said is not None
    assert said.subject == "Who takes “Security review” at Halden Logistics?"
    assert said.link.endswith("/edit/milestones.m1.owners/")
    world.change("m1", **{"owners.buyer": {"person": "noor"}})
    assert say(world, "name_wanted", "sam", because, late=-2) is None


def test_a_blocked_step_says_why_it_is() -> None:
    plan = one_step(status="blocked", reason="No test users", blocked_on=date(2026, 12, 1))
    text = all_of(say(a_world(plan), "escalation", "rita", {"why": "manager"}, late=3))
    assert "Blocked: No test users" in text
    assert "“Security review” is 3 days overdue" in text


def test_the_call_is_with_the_sponsor_then_the_economic_buyer_then_the_champion() -> None:
    plan = one_step()
    text = all_of(say(a_world(plan), "call", "rita", {"why": "manager"}, late=7))
    assert "A call with Anders Holm at Halden Logistics is proposed" in text
    without = replace(plan, people=tuple(p for p in plan.people if p.key != "anders"))
    said = say(a_world(without), "call", "rita", {"why": "manager"}, late=7)
    assert "A call with Maja Lindqvist" in all_of(said)
    assert said is not None
    assert said.link.endswith("/calls/m1/")


def test_about_an_internal_step_nobody_outside_is_called() -> None:
    plan = one_step()
    inside = step(1, "Discount", DAY, None, person("dana"), visibility="internal")
    said = say(
        a_world(replace(plan, milestones=(inside,))), "call", "rita", {"why": "manager"}, late=7
    )
    assert said is not None
    assert said.subject == "Escalation: “Discount” is 7 days overdue"
    assert "call" not in all_of(said)


@pytest.mark.parametrize("kind", ["due", "overdue", "escalation", "call"])
def test_nothing_is_said_of_what_is_done_moved_or_over(kind: str) -> None:
    def said() -> Words | None:
        return say(world, kind, "dana", DANA, late=1)

    world = a_world(one_step())
    assert said() is not None
    assert say(world, kind, "dana", DANA, about=date(2026, 12, 7)) is None
    with seller_scope(world.workspace_id, world.members["sam"]):
        commands.archive(world.actor, world.plan_id)
    assert said() is None
    with seller_scope(world.workspace_id, world.members["sam"]):
        commands.restore(world.actor, world.plan_id)
        commands.set_status(world.actor, world.plan_id, "m1", "complete", today=DAY, seen=99)
    assert said() is None
    with seller_scope(world.workspace_id, world.members["sam"]):
        commands.set_status(world.actor, world.plan_id, "m1", "in_progress", today=DAY, seen=99)
        commands.set_life(world.actor, world.plan_id, "lost", DAY)
    assert said() is None


def test_a_step_that_became_internal_is_said_to_no_buyer() -> None:
    world = a_world(one_step())
    world.change("m1", visibility="internal")
    assert say(world, "due", "noor", OWNER) is None
    assert say(world, "overdue", "maja", {"why": "champion", "person": "maja"}, late=1) is None


def test_a_stall_that_ended_is_not_said() -> None:
    world = a_world()
    since = date(2026, 11, 24)
    leader = {"why": "leadership", "ae": "Sam Whitfield"}
    text = all_of(say(world, "stalled", "lena", leader, about=since))
    assert "Strategic review: Halden Logistics has not moved for 14 days" in text
    assert "The plan is kept by Sam Whitfield." in text
    with seller_scope(world.workspace_id, world.members["sam"]):
        commands.set_status(world.actor, world.plan_id, "m3", "in_progress", today=DAY, seen=99)
    assert say(world, "stalled", "lena", leader, about=since) is None
