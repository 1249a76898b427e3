"""`milepost plan verify`: names the row that was tampered with, and says it by its exit status."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from milepost.cli import plan
from milepost.cli.plan_verify import BROKEN, HOLDS, WRONG_USE, check
from milepost.plans import commands
from tests.plans.plans import Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> tuple[Seller, int, int]:
    """A workspace with two plans, the second one with a change."""
    seller = a_seller()
    first, second = seller.keeps(a_plan(2)), seller.keeps(a_plan(2, title="Second site"))
    with seller.at_work():
        commands.change_fields(seller.actor, second, {"milestones.m1.title": "Demo"}, seen=1)
    return seller, first, second


def tamper(plan_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table plans_revision disable trigger user")
        cursor.execute(
            "update plans_revision set actor_name = 'Nobody' where plan_id = %s and number = 2",
            [plan_id],
        )
        cursor.execute("alter table plans_revision enable trigger user")


def test_honest_histories_hold(
    kept: tuple[Seller, int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    seller, first, second = kept
    workspace = str(seller.workspace_id)
    assert check([], workspace, everything=True, as_json=True, quiet=False) == HOLDS
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["plan"], each["revisions"], each["holds"]) for each in lines] == [
        (first, 1, True),
        (second, 2, True),
    ]


def test_the_tampered_row_is_named(
    kept: tuple[Seller, int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    _, first, second = kept
    tamper(second)
    assert check([first, second], "", everything=False, as_json=False, quiet=True) == BROKEN
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert f"BROKEN  plan {second} · Second site · Brightloom: revision 2 was altered" in said.out
    assert "2 plans checked; see above." in said.err
    assert check([first], "", everything=False, as_json=False, quiet=False) == HOLDS


def test_what_is_not_there_is_wrong_use(
    kept: tuple[Seller, int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, second = kept
    assert check([second + 99], "", everything=False, as_json=False, quiet=False) == WRONG_USE
    assert check([], "Nowhere", everything=True, as_json=False, quiet=False) == WRONG_USE
    assert "there is no plan" in capsys.readouterr().err
    for arguments in (["verify"], ["verify", "1", "--all"]):
        with pytest.raises(SystemExit) as refused:
            plan.app(arguments)
        assert refused.value.code == WRONG_USE
