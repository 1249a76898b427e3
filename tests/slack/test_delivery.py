"""A member's messages reach them in Slack, once as far as can be known, whatever goes wrong."""

from __future__ import annotations

import pytest

from milepost.messaging.channels.slack import client as calling
from milepost.messaging.channels.slack import people
from milepost.messaging.models import Message, SlackConnection, SlackPerson, SlackPost
from milepost.messaging.registry import TakenOver
from milepost.workspaces.models import Member
from tests.sharing.invited import mails
from tests.slack.conftest import SAM, Place, an_admin
from tests.slack.delivering import deliver, told, waiting
from tests.slack.standin import TOKEN, Trouble

pytestmark = pytest.mark.django_db
POST = "chat.postMessage"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "SECONDS", 0.3)


def test_a_member_gets_a_direct_message_beside_the_mail(place: Place) -> None:
    told(place)
    assert deliver() == [None]
    (post,) = place.slack.posts
    assert post.channel == place.slack.dm(SAM)
    assert "Step 1 is due" in post.text
    assert "&lt;of Halden &amp; Co&gt;" in post.words()
    assert [b["text"]["text"] for b in post.buttons()][:2] == ["Mark done", "Snooze until tomorrow"]
    assert Message.objects.get().channels == "mail,slack"
    assert len(mails()) == 1
    kept = SlackPost.objects.get()
    assert (kept.channel, kept.ts, kept.unsure) == (post.channel, post.ts, 0)
    assert SlackPerson.objects.get(user_id=SAM).dm == post.channel


def test_several_at_once_are_one_message(place: Place) -> None:
    told(place, "m1", "m2", "m3")
    deliver()
    (post,) = place.slack.posts
    assert "3 things" in post.words()
    assert sum(b["text"]["text"] == "Mark done" for b in post.buttons()) == 3


def test_a_delivery_that_was_made_is_not_made_again(place: Place) -> None:
    told(place)
    (delivery,) = waiting("slack.message")
    deliver("slack.message")
    people_before = place.slack.calls[POST]
    from milepost.messaging.channels.slack import posting

    posting.deliver(delivery)
    assert place.slack.calls[POST] == people_before == 1


def test_who_lost_the_delivery_sends_nothing(place: Place) -> None:
    from dataclasses import replace

    from milepost.messaging.channels.slack import posting

    def taken() -> None:
        raise TakenOver

    told(place)
    (delivery,) = waiting("slack.message")
    with pytest.raises(TakenOver):
        posting.deliver(replace(delivery, check=taken))
    assert place.slack.posts == []


@pytest.mark.parametrize(
    ("trouble", "asked"),
    [(Trouble.LIMITED, 7.0), (Trouble.BROKEN, None), (Trouble.NONSENSE, None)],
)
def test_what_passes_is_tried_again(place: Place, trouble: Trouble, asked: float | None) -> None:
    place.slack.trouble(POST, trouble)
    told(place)
    failed = deliver("slack.message")[0]
    assert failed is not None
    assert (failed.permanent, failed.retry_after) == (False, asked)
    assert deliver("slack.message") == [None]
    assert len(place.slack.posts) == 1


def test_a_server_that_hangs_or_is_away_is_tried_again(place: Place, settings: object) -> None:
    place.slack.trouble(POST, Trouble.HANGS)
    told(place)
    assert not deliver("slack.message")[0].permanent
    assert SlackPost.objects.get().began_at is not None
    settings.SLACK_API_URL, right = "http://127.0.0.1:9/api/", settings.SLACK_API_URL
    assert not deliver("slack.message")[0].permanent
    settings.SLACK_API_URL = right
    assert deliver("slack.message") == [None]
    assert len(place.slack.posts) == 1


@pytest.mark.parametrize(
    "trouble", [Trouble.DONE_AND_HANGS, Trouble.DONE_AND_DROPPED, Trouble.DONE_AND_BROKEN]
)
def test_what_nobody_can_know_is_sent_again_and_counted(place: Place, trouble: Trouble) -> None:
    place.slack.trouble(POST, trouble)
    told(place)
    assert not deliver("slack.message")[0].permanent
    assert deliver("slack.message") == [None]
    assert len(place.slack.posts) == 2
    assert SlackPost.objects.get().unsure == 1


@pytest.mark.parametrize("trouble", [Trouble.DONE_AND_HANGS, Trouble.DONE_AND_DROPPED])
def test_with_the_right_to_look_back_it_is_sent_once(place: Place, trouble: Trouble) -> None:
    place.slack.tokens[TOKEN] += ("im:history",)
    SlackConnection.objects.update(scopes="chat:write,im:history,users:read,users:read.email")
    told(place, "m1")
    deliver()
    place.slack.trouble(POST, trouble)
    told(place, "m2")
    assert not deliver("slack.message")[0].permanent
    assert deliver("slack.message") == [None]
    assert len(place.slack.posts) == 2  # one for each milestone
    assert place.slack.calls["conversations.history"] == 1
    assert SlackPost.objects.latest("id").ts == place.slack.posts[1].ts


@pytest.mark.parametrize("code", ["channel_not_found", "user_not_found"])
def test_somebody_who_left_slack_is_not_tried_for_ever(place: Place, code: str) -> None:
    told(place)
    place.slack.closed[SAM] = code
    assert deliver("slack.message")[0].permanent
    assert SlackPerson.objects.get().user_id == ""
    told(place, "m2")
    assert waiting("slack.message") == []
    assert [m.channels for m in Message.objects.order_by("id")] == ["mail,slack", "mail"]


def test_what_slack_will_never_take_is_a_dead_letter(place: Place) -> None:
    told(place)
    place.slack.closed[SAM] = "msg_too_long"
    failed = deliver("slack.message")[0]
    assert failed.permanent
    assert SlackPerson.objects.get().user_id == SAM


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
def test_a_dead_token_ends_slack_alone_and_administrators_are_told(place: Place, code: str) -> None:
    an_admin(place.seller)
    told(place)
    place.slack.closed[SAM] = code
    assert deliver("slack.message")[0].permanent
    kept = SlackConnection.objects.get()
    assert (kept.broken_why, kept.broken_at is not None) == (code, True)
    told(place, "m2")
    assert waiting("slack.message") == []
    assert len(mails(Member.objects.get(pk=place.seller.member_id).email)) == 2
    (mail,) = mails(Member.objects.get(name="Ida Brandt").email)
    assert mail["subject"] == "Slack is no longer connected"
    assert "Mail goes on as before" in mail["text"]
    assert Message.objects.filter(kind="slack_broken").count() == 1


def test_a_token_that_cannot_be_unsealed_is_a_broken_connection(place: Place) -> None:
    told(place)
    SlackConnection.objects.update(token="of another key")
    assert deliver("slack.message")[0].permanent
    assert SlackConnection.objects.get().broken_why == "unreadable"


def test_members_are_found_by_their_address_and_followed(place: Place) -> None:
    rita = an_admin(place.seller, "Rita Osei")
    assert people.sweep() == 1
    assert SlackPerson.objects.get(member_id=rita.pk).user_id == ""
    assert people.sweep() == 0
    place.slack.people["rita@example.com"] = "U0RITA001"
    Member.objects.filter(pk=rita.pk).update(email="Rita@Example.com")
    assert people.sweep() == 1
    assert SlackPerson.objects.get(member_id=rita.pk).user_id == "U0RITA001"


def test_looking_for_members_stops_when_slack_has_enough(place: Place) -> None:
    for n in range(3):
        an_admin(place.seller, f"Person {n}")
    place.slack.trouble("users.lookupByEmail", Trouble.LIMITED)
    assert people.sweep() == 0
    assert people.sweep() == 3


def test_a_buyer_is_never_reached(place: Place) -> None:
    from dataclasses import replace

    from milepost.messaging.channels.slack import channel
    from milepost.messaging.readers import Who, addressee

    with place.seller.at_work():
        sam = addressee(Who(place.workspace_id, "seller", place.seller.member_id, None, None))
        assert sam is not None
        assert channel.reaches(sam, [])
        assert not channel.reaches(replace(sam, side="buyer"), [])
        assert not channel.reaches(replace(sam, member_id=None, person="maja", plan_id=1), [])


def test_every_request_was_checked_with_the_published_description(
    shared: object, place: Place
) -> None:
    told(place)
    deliver()
    assert place.slack.published is not None
    assert place.slack.published.checked > 0
