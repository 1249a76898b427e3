"""A Slack on loopback, a workspace connected to it, and a plan that somebody is told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from milepost.messaging import kinds
from milepost.messaging.channels.slack import connection, people
from milepost.platform.scope import seller_scope
from tests.factories import a_member
from tests.plans.plans import Seller, a_plan, a_seller
from tests.slack.checks import Published
from tests.slack.standin import APP, BOT, CLIENT, SECRET, TEAM, TOKEN, Slack, standing_in

DESCRIPTION = Path("vendor-specs") / "slack" / "slack_web_openapi_v2.json"
SAM = "U0SAM0001"


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest) -> Published | None:
    """The vendor's description; None, and our own checks alone, where its folder is not there."""
    try:
        return Published(request.getfixturevalue("shared") / DESCRIPTION)
    except pytest.skip.Exception:
        return None


@pytest.fixture
def slack(settings: Any, published: Published | None) -> Iterator[Slack]:
    """The server, used by everything during the test; it refuses nothing that we send."""
    with standing_in(published) as server:
        settings.SLACK_API_URL = f"{server.address}/api/"
        settings.SLACK_CLIENT_ID, settings.SLACK_CLIENT_SECRET = CLIENT
        settings.SLACK_SIGNING_SECRET = SECRET
        yield server
        assert server.wrong == []


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {
        name: replace(kind, words="tests.slack.words.plain", settles=0)
        for name, kind in kinds.KINDS.items()
        if name != "slack_broken"
    }
    plain["slack_broken"] = kinds.KINDS["slack_broken"]
    for module in ("kinds", "messages", "channels.slack.source"):
        monkeypatch.setattr(f"milepost.messaging.{module}.KINDS", plain)


@dataclass(frozen=True)
class Place:
    """A workspace that is connected, with Sam, who is in Slack, and a plan of three steps."""

    seller: Seller
    plan_id: int
    slack: Slack

    @property
    def workspace_id(self) -> int:
        return self.seller.workspace_id


@pytest.fixture
def place(slack: Slack) -> Place:
    from tests.slack.delivering import deliver

    seller = a_seller()
    connected(slack, seller)
    deliver()
    return Place(seller, seller.keeps(a_plan(3)), slack)


def connected(slack: Slack, seller: Seller, user: str = SAM, token: str = TOKEN) -> None:
    """The seller's workspace is connected, and the seller is a user of the team."""
    from milepost.workspaces.models import Member

    slack.people[Member.objects.get(pk=seller.member_id).email.lower()] = user
    found = connection.Found(
        TEAM, "Brightloom", BOT, frozenset(slack.tokens[token]), token, app_id=APP
    )
    with seller_scope(seller.workspace_id, seller.member_id):
        connection.connect(seller.workspace_id, found, seller.member_id)
    people.look_for(seller.workspace_id)


def an_admin(seller: Seller, name: str = "Ida Brandt") -> Any:
    """An administrator of the seller's workspace."""
    from milepost.workspaces.models import Workspace

    return a_member(Workspace.objects.get(pk=seller.workspace_id), "admin", name)
