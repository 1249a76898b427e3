"""A seller of Brightloom with the Halden plan of the examples, and a browser-less client."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from milepost.documents.plan_document import read_plan
from milepost.domain.plan import Plan
from milepost.plans import commands
from milepost.plans.queries import PlanRecord, plan_record
from milepost.platform.scope import seller_scope
from tests.factories import a_member, a_workspace

TODAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Seller:
    """A signed-in seller with what tests ask of them."""

    member: Any
    client: Client

    def keep(self, plan: Plan) -> int:
        """Keep a plan as this seller's; answers with its id."""
        with seller_scope(self.member.workspace_id, self.member.pk):
            people = {p.key: self.member.pk for p in plan.people if p.key == "sam"}
            return commands.import_document(self.actor, None, plan, people).plan_id

    @property
    def actor(self) -> commands.Actor:
        return commands.Actor(member_id=self.member.pk, name=self.member.name)

    def record(self, plan_id: int) -> PlanRecord:
        """The plan as it stands."""
        with seller_scope(self.member.workspace_id, self.member.pk):
            found = plan_record(plan_id)
        assert found is not None
        return found

    def htmx(self, plan_id: int, method: str, path: str, **data: Any) -> Any:
        """A request as htmx sends it from the plan's page."""
        headers = {
            "HX-Request": "true",
            "HX-Current-URL": f"http://testserver/plans/{plan_id}/",
        }
        call = getattr(self.client, method)
        return call(f"/plans/{plan_id}/{path}", data, headers=headers)


@pytest.fixture
def halden(shared: Path) -> Plan:
    """The example plan."""
    return read_plan((shared / "examples" / "halden.plan.json").read_bytes())


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The day of the examples' answer, also where pages and commands ask the clock."""
    from milepost.web.plans import access

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2026, 11, 25, 10, 0, tzinfo=tz or ZoneInfo("UTC"))

    monkeypatch.setattr(access, "datetime", Clock)
    return TODAY


def _seller(name: str, company: str) -> Seller:
    member = a_member(a_workspace(company), name=name)
    client = Client()
    client.force_login(member.user)
    return Seller(member, client)


@pytest.fixture
def sam(db: None) -> Seller:
    """The AE of the Halden deal."""
    return _seller("Sam Whitfield", "Brightloom")


@pytest.fixture
def stranger(db: None) -> Seller:
    """A seller of another company."""
    return _seller("Eve Stranger", "Otherloom")


@pytest.fixture
def halden_id(sam: Seller, halden: Plan) -> int:
    """The Halden plan, kept by Sam."""
    return sam.keep(halden)


@pytest.fixture
def variant(halden: Plan) -> Callable[..., Plan]:
    """The example plan with fields of the document changed."""
    from milepost.documents.plan_document import plan_to_json

    def made(**fields: Any) -> Plan:
        document = json.loads(plan_to_json(halden))
        return read_plan(json.dumps({**document, **fields}))

    return made
