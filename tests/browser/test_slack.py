"""The pages of Slack in each of its states: no barrier, and everything that can be done there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from milepost.messaging.channels.slack import people
from milepost.messaging.models import SlackConnection
from tests import factories
from tests.browser.helpers import (
    DESKTOP,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.plans.plans import Seller, a_plan
from tests.slack.standin import CLIENT, SECRET, TOKEN, Slack, standing_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/workspace/slack/"


@pytest.fixture
def slack(settings: Any) -> Iterator[Slack]:
    with standing_in() as server:
        settings.SLACK_API_URL = f"{server.address}/api/"
        settings.SLACK_CLIENT_ID, settings.SLACK_CLIENT_SECRET = CLIENT
        settings.SLACK_SIGNING_SECRET = SECRET
        yield server


def looked_at(open_page: Any, member: Any, address: str, name: str) -> None:
    for scheme, size in (("light", DESKTOP), ("dark", PHONE)):
        page = open_page(member, scheme=scheme, size=size)
        page.goto(address)
        shoot(page, f"slack-{name}-{scheme}-{'phone' if size is PHONE else 'desktop'}")
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        assert_targets_are_large(page)


def test_slack_is_connected_used_and_ended_on_its_page(
    open_page: Any, slack: Slack, settings: Any
) -> None:
    from milepost.plans.commands import Actor

    workspace = factories.a_workspace()
    ida = factories.a_member(workspace, "admin", name="Ida Brandt")
    factories.a_member(workspace, "manager", name="Rita Osei")
    slack.people[ida.email] = "U0IDA0001"
    plan_id = Seller(workspace.pk, ida.pk, Actor(ida.pk, ida.name)).keeps(a_plan(3))
    settings.SLACK_CLIENT_ID = ""
    looked_at(open_page, ida, PAGE, "no-app")
    settings.SLACK_CLIENT_ID = CLIENT[0]
    looked_at(open_page, ida, PAGE, "not-connected")

    page = open_page(ida, expect_errors=True)
    page.goto(PAGE)
    page.get_by_label("Bot token").fill("xoxp-1-2")
    page.get_by_role("button", name="Connect", exact=True).click()
    assert page.get_by_text("copy the one that begins with xoxb-").first.is_visible()
    page.get_by_label("Bot token").fill(TOKEN)
    page.get_by_role("button", name="Connect", exact=True).click()
    assert page.get_by_role("heading", name="Connected to Brightloom").is_visible()
    people.look_for(workspace.pk)
    page.get_by_label("Channel", exact=True).fill("#deals")
    page.get_by_role("button", name="Use this channel").click()
    assert page.get_by_text("A line of greeting is in the channel.").is_visible()
    looked_at(open_page, ida, PAGE, "connected")
    looked_at(open_page, ida, f"/plans/{plan_id}/slack/", "plan")

    SlackConnection.objects.update(broken_at="2026-11-25T10:00Z", broken_why="token_revoked")
    looked_at(open_page, ida, PAGE, "broken")
    looked_at(open_page, ida, f"/plans/{plan_id}/slack/", "plan-broken")
