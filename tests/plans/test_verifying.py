"""A history that was tampered with past triggers and grants: the first row of it is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from milepost.domain.plan import Owner, Owners
from milepost.plans import changing, commands, history_queries
from milepost.plans.history_queries import Only, history, plan_at, point_at
from milepost.plans.verifying import Broken, verify
from milepost.platform import clock
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(seller: Seller) -> int:
    """Five revisions: a title, a private note, a moved date, a baseline."""
    plan_id = seller.keeps(a_plan())
    with seller.at_work():
        commands.change_fields(seller.actor, plan_id, {"milestones.m1.title": "Demo"}, seen=1)
        commands.change_fields(seller.actor, plan_id, {"notes": "Between us"}, seen=2)
        commands.move_target(
            seller.actor, plan_id, "m2", date(2026, 12, 17), follow=True, seen=3, why="Holidays"
        )
        commands.make_baseline(seller.actor, plan_id, today=TODAY, reason="Scope grew")
    return plan_id


@contextmanager
def past_the_triggers(*tables: str) -> Iterator[None]:
    """As somebody would who owns the database."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"alter table {table} disable trigger user")
        yield
        for table in tables:
            cursor.execute(f"alter table {table} enable trigger user")


def found(seller: Seller, plan_id: int) -> Broken | None:
    with seller.at_work():
        verdict = verify(plan_id)
    assert verdict is not None
    return verdict.broken


def test_an_honest_history_holds(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        verdict = verify(plan_id)
        assert verify(plan_id + 999) is None
    assert verdict is not None
    assert (verdict.broken, verdict.revisions, len(verdict.hash)) == (None, 5, 64)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("update plans_revision set why = null where number = 4", Broken(4, "altered")),
        (
            "update plans_revision set at = at - interval '1 day' where number = 2",
            Broken(2, "altered"),
        ),
        ("delete from plans_revision where number = 3", Broken(3, "missing")),
        ("delete from plans_revision where number >= 4", Broken(4, "missing")),
        ("delete from plans_revision", Broken(1, "missing")),
        ("update plans_planprivate set last_hash = repeat('0', 64)", Broken(5, "newest")),
        ("update plans_sharedrevision set changes = '[]' where number = 4", Broken(4, "shared")),
        ("delete from plans_sharedrevision where number = 2", Broken(2, "shared")),
        (
            "insert into plans_sharedrevision (workspace_id, plan_id, number, at, actor_name,"
            " actor_side, changes) select workspace_id, plan_id, 3, at, actor_name, 'seller', '[]'"
            " from plans_revision where number = 3",
            Broken(3, "shared"),
        ),
        (
            "update plans_milestone set target = '2027-01-14' where key = 'm5'",
            Broken(5, "plan", ("milestones.m5.target",)),
        ),
    ],
)
def test_the_first_row_that_does_not_hold_is_named(
    seller: Seller, plan_id: int, statement: str, broken: Broken
) -> None:
    with (
        past_the_triggers("plans_revision", "plans_sharedrevision"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert found(seller, plan_id) == broken


def test_snapshots_are_kept_hashed_and_compared(
    seller: Seller, plan_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "SNAPSHOT_EVERY", 3)
    states = {}
    with seller.at_work():
        for number in range(6, 12):
            fields = {"milestones.m1.title": f"Demo {number}"}
            changed = commands.change_fields(seller.actor, plan_id, fields, seen=number - 1)
            states[number] = changed.plan
        for number, plan in states.items():
            assert plan_at(plan_id, number) == plan
        assert plan_at(plan_id, 12) is None
        assert plan_at(plan_id, 0) is None
        point = point_at(plan_id, 7)
    assert point is not None
    assert point.by == "Sam Whitfield"
    assert found(seller, plan_id) is None
    with past_the_triggers("plans_revision"), connection.cursor() as cursor:
        cursor.execute(
            "update plans_revision set snapshot = jsonb_set(snapshot, '{title}', '\"Other\"')"
            " where number = 9"
        )
    assert found(seller, plan_id) == Broken(9, "altered")


def test_history_is_narrowed_to_a_person_a_side_a_step_or_what_is_material(
    seller: Seller, plan_id: int
) -> None:
    buyer = commands.Actor(None, "Maja Lindqvist", "maja")
    with seller.at_work():
        commands.set_status(buyer, plan_id, "m1", "complete", today=TODAY, seen=5)
        owners = {"milestones.m3.owners.buyer": None}
        commands.change_fields(seller.actor, plan_id, owners, seen=6)

        def numbers(**only: object) -> list[int]:
            return [row.number for row in history(plan_id, only=Only(**only))]  # type: ignore[arg-type]

        assert numbers(side="buyer") == [6]
        assert numbers(person="buyer:maja") == [6]
        assert numbers(person=f"member:{seller.member_id}") == [7, 5, 4, 3, 2, 1]
        assert numbers(person="member:x") == []
        assert numbers(step="m1") == [6, 2]
        assert numbers(material=True) == [7, 4]
        assert numbers(since=3, until=5) == [5, 4, 3]
        assert history_queries.count_revisions(plan_id, Only(step="m1")) == 2
        by = history_queries.authors(plan_id)
    assert [(a.name, a.side, a.revisions) for a in by] == [
        ("Sam Whitfield", "seller", 6),
        ("Maja Lindqvist", "buyer", 1),
    ]


def test_turning_points_are_agreement_reviews_and_baselines(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        commands.set_life(seller.actor, plan_id, "agreed", TODAY)
        commands.make_baseline(seller.actor, plan_id, today=TODAY)
        turns = history_queries.turns(plan_id)
    assert [(t.number, t.kind, t.position) for t in turns] == [
        (5, "baseline", 1),
        (6, "agreed", 0),
        (7, "baseline", 2),
    ]


def test_a_day_is_its_last_revision(seller: Seller) -> None:
    noon = datetime.combine(TODAY, time(12), UTC)
    with clock.at(noon):
        plan_id = seller.keeps(a_plan())
    with seller.at_work():
        for days in (1, 2):
            with clock.at(noon + timedelta(days)):
                title = {"milestones.m1.title": f"Day {days}"}
                commands.change_fields(seller.actor, plan_id, title, seen=days)
        at = [history_queries.number_at(plan_id, noon + timedelta(d)) for d in (-1, 0, 1.5, 9)]
    assert at == [None, 1, 2, 3]


def test_only_what_asks_for_agreement_again_is_material(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    both = Owners(buyer=Owner(person="maja"), seller=Owner(person="sam"))
    assert seller.reads(plan_id).plan.milestones[0].owners == both
    with seller.at_work():
        for fields in (
            {"milestones.m1.title": "Demo"},
            {"milestones.m1.owners.seller": {"person": "rita"}},
            {"target_close": "2027-01-29"},
            {"milestones.m1.owners.seller": None},
        ):
            commands.change_fields(seller.actor, plan_id, fields, seen=9)
        rows = history(plan_id)
    assert [row.is_material for row in rows] == [True, True, False, False, False]
