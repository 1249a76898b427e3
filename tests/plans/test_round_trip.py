"""What a document holds is what the database gives back (issue: "document in, without loss")."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from milepost.documents.plan_document import plan_to_json, read_plan
from milepost.domain.edits import normal
from milepost.domain.plan import Plan
from milepost.domain.validation import problems
from milepost.plans import commands
from milepost.plans.queries import plan_record, verify_chain
from tests.domain.test_revisions import whole_plans
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db
# One database transaction holds all examples; each makes plans of its own.
in_database = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def seller() -> Seller:
    return a_seller()


@in_database
@given(plan=whole_plans())
def test_a_document_comes_back_as_it_was(seller: Seller, plan: Plan) -> None:
    if problems(plan):
        return
    kept = seller.reads(seller.keeps(plan)).plan
    assert kept == plan
    # Offsets of times and zeros of amounts too.
    assert json.loads(plan_to_json(kept)) == json.loads(plan_to_json(plan))


@in_database
@given(first=whole_plans(), second=whole_plans())
def test_a_plan_becomes_what_another_document_says_and_can_be_undone(
    seller: Seller, first: Plan, second: Plan
) -> None:
    if problems(first) or problems(second):
        return
    plan_id = seller.keeps(first)
    with seller.at_work():
        changed = commands.replace_document(seller.actor, plan_id, second, seen=1)
        record = plan_record(plan_id)
        assert record is not None
        assert record.plan == second
        if changed.changes:
            commands.undo_last(seller.actor, plan_id, seen=changed.revision, today=TODAY)
            undone = plan_record(plan_id)
            assert undone is not None
            assert undone.plan == first
        assert verify_chain(plan_id) is None


def test_the_example_comes_back_to_the_byte(seller: Seller, shared: Path) -> None:
    plan = read_plan((shared / "examples" / "halden.plan.json").read_bytes())
    kept = seller.reads(seller.keeps(plan)).plan
    assert plan_to_json(kept) == plan_to_json(normal(plan))


def test_odd_texts_and_keys_come_back(seller: Seller) -> None:
    odd = "مرحبا <script>alert('x')</script> 👩‍👩‍👧 e\u0301 " + "x" * 10_000
    plan = a_plan(2)
    first, second = plan.milestones
    plan = replace(
        plan,
        title=odd,
        milestones=(
            replace(first, key="a.b~c", title=odd, notes=odd),
            replace(second, after=("a.b~c",)),
        ),
    )
    assert seller.reads(seller.keeps(plan)).plan == plan
