"""How many statements each read and the commonest writes cost (architecture.md: "one or two")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.plans import commands, queries, template_queries
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db

READS: dict[str, Callable[[Seller, int], Any]] = {
    "plan_record": lambda s, p: queries.plan_record(p),
    "plan_head": lambda s, p: queries.plan_head(p),
    "plan_rows": lambda s, p: queries.plan_rows(search="a", lives=("shared",)),
    "open_plans_of": lambda s, p: queries.open_plans_of(s.member_id),
    "plans_of_deal": lambda s, p: queries.plans_of_deal(1),
    "history": lambda s, p: queries.history(p),
    "plan_at": lambda s, p: queries.plan_at(p, 1),
    "verify_chain": lambda s, p: queries.verify_chain(p),
    "workspace_templates": lambda s, p: template_queries.workspace_templates(),
    "template": lambda s, p: template_queries.template("standard-2"),
    "template_versions": lambda s, p: template_queries.template_versions("standard-2"),
    "step_library": lambda s, p: template_queries.step_library(),
}


def statements(seller: Seller, work: Callable[[], Any]) -> int:
    with seller.at_work(), CaptureQueriesContext(connection) as captured:
        work()
    return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])


@pytest.mark.parametrize("name", READS)
def test_every_read_is_one_statement(name: str) -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan(13))
    assert statements(seller, lambda: READS[name](seller, plan_id)) == 1


def test_one_field_of_a_milestone_is_five_statements() -> None:
    """Lock, load, the row, plan with revision, outbox."""
    seller = a_seller()
    plan_id = seller.keeps(a_plan(13))

    def work() -> None:
        fields = {"milestones.m5.title": "Demo"}
        commands.change_fields(seller.actor, plan_id, fields, seen=1, today=TODAY)

    assert statements(seller, work) == 5


def test_what_follows_a_moved_date_costs_no_statement_more() -> None:
    """As above, one that tells of a later date, and one for its effect on the forecast, however
    many steps follow."""
    seller = a_seller()
    plan_id = seller.keeps(a_plan(20))

    def work() -> None:
        target = a_plan(20).milestones[-1].target
        commands.move_target(seller.actor, plan_id, "m1", target, follow=True, seen=1, today=TODAY)

    assert statements(seller, work) == 7
