"""What migrations get from `platform.walls`, tried on two small tables."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations import RunSQL

from milepost.platform import walls
from milepost.platform.scope import seller_scope, worker_scope

pytestmark = pytest.mark.django_db

TABLES = """
create table wall_plan (workspace_id bigint not null, id bigint primary key, title text,
  unique (workspace_id, id));
create table wall_step (workspace_id bigint not null, id bigint primary key, plan_id bigint,
  title text, unique (workspace_id, id));
"""
ALL = "select, insert, update, delete"


def _operations() -> list[RunSQL]:
    return [
        *walls.tenant_table("wall_plan", grants={"seller": ALL, "worker": "select"}),
        *walls.tenant_table("wall_step", grants={"seller": ALL}),
        *walls.composite_foreign_key("wall_step", ("workspace_id", "plan_id"), "wall_plan"),
    ]


def _run(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(autouse=True)
def _tables(db: None) -> None:
    _run(TABLES)
    for operation in _operations():
        for statement in [operation.sql] if isinstance(operation.sql, str) else operation.sql:
            _run(statement)
    _run("insert into wall_plan values (1, 10, 'ours'), (2, 20, 'theirs')")


def test_a_seller_sees_changes_and_deletes_the_own_workspaces_rows_alone() -> None:
    with seller_scope(1):
        assert _run("select title from wall_plan") == [("ours",)]
        assert _run("update wall_plan set title = 'x' returning id") == [(10,)]
        assert _run("delete from wall_plan where id = 20 returning id") == []


def test_a_row_cannot_be_put_or_moved_into_another_workspace() -> None:
    with pytest.raises(DatabaseError), seller_scope(1):
        _run("insert into wall_plan values (2, 11, 'smuggled')")
    with pytest.raises(DatabaseError), seller_scope(1):
        _run("update wall_plan set workspace_id = 2")


def test_a_foreign_key_neither_reaches_nor_betrays_another_workspaces_row() -> None:
    answers = []
    for plan in (20, 999):  # another's plan, and none at all
        with pytest.raises(DatabaseError) as refused, seller_scope(1):
            _run(f"insert into wall_step values (1, 1, {plan}, 'x')")
        answers.append(str(refused.value).replace(str(plan), "?"))
    assert answers[0] == answers[1]


def test_the_worker_reads_across_workspaces_what_it_was_given() -> None:
    with worker_scope():
        assert len(_run("select * from wall_plan")) == 2
    with pytest.raises(DatabaseError), worker_scope():
        _run("select * from wall_step")
    with pytest.raises(DatabaseError), worker_scope():
        _run("delete from wall_plan")


def test_a_scope_without_a_workspace_sees_nothing() -> None:
    with seller_scope(1):
        _run("select set_config('milepost.workspace', '', true)")
        assert _run("select * from wall_plan") == []


def test_the_policy_uses_the_leading_column_and_calls_nothing_per_row() -> None:
    _run("insert into wall_plan select n % 50 + 100, n + 1000, 'x' from generate_series(1, 5000) n")
    _run("analyze wall_plan")
    with seller_scope(101):
        lines = "\n".join(row[0] for row in _run("explain (costs off) select * from wall_plan"))
    assert "Index Cond" in lines
    assert "InitPlan" in lines


def test_a_buyer_reads_the_given_columns_of_the_given_rows() -> None:
    operation = walls.tenant_table(
        "wall_step",
        grants={},
        buyer=walls.BuyerPolicy(f"plan_id = {walls.PLAN}", ("workspace_id", "id", "plan_id")),
    )[0]
    for statement in operation.sql[2:]:
        _run(statement)
    _run("insert into wall_step values (1, 1, 10, 'private'), (1, 2, null, 'other')")
    _run(
        "select set_config('role', 'milepost_buyer', true),"
        " set_config('milepost.workspace', '1', true), set_config('milepost.plan', '10', true)"
    )
    assert _run("select id from wall_step") == [(1,)]
    with pytest.raises(DatabaseError):
        _run("select title from wall_step")


def test_history_refuses_update_delete_and_truncate_to_the_owner_too() -> None:
    (operation,) = walls.append_only("wall_plan")
    for statement in operation.sql:
        _run(statement)
    for attempt in ("update wall_plan set title = 'x'", "delete from wall_plan",
                    "truncate wall_plan cascade"):  # fmt: skip
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            _run(attempt)


def test_every_operation_can_be_taken_back() -> None:
    for operation in reversed(_operations()):
        back = operation.reverse_sql
        for statement in [back] if isinstance(back, str) else back:
            _run(statement)
    assert _run("select count(*) from pg_policies where tablename like 'wall%'") == [(0,)]


def test_a_long_name_is_cut_so_that_two_stay_apart() -> None:
    one, two = (walls._short("x" * 70 + end) for end in "ab")
    assert one != two
    assert len(one) <= 63
