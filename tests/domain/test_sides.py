"""What a buyer's copy holds and what it never does (plan-document.md, "A buyer's copy")."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from milepost.domain.errors import NotAllowed
from milepost.domain.plan import (
    Baseline,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    PolicyChanges,
    Review,
    Risk,
    Task,
    TemplateReference,
    Value,
)
from milepost.domain.sides import buyer_copy
from milepost.domain.validation import problems
from tests.domain.a_plan import ANDERS, MAJA, SAM, TEAM, TODAY, a_plan, ago, step
from tests.domain.strategies import plans

WITH_THE_BUYER = ("shared", "agreed", "won", "lost", "abandoned")


def test_what_is_private_to_the_seller_is_not_in_it() -> None:
    plan = a_plan(
        step(notes="They are slow"),
        deal_type="standard",
        template=TemplateReference(key="standard", version=1),
        policy=PolicyChanges(behind_days=1),
        reviews=(Review(on=ago(1), complete=0, total=1),),
        notes="Their CFO is sceptical",
        risks=(Risk(title="Budget freeze"),),
        baselines=(Baseline(on=ago(1), targets={"m1": TODAY}, reason="They slipped"),),
    )
    copy = buyer_copy(plan)
    assert (copy.deal_type, copy.template, copy.policy, copy.notes) == (None, None, None, None)
    assert (copy.reviews, copy.risks) == ((), ())
    assert copy.baselines == (Baseline(on=ago(1), targets={"m1": TODAY}),)
    assert copy.milestones[0].notes is None


def test_what_both_sides_share_stays() -> None:
    plan = a_plan(
        step(status="blocked", reason="Waits for the budget", done_means="Signed by both"),
        title="Order tracking",
        opportunity="Order tracking 2027",
        outcome=Outcome(goal="Live in six warehouses"),
        shared_on=ago(3),
        next_review=ago(-3),
        people=(MAJA, SAM),
    )
    assert buyer_copy(plan) == plan


def test_the_value_is_there_only_where_the_ae_chose_so() -> None:
    value = Value(amount=Decimal(86000), currency="EUR")
    assert buyer_copy(a_plan(value=value)).value is None
    shown = replace(value, buyer_sees=True)
    assert buyer_copy(a_plan(value=shown)).value == shown


@pytest.mark.parametrize(
    ("life", "agreed", "seen"),
    [
        ("shared", False, "shared"),
        ("agreed", True, "agreed"),
        ("won", False, "agreed"),
        ("lost", False, "shared"),
        ("lost", True, "agreed"),
        ("abandoned", False, "shared"),
        ("abandoned", True, "agreed"),
    ],
)
def test_no_life_beyond_shared_or_agreed(life: str, agreed: bool, seen: str) -> None:
    plan = a_plan(step(), life=life, agreed_on=ago(1) if agreed else None)
    assert buyer_copy(plan).life == seen


def test_of_a_draft_there_is_none() -> None:
    with pytest.raises(NotAllowed):
        buyer_copy(a_plan(step(), life="draft"))


def test_nothing_internal_is_in_it() -> None:
    tasks = (Task(key="t1", title="Theirs"), Task(key="t2", title="Ours", visibility="internal"))
    plan = a_plan(
        step("m1", tasks=tasks),
        step("i1", visibility="internal", tasks=(Task(key="t3", title="Shared inside"),)),
        baselines=(Baseline(on=ago(1), targets={"m1": TODAY, "i1": TODAY, "gone": TODAY}),),
    )
    copy = buyer_copy(plan)
    assert [milestone.key for milestone in copy.milestones] == ["m1"]
    assert [task.key for task in copy.milestones[0].tasks] == ["t1"]
    assert copy.baselines[0].targets == {"m1": TODAY}


def test_a_dependency_through_internal_milestones_becomes_one_on_their_shared_ones() -> None:
    internal = {"visibility": "internal"}
    plan = a_plan(
        step("m1"),
        step("m2"),
        step("i1", after=("m1",), **internal),
        step("i2", after=("i1", "m2"), **internal),
        step("i3", **internal),
        step("m3", after=("i2", "i3", "m1")),
        step("m4", after=("i3",)),
    )
    copy = buyer_copy(plan)
    assert {m.key: m.after for m in copy.milestones} == {
        "m1": (),
        "m2": (),
        "m3": ("m1", "m2"),
        "m4": (),
    }


def person(key: str, role: str = "solutions_engineer") -> Person:
    return Person(key=key, name=key.title(), side="seller", role=role)  # type: ignore[arg-type]


def test_of_the_sellers_people_only_the_ae_and_who_owns_something_shared() -> None:
    owner, tasker, hidden, private, coordinator = map(person, ("ow", "ta", "hi", "pr", "co"))
    second = person("second", "ae")
    task = Task(key="t1", title="T", owner=Owner(person="ta"))
    inside = Task(key="t2", title="T", owner=Owner(person="pr"), visibility="internal")
    plan = a_plan(
        step("m1", owners=Owners(seller=Owner(person="ow")), tasks=(task, inside)),
        step("i1", owners=Owners(seller=Owner(person="hi")), visibility="internal"),
        people=(*TEAM, owner, tasker, hidden, private, coordinator, second),
        coordinator="co",
        risks=(Risk(title="R", owner=Owner(person="pr")),),
    )
    copy = buyer_copy(plan)
    assert [p.key for p in copy.people] == ["maja", "anders", "sam", "ow", "ta", "co"]
    assert copy.coordinator == "co"


def test_a_partner_on_the_buyers_side_stays_and_one_on_the_sellers_has_to_own_something() -> None:
    buyers = Person(key="pb", name="P", side="buyer", role="partner")
    plan = a_plan(step(), people=(MAJA, SAM, buyers, person("ps", "partner")))
    assert [p.key for p in buyer_copy(plan).people] == ["maja", "sam", "pb"]


def test_the_key_of_a_person_left_out_becomes_null() -> None:
    done = {"status": "complete", "completed_by": "rita", "confirmed_by": "maja"}
    copy = buyer_copy(a_plan(step("m1", **done), step("m2", **{**done, "completed_by": "anders"})))
    assert [(m.completed_by, m.confirmed_by) for m in copy.milestones] == [
        (None, "maja"),
        (ANDERS.key, "maja"),
    ]


@given(plans(lives=WITH_THE_BUYER))
def test_the_copy_is_a_valid_plan_and_a_copy_of_it_is_the_same(plan: Plan) -> None:
    copy = buyer_copy(plan)
    assert problems(copy) == ()
    assert buyer_copy(copy) == copy
    assert all(m.visibility == "shared" for m in copy.milestones)
    assert all(task.visibility == "shared" for m in copy.milestones for task in m.tasks)
