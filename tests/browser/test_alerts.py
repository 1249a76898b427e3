"""The pages of alerts in every light: a workspace's day, and what a plan has set off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from milepost.alerting import sweep as watch
from milepost.messaging import dispatch
from milepost.workspaces.models import Member
from tests.alerting.world import a_world
from tests.browser.helpers import (
    IN_DESKTOP_LIGHT,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)


@IN_DESKTOP_LIGHT
def test_no_page_of_alerts_has_a_barrier(
    open_page: Any, scheme: str, size: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.web.alerts.views.timezone", SimpleNamespace(now=lambda: NOON))
    world = a_world()
    for day in (7, 0):
        watch.sweep(NOON - timedelta(days=day))
        dispatch.sweep(NOON - timedelta(days=day) + timedelta(hours=3))
    page = open_page(Member.objects.get(pk=world.members["rita"]), scheme=scheme, size=size)
    name = f"{scheme}-{'phone' if size is PHONE else 'desktop'}"
    pages = {
        "alerts-day": "/workspace/alerts/?day=2026-12-08",
        "alerts-nothing": "/workspace/alerts/?day=2026-11-22",
        "alerts-plan": f"/plans/{world.plan_id}/alerts/",
    }
    for picture, address in pages.items():
        assert page.goto(address).status == 200
        shoot(page, f"{picture}-{name}")
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        assert_targets_are_large(page)
    page.goto("/workspace/alerts/?day=2026-12-08")
    page.get_by_role("link", name="Day after").click()
    page.get_by_role("heading", name="Wed 9 Dec").wait_for()
