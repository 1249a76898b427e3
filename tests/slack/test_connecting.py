"""Connecting Slack by consent or by a token, seeing how it stands, ending it, being put out."""

from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from milepost.messaging.models import Message, SlackChannel, SlackConnection, SlackPerson
from milepost.platform.secrets import unseal
from tests import factories
from tests.plans.plans import a_plan
from tests.slack.conftest import Place, connected
from tests.slack.delivering import deliver, signed
from tests.slack.standin import APP, BOT, SECRET, TEAM, TOKEN, Slack, Trouble

pytestmark = pytest.mark.django_db
PAGE = "/workspace/slack/"
OWN = {"token": "xoxb-3333333333-4444444444-ownapp", "signing_secret": "d" * 32}


@pytest.fixture
def admin(client: Client) -> Any:
    member = factories.a_member(factories.a_workspace(), role="admin", name="Ida Brandt")
    client.force_login(member.user)
    return member


def text_of(answer: Any) -> str:
    page = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(page.split())


def state_of(client: Client) -> str:
    answer = client.get(f"{PAGE}connect/")
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer["Location"]).query)["state"][0]


def test_off_to_slack_with_the_least_scopes_and_an_exact_way_back(
    client: Client, admin: Any, slack: Slack
) -> None:
    answer = client.get(f"{PAGE}connect/")
    parts = urlsplit(answer["Location"])
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (parts.netloc, parts.path) == (urlsplit(slack.address).netloc, "/oauth/v2/authorize")
    assert query["scope"] == "chat:write,users:read,users:read.email"
    assert query["redirect_uri"] == "http://localhost:8000/workspace/slack/back/"
    assert query["client_id"] == "1111.2222"
    assert client.session.session_key not in answer["Location"]


def test_a_consent_connects_and_the_token_is_sealed(
    client: Client, admin: Any, slack: Slack
) -> None:
    slack.people[admin.email] = "U0IDA0001"
    answer = client.get(f"{PAGE}back/", {"state": state_of(client), "code": "a-code"}, follow=True)
    assert "Connected to Brightloom" in text_of(answer)
    kept = SlackConnection.objects.get()
    assert (kept.team_id, kept.app_id, kept.bot_user_id, kept.is_oauth) == (TEAM, APP, BOT, True)
    assert TOKEN not in kept.token
    assert unseal(kept.token) == TOKEN
    assert TOKEN not in answer.content.decode()
    assert "Being looked for" in text_of(answer)
    assert deliver() == [None]
    assert "1 of 1 members found" in text_of(client.get(PAGE))


def test_a_state_that_is_not_this_browsers_is_refused(
    client: Client, admin: Any, slack: Slack
) -> None:
    mine = state_of(client)
    other = Client()
    other.force_login(factories.a_member(admin.workspace, "admin").user)
    for who, state in ((other, mine), (client, ""), (client, mine + "x"), (client, "a:b:c")):
        answer = who.get(f"{PAGE}back/", {"state": state, "code": "a-code"})
        assert answer.status_code == 403
    assert not SlackConnection.objects.exists()
    assert slack.calls["oauth.v2.access"] == 0


def test_saying_no_in_slack_connects_nothing(client: Client, admin: Any, slack: Slack) -> None:
    query = {"state": state_of(client), "error": "access_denied"}
    assert "nobody agreed" in text_of(client.get(f"{PAGE}back/", query, follow=True))
    assert not SlackConnection.objects.exists()


@pytest.mark.parametrize("how", ["used", "scopes", "rotates", "away"])
def test_what_slack_gives_has_to_be_enough(
    client: Client, admin: Any, slack: Slack, how: str
) -> None:
    words = {
        "used": "Slack refused it (invalid_code)",
        "scopes": "users:read.email",
        "rotates": "token rotation",
        "away": "did not answer",
    }[how]
    code = "another" if how == "used" else "a-code"
    slack.granted = ("chat:write", "users:read") if how == "scopes" else slack.granted
    slack.rotates = how == "rotates"
    if how == "away":
        slack.trouble("oauth.v2.access", Trouble.BROKEN)
    query = {"state": state_of(client), "code": code}
    assert words in text_of(client.get(f"{PAGE}back/", query, follow=True))
    assert not SlackConnection.objects.exists()


def test_a_pasted_token_connects_once_it_was_tried(
    client: Client, admin: Any, slack: Slack
) -> None:
    slack.tokens[OWN["token"]] = ("chat:write", "users:read", "users:read.email", "im:history")
    answer = client.post(f"{PAGE}token/", OWN, follow=True)
    assert "Connected to Brightloom" in text_of(answer)
    kept = SlackConnection.objects.get()
    assert "im:history" in kept.scopes
    assert unseal(kept.signing_secret) == OWN["signing_secret"]
    assert not kept.is_oauth


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"token": "xoxp-1-2-3"}, "begins with xoxb-"),
        ({"token": "xoxb-unknown-to-slack-1"}, "invalid_auth"),
        ({"token": OWN["token"]}, "users:read.email"),
        ({**OWN, "signing_secret": "short"}, "no signing secret"),
    ],
)
def test_a_token_that_will_not_do_is_refused_with_why(
    client: Client, admin: Any, slack: Slack, given: dict[str, str], words: str
) -> None:
    slack.tokens[OWN["token"]] = ("chat:write",)
    answer = client.post(f"{PAGE}token/", given)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert given["token"] not in answer.content.decode()
    assert not SlackConnection.objects.exists()


def test_the_page_says_what_to_set_where_the_server_has_no_app(
    client: Client, admin: Any, settings: Any
) -> None:
    settings.SLACK_CLIENT_ID = settings.SLACK_CLIENT_SECRET = settings.SLACK_SIGNING_SECRET = ""
    page = client.get(PAGE).content.decode()
    assert "MILEPOST_SLACK_CLIENT_ID" in page
    assert "Connect Slack" not in page
    assert client.get(f"{PAGE}connect/").status_code == 404


def test_only_administrators_see_it(client: Client, slack: Slack) -> None:
    client.force_login(factories.a_member(role="ae").user)
    for address in ("", "connect/", "back/"):
        assert client.get(f"{PAGE}{address}").status_code == 403
    for address in ("token/", "disconnect/", "channel/", "people/"):
        assert client.post(f"{PAGE}{address}").status_code == 403


def admin_of(place: Place, client: Client) -> None:
    from tests.slack.conftest import an_admin

    client.force_login(an_admin(place.seller).user)


def test_ending_it_takes_the_token_back_and_forgets(client: Client, place: Place) -> None:
    admin_of(place, client)
    answer = client.post(f"{PAGE}disconnect/", follow=True)
    assert "Slack is disconnected" in text_of(answer)
    place.slack.trouble("auth.revoke", Trouble.BROKEN)
    assert [end is None for end in deliver()] == [False]
    assert deliver() == [None]
    assert place.slack.tokens == {}
    for table in (SlackConnection, SlackPerson, SlackChannel):
        assert not table.objects.exists()


def test_a_token_that_another_workspace_uses_is_not_taken_back(
    client: Client, place: Place
) -> None:
    from tests.plans.plans import a_seller

    connected(place.slack, a_seller("Rita Osei"), "U0RITA001")
    admin_of(place, client)
    client.post(f"{PAGE}disconnect/")
    deliver()
    assert TOKEN in place.slack.tokens
    assert SlackConnection.objects.count() == 1


def test_a_channel_is_proved_by_a_greeting(client: Client, place: Place) -> None:
    admin_of(place, client)
    answer = client.post(f"{PAGE}channel/", {"channel": "#Deals"}, follow=True)
    assert "A line of greeting is in the channel" in text_of(answer)
    assert SlackChannel.objects.get().channel == "C0DEALS001"
    assert "when a step is completed" in place.slack.posts[0].text
    place.slack.closed["C0OTHER001"] = "not_in_channel"
    link = "https://brightloom.slack.com/archives/C0OTHER001"
    answer = client.post(f"{PAGE}channel/", {"channel": link})
    assert answer.status_code == 422
    assert "/invite" in text_of(answer)
    for wrong in ("U0SAM0001", "D0SAM0001", "a b", ""):
        assert client.post(f"{PAGE}channel/", {"channel": wrong}).status_code == 422
    client.post(f"{PAGE}channel/", {"remove": "yes"})
    assert not SlackChannel.objects.exists()


def test_a_plan_may_have_a_channel_of_its_own(client: Client, place: Place) -> None:
    admin_of(place, client)
    place.slack.channels["halden"] = "C0HALDEN1"
    client.post(f"{PAGE}channel/", {"channel": "#deals"})
    page = f"/plans/{place.plan_id}/slack/"
    assert "#deals, the channel of the workspace" in text_of(client.get(page))
    assert client.post(page, {"channel": "halden"}, follow=True).status_code == 200
    other = place.seller.keeps(a_plan(3, title="Another"))
    from milepost.plans import commands
    from tests.plans.plans import TODAY

    for plan_id, channel in ((place.plan_id, "C0HALDEN1"), (other, "C0DEALS001")):
        with place.seller.at_work():
            actor = place.seller.actor
            commands.set_status(actor, plan_id, "m1", "complete", today=TODAY, seen=1)
        assert deliver("slack.celebration") == [None]
        assert place.slack.posts[-1].channel == channel
        assert len(place.slack.posts[-1].buttons()) == 1
    stranger = Client()
    stranger.force_login(factories.a_member(role="admin").user)
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, {"channel": "x"}).status_code == 404


def test_a_closed_channel_is_not_tried_for_ever(client: Client, place: Place) -> None:
    from milepost.plans import commands
    from tests.plans.plans import TODAY

    admin_of(place, client)
    client.post(f"{PAGE}channel/", {"channel": "#deals"})
    place.slack.closed["C0DEALS001"] = "is_archived"
    for milestone in ("m1", "m2"):
        seen = place.seller.reads(place.plan_id).revision
        with place.seller.at_work():
            actor = place.seller.actor
            commands.set_status(actor, place.plan_id, milestone, "complete", today=TODAY, seen=seen)
        assert [end.permanent for end in deliver("slack.celebration")] == [True][
            : milestone == "m1"
        ]
    assert "The channel is archived" in text_of(client.get(PAGE))


# --- what Slack tells by itself ----------------------------------------------------------------


def an_event(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "token": "old",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": {"type": kind, "event_ts": "1.1", **more},
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": int(time.time()) + 2,
        "authed_users": [],
    }


def sends(payload: Any, secret: str = SECRET) -> Any:
    body = json.dumps(payload).encode()
    return Client(enforce_csrf_checks=True).post(
        "/slack/events/", body, content_type="application/json", headers=signed(body, secret)
    )


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
def test_being_put_out_is_noticed_at_once(client: Client, place: Place, event: str) -> None:
    admin_of(place, client)
    more = {"tokens": {"bot": [BOT], "oauth": []}} if event == "tokens_revoked" else {}
    assert sends(an_event(event, **more)).status_code == 200
    assert SlackConnection.objects.get().broken_at is not None
    assert sends(an_event(event, **more)).status_code == 200
    assert Message.objects.filter(kind="slack_broken").count() == 1
    page = text_of(client.get(PAGE))
    assert "does not let Milepost in any more" in page
    assert "Connect Slack" in page


def test_other_events_and_older_ones_change_nothing(place: Place) -> None:
    old = an_event("app_uninstalled") | {"event_time": int(time.time()) - 3_600}
    other = an_event("app_uninstalled") | {"api_app_id": "A0OTHER01"}
    person = an_event("tokens_revoked", tokens={"oauth": ["U1"]})
    for event in (old, other, person, an_event("message"), [], {"type": "x"}):
        assert sends(event).status_code == 200
    assert sends(an_event("app_uninstalled"), "f" * 32).status_code == 401
    assert SlackConnection.objects.get().broken_at is None


def test_the_address_is_proved_by_its_challenge(place: Place) -> None:
    asked = {"token": "old", "challenge": "3eZbrw1aB10FEMAGAZd4FyFQ", "type": "url_verification"}
    answer = sends(asked)
    assert (answer.status_code, answer.content.decode()) == (200, asked["challenge"])
    assert answer["Content-Type"].startswith("text/plain")
    assert sends(asked, "f" * 32).status_code == 401


def test_connecting_again_mends_it(client: Client, place: Place) -> None:
    admin_of(place, client)
    sends(an_event("app_uninstalled"))
    query = {"state": state_of(client), "code": "a-code"}
    assert "Connected" in text_of(client.get(f"{PAGE}back/", query, follow=True))
    kept = SlackConnection.objects.get()
    assert (kept.broken_at, kept.broken_why) == (None, "")
    assert SlackPerson.objects.filter(user_id="U0SAM0001").exists()


def test_what_is_taken_back_or_done_again_is_celebrated_once(client: Client, place: Place) -> None:
    from milepost.plans import commands
    from tests.plans.plans import TODAY

    admin_of(place, client)
    client.post(f"{PAGE}channel/", {"channel": "#deals"})
    for seen, status in ((1, "complete"), (2, "pending"), (3, "complete")):
        with place.seller.at_work():
            actor = place.seller.actor
            commands.set_status(actor, place.plan_id, "m1", status, today=TODAY, seen=seen)
    assert deliver("slack.celebration") == [None, None]
    assert len(place.slack.posts) == 2  # the greeting, and one celebration
