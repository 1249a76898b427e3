"""An AE who leaves: the plan and its links go on, and somebody else becomes the contact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Owner
from milepost.messaging.models import Outbox
from milepost.plans.commands import Actor
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope
from milepost.sharing import contact_commands, link_commands
from milepost.workspaces import commands as workspaces
from milepost.workspaces.models import Workspace
from tests.factories import a_member
from tests.plans.plans import MAJA, SAM, TODAY, Seller, a_plan, a_seller
from tests.sharing.visitors import a_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> Seller:
    return a_seller()


@pytest.fixture
def admin(sam: Seller) -> Any:
    workspace = Workspace.objects.get(pk=sam.workspace_id)
    return a_member(workspace, "admin", name="Rita Osei")


def leaves(sam: Seller, admin: Any) -> None:
    with seller_scope(sam.workspace_id, admin.pk):
        workspaces.set_active(sam.workspace_id, admin.pk, sam.member_id, is_active=False)


def test_links_go_on_and_the_people_and_members_pages_say_what_is_missing(
    sam: Seller, admin: Any
) -> None:
    plan_id = sam.keeps(a_plan())
    _, token = a_link(sam.workspace_id, plan_id)
    leaves(sam, admin)
    assert Client().get(f"/b/{token}/").status_code == 302
    client = Client()
    client.force_login(admin.user)
    assert "no longer works" in client.get(f"/plans/{plan_id}/people/").content.decode()
    members = client.get("/members/").content.decode()
    assert "one open plan needs another contact" in members
    assert f"?owner={sam.member_id}" in members
    answer = client.post(f"/plans/{plan_id}/contact/", {"member": str(sam.member_id)})
    assert answer.status_code == 422
    answer = client.post(f"/plans/{plan_id}/contact/", {"member": str(admin.pk)})
    assert answer.status_code == 303
    assert "no longer works" not in client.get(f"/plans/{plan_id}/people/").content.decode()
    assert "needs another contact" not in client.get("/members/").content.decode()


def test_the_new_contact_takes_over_what_is_open_and_history_keeps_the_old_one(
    sam: Seller, admin: Any
) -> None:
    plan = a_plan()
    first, *rest = plan.milestones
    done = replace(
        first, status="complete", completed_on=plan.created, completed_by="sam", tasks=()
    )
    plan_id = sam.keeps(replace(plan, milestones=(done, *rest)))
    with seller_scope(sam.workspace_id, admin.pk):
        contact_commands.change_contact(sam.actor, plan_id, admin.pk)
        record = plan_record(plan_id)
    assert record is not None
    contact = contact_commands.ae_of(record.plan)
    assert contact is not None
    assert contact.name == "Rita Osei"
    owners = [m.owners.seller for m in record.plan.milestones if m.owners]
    assert owners == [Owner(person="sam"), *[Owner(person=contact.key)] * 4]
    assert record.owner_id == admin.pk
    assert record.plan.person("sam") is not None


def test_a_former_contact_who_did_nothing_leaves_the_plan(sam: Seller, admin: Any) -> None:
    plan_id = sam.keeps(a_plan())
    with seller_scope(sam.workspace_id, admin.pk):
        contact_commands.change_contact(sam.actor, plan_id, admin.pk)
        record = plan_record(plan_id)
    assert record is not None
    assert record.plan.person("sam") is None


def test_nobody_but_a_member_becomes_the_contact(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    with sam.at_work(), pytest.raises(InvalidInput):
        contact_commands.change_contact(sam.actor, plan_id, 10**9)


def test_invitations_are_answered_to_whoever_shares_now(sam: Seller, admin: Any) -> None:
    people = (replace(MAJA, email="maja@halden.example"), SAM)
    plan_id = sam.keeps(a_plan(people=people))
    leaves(sam, admin)
    with seller_scope(sam.workspace_id, admin.pk):
        actor = Actor(admin.pk, "Rita Osei")
        link_commands.share(actor, plan_id, ["maja"], today=TODAY)
    payload = Outbox.objects.get(kind="email").payload
    assert payload["sender_name"].startswith("Rita Osei via")
    assert payload["reply_to"] == admin.email
