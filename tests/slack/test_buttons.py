"""A pressed button does what the page does, as whoever pressed it, and the message says so."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from milepost.messaging.channels.slack import acting, interactions, replying
from milepost.messaging.models import Message, Outbox, SlackPost
from milepost.plans import commands
from milepost.workspaces.models import Member
from tests.plans.plans import TODAY, a_seller
from tests.slack.conftest import SAM, Place, connected
from tests.slack.delivering import TUESDAY, a_press, deliver, sends, sends_body, signed, told
from tests.slack.standin import SECRET, Posted, Trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(place: Place) -> Posted:
    """Sam was told of the first step."""
    told(place)
    deliver()
    return place.slack.posts[0]


def answers_of(place: Place) -> str:
    return f"{place.slack.address}/answers/1"


def press(place: Place, post: Posted, action: str, user: str = SAM) -> list:
    """A button is pressed, and what follows is delivered."""
    assert sends(a_press(post, action, user, answers_of(place))) == 200
    return deliver()


def status(place: Place, key: str = "m1") -> str:
    return place.seller.reads(place.plan_id).plan.milestone(key).status


def test_done_from_slack_is_done_in_the_plan(place: Place, post: Posted) -> None:
    assert press(place, post, "done") == [None, None]
    record = place.seller.reads(place.plan_id)
    assert record.plan.milestone("m1").status == "complete"
    assert record.last_change.by == "Sam Whitfield"
    assert record.plan.milestone("m1").completed_by == "sam"
    assert post.edits == 1
    assert "✓ Marked done by Sam Whitfield." in post.words()
    assert [b["text"]["text"] for b in post.buttons()] == ["Undo", "Open the plan"]
    assert place.slack.replies == []


def test_done_goes_on_to_the_channel_that_celebrates(place: Place, post: Posted) -> None:
    from milepost.messaging.channels.slack import chosen

    with place.seller.at_work():
        chosen.choose(place.workspace_id, None, "#deals", place.seller.member_id, "Hello")
    press(place, post, "done")
    greeting, good = place.slack.posts[1:]
    assert (greeting.channel, good.channel) == ("C0DEALS001", "C0DEALS001")
    assert "Step 1 is done" in good.text


def test_undo_takes_it_back_and_the_buttons_return(place: Place, post: Posted) -> None:
    press(place, post, "done")
    press(place, post, "undo")
    assert status(place) == "pending"
    assert post.edits == 2
    assert post.buttons()[0]["text"]["text"] == "Mark done"


def test_undo_after_somebody_elses_change_is_refused_in_words(place: Place, post: Posted) -> None:
    press(place, post, "done")
    seen = place.seller.reads(place.plan_id).revision
    with place.seller.at_work():
        actor = place.seller.actor
        commands.set_status(actor, place.plan_id, "m2", "in_progress", today=TODAY, seen=seen)
    press(place, post, "undo")
    assert status(place) == "complete"
    (reply,) = place.slack.replies
    assert reply["response_type"] == "ephemeral"
    assert "changed this plan since" in reply["text"]


def test_what_is_done_already_is_said(place: Place, post: Posted) -> None:
    with place.seller.at_work():
        commands.set_status(
            place.seller.actor, place.plan_id, "m1", "complete", today=TODAY, seen=1
        )
    press(place, post, "done")
    assert "Already marked done by Sam Whitfield." in post.words()
    assert place.seller.reads(place.plan_id).revision == 2


@pytest.fixture
def _on_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    now = SimpleNamespace(now=lambda: TUESDAY, override=timezone.override)
    monkeypatch.setattr(acting, "timezone", now)


@pytest.mark.usefixtures("_on_tuesday")
def test_snooze_says_it_again_tomorrow_and_once(place: Place, post: Posted) -> None:
    press(place, post, "snooze")
    first, again = Message.objects.order_by("id")
    assert again.key.startswith(f"{first.key}:again:")
    assert (again.member_id, again.dispatched_at) == (first.member_id, None)
    assert again.due_at == datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    assert "Snoozed until Wednesday." in post.words()
    from milepost.messaging import dispatch

    dispatch.send_due(again.due_at + timedelta(minutes=1))
    deliver()
    assert len(place.slack.posts) == 2


@pytest.mark.usefixtures("_on_tuesday")
def test_a_snoozed_step_that_was_done_meanwhile_stays_quiet(place: Place, post: Posted) -> None:
    from milepost.messaging import dispatch

    press(place, post, "snooze")
    with place.seller.at_work():
        commands.set_status(
            place.seller.actor, place.plan_id, "m1", "complete", today=TODAY, seen=1
        )
    again = Message.objects.latest("id")
    dispatch.send_due(again.due_at + timedelta(minutes=1))
    deliver()
    assert len(place.slack.posts) == 1
    again.refresh_from_db()
    assert again.dropped == "moved_on"


def test_somebody_who_is_no_member_changes_nothing(place: Place, post: Posted) -> None:
    press(place, post, "done", user="U0STRANGE")
    assert status(place) == "pending"
    assert "no member of this workspace" in place.slack.replies[0]["text"]


def test_a_member_who_left_changes_nothing(place: Place, post: Posted) -> None:
    Member.objects.filter(pk=place.seller.member_id).update(is_active=False)
    press(place, post, "done")
    assert status(place) == "pending"


@pytest.mark.parametrize("how", ["archived", "skipped", "forgotten"])
def test_what_cannot_be_done_is_refused_in_words(place: Place, post: Posted, how: str) -> None:
    with place.seller.at_work():
        if how == "archived":
            commands.archive(place.seller.actor, place.plan_id)
        elif how == "skipped":
            commands.set_status(
                place.seller.actor,
                place.plan_id,
                "m1",
                "skipped",
                today=TODAY,
                seen=1,
                reason="Done before",
            )
    if how == "forgotten":
        SlackPost.objects.all().delete()
    press(place, post, "done")
    words = {"archived": "archived", "skipped": "was skipped", "forgotten": "too old"}[how]
    assert words in place.slack.replies[0]["text"]
    assert post.edits == 0


def test_a_press_that_is_delivered_twice_is_done_once(place: Place, post: Posted) -> None:
    from tests.slack.delivering import waiting

    assert sends(a_press(post, "done")) == 200
    (delivery,) = waiting("slack.press")
    acting.deliver(delivery)
    acting.deliver(delivery)
    assert place.seller.reads(place.plan_id).revision == 2
    deliver()
    assert post.edits == 1


def test_the_message_is_brought_up_to_date_when_slack_is_back(place: Place, post: Posted) -> None:
    place.slack.trouble("chat.update", Trouble.BROKEN)
    assert [end is None for end in press(place, post, "done")] == [True, False]
    assert status(place) == "complete"
    assert deliver() == [None]
    assert post.edits == 1


def test_a_link_that_was_opened_is_only_acknowledged(place: Place, post: Posted) -> None:
    assert sends(a_press(post, "open")) == 200
    assert deliver() == []


# --- who may send ------------------------------------------------------------------------------


def test_what_slack_did_not_sign_is_refused(place: Place, post: Posted) -> None:
    payload = a_press(post, "done")
    assert sends(payload, secret="f" * 32) == 401
    assert sends(payload, at=time.time() - 301) == 401
    assert sends(payload, at=time.time() + 301) == 401
    body = f"payload={json.dumps(payload)}".encode()
    assert sends_body(body, {}) == 401
    for wrong in (
        {"X-Slack-Signature": "v0=ü"},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": signed(body)["X-Slack-Signature"].upper()},
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "9" * 400},
    ):
        assert sends_body(body, signed(body) | wrong) == 401
    assert sends_body(body + b"&more=1", signed(body)) == 401
    assert deliver() == []


def test_a_request_that_is_sent_again_is_refused(place: Place, post: Posted) -> None:
    from urllib.parse import urlencode

    body = urlencode({"payload": json.dumps(a_press(post, "done"))}).encode()
    headers = signed(body)
    assert sends_body(body, headers) == 200
    assert sends_body(body, headers) == 409
    deliver()
    assert sends_body(body, headers) == 409
    assert deliver() == []
    assert place.seller.reads(place.plan_id).revision == 2


def test_what_makes_no_sense_is_answered_and_does_nothing(place: Place) -> None:
    for body, status_ in (
        (b"", 400),
        (b"payload=", 400),
        (b"payload=[1]", 400),
        (b"payload={", 400),
        (b"\xff\xfe", 400),
        (b"payload=%7B%22type%22%3A1%7D", 200),
        (b"payload=" + b"[" * 5_000, 400),
    ):
        assert sends_body(body, signed(body)) == status_, body[:40]
    assert sends_body(b"x" * (interactions.MOST_BYTES + 1)) == 401
    assert deliver() == []


def test_a_forged_value_reaches_no_other_workspace(place: Place, post: Posted) -> None:
    other = a_seller("Rita Osei")
    payload = a_press(post, "done")
    payload["actions"][0]["value"] = f"{other.workspace_id}:{Message.objects.get().pk}"
    assert sends(payload) == 200
    assert deliver() == []


def test_a_workspaces_own_secret_speaks_for_it_alone(place: Place, post: Posted) -> None:
    """Another workspace of this server, with an app of its own in the same Slack team."""
    from milepost.messaging.models import SlackConnection
    from milepost.platform.secrets import seal

    own = "e" * 32
    other = a_seller("Rita Osei")
    connected(place.slack, other, "U0RITA001")
    SlackConnection.objects.filter(workspace_id=other.workspace_id).update(signing_secret=seal(own))
    deliver()
    assert sends(a_press(post, "done"), secret=own) == 200
    assert deliver() == []
    assert status(place) == "pending"
    assert sends(a_press(post, "done"), secret=SECRET) == 200
    assert deliver() == [None, None]


def test_an_answer_goes_to_slack_alone(place: Place) -> None:
    assert replying.is_slacks("https://hooks.slack.com/actions/T1/2/3")
    assert replying.is_slacks(f"{place.slack.address}/answers/1")
    for address in (
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com:8443/actions/1",
        "https://hooks.slack.com.evil.example/",
        "https://hooks.slack.com@evil.example/",
        "https://user:pw@hooks.slack.com/",
        "http://169.254.169.254/latest/",
        "http://127.0.0.1:1/answers/1",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ):
        assert not replying.is_slacks(address), address


def test_a_press_is_acknowledged_quickly(place: Place, post: Posted) -> None:
    started = time.monotonic()
    assert sends(a_press(post, "done")) == 200
    assert time.monotonic() - started < 1.0
    assert Outbox.objects.filter(kind="slack.press").count() == 1
