"""What the buyer's role reads: the shared side of one plan (product.md section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.domain.plan import Baseline, Milestone, Owner, Owners, Person, Plan, Task, Value
from milepost.domain.sides import buyer_copy
from milepost.plans import commands
from milepost.platform.scope import seller_scope
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.walls import catalogue

pytestmark = pytest.mark.django_db
DANA = Person(key="dana", name="Dana Kim", side="seller", role="legal")


@contextmanager
def as_buyer(workspace_id: int, plan_id: int) -> Iterator[Any]:
    """A cursor under the buyer's role, with the settings that their session will make."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('role', 'milepost_buyer', true),"
            " set_config('milepost.workspace', %s, true), set_config('milepost.plan', %s, true)",
            [str(workspace_id), str(plan_id)],
        )
        yield cursor
        cursor.execute("select set_config('role', 'milepost_owner', true)")


def a_mixed_plan(**fields: Any) -> Plan:
    """m1 shared, i1 internal between m1 and m2, people who own this or that."""
    plan = a_plan(2)
    first, second = plan.milestones
    hidden = Milestone(
        key="i1",
        title="Discount approval",
        kind="other",
        target=first.target,
        status="pending",
        visibility="internal",
        owners=Owners(seller=Owner(person="rita")),
        after=("m1",),
        tasks=(Task(key="ti", title="Ask the board"),),
    )
    secret = Task(key="t9", title="Check their credit", visibility="internal")
    first = replace(first, tasks=(*first.tasks, secret), notes="Champion is nervous")
    second = replace(second, after=("i1",))
    usual: dict[str, Any] = {
        "milestones": (first, hidden, second),
        "people": (*plan.people, DANA),
        "value": Value(amount=Decimal("86000.00"), currency="EUR"),
        "notes": "Discount up to 10 %",
        "baselines": (Baseline(on=TODAY, targets={"m1": TODAY, "i1": TODAY, "gone": TODAY}),),
    }
    return replace(plan, **(usual | fields))


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def column(cursor: Any, statement: str) -> list[Any]:
    cursor.execute(statement)
    return [row[0] for row in cursor.fetchall()]


def test_a_buyer_reads_exactly_what_the_buyers_copy_holds(seller: Seller) -> None:
    plan = a_mixed_plan()
    copy = buyer_copy(plan)
    other = seller.keeps(a_mixed_plan())
    with as_buyer(seller.workspace_id, seller.keeps(plan)) as cursor:
        assert column(cursor, "select buyer_life from plans_plan") == [copy.life]
        keys = column(cursor, "select key from plans_milestone order by position")
        assert keys == [m.key for m in copy.milestones] == ["m1", "m2"]
        after = column(cursor, "select buyer_after from plans_milestone order by position")
        assert after == [list(m.after) for m in copy.milestones] == [[], ["m1"]]
        tasks = column(cursor, "select key from plans_task order by key")
        assert tasks == sorted(t.key for m in copy.milestones for t in m.tasks) == ["t1", "t2"]
        people = column(cursor, "select key from plans_person order by position")
        assert people == [p.key for p in copy.people] == ["maja", "sam"]
        targets = column(cursor, "select milestone from plans_baselinetarget")
        assert targets == list(copy.baselines[0].targets) == ["m1"]
        assert column(cursor, "select amount from plans_planvalue") == []
        assert column(cursor, "select id from plans_plan") != [other]


def test_the_value_is_read_only_where_the_seller_chose_so(seller: Seller) -> None:
    shown = Value(amount=Decimal("86000.00"), currency="EUR", buyer_sees=True)
    plan_id = seller.keeps(a_mixed_plan(value=shown))
    with as_buyer(seller.workspace_id, plan_id) as cursor:
        assert column(cursor, "select amount from plans_planvalue") == [shown.amount]


def test_a_draft_and_what_belongs_to_it_are_not_there(seller: Seller) -> None:
    for life in ("draft", "abandoned"):
        plan_id = seller.keeps(a_mixed_plan(life=life, shared_on=None))
        with as_buyer(seller.workspace_id, plan_id) as cursor:
            for table in set(catalogue.grants("milepost_buyer")) - {catalogue.TENANT}:
                assert column(cursor, f"select count(workspace_id) from {table}") == [0], table


def test_won_and_lost_read_as_how_far_the_two_had_come(seller: Seller) -> None:
    for life, agreed_on, told in (
        ("won", TODAY, "agreed"),
        ("lost", TODAY, "agreed"),
        ("lost", None, "shared"),
    ):
        plan_id = seller.keeps(a_mixed_plan(life=life, agreed_on=agreed_on))
        with as_buyer(seller.workspace_id, plan_id) as cursor:
            assert column(cursor, "select buyer_life from plans_plan") == [told]


def test_every_private_table_and_column_is_refused(seller: Seller) -> None:
    plan_id = seller.keeps(a_mixed_plan())
    readable = catalogue.grants("milepost_buyer")
    private = [table for table in catalogue.tables() if table not in readable]
    withheld = [
        ("plans_plan", "life"),
        ("plans_plan", "deal_id"),
        ("plans_plan", "archived_at"),
        ("plans_plan", "revision"),
        ("plans_plan", "changed_at"),
        ("plans_plan", "pulse"),
        ("plans_person", "member_id"),
        ("plans_milestone", "completed_by"),
    ]
    statements = [
        *(f"select 1 from {table}" for table in private),
        *(f"select {name} from {table}" for table, name in withheld),
        *(f"update {t} set {catalogue.key_column(t)} = 1" for t in readable),
        *(f"delete from {table}" for table in readable),
    ]
    assert len(private) > 15
    for statement in statements:
        with (
            as_buyer(seller.workspace_id, plan_id) as cursor,
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(statement)


def test_a_buyer_of_another_workspace_or_of_no_plan_reads_nothing(seller: Seller) -> None:
    plan_id = seller.keeps(a_mixed_plan())
    with as_buyer(seller.workspace_id + 1, plan_id) as cursor:
        assert column(cursor, "select id from plans_plan") == []
        assert column(cursor, "select key from plans_milestone") == []
    with as_buyer(seller.workspace_id, 0) as cursor:
        assert column(cursor, "select key from plans_milestone") == []


def test_who_is_seen_follows_every_change(seller: Seller) -> None:
    plan_id = seller.keeps(a_mixed_plan())

    def seen() -> tuple[list[str], list[list[str]]]:
        with as_buyer(seller.workspace_id, plan_id) as cursor:
            people = column(cursor, "select key from plans_person order by position")
            after = column(cursor, "select buyer_after from plans_milestone order by position")
        return people, after

    changes: list[dict[str, Any]] = [
        {"milestones.m2.owners.seller": {"person": "rita"}},
        {"milestones.i1.visibility": "shared"},
        {"milestones.m1.tasks.t1.owner": {"person": "dana"}},
        {"milestones.i1.visibility": "internal", "coordinator": "dana"},
        {"milestones.m2.after": []},
        {"coordinator": None, "milestones.m1.tasks.t1.visibility": "internal"},
    ]
    for fields in changes:
        with seller_scope(seller.workspace_id, seller.member_id):
            seen_number = 10_000
            changed = commands.change_fields(
                seller.actor, plan_id, fields, seen=seen_number, today=TODAY
            )
        copy = buyer_copy(changed.plan)
        assert seen() == (
            [p.key for p in copy.people],
            [list(m.after) for m in copy.milestones],
        ), fields
    with seller_scope(seller.workspace_id, seller.member_id):
        commands.remove_milestone(seller.actor, plan_id, "i1")
        undone = commands.undo_last(seller.actor, plan_id, seen=8)
    assert seen()[0] == [p.key for p in buyer_copy(undone.plan).people]
