"""Members, the workspace's settings and kept messages, as pages for administrators."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from milepost.messaging.models import KeptMessage
from milepost.plans.models import PlanPrivate
from milepost.workspaces.models import CurrencyRate, Member, Workspace
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Any:
    member = factories.a_member(factories.a_workspace(), role="admin", name="Ida Brandt")
    client.force_login(member.user)
    return member


def test_an_invitation_shows_its_link_once_and_the_link_works(client: Client, admin: Any) -> None:
    form = {"name": "Noor Haddad", "email": "noor@example.com", "role": "solutions_engineer"}
    page = client.post("/members/invite/", form | {"manager": str(admin.pk)}).content.decode()
    found = re.search(r"(/join/[\w-]+/)", page)
    assert found
    assert Client().get(found[1]).status_code == 200
    assert Member.objects.get(email="noor@example.com").manager_id == admin.pk
    listed = client.get("/members/").content.decode()
    assert "Noor Haddad" in listed
    assert "Invited" in listed
    assert found[1] not in listed
    again = client.post("/members/invite/", form)
    assert again.status_code == 422
    noor = Member.objects.get(email="noor@example.com")
    newer = client.post(f"/members/{noor.pk}/invite-again/").content.decode()
    assert found[1] not in newer
    assert Client().get(found[1]).status_code == 404


def test_the_last_administrator_stays_one(client: Client, admin: Any) -> None:
    form = {"name": "Ida Brandt", "role": "ae", "manager": ""}
    assert client.post(f"/members/{admin.pk}/", form).status_code == 403
    factories.a_member(admin.workspace, role="admin")
    assert client.post(f"/members/{admin.pk}/", form).status_code == 302


def test_nobody_manages_themselves_through_others(client: Client, admin: Any) -> None:
    rita = factories.a_member(admin.workspace, "manager", "Rita Osei")
    sam = factories.a_member(admin.workspace, "ae", "Sam Whitfield", manager=rita)
    form = {"name": "Rita Osei", "role": "manager", "manager": str(sam.pk)}
    answer = client.post(f"/members/{rita.pk}/", form)
    assert answer.status_code == 422


def test_a_deactivated_member_is_out_and_may_come_back(client: Client, admin: Any) -> None:
    sam = factories.a_member(admin.workspace, "ae", "Sam Whitfield")
    theirs = Client()
    theirs.force_login(sam.user)
    client.post(f"/members/{sam.pk}/active/", {"active": "no"})
    assert theirs.get("/members/").status_code == 302
    client.post(f"/members/{sam.pk}/active/", {"active": "yes"})
    theirs.force_login(sam.user)
    assert theirs.get("/members/").status_code == 200
    assert client.post(f"/members/{admin.pk}/active/", {"active": "no"}).status_code == 403


def test_only_administrators_change_anything(client: Client) -> None:
    member = factories.a_member(role="ae")
    client.force_login(member.user)
    assert client.get("/members/").status_code == 200
    for page in (
        "/members/invite/",
        f"/members/{member.pk}/",
        "/workspace/",
    ):
        assert client.get(page).status_code == 403, page
    for page in ("/workspace/policy/", "/workspace/rates/", f"/members/{member.pk}/active/"):
        assert client.post(page, {}).status_code == 403, page


def test_members_of_another_workspace_are_nobody(client: Client, admin: Any) -> None:
    other = factories.a_member(name="Somebody Else")
    assert client.get(f"/members/{other.pk}/").status_code == 404
    assert client.post(f"/members/{other.pk}/active/", {"active": "no"}).status_code == 404
    assert "Somebody Else" not in client.get("/members/").content.decode()


def test_the_settings_are_kept_and_bad_ones_named(client: Client, admin: Any) -> None:
    form = {
        "name": "Northwind",
        "currency": "SEK",
        "time_zone": "Europe/Stockholm",
        "country": "SE",
        "subdivision": "",
        "plan_title": "Our road",
    }
    assert client.post("/workspace/", form).status_code == 302
    workspace = Workspace.objects.get(pk=admin.workspace_id)
    assert (workspace.name, workspace.currency, workspace.plan_title) == (
        "Northwind",
        "SEK",
        "Our road",
    )
    bad = client.post("/workspace/", form | {"currency": "ZZZ", "country": "XX", "name": ""})
    assert bad.status_code == 422
    page = bad.content.decode()
    for field in ("name", "currency", "country"):
        assert f'id="f-{field}-error"' in page, field


def test_only_numbers_that_differ_are_kept(client: Client, admin: Any) -> None:
    client.post(
        "/workspace/policy/", {"behind_days": "5", "stalled_days": "14", "bands.high": "85"}
    )
    workspace = Workspace.objects.get(pk=admin.workspace_id)
    assert workspace.policy == {"behind_days": 5, "bands": {"high": 85}}
    bad = client.post("/workspace/policy/", {"bands.high": "30", "behind_days": "many"})
    assert bad.status_code == 422
    client.post("/workspace/policy/", {"behind_days": "3", "bands.high": "80"})
    assert Workspace.objects.get(pk=admin.workspace_id).policy == {}


def test_a_plan_made_from_now_on_takes_the_numbers(client: Client, admin: Any) -> None:
    client.post("/workspace/policy/", {"behind_days": "5", "alert_days.overdue.2": "9"})
    deal = factories.a_deal(admin.workspace, ae=admin)
    assert client.get(f"/deals/{deal.pk}/plan/").status_code == 200
    client.post(f"/deals/{deal.pk}/plan/", {"goal": "", "target_close": "2027-01-22"})
    document = PlanPrivate.objects.get().policy
    assert document["behind_days"] == 5
    assert document["alert_days"]["overdue"] == [1, 3, 9]


def test_a_rate_is_set_changed_and_removed(client: Client, admin: Any) -> None:
    client.post("/workspace/rates/", {"currency": "USD", "rate": "0.92"})
    client.post("/workspace/rates/", {"currency": "USD", "rate": "0,93"})
    assert CurrencyRate.objects.get().rate == Decimal("0.93")
    assert client.post("/workspace/rates/", {"currency": "EUR", "rate": "1"}).status_code == 422
    assert client.post("/workspace/rates/", {"currency": "GBP", "rate": "-1"}).status_code == 422
    client.post("/workspace/rates/remove/", {"currency": "USD"})
    assert not CurrencyRate.objects.exists()


def test_kept_messages_are_readable(client: Client, admin: Any) -> None:
    assert "No messages" in client.get("/workspace/messages/").content.decode()


def a_kept_message(workspace_id: int, caused_by: int | None, subject: str) -> int:
    return KeptMessage.objects.create(
        workspace_id=workspace_id,
        key=subject,
        recipient="maja@halden.example",
        subject=subject,
        body="Hello",
        html="<!doctype html><style>p { color: red }</style><p>Hello</p>",
        caused_by=caused_by,
    ).pk


def test_a_kept_message_is_read_by_whoever_caused_it_and_by_administrators(
    client: Client, admin: Any
) -> None:
    sam = factories.a_member(admin.workspace, name="Sam Whitfield")
    mine = a_kept_message(admin.workspace_id, sam.pk, "The plan of Sam")
    others = a_kept_message(admin.workspace_id, None, "Somebody else's")
    everything = client.get("/workspace/messages/").content.decode()
    assert "The plan of Sam" in everything and "Somebody else" in everything
    assert client.get(f"/workspace/messages/{others}/").status_code == 200
    theirs = Client()
    theirs.force_login(sam.user)
    page = theirs.get("/workspace/messages/").content.decode()
    assert "The plan of Sam" in page and "Somebody else" not in page
    assert theirs.get(f"/workspace/messages/{mine}/").status_code == 200
    assert theirs.get(f"/workspace/messages/{others}/").status_code == 404
    stranger = Client()
    stranger.force_login(factories.a_member(role="admin").user)
    assert stranger.get(f"/workspace/messages/{mine}/").status_code == 404


def test_a_kept_message_looks_as_in_a_mailbox_and_can_do_nothing(
    client: Client, admin: Any
) -> None:
    number = a_kept_message(admin.workspace_id, admin.pk, "A letter")
    answer = client.get(f"/workspace/messages/{number}/")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.content.decode().startswith("<!doctype html>")
    assert "default-src 'none'" in policy and "sandbox" in policy and "script" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
