"""A seller with a shared plan, at a review of it, in a browser without script and in one with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from milepost.domain.plan import Plan, Status
from milepost.plans.commands import set_status
from milepost.reviews import commands
from milepost.workspaces.models import Member
from tests.plans.plans import Seller, a_seller
from tests.portal.halden import a_halden_plan


@dataclass(frozen=True)
class Desk:
    """Sam, the Halden plan, and a browser."""

    sam: Seller
    plan_id: int
    client: Client
    today: date

    @property
    def home(self) -> str:
        return f"/plans/{self.plan_id}/reviews/"

    def starts(self) -> int:
        with self.sam.at_work():
            return commands.start(self.sam.actor, self.plan_id, today=self.today)

    def plans(self, days: int, **wish: Any) -> int:
        """A review that many days from now; for one in the past, planned when it lay ahead."""
        on = self.today + timedelta(days=days)
        planned_on = min(self.today, on)
        with self.sam.at_work():
            return commands.plan_review(
                self.sam.actor, self.plan_id, commands.Wish(on=on, **wish), today=planned_on
            )

    def sees(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return str(answer.content.decode())

    def sends(self, address: str, script: bool = False, **form: str) -> Any:
        headers = {"HX-Request": "true"} if script else {}
        return self.client.post(address, form, headers=headers)

    def sets(self, key: str, status: Status) -> None:
        """A step gets another status."""
        seen = self.sam.reads(self.plan_id).revision
        with self.sam.at_work():
            set_status(self.sam.actor, self.plan_id, key, status, today=self.today, seen=seen)

    def plan(self) -> Plan:
        return self.sam.reads(self.plan_id).plan


@pytest.fixture
def desk(db: None) -> Desk:
    sam = a_seller()
    today = localdate()
    plan_id = sam.keeps(a_halden_plan(today))
    client = Client()
    client.force_login(Member.objects.get(pk=sam.member_id).user)
    return Desk(sam, plan_id, client, today)
