"""What tests of open pages share: a server, a plan with a seller and a buyer at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from milepost.domain.plan import Person
from milepost.plans import commands
from milepost.plans.queries import plan_head
from milepost.workspaces.models import Member
from tests import factories
from tests.live.server import Listening, Server, a_server, cookies_of
from tests.plans.plans import MAJA, RITA, SAM, Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor

ANDERS = Person(key="anders", name="Anders Holm", side="buyer", role="economic_buyer")


@pytest.fixture
def server(transactional_db: Any) -> Iterator[Server]:
    with a_server() as running:
        yield running


@dataclass
class Scene:
    """One plan, and whoever may look at it."""

    server: Server
    sam: Seller
    plan_id: int
    seller: Client
    buyer: Client
    page: str
    open: Callable[[str, Client], Listening]

    def seller_listens(self, client: Client | None = None) -> Listening:
        return self.open(f"/plans/{self.plan_id}/stream", client or self.seller)

    def buyer_listens(self, client: Client | None = None) -> Listening:
        return self.open(f"{self.page}stream", client or self.buyer)

    def changes(self, path: str, value: Any) -> None:
        """A change by the seller, committed."""
        with self.sam.at_work():
            commands.change_fields(
                self.sam.actor, self.plan_id, {path: value}, seen=plan_head(self.plan_id).revision
            )

    @property
    def pulse(self) -> int:
        return self.sam.reads(self.plan_id).marks.pulse

    @property
    def shared_pulse(self) -> int:
        return self.sam.reads(self.plan_id).marks.shared_pulse


@pytest.fixture
def scene(server: Server) -> Iterator[Scene]:
    listening: list[Listening] = []

    def opened(path: str, client: Client) -> Listening:
        made = Listening(server.port, path, cookies_of(client))
        listening.append(made)
        return made

    sam = a_seller()
    plan_id = sam.keeps(a_plan(people=(MAJA, ANDERS, SAM, RITA)))
    client = signed_in(sam.member_id)
    buyer, page = a_visitor(sam.workspace_id, plan_id)
    yield Scene(server, sam, plan_id, client, buyer, page, opened)
    for each in listening:
        each.close()


def signed_in(member_id: int) -> Client:
    """A browser in which this member is signed in."""
    client = Client()
    client.force_login(Member.objects.get(pk=member_id).user)
    return client


def a_colleague(scene: Scene, role: str, name: str) -> Client:
    """A browser of another member of the workspace."""
    workspace = Member.objects.get(pk=scene.sam.member_id).workspace
    return signed_in(factories.a_member(workspace, role, name).pk)
