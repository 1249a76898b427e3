"""After the signature: a success manager has the plan, both sides know, the page says rollout."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed
from milepost.domain.plan import Milestone, Owner, Owners, Plan
from milepost.domain.sides import buyer_copy
from milepost.forecasting import words
from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Told
from milepost.messaging.models import Message
from milepost.plans import commands
from milepost.sharing.rollout_commands import hand_to_success
from milepost.workspaces.models import Member, Workspace
from tests.factories import a_member
from tests.hard_cases.test_path import invited
from tests.plans.plans import Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor
from tests.walls.test_mails_to_buyers import SALES

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return timezone.now().date()


@pytest.fixture
def sam() -> Seller:
    return a_seller()


@pytest.fixture
def noor(sam: Seller) -> Member:
    return a_member(Workspace.objects.get(pk=sam.workspace_id), "csm", name="Noor Haddad")


def signed(today: date) -> Plan:
    plan = a_plan(3, life="agreed", agreed_on=today, created=today - timedelta(60))
    done = tuple(
        replace(m, status="complete", completed_on=today, completed_by="maja")
        for m in plan.milestones
    )
    rollout = Milestone(
        key="r1",
        title="Connect the first site",
        kind="other",
        target=today + timedelta(30),
        status="pending",
        owners=Owners(buyer=Owner(person="maja"), seller=Owner(person="sam")),
        after=("m3",),
    )
    return replace(plan, milestones=(*done, rollout))


def test_the_success_manager_has_what_was_open_and_both_sides_are_told(
    sam: Seller, noor: Member, today: date
) -> None:
    plan_id = sam.keeps(signed(today))
    invited(sam, plan_id)
    with sam.at_work():
        changed = hand_to_success(sam.actor, plan_id, noor.pk, seen=1, today=today)
    plan = sam.reads(plan_id).plan
    step = plan.milestone("r1")
    assert step is not None
    assert step.owners is not None
    assert step.owners.seller is not None
    person = plan.person(step.owners.seller.person or "")
    assert person is not None
    assert person.name == "Noor Haddad"
    assert step.phase == "implementation"
    assert changed.revision == 2
    told = Message.objects.filter(plan_id=plan_id, kind="new_owner")
    assert {(m.side, m.member_id or m.person) for m in told} == {
        ("seller", noor.pk),
        ("buyer", "maja"),
    }
    one = told.get(side="buyer")
    reader = Addressee(
        sam.workspace_id, "Brightloom", "buyer", None, plan_id, "maja", "Maja", "champion", "",
        "", "UTC", "", "",
    )  # fmt: skip
    about = Told(
        one.pk, sam.workspace_id, plan_id, "new_owner", one.key, None, None, one.facts, one.at
    )
    said: Any = words.new_owner(
        about, reader, At(now=timezone.now(), plan=lambda _i, _s: buyer_copy(plan))
    )
    text = " ".join((said.subject, said.line, *said.details, said.plan))
    assert "Noor Haddad of Brightloom looks after your rollout" in text
    assert "Sam Whitfield hands over" in text
    assert "Rollout plan" in said.plan
    assert SALES.search(text) is None


def test_the_buyers_page_is_the_rollouts_and_shows_the_new_contact(
    sam: Seller, noor: Member, today: date
) -> None:
    plan_id = sam.keeps(signed(today))
    with sam.at_work():
        hand_to_success(sam.actor, plan_id, noor.pk, seen=1, today=today)
    visitor, address = a_visitor(sam.workspace_id, plan_id, "maja")
    text = visitor.get(address).content.decode()
    assert "Rollout plan" in text
    assert "Noor Haddad" in text
    assert text.count("your contact") == 1  # Sam, who handed it on, is one no more
    before = sam.keeps(a_plan(3))
    visitor, address = a_visitor(sam.workspace_id, before, "maja")
    assert "Rollout plan" not in visitor.get(address).content.decode()


def test_it_is_offered_once_signed_and_no_more_once_it_is_done(
    sam: Seller, noor: Member, today: date
) -> None:
    plan_id = sam.keeps(signed(today))
    client = Client()
    client.force_login(Member.objects.get(pk=sam.member_id).user)
    address = f"/plans/{plan_id}/hand-over/"
    assert address in client.get(f"/plans/{plan_id}/").content.decode()
    form = re.sub(r"\s+", " ", client.get(address).content.decode())
    assert "1 open step of Sam Whitfield goes over." in form
    assert form.index("Noor Haddad") > 0
    assert client.post(address, {"member": "x", "seen": "1"}).status_code == 422
    done = client.post(address, {"member": str(noor.pk), "seen": "1"})
    assert done.status_code == 303
    assert address not in client.get(f"/plans/{plan_id}/").content.decode()


def test_before_the_signature_and_from_an_older_page_it_is_refused(
    sam: Seller, noor: Member, today: date
) -> None:
    open_plan = sam.keeps(a_plan(3))
    plan_id = sam.keeps(signed(today))
    with sam.at_work():
        with pytest.raises(NotAllowed):
            hand_to_success(sam.actor, open_plan, noor.pk, seen=1, today=today)
        with pytest.raises(NotAllowed):
            hand_to_success(sam.actor, plan_id, sam.member_id, seen=1, today=today)
        with pytest.raises(InvalidInput):
            hand_to_success(sam.actor, plan_id, 0, seen=1, today=today)
        commands.change_fields(sam.actor, plan_id, {"title": "Other"}, seen=1, today=today)
        with pytest.raises(Conflict):
            hand_to_success(sam.actor, plan_id, noor.pk, seen=1, today=today)
