"""What tests of the conversation need: a plan with people of both sides, and who talks on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.test import Client

from milepost.conversation import commands, queries
from milepost.domain.plan import Milestone, Person
from milepost.platform.scope import seller_scope
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing import acting
from milepost.sharing.visits import visiting
from tests.plans.plans import MAJA, Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor

TOMASZ = Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it")
SECRET = "our-floor-is-81000"


@dataclass
class Talk:
    """A plan that is with the buyer, its seller, and two of its buyers in browsers of theirs."""

    seller: Seller
    plan_id: int
    maja: Client
    tomasz: Client
    address: str

    def says(self, text: str, **more: Any) -> int:
        """The seller says something."""
        with self.seller.at_work():
            return commands.comment(self.seller.actor, self.plan_id, text, **more)[0]

    @contextmanager
    def visit(self, client: Client | None = None) -> Iterator[Any]:
        """Inside a buyer's scope."""
        cookies = (client or self.maja).cookies
        with visiting(cookies[PLAN_COOKIE].value, cookies[BROWSER_COOKIE].value) as visit:
            yield visit

    def does(self, kind: str, client: Client | None = None, **content: Any) -> acting.Outcome:
        """A buyer does something, as their page would."""
        with self.visit(client) as visit:
            key = acting.record(visit, kind, content, uuid4())
        return acting.apply(visit, key)

    def sees(self, client: Client | None = None) -> queries.Conversation:
        """What a buyer reads under their role."""
        with self.visit(client):
            return queries.buyer_conversation()

    def all(self) -> queries.Conversation:
        """What the seller reads."""
        with seller_scope(self.seller.workspace_id, self.seller.member_id):
            return queries.conversation(self.plan_id)


def a_talk(seller: Seller | None = None, **fields: Any) -> Talk:
    """A shared plan of three steps, the second of them internal."""
    seller = seller or a_seller()
    plan = a_plan(3)
    steps = list(plan.milestones)
    steps[1] = replace(steps[1], visibility="internal", key="i1", title="Discount approval")
    steps[2] = replace(steps[2], after=("i1",))
    maja = replace(MAJA, email="maja@halden.example")
    people = (maja, replace(TOMASZ, email="tomasz@halden.example"), *plan.people[1:])
    usual: dict[str, Any] = {"milestones": tuple(steps), "people": people}
    plan_id = seller.keeps(replace(plan, **(usual | fields)))
    browser, address = a_visitor(seller.workspace_id, plan_id)
    other, _ = a_visitor(seller.workspace_id, plan_id, "tomasz", address="tomasz@halden.example")
    return Talk(seller, plan_id, browser, other, address)


def another_step(key: str, title: str) -> Milestone:
    """A step like the first one."""
    return replace(a_plan(1).milestones[0], key=key, title=title)
