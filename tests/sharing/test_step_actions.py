"""What buyers do with steps and tasks, and what is refused to them in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from milepost.domain.errors import MilepostError
from milepost.domain.plan import Milestone, Owner, Owners, Person, Plan, Task
from milepost.messaging.models import Outbox
from milepost.plans import commands
from milepost.plans.changing import Actor
from milepost.sharing.acting import KINDS, Deed, Outcome, _function
from milepost.sharing.models import Link, Stakeholder
from tests.plans.plans import MAJA, SAM, TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db

TOMASZ = Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it")
PAULA = Person(key="paula", name="Paula Grant", side="seller", role="partner")


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def the_plan(**fields: Any) -> Plan:
    """m1 both, m2 the seller's alone, m3 the buyer's Legal, i4 internal, m5 the partner's."""
    plan = a_plan(5)
    rows = list(plan.milestones)
    sam = Owner(person="sam")
    rows[1] = replace(rows[1], owners=Owners(seller=sam), tasks=())
    rows[2] = replace(
        rows[2],
        owners=Owners(buyer=Owner(role="Legal"), seller=sam),
        tasks=(
            Task(key="t3", title="Read the draft", owner=Owner(role="Legal")),
            Task(key="a3", title="Approve", kind="approval", owner=Owner(person="maja")),
            Task(key="s3", title="Send it", owner=sam),
        ),
    )
    rows[3] = replace(rows[3], visibility="internal", title="Discount")
    rows[4] = replace(rows[4], owners=Owners(seller=Owner(person="paula")))
    usual: dict[str, Any] = {"milestones": tuple(rows), "people": (MAJA, TOMASZ, SAM, PAULA)}
    return replace(plan, **(usual | fields))


def act(seller: Seller, plan_id: int, kind: str, who: str = "maja", **content: Any) -> Outcome:
    """What comes of an action; what is refused is in the outcome, as on the page."""
    plan = seller.reads(plan_id).plan
    person = plan.person(who)
    name = person.name if person else who
    sent = {"seen": seller.reads(plan_id).marks.shared_revision, **content}
    deed = Deed(seller.workspace_id, plan_id, who, Actor(None, name, who), kind, sent, TODAY)
    try:
        with seller.at_work():
            return _function(kind)(deed)
    except MilepostError as error:
        return Outcome(refused=error.message)


def step(seller: Seller, plan_id: int, key: str) -> Milestone:
    found = seller.reads(plan_id).plan.milestone(key)
    assert found
    return found


def test_a_step_of_the_buyers_is_done_and_counts_as_confirmed(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    outcome = act(seller, plan_id, "done", milestone="m1")
    assert (outcome.revision, outcome.data["undo"]) == (2, True)
    made = step(seller, plan_id, "m1")
    assert (made.status, made.completed_on, made.completed_by) == ("complete", TODAY, "maja")
    assert act(seller, plan_id, "done", milestone="m1").revision is None


def test_a_step_begins_is_in_the_way_and_goes_on(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    act(seller, plan_id, "in_progress", milestone="m1")
    assert step(seller, plan_id, "m1").started_on == TODAY
    assert "in the way" in act(seller, plan_id, "blocked", milestone="m1", reason=" ").refused
    act(seller, plan_id, "blocked", milestone="m1", reason="No test users")
    made = step(seller, plan_id, "m1")
    assert (made.status, made.reason, made.blocked_on) == ("blocked", "No test users", TODAY)
    act(seller, plan_id, "reopen", milestone="m1")
    made = step(seller, plan_id, "m1")
    assert (made.status, made.reason, made.unblocked_on) == ("in_progress", None, TODAY)


@pytest.mark.parametrize("kind", ["done", "in_progress", "blocked", "reopen"])
@pytest.mark.parametrize(("key", "who"), [("m2", "maja"), ("m3", "paula")])
def test_what_is_not_theirs_is_refused(seller: Seller, kind: str, key: str, who: str) -> None:
    plan_id = seller.keeps(the_plan())
    outcome = act(seller, plan_id, kind, who, milestone=key, reason="So")
    assert "not yours" in outcome.refused
    assert seller.reads(plan_id).revision == 1


def test_a_partner_finishes_what_they_own(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    assert act(seller, plan_id, "done", "paula", milestone="m5").revision == 2


@pytest.mark.parametrize("kind", ["done", "in_progress", "blocked", "reopen", "confirm"])
def test_an_internal_step_is_as_if_it_were_not_there(seller: Seller, kind: str) -> None:
    plan_id = seller.keeps(the_plan())
    hidden = act(seller, plan_id, kind, milestone="m4", reason="So")
    assert hidden == act(seller, plan_id, kind, milestone="nothing", reason="So")
    assert "Discount" not in hidden.refused


def test_anything_shared_that_the_seller_ticked_can_be_confirmed(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    assert "open" in act(seller, plan_id, "confirm", milestone="m2").refused
    with seller.at_work():
        commands.set_status(seller.actor, plan_id, "m2", "complete", today=TODAY, seen=1)
    assert act(seller, plan_id, "confirm", "tomasz", milestone="m2").revision == 3
    made = step(seller, plan_id, "m2")
    assert (made.confirmed_on, made.confirmed_by) == (TODAY, "tomasz")
    assert act(seller, plan_id, "confirm", milestone="m2").revision is None


def test_done_on_what_the_seller_ticked_confirms_it(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    with seller.at_work():
        commands.set_status(seller.actor, plan_id, "m1", "complete", today=TODAY, seen=1)
    act(seller, plan_id, "done", milestone="m1")
    made = step(seller, plan_id, "m1")
    assert (made.completed_by, made.confirmed_by) == ("sam", "maja")


def test_tasks_are_ticked_by_the_buyers_side_and_opened_again(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    assert act(seller, plan_id, "task_done", milestone="m3", task="t3").revision == 2
    assert step(seller, plan_id, "m3").tasks[0].done_on == TODAY
    act(seller, plan_id, "task_reopen", milestone="m3", task="t3")
    assert step(seller, plan_id, "m3").tasks[0].done_on is None
    assert "not yours" in act(seller, plan_id, "task_done", milestone="m3", task="s3").refused


def test_an_approval_is_answered_by_whom_it_asks(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    asks = {"milestone": "m3", "task": "a3"}
    assert act(seller, plan_id, "answer_approval", "tomasz", answer="yes", **asks).refused
    assert "speaks against" in act(seller, plan_id, "answer_approval", answer="no", **asks).refused
    act(seller, plan_id, "answer_approval", answer="no", reason="Too early", **asks)
    task = step(seller, plan_id, "m3").tasks[1]
    assert (task.answer, task.answer_reason, task.done_on) == ("no", "Too early", TODAY)
    assert act(seller, plan_id, "answer_approval", answer="perhaps", **asks).refused


def test_a_step_goes_to_a_colleague_on_the_plan(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    outcome = act(seller, plan_id, "hand_over", milestone="m1", to="tomasz")
    assert (outcome.data["to"], outcome.data["undo"]) == ("Tomasz Zieliński", True)
    owners = step(seller, plan_id, "m1").owners
    assert owners == Owners(buyer=Owner(person="tomasz"), seller=Owner(person="sam"))
    assert act(seller, plan_id, "hand_over", milestone="m1", to="sam").refused
    assert act(seller, plan_id, "hand_over", milestone="m1", to="nobody").refused
    act(seller, plan_id, "hand_over", milestone="m1", task="t1", to="tomasz")
    assert step(seller, plan_id, "m1").tasks[0].owner == Owner(person="tomasz")


def test_a_role_becomes_a_new_colleague_who_is_mailed_a_link(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    outcome = act(
        seller,
        plan_id,
        "hand_over",
        role_name="Legal",
        to="new",
        name="Lena Ek",
        email="Lena@Halden.example",
        role="legal",
    )
    assert outcome.refused == ""
    assert (outcome.data["to"], outcome.data["mailed"], outcome.data["undo"]) == (
        "Lena Ek",
        True,
        False,
    )
    plan = seller.reads(plan_id).plan
    lena = plan.people[-1]
    assert (lena.name, lena.side, lena.role, lena.email) == (
        "Lena Ek",
        "buyer",
        "legal",
        "lena@halden.example",
    )
    made = plan.milestone("m3")
    assert made and made.owners and made.owners.buyer == Owner(person=lena.key)
    assert made.tasks[0].owner == Owner(person=lena.key)
    kept = Stakeholder.objects.get(plan_id=plan_id, person=lena.key)
    assert (kept.joined_by, kept.address) == ("colleague", "lena@halden.example")
    assert Link.objects.filter(plan_id=plan_id, person=lena.key).count() == 1
    assert Outbox.objects.filter(payload__icontains="lena@halden.example").exists()


def test_an_address_that_is_on_the_plan_already_joins_nobody_twice(seller: Seller) -> None:
    known = replace(TOMASZ, email="tomasz@halden.example")
    plan_id = seller.keeps(the_plan(people=(MAJA, known, SAM, PAULA)))
    form = {"name": "T. Zielinski", "email": "TOMASZ@halden.example"}
    act(seller, plan_id, "hand_over", milestone="m1", to="new", **form)
    owners = step(seller, plan_id, "m1").owners
    assert owners and owners.buyer == Owner(person="tomasz")
    assert "already" in act(seller, plan_id, "add_colleague", **form).refused
    assert len(seller.reads(plan_id).plan.people) == 4


@pytest.mark.parametrize(
    "form", [{"name": "", "email": "a@b.example"}, {"name": "Lena", "email": "lena"}, {"name": "L"}]
)
def test_a_colleague_needs_a_name_and_an_address(seller: Seller, form: dict[str, str]) -> None:
    plan_id = seller.keeps(the_plan())
    assert act(seller, plan_id, "add_colleague", **form).refused
    assert seller.reads(plan_id).revision == 1


def test_two_who_set_one_field_get_both_values(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    with seller.at_work():
        commands.set_status(
            seller.actor, plan_id, "m1", "blocked", reason="Budget", today=TODAY, seen=1
        )
    outcome = act(seller, plan_id, "done", milestone="m1", seen=1)
    assert outcome.refused
    both = outcome.data["conflicts"][0]
    assert (both["field"], both["yours"], both["theirs"]) == ("status", "complete", "blocked")
    assert act(seller, plan_id, "done", milestone="m1", seen=outcome.data["seen"]).revision == 3


def test_what_somebody_did_they_take_back(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    before = seller.reads(plan_id).plan
    act(seller, plan_id, "done", milestone="m1")
    act(seller, plan_id, "task_done", milestone="m3", task="t3")
    assert act(seller, plan_id, "undo", "tomasz", revision=2).refused
    assert act(seller, plan_id, "undo", revision=2).revision == 4
    assert step(seller, plan_id, "m1") == before.milestone("m1")
    assert step(seller, plan_id, "m3").tasks[0].done_on == TODAY
    assert act(seller, plan_id, "undo", revision=2).refused
    assert act(seller, plan_id, "undo", revision=1).refused
    assert act(seller, plan_id, "undo", revision=99).refused


def test_what_was_touched_since_is_not_taken_back(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    act(seller, plan_id, "done", milestone="m1")
    with seller.at_work():
        commands.set_status(seller.actor, plan_id, "m1", "in_progress", today=TODAY, seen=2)
    outcome = act(seller, plan_id, "undo", revision=2)
    assert "changed this since" in outcome.refused
    assert seller.reads(plan_id).revision == 3


def test_the_last_step_ends_the_plan_and_undo_opens_it_again(seller: Seller) -> None:
    plan = a_plan(2)
    signed, last = plan.milestones
    signed = replace(signed, kind="signature", status="complete", completed_on=TODAY)
    last = replace(last, kind="go_live")
    plan_id = seller.keeps(replace(plan, life="agreed", milestones=(signed, last)))
    act(seller, plan_id, "done", milestone="m2")
    assert seller.reads(plan_id).plan.life == "won"
    assert act(seller, plan_id, "undo", revision=2).revision == 3
    assert seller.reads(plan_id).plan.life == "agreed"


@pytest.mark.parametrize("life", ["won", "lost", "abandoned"])
@pytest.mark.parametrize("kind", sorted(k for k, v in KINDS.items() if "sharing.step" in v))
def test_nothing_changes_in_a_plan_that_is_over(seller: Seller, life: str, kind: str) -> None:
    plan_id = seller.keeps(the_plan(life=life))
    outcome = act(
        seller, plan_id, kind, milestone="m1", task="t1", reason="So", answer="yes", revision=1
    )
    assert outcome.refused
    for word in ("won", "lost", "abandoned", "archive", "restore"):
        assert word not in outcome.refused.split()


def test_nothing_changes_in_a_plan_that_was_put_away(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    with seller.at_work():
        commands.archive(seller.actor, plan_id)
    assert "finished" in act(seller, plan_id, "done", milestone="m1").refused
