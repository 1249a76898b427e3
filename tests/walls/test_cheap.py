"""The wall is cheap: keys by index, the workspace asked once a statement (reliability.md, 10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from milepost.plans import record_sql
from tests.plans.plans import a_plan, a_seller
from tests.walls.test_buyers_side import as_buyer

pytestmark = pytest.mark.django_db


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def explained(cursor: Any, statement: str, values: list[Any]) -> list[dict[str, Any]]:
    # Few rows make a whole scan the cheaper one; what has to be shown is that the index serves.
    cursor.execute("set local enable_seqscan = off")
    cursor.execute("set local enable_bitmapscan = off")
    cursor.execute(f"explain (format json, verbose) {statement}", values)
    (answer,) = cursor.fetchone()
    found = answer if isinstance(answer, list) else json.loads(answer)
    return list(nodes(found[0]["Plan"]))


def conditions(node: dict[str, Any]) -> str:
    named = ("Filter", "Index Cond", "Recheck Cond", "One-Time Filter")
    return " ".join(str(node.get(name, "")) for name in named)


def test_the_record_of_a_plan_is_read_by_index_with_no_function_call_a_row() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan(13))
    with seller.at_work(), connection.cursor() as cursor:
        found = explained(cursor, record_sql.ONE, [plan_id])
    scans = [node for node in found if "Relation Name" in node]
    assert {"plans_milestone", "plans_task", "plans_dependency"} <= {
        node["Relation Name"] for node in scans
    }
    for node in scans:
        assert node["Node Type"].startswith("Index"), node
        assert "id = " in node["Index Cond"], node
        assert "current_setting" not in conditions(node), node


def test_a_buyers_rows_are_found_by_index_too() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan(13))
    with as_buyer(seller.workspace_id, plan_id) as cursor:
        for table in ("plans_milestone", "plans_task", "plans_person"):
            found = explained(cursor, f"select key from {table}", [])
            scans = [node for node in found if node.get("Relation Name") == table]
            for node in scans:
                assert "plan_id" in node.get("Index Cond", ""), node
                assert "current_setting" not in conditions(node), node
