"""Sweeps beside one another, beside changes, and killed: nothing twice, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections, transaction

from milepost.alerting import rules_sql
from milepost.alerting import sweep as watch
from milepost.messaging.models import Message
from milepost.plans import commands
from milepost.platform.scope import seller_scope
from tests.alerting.world import World, a_plan, a_world

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 12, 9, 12, tzinfo=UTC)
EXPECTED = {
    "due_in_3_days": {"m7", "m9", "m6"},
    "overdue_1_day": {"m5"},
    "overdue_3_days": {"m4"},
    "overdue_7_days": {"m3"},
    "stalled_14_days": {None},
}


class Killed(BaseException):
    """What a killed process leaves: no word, and a transaction that is rolled back."""


def expect_once(*worlds: World) -> None:
    for world in worlds:
        alerts = world.alerts()
        assert len(alerts) == len(set(alerts)) == 7
        found: dict[str, set[str | None]] = {}
        for rule, milestone, _day in alerts:
            found.setdefault(rule, set()).add(milestone)
        assert found == EXPECTED
        told = world.told()
        assert len(told) == len(set(told))


def at_once(*works: Callable[[], Any]) -> None:
    """Each in a thread with a connection of its own."""
    failed: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not failed


def test_schedulers_at_once_share_the_plans_and_double_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worlds = [a_world(name=f"Number {n}") for n in range(6)]
    for world in worlds:
        world.touch(NOON)
    monkeypatch.setattr(watch.look, "__defaults__", (2,))
    at_once(*[lambda: watch.sweep(NOON)] * 3)
    expect_once(*worlds)
    single = {len(world.told()) for world in worlds}
    assert len(single) == 1


def test_killed_after_any_statement_a_sweep_leaves_nothing_or_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_world()
    world.touch(NOON)
    steps = [rules_sql.TAKE, *map(rules_sql.record, watch.RULES), rules_sql.NEXT]
    for fatal in steps:

        def dying(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            answer = execute(sql, params, many, context)
            if sql == fatal:  # noqa: B023
                raise Killed
            return answer

        with connection.execute_wrapper(dying), pytest.raises(Killed):
            watch.sweep(NOON)
        assert (world.alerts(), Message.objects.count()) == ([], 0)
    watch.sweep(NOON)
    expect_once(world)


def test_a_plan_that_is_being_changed_is_looked_at_when_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_world()
    world.touch(NOON)
    changed, swept = threading.Event(), threading.Event()

    def change() -> None:
        with seller_scope(world.workspace_id, world.members["sam"]):
            commands.change_fields(
                world.actor, world.plan_id, {"milestones.m3.target": "2027-01-11"}, seen=10_000
            )
            changed.set()
            assert swept.wait(10)

    def sweep() -> None:
        assert changed.wait(10)
        assert watch.sweep(NOON).plans == 0  # it is held
        swept.set()

    at_once(change, sweep)
    world.touch(NOON)
    watch.sweep(NOON)
    assert "overdue_7_days" not in {rule for rule, _milestone, _day in world.alerts()}


def test_a_change_made_while_a_sweep_looks_has_the_last_word_on_when_to_look_again() -> None:
    world = a_world()
    world.touch(NOON)
    looking, going_on = threading.Event(), threading.Event()

    def sweep() -> None:
        def slowly(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            if sql == rules_sql.NEXT:
                looking.set()
                going_on.wait(0.3)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(slowly):
            assert watch.look(NOON).plans == 1

    def close() -> None:
        assert looking.wait(10)
        with seller_scope(world.workspace_id, world.members["sam"]):
            commands.set_life(world.actor, world.plan_id, "lost", NOON.date())
        going_on.set()

    at_once(sweep, close)
    with connection.cursor() as cursor:
        cursor.execute("select next_attention_at from plans_planprivate")
        assert cursor.fetchone() == (None,)


def test_two_at_the_very_same_alert_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a plan taken twice, as by a sweep that was thought dead, the constraint decides."""
    world = a_world(a_plan())
    world.touch(NOON)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(rules_sql.TAKE, {"now": NOON, "limit": 10})
        due = [watch.Due(*row) for row in cursor.fetchall()]
    at_once(*[lambda: _record(due)] * 2)
    expect_once(world)


def _record(due: list[watch.Due]) -> None:
    with watch.worker_scope():
        watch._record(due, NOON)
