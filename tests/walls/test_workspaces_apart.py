"""A member of another workspace finds nothing, whatever they ask and however it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.documents.template_library import builtin_templates
from milepost.domain.errors import NotFound
from milepost.domain.plan import Baseline, Review, Risk, Value
from milepost.plans import commands, queries, template_commands
from milepost.plans.models import Milestone, Plan
from milepost.platform.scope import seller_scope
from milepost.workspaces.models import Workspace
from tests.factories import a_deal
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.walls import catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Seller:
    return a_seller("Sam Whitfield")


@pytest.fixture
def theirs() -> Seller:
    return a_seller("Eve Other")


@pytest.fixture
def plan_id(ours: Seller) -> int:
    """A plan with a row in as many of its tables as one plan can have."""
    plan = a_plan(
        value=Value(amount=Decimal("86000.00"), currency="EUR"),
        baselines=(Baseline(on=TODAY, targets={"m1": TODAY}, reason="Start"),),
        reviews=(Review(on=TODAY, complete=0, total=5),),
        risks=(Risk(title="Budget"),),
    )
    first = replace(plan.milestones[0], notes="Ask twice")
    plan = replace(plan, milestones=(first, *plan.milestones[1:]))
    plan_id = ours.keeps(plan)
    with ours.at_work():
        template = builtin_templates()["simple"]
        template_commands.create_template(ours.actor, template)
        template_commands.save_step(ours.actor, None, template.milestones[0])
    return plan_id


def tables_with_rows() -> list[str]:
    """Tenant tables that hold rows and that sellers may read."""
    granted = catalogue.grants("milepost_seller")
    return [
        table
        for table in catalogue.tenant_tables()
        if "SELECT" in granted.get(table, set())
        and catalogue.rows(f"select exists (select 1 from {table})") == [(True,)]
    ]


@contextmanager
def refused() -> Iterator[None]:
    """The statement is refused, and the transaction goes on after it."""
    with pytest.raises(DatabaseError), transaction.atomic():
        yield


def test_another_workspace_reads_no_row_of_any_table(
    ours: Seller, theirs: Seller, plan_id: int
) -> None:
    tables = tables_with_rows()
    assert len([t for t in tables if t.startswith("plans_")]) >= 16
    with theirs.at_work(), connection.cursor() as cursor:
        for table in tables:
            key = catalogue.key_column(table)
            cursor.execute(f"select count(*) from {table} where {key} = %s", [ours.workspace_id])
            assert cursor.fetchone() == (0,), table
    with ours.at_work(), connection.cursor() as cursor:
        cursor.execute("select count(*) from plans_milestone")
        assert cursor.fetchone() == (5,)


def test_another_workspace_changes_and_deletes_no_row(
    ours: Seller, theirs: Seller, plan_id: int
) -> None:
    granted = catalogue.grants("milepost_seller")
    tables = tables_with_rows()
    with theirs.at_work(), connection.cursor() as cursor:
        for table in tables:
            key = catalogue.key_column(table)
            if "UPDATE" in granted[table]:
                try:
                    with transaction.atomic():
                        cursor.execute(
                            f"update {table} set {key} = {key} where {key} = %s",
                            [ours.workspace_id],
                        )
                        assert cursor.rowcount == 0, table
                except DatabaseError:  # no right to that column: refused as well
                    pass
            if "DELETE" in granted[table]:
                cursor.execute(f"delete from {table} where {key} = %s", [ours.workspace_id])
                assert cursor.rowcount == 0, table


@pytest.mark.parametrize(
    "statement",
    [
        "insert into plans_milestonenote (workspace_id, plan_id, key, notes)"
        " values ({ours}, {plan}, 'm2', 'x')",
        "insert into plans_step (workspace_id, title, content) values ({ours}, 'x', '{{}}')",
        "insert into plans_revision (workspace_id, plan_id, number, at, actor_name, kind,"
        " changes, effects, hash) values ({ours}, {plan}, 9, now(), 'x', 'changed', '[]',"
        " '{{}}', 'x')",
        # Rows of their own that point at our plan, by its real id.
        "insert into plans_milestonenote (workspace_id, plan_id, key, notes)"
        " values ({theirs}, {plan}, 'm2', 'x')",
        "insert into plans_person (workspace_id, plan_id, key, position, name, side, role,"
        " seen_by_buyer) values ({theirs}, {plan}, 'eve', 9, 'Eve', 'buyer', 'it', true)",
        "insert into plans_revision (workspace_id, plan_id, number, at, actor_name, kind,"
        " changes, effects, hash) values ({theirs}, {plan}, 9, now(), 'x', 'changed', '[]',"
        " '{{}}', 'x')",
    ],
)
def test_another_workspace_adds_nothing_to_our_plan(
    ours: Seller, theirs: Seller, plan_id: int, statement: str
) -> None:
    text = statement.format(ours=ours.workspace_id, theirs=theirs.workspace_id, plan=plan_id)
    with theirs.at_work(), connection.cursor() as cursor, refused():
        cursor.execute(text)


def test_a_plan_points_at_no_deal_and_no_member_of_another_workspace(
    ours: Seller, theirs: Seller
) -> None:
    deal = a_deal(Workspace.objects.get(pk=ours.workspace_id))
    for statement, value in (
        ("update plans_plan set deal_id = %s where id = %s", deal.pk),
        ("update plans_planprivate set owner_id = %s where plan_id = %s", ours.member_id),
        ("update plans_person set member_id = %s where plan_id = %s", ours.member_id),
    ):
        plan_id = theirs.keeps(a_plan())
        with theirs.at_work(), connection.cursor() as cursor, refused():
            cursor.execute(statement, [value, plan_id])


def test_an_id_that_exists_elsewhere_is_refused_like_one_that_does_not(
    theirs: Seller, plan_id: int
) -> None:
    told = []
    for number in (plan_id, 999_999_999):
        with (
            theirs.at_work(),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError) as error,
            transaction.atomic(),
        ):
            cursor.execute(
                "insert into plans_milestonenote values (%s, %s, 'm1', 'x')",
                [theirs.workspace_id, number],
            )
        told.append(str(error.value).replace(str(number), "?"))
    assert told[0] == told[1]


def test_commands_and_queries_find_nothing(theirs: Seller, plan_id: int) -> None:
    with theirs.at_work():
        assert queries.plan_record(plan_id) is None
        assert queries.plan_head(plan_id) is None
        assert queries.history(plan_id) == ()
        assert queries.plan_rows().total == 0
        for command in (
            lambda: commands.change_fields(theirs.actor, plan_id, {"title": "x"}, seen=1),
            lambda: commands.set_status(
                theirs.actor, plan_id, "m1", "complete", today=TODAY, seen=1
            ),
            lambda: commands.undo_last(theirs.actor, plan_id, 1),
            lambda: commands.archive(theirs.actor, plan_id),
            lambda: commands.copy_plan(theirs.actor, plan_id, today=TODAY),
        ):
            with pytest.raises(NotFound):
                command()


def test_a_view_without_its_filter_still_shows_only_its_own_rows(
    ours: Seller, theirs: Seller, plan_id: int
) -> None:
    own = theirs.keeps(a_plan(3))
    with seller_scope(theirs.workspace_id, theirs.member_id):
        # What a page would ask if somebody forgot every condition.
        assert [plan.pk for plan in Plan.objects.all()] == [own]
        assert Milestone.objects.count() == 3
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from plans_plan p cross join plans_milestone m")
            assert cursor.fetchone() == (3,)


def test_a_seller_without_a_workspace_finds_nothing(plan_id: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('role', 'milepost_seller', true),"
            " set_config('milepost.workspace', '', true)"
        )
        cursor.execute("select count(*) from plans_plan")
        assert cursor.fetchone() == (0,)
        cursor.execute("select set_config('role', 'milepost_owner', true)")
