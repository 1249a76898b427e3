"""A buyer reads their copy of a plan and no more, in one statement (product.md section 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from milepost.domain.edits import normal
from milepost.domain.errors import NotFound
from milepost.domain.plan import Plan
from milepost.domain.sides import buyer_copy
from milepost.plans import commands
from milepost.plans.buyer_queries import buyer_history, buyer_plan
from milepost.sharing.visits import visiting
from tests.domain import strategies
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.sharing.visitors import a_link
from tests.walls.test_buyers_side import a_mixed_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


@contextmanager
def at_the_page(seller: Seller, plan_id: int, person: str = "maja") -> Iterator[None]:
    _, token = a_link(seller.workspace_id, plan_id, person)
    with visiting(token, ""):
        yield


@contextmanager
def under_the_role(seller: Seller, plan_id: int) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('role', 'milepost_buyer', true),"
            " set_config('milepost.workspace', %s, true), set_config('milepost.plan', %s, true)",
            [str(seller.workspace_id), str(plan_id)],
        )
        yield
        cursor.execute("select set_config('role', 'milepost_owner', true)")


def test_what_a_buyer_reads_is_their_copy(seller: Seller) -> None:
    plan = a_mixed_plan()
    plan_id = seller.keeps(plan)
    with at_the_page(seller, plan_id):
        assert buyer_plan(plan_id).plan == normal(buyer_copy(plan))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=strategies.plans(lives=("shared", "agreed", "won", "lost", "abandoned")))
def test_of_any_plan_a_buyer_reads_their_copy(seller: Seller, plan: Plan) -> None:
    shown = replace(plan, shared_on=plan.shared_on or plan.created)
    plan_id = seller.keeps(shown)
    with under_the_role(seller, plan_id):
        read = buyer_plan(plan_id)
    assert read.plan == normal(buyer_copy(seller.reads(plan_id).plan))
    assert read.is_over == (plan.life in ("won", "lost", "abandoned"))


def test_who_finished_a_step_is_told_where_a_buyer_may_know_them(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan(2))
    with seller.at_work():
        changed = commands.set_status(seller.actor, plan_id, "m1", "complete", today=TODAY, seen=1)
    with at_the_page(seller, plan_id):
        read = buyer_plan(plan_id)
    assert read.plan == normal(buyer_copy(changed.plan))
    assert read.plan.milestones[0].completed_by == "sam"
    assert (read.shared_revision, read.terms_revision) == (2, 1)


def test_a_draft_is_not_there(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan(2, life="draft", shared_on=None))
    with at_the_page(seller, plan_id), pytest.raises(NotFound):
        buyer_plan(plan_id)


def test_history_tells_shared_fields_newest_first(seller: Seller) -> None:
    plan_id = seller.keeps(a_mixed_plan())
    with seller.at_work():
        for fields in (
            {"milestones.m1.title": "Discovery"},
            {"milestones.i1.title": "A secret of ours"},
            {"milestones.m1.target": (TODAY + timedelta(30)).isoformat()},
        ):
            commands.change_fields(seller.actor, plan_id, fields, seen=10_000, today=TODAY)
    with at_the_page(seller, plan_id):
        lines = buyer_history(plan_id)
    assert [(line.number, line.changes[0].path) for line in lines] == [
        (4, "milestones.m1.target"),
        (2, "milestones.m1.title"),
    ]
    assert (lines[0].by, lines[0].side, lines[0].person) == ("Sam Whitfield", "seller", None)


@pytest.mark.parametrize("read", [buyer_plan, buyer_history])
def test_each_is_one_statement(seller: Seller, read: Callable[[int], Any]) -> None:
    plan_id = seller.keeps(a_plan(20))
    with at_the_page(seller, plan_id), CaptureQueriesContext(connection) as captured:
        read(plan_id)
    assert len(captured) == 1
