"""The pages of alerts: a workspace's day for those who lead, a plan's for all of its side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from milepost.alerting import sweep as watch
from milepost.messaging import dispatch
from milepost.messaging.models import Message
from milepost.workspaces.models import Member
from tests.alerting.world import World, a_world
from tests.factories import a_member, a_workspace

pytestmark = pytest.mark.django_db


NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A plan over which the watch went this Tuesday noon, with what was said by then."""
    monkeypatch.setattr("milepost.web.alerts.views.timezone", SimpleNamespace(now=lambda: NOON))
    world = a_world()
    watch.sweep(NOON)
    dispatch.sweep(NOON + timedelta(hours=3))  # morning in New York too
    return world


def page(world: World, key: str, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(Member.objects.get(pk=world.members[key]).user)
    answer = client.get(address.format(plan=world.plan_id))
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("who", ["ada", "rita"])
def test_a_day_of_the_workspace(world: World, who: str) -> None:
    status, text = page(world, who, "/workspace/alerts/?day=2026-12-08")
    assert status == 200
    for said in (
        "Rita Osei",
        "New York",
        "Call proposed",
        "Product demo",
        "AE&#39;s manager",
        "Sent",
    ):
        assert said in text, said
    assert "in place of: Reminder, Overdue, Escalation" in text


def test_a_day_to_come_is_played_through_and_nothing_is_written(world: World) -> None:
    before = Message.objects.count()
    _status, text = page(world, "ada", "/workspace/alerts/?day=2026-12-14")
    assert "Business case" in text
    assert "To come" in text
    assert Message.objects.count() == before


def test_an_ae_sees_their_plans_alerts_and_not_all_of_the_workspace(world: World) -> None:
    assert page(world, "sam", "/workspace/alerts/")[0] == 403
    status, text = page(world, "sam", "/plans/{plan}/alerts/")
    assert status == 200
    assert "Strategic review" in text
    assert "Lena Brandt" in text
    assert "Call proposed" in text


def test_nothing_is_said_of_a_plan_elsewhere(world: World) -> None:
    stranger = a_member(a_workspace("Elsewhere"), "admin")
    client = Client()
    client.force_login(stranger.user)
    assert client.get(f"/plans/{world.plan_id}/alerts/").status_code == 404
    text = client.get("/workspace/alerts/?day=2026-12-08").content.decode()
    assert "Nothing on this day" in text
    assert "Rita Osei" not in text


@pytest.mark.parametrize("day", ["", "yesterday", "9999-12-31", "0001-01-01"])
def test_any_day_may_be_asked_for(world: World, day: str) -> None:
    assert page(world, "ada", f"/workspace/alerts/?day={day}")[0] == 200


def test_what_waits_for_the_morning_says_so(world: World) -> None:
    night = datetime(2026, 12, 12, 2, tzinfo=UTC)  # a Saturday
    watch.sweep(night)
    dispatch.sweep(night + timedelta(minutes=1))
    _status, text = page(world, "sam", "/plans/{plan}/alerts/")
    assert "Waits for that hour" in text
    assert "recorded on" in text
