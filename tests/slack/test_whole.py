"""The whole way with nothing made up: a rule tells the AE, a button in Slack completes the step,
the plan shows it, both teams and the channel hear of it, and the message says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milepost.alerting import sweep as watch
from milepost.messaging import dispatch
from milepost.messaging.channels.slack import chosen
from milepost.messaging.models import Message
from milepost.workspaces.models import Member
from tests.sharing.invited import ADDRESS, an_invitation, mails
from tests.slack.conftest import connected
from tests.slack.delivering import a_press, deliver, sends
from tests.slack.standin import Slack

pytestmark = pytest.mark.django_db
# The first step of the plan is due on 8 December.
DUE_SOON = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)


@pytest.fixture
def _words() -> None:
    """The real ones."""


def test_an_ae_completes_a_step_from_slack_and_everybody_hears_of_it(slack: Slack) -> None:
    invited = an_invitation()
    seller, plan_id = invited.seller, invited.plan_id
    connected(slack, seller)
    with seller.at_work():
        chosen.choose(seller.workspace_id, None, "#deals", seller.member_id, "Hello")
    deliver()

    watch.sweep(DUE_SOON)
    dispatch.sweep(DUE_SOON)
    assert deliver() == [None]
    _greeting, post = slack.posts
    assert "Step 1" in post.text
    words = {button["text"]["text"] for button in post.buttons()}
    assert words >= {"Mark done", "Snooze until tomorrow", "Open the step"}

    assert sends(a_press(post, "done")) == 200
    deliver("slack.press", "slack.update")
    browser = Client()
    browser.force_login(Member.objects.get(pk=seller.member_id).user)
    page = browser.get(f"/plans/{plan_id}/").content.decode()
    assert seller.reads(plan_id).plan.milestone("m1").status == "complete"
    assert "1 of 3" in page
    assert "✓ Marked done by Sam Whitfield." in post.words()

    later = timezone.now() + timedelta(minutes=10)
    told: Any = Message.objects.filter(kind="completed")
    assert {message.person for message in told} == {"maja"}
    told.update(due_at=later)
    dispatch.send_due(DUE_SOON + timedelta(hours=1))
    assert "“Step 1” is done" in mails(ADDRESS)[-1]["subject"]
    assert deliver() == [None]
    assert "Sam Whitfield completed “Step 1”." in slack.posts[-1].words()
    assert slack.posts[-1].channel == "C0DEALS001"
