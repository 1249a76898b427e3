"""Days are the workspace's, hours the reader's: over clock changes, holidays and wrong clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from milepost.alerting import sweep as watch
from milepost.messaging import dispatch
from milepost.messaging.models import Message
from milepost.sharing.models import Stakeholder
from tests.alerting.world import World, a_plan, a_world, only, person, step

pytestmark = pytest.mark.django_db

# Zone, and the days on which its clocks go forward and back in 2026/27.
CHANGES = [
    ("Europe/London", date(2027, 3, 28)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Sydney", date(2026, 10, 4)),
    ("Australia/Sydney", date(2027, 4, 4)),
]


def a_step_due(day: date, zone: str) -> World:
    """One step with a date, in a workspace and with a reader in this zone."""
    milestone = step(1, "Security review", day, person("noor"), person("dana"))
    moved = day - timedelta(days=5)
    plan = replace(only(a_plan()), milestones=(milestone,), shared_on=moved)
    world = a_world(plan, time_zone=zone, country="")
    Stakeholder.objects.update(time_zone=zone, country="")
    with connection.cursor() as cursor:
        cursor.execute("update workspaces_member set time_zone = ''")
    return world


def hours(begins: datetime, count: int) -> list[datetime]:
    """So many hours of the wall clock's instants, one after the other."""
    first = begins.timestamp()
    return [datetime.fromtimestamp(first + 3600 * n, begins.tzinfo) for n in range(count)]


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_over_a_change_of_clocks_each_rule_has_its_day_and_its_morning(
    name: str, change: date
) -> None:
    zone = ZoneInfo(name)
    world = a_step_due(change, name)  # a Sunday; overdue on Monday
    world.touch(datetime.combine(change - timedelta(days=3), datetime.min.time(), zone))
    begins = datetime.combine(change - timedelta(days=3), datetime.min.time(), zone)
    for now in hours(begins, 24 * 5):
        watch.sweep(now)
        dispatch.sweep(now)
    days = {rule: day for rule, _milestone, day in world.alerts()}
    assert days["due_in_3_days"] == str(change - timedelta(days=3))
    assert days["overdue_1_day"] == str(change + timedelta(days=1))
    for kind, day in (
        ("due_in_3_days", change - timedelta(3)),
        ("overdue_1_day", change + timedelta(1)),
    ):
        said = Message.objects.filter(kind=kind).exclude(dispatched_at=None)
        mornings = {m.dispatched_at.astimezone(zone) for m in said}
        assert {(m.date(), m.hour) for m in mornings} == {(day, 9)}


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_clock_that_jumps_an_hour_doubles_and_loses_nothing(jump: timedelta) -> None:
    zone = ZoneInfo("Europe/London")
    day = date(2026, 12, 8)
    world = a_step_due(day, "Europe/London")
    begins = datetime(2026, 12, 4, 22, tzinfo=zone)
    world.touch(begins)
    ahead = timedelta()
    for now in hours(begins, 24 * 12):
        if now.hour in (0, 9, 17):  # at midnight, and where working hours begin and end
            ahead = jump - ahead
        watch.sweep(now + ahead)
        dispatch.sweep(now + ahead)
    alerts = [rule for rule, _milestone, _day in world.alerts() if _milestone]
    assert alerts == ["due_in_3_days", "overdue_1_day", "overdue_3_days", "overdue_7_days"]
    said = Message.objects.filter(milestone="m1")
    assert {m.dropped for m in said} <= {"", "joined"}
    assert said.filter(dispatched_at=None).count() == 0


def test_a_reader_on_holiday_hears_of_it_on_their_next_working_day() -> None:
    world = a_step_due(date(2026, 12, 11), "Europe/Madrid")
    Stakeholder.objects.filter(person="noor").update(country="ES")
    noon = datetime(2026, 12, 8, 12, tzinfo=ZoneInfo("Europe/Madrid"))  # the Immaculate Conception
    world.touch(noon)
    watch.sweep(noon)
    for day in range(3):
        dispatch.sweep(noon + timedelta(days=day))
    heard = Message.objects.get(person="noor")
    assert heard.dispatched_at == noon + timedelta(days=1)
    assert Message.objects.get(member_id=world.members["dana"]).dispatched_at == noon


def test_the_day_is_the_workspaces_and_not_that_of_the_machine() -> None:
    world = a_step_due(date(2026, 12, 8), "Pacific/Kiritimati")
    evening = datetime(2026, 12, 4, 10, 30, tzinfo=ZoneInfo("UTC"))  # 00:30 on the 5th there
    world.touch(evening)
    watch.sweep(evening - timedelta(hours=1))
    assert world.alerts() == []
    watch.sweep(evening)
    assert world.alerts() == [("due_in_3_days", "m1", "2026-12-05")]
