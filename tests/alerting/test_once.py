"""Each rule once for a milestone and its date, whatever happens to either (section 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from milepost.alerting import rules_sql
from milepost.alerting import sweep as watch
from milepost.alerting.models import Alert
from milepost.domain.plan import Plan
from milepost.messaging import dispatch
from milepost.messaging.models import Message
from milepost.plans import commands
from milepost.platform.scope import seller_scope
from milepost.workspaces.commands import change_workspace
from tests.alerting.world import World, a_plan, a_world, only, person, step

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 8)


def at(late: int, hour: int = 12) -> datetime:
    return datetime(2026, 12, 8, hour, tzinfo=UTC) + timedelta(days=late)


def one_step(**fields: Any) -> Plan:
    """A plan of one step due on 8 December that has just moved, so that it does not stall."""
    milestone = step(1, "Security review", DAY, person("noor"), person("dana"), **fields)
    return replace(only(a_plan()), milestones=(milestone,), shared_on=date(2026, 12, 6))


def recorded(world: World) -> list[str]:
    return [rule for rule, _milestone, _day in world.alerts()]


def look(world: World, late: int, hour: int = 12) -> list[str]:
    """What is recorded after a sweep on that day."""
    world.touch(at(late, hour))
    watch.sweep(at(late, hour))
    return recorded(world)


def due_at(world: World) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select next_attention_at from plans_planprivate where plan_id = %s", [world.plan_id]
        )
        found: datetime | None = cursor.fetchone()[0]
    return found


def with_status(world: World, status: str, **more: Any) -> None:
    with seller_scope(world.workspace_id, world.members["sam"]):
        commands.set_status(
            world.actor, world.plan_id, "m1", status, today=DAY, seen=10_000, **more
        )


def test_day_by_day_each_rule_is_recorded_on_its_day() -> None:
    world = a_world(one_step())
    for late in range(-6, 12):
        watch.sweep(at(late))
        watch.sweep(at(late, 18))
    assert world.alerts()[:4] == [
        ("due_in_3_days", "m1", "2026-12-05"),
        ("overdue_1_day", "m1", "2026-12-09"),
        ("overdue_3_days", "m1", "2026-12-11"),
        ("overdue_7_days", "m1", "2026-12-15"),
    ]
    assert len(world.told()) == len(set(world.told())) == 2 + 2 + 2 + 2


def test_after_an_outage_the_highest_alone_says_what_it_stands_for() -> None:
    world = a_world(one_step())
    watch.sweep(at(4))
    alert = Alert.objects.get(plan_id=world.plan_id)
    assert (alert.rule, alert.skipped) == ("overdue_3_days", ["due_in_3_days", "overdue_1_day"])
    assert alert.on_day == date(2026, 12, 12)
    assert {who for _kind, _step, who in world.told()} == {"rita", "sam"}


def test_a_rule_is_not_recorded_after_a_higher_one_though_the_clock_goes_back() -> None:
    world = a_world(one_step())
    assert look(world, 3) == ["overdue_3_days"]
    assert look(world, 1) == ["overdue_3_days"]
    assert look(world, 7) == ["overdue_3_days", "overdue_7_days"]


def test_moving_the_date_arms_it_again_and_moving_it_back_does_not() -> None:
    world = a_world(one_step())
    assert look(world, 1) == ["overdue_1_day"]
    world.change("m1", target="2026-12-10")
    assert look(world, 1) == ["overdue_1_day", "due_in_3_days"]
    world.change("m1", target="2026-12-08")
    assert look(world, 1) == ["overdue_1_day", "due_in_3_days"]


def test_done_and_open_again_is_no_new_alert() -> None:
    world = a_world(one_step())
    assert look(world, 1) == ["overdue_1_day"]
    with_status(world, "complete")
    assert look(world, 2) == ["overdue_1_day"]
    with_status(world, "in_progress")
    assert look(world, 2) == ["overdue_1_day"]
    assert look(world, 3) == ["overdue_1_day", "overdue_3_days"]


def test_a_date_set_in_the_past_is_looked_at_within_the_minute() -> None:
    world = a_world(one_step())
    watch.sweep(at(-20))
    long_ago = (datetime.now(UTC) - timedelta(days=4)).date()
    world.change("m1", target=long_ago.isoformat())
    due = due_at(world)
    assert due is not None
    assert due <= datetime.now(UTC)
    watch.sweep(datetime.now(UTC))
    assert [rule for rule in recorded(world) if rule != "stalled_14_days"] == ["overdue_3_days"]


@pytest.mark.parametrize("life", ["draft", "won", "lost", "abandoned"])
def test_drafts_and_closed_plans_are_silent(life: str) -> None:
    world = a_world(replace(one_step(), life=life, shared_on=None))
    assert look(world, 1) == []
    assert due_at(world) is None


def test_an_archived_plan_is_silent_until_it_is_restored() -> None:
    world = a_world(one_step())
    with seller_scope(world.workspace_id, world.members["sam"]):
        commands.archive(world.actor, world.plan_id)
    assert look(world, 1) == []
    assert due_at(world) is None
    with seller_scope(world.workspace_id, world.members["sam"]):
        commands.restore(world.actor, world.plan_id)
    assert due_at(world) is not None
    assert look(world, 1) == ["overdue_1_day"]


def test_a_skipped_step_is_silent() -> None:
    world = a_world(one_step(status="skipped", reason="not needed"))
    assert look(world, 1) == []


def test_a_stall_is_recorded_once_for_each_last_progress() -> None:
    world = a_world(replace(one_step(), shared_on=date(2026, 11, 3)))
    assert "stalled_14_days" in look(world, -4)
    assert look(world, -2).count("stalled_14_days") == 1
    with_status(world, "in_progress")
    with connection.cursor() as cursor:
        cursor.execute("update plans_planprivate set last_progress_on = '2026-12-08'")
    assert look(world, 13).count("stalled_14_days") == 1
    assert look(world, 14).count("stalled_14_days") == 2


def test_the_database_itself_keeps_each_alert_to_once() -> None:
    world = a_world(one_step())
    row = {"workspace_id": world.workspace_id, "plan_id": world.plan_id, "on_day": DAY}
    for fields in (
        {"rule": "overdue_1_day", "milestone": "m1", "target": DAY},
        {"rule": "stalled_14_days", "milestone": None, "target": DAY},
    ):
        Alert.objects.create(**row, **fields)
        with pytest.raises(IntegrityError, match="alerting_alert_once"), transaction.atomic():
            Alert.objects.create(**row, **fields)


def test_a_reminder_that_nobody_heard_yet_goes_to_whoever_owns_the_step_by_then() -> None:
    world = a_world(one_step())
    look(world, -3, hour=3)  # a Saturday
    world.change("m1", **{"owners.buyer": {"person": "kenji"}})
    look(world, -3, hour=4)
    dispatch.sweep(at(-1))  # Monday
    said = Message.objects.filter(dropped="").exclude(dispatched_at=None)
    assert set(said.filter(side="buyer").values_list("person", flat=True)) == set()
    dispatch.sweep(at(-1, 23) + timedelta(hours=2))  # Tuesday morning in Tokyo
    assert set(said.filter(side="buyer").values_list("person", flat=True)) == {"kenji"}
    assert Message.objects.get(person="noor").dropped == "moved_on"
    assert Alert.objects.count() == 1


def test_a_plan_over_which_the_rules_stumble_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worlds = [a_world(one_step(), name=f"Number {n}") for n in range(5)]
    bad = worlds[2]
    with connection.cursor() as cursor:
        cursor.execute(
            'update plans_planprivate set policy = \'{"behind_days": "three"}\' where plan_id = %s',
            [bad.plan_id],
        )
    for world in worlds:
        world.touch(at(1))
    with caplog.at_level("CRITICAL", "milepost.alerts"):
        watch.sweep(at(1))
    assert [len(world.alerts()) for world in worlds] == [1, 1, 0, 1, 1]
    assert due_at(bad) == at(1) + timedelta(hours=1)


def test_a_batch_that_takes_too_long_is_done_in_smaller_ones(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worlds = [a_world(one_step(), name=f"Number {n}") for n in range(3)]
    for world in worlds:
        world.touch(at(1))
    record = watch._record

    def slowly(due: list[watch.Due], now: datetime) -> watch.Done:
        if len(due) > 1:
            with connection.cursor() as cursor:
                cursor.execute("set local statement_timeout = 1")
                cursor.execute("select pg_sleep(1)")
        return record(due, now)

    monkeypatch.setattr(watch, "_record", slowly)
    with caplog.at_level("CRITICAL", "milepost.alerts"):
        assert watch.sweep(at(1)).plans == 3
    assert [len(world.alerts()) for world in worlds] == [1, 1, 1]


def test_a_zone_that_the_database_does_not_know_is_counted_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_world(one_step(), time_zone="Asia/Kathmandu")
    known = watch._known_zones() - {"Asia/Kathmandu"}
    monkeypatch.setattr(watch, "_known_zones", lambda: known)
    world.touch(at(0, 18) + timedelta(minutes=20))  # five past midnight there
    watch.sweep(at(0, 18) + timedelta(minutes=20))
    assert world.alerts() == [("overdue_1_day", "m1", "2026-12-09")]
    assert due_at(world) == at(2, 18) + timedelta(minutes=15)


def test_where_the_workspaces_days_become_others_its_plans_are_looked_at_again() -> None:
    world = a_world(one_step())
    watch.sweep(at(0))
    assert recorded(world) == ["due_in_3_days"]
    with seller_scope(world.workspace_id, world.members["ada"]):
        given = {"name": "Brightloom", "currency": "EUR", "time_zone": "Pacific/Auckland"}
        change_workspace(world.workspace_id, given)
    due = due_at(world)
    assert due is not None
    assert due <= datetime.now(UTC)
    world.touch(at(0))
    watch.sweep(at(0))  # the day after there
    assert recorded(world)[:2] == ["due_in_3_days", "overdue_1_day"]


def test_every_statement_carries_the_workers_role() -> None:
    texts = [rules_sql.TAKE, rules_sql.NEXT, *map(rules_sql.record, watch.RULES)]
    assert all(text.startswith("/* worker */") for text in texts)
