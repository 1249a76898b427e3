"""Sharing as the AE does it: the dialog, the links it gives, who has access, the preview."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from milepost.domain.plan import Plan
from milepost.messaging.models import Outbox
from milepost.sharing.models import Link, SharedPlan, Stakeholder
from tests.plans.plans import a_plan
from tests.web.plans.conftest import Seller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_mail_server(settings: Any) -> None:
    settings.SMTP_URL = "smtp+plain://127.0.0.1:1"


@pytest.fixture
def draft(sam: Seller) -> int:
    return sam.keep(a_plan(life="draft", shared_on=None))


def links_in(answer: Any) -> list[str]:
    return re.findall(r'value="[^"]*(/b/[^"]+)"', answer.content.decode())


def post(sam: Seller, plan_id: int, path: str, **data: Any) -> Any:
    return sam.client.post(f"/plans/{plan_id}/{path}/", data)


def test_links_to_copy_are_shown_once_and_open_the_plan(sam: Seller, draft: int) -> None:
    answer = post(sam, draft, "share", people="maja", how="copy")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    (link,) = links_in(answer)
    assert Client().get(link).status_code == 302
    assert sam.record(draft).plan.life == "shared"
    token = link.split("/")[2]
    for path in ("", "people/", "share/", "access/maja/", "history/"):
        assert token not in sam.client.get(f"/plans/{draft}/{path}").content.decode()


def test_somebody_new_and_a_role_that_was_still_to_be_named_are_shared_with_at_once(
    sam: Seller, halden: Plan
) -> None:
    plan_id = sam.keep(halden)
    page = sam.client.get(f"/plans/{plan_id}/share/").content.decode()
    prefix = re.findall(r'name="(role\d+-)name"', page)[0]
    data = {
        f"{prefix}name": "Lena Voss",
        f"{prefix}email": "lena@halden.example",
        "new-name": "Ida Berg",
        "new-email": "Ida@halden.example",
        "new-role": "finance",
        "words": "Hello both",
        "how": "mail",
    }
    answer = sam.client.post(f"/plans/{plan_id}/share/", data)
    assert answer.status_code == 200, answer.content.decode()
    assert links_in(answer) == []
    sent = {row.payload["to"] for row in Outbox.objects.filter(kind="email")}
    assert sent == {"lena@halden.example", "Ida@halden.example".lower()}
    plan = sam.record(plan_id).plan
    lena = next(p for p in plan.people if p.name == "Lena Voss")
    owned = [m for m in plan.milestones if m.owners and m.owners.buyer]
    assert any(m.owners.buyer.person == lena.key for m in owned if m.owners and m.owners.buyer)


@pytest.mark.parametrize(
    ("data", "field", "text"),
    [
        ({}, "people", "Nobody is chosen"),
        ({"people": "maja", "how": "mail"}, "people", "no e-mail address"),
        ({"new-name": "Ida", "new-email": "ida", "how": "copy"}, "new-email", "no e-mail address"),
        ({"new-email": "ida@halden.example", "how": "copy"}, "new-name", "The name is empty"),
        ({"people": "sam", "how": "copy"}, "people", "no longer on the plan"),
        ({"people": "maja", "how": "copy", "words": "x" * 2001}, "words", "too long"),
    ],
)
def test_a_refused_form_names_its_field_and_nothing_is_half_done(
    sam: Seller, draft: int, data: dict[str, str], field: str, text: str
) -> None:
    answer = sam.client.post(f"/plans/{draft}/share/", data)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert text in body
    assert f'href="#f-{field}"' in body
    assert sam.record(draft).revision == 1
    assert (Link.objects.count(), Stakeholder.objects.count()) == (0, 0)


def test_without_a_mail_server_the_links_are_shown_as_well(
    sam: Seller, draft: int, settings: Any
) -> None:
    settings.SMTP_URL = ""
    sam.client.post(
        f"/plans/{draft}/people/maja/", {"email": "maja@halden.example", "name": "Maja Lindqvist"}
    )
    data = {"new-name": "Ida", "new-email": "ida@halden.example", "how": "mail"}
    answer = sam.client.post(f"/plans/{draft}/share/", data)
    assert len(links_in(answer)) == 1
    assert Outbox.objects.filter(kind="email").count() == 1


def test_the_people_tab_says_how_each_one_stands(sam: Seller, draft: int) -> None:
    people = f"/plans/{draft}/people/"
    assert (
        "Nobody at Halden Logistics sees this plan yet" in sam.client.get(people).content.decode()
    )
    post(sam, draft, "share", people="maja", how="copy")
    body = sam.client.get(people).content.decode()
    assert "Not opened yet" in body
    assert f"/p/{SharedPlan.objects.get().code}/" in body
    for do, said in (
        ("renew", "work on"),
        ("stop", "No link that works"),
        ("end", "Access ended"),
    ):
        answer = post(sam, draft, "access/maja", do=do)
        assert answer["Location"] == people
        assert said in sam.client.get(people).content.decode()


def test_a_new_link_to_copy_is_shown_once(sam: Seller, draft: int) -> None:
    post(sam, draft, "share", people="maja", how="copy")
    (link,) = links_in(post(sam, draft, "access/maja", do="copy"))
    assert Client().get(link).status_code == 302
    assert Link.objects.count() == 2


def test_a_link_is_not_mailed_to_nobody(sam: Seller, draft: int) -> None:
    post(sam, draft, "share", people="maja", how="copy")
    assert post(sam, draft, "access/maja", do="mail").status_code == 422
    assert Link.objects.count() == 1


def test_only_new_people_are_ticked_and_never_somebody_whose_access_ended(
    sam: Seller, draft: int
) -> None:
    def is_ticked() -> bool:
        page = sam.client.get(f"/plans/{draft}/share/").content.decode()
        return 'value="maja" checked' in page

    assert is_ticked()
    post(sam, draft, "share", people="maja", how="copy")
    assert 'value="maja"' not in sam.client.get(f"/plans/{draft}/share/").content.decode()
    for do in ("stop", "end"):
        post(sam, draft, "access/maja", do=do)
        assert not is_ticked()
    answer = post(sam, draft, "share", people="maja", how="copy")
    assert Client().get(links_in(answer)[0]).status_code == 302


def test_opening_any_of_the_dialogs_changes_nothing(sam: Seller, draft: int) -> None:
    post(sam, draft, "share", people="maja", how="copy")
    before = list(Link.objects.values())
    for path in ("share/", "access/maja/", "domains/", "preview/maja/"):
        sam.client.get(f"/plans/{draft}/{path}?do=end&how=copy&people=maja")
        sam.client.head(f"/plans/{draft}/{path}")
    assert list(Link.objects.values()) == before


def test_domains_are_opened_and_public_ones_refused(sam: Seller, draft: int) -> None:
    answer = post(sam, draft, "domains", domains="gmail.com")
    assert answer.status_code == 422
    assert "Anybody can get an address at gmail.com" in answer.content.decode()
    post(sam, draft, "share", people="maja", how="copy")
    assert post(sam, draft, "domains", domains="halden.example").status_code == 303
    assert SharedPlan.objects.get().domains == ["halden.example"]
    assert "halden.example" in sam.client.get(f"/plans/{draft}/people/").content.decode()


def test_the_preview_leads_to_the_buyers_page_through_the_door(sam: Seller, draft: int) -> None:
    answer = post(sam, draft, "preview/maja")
    assert answer.status_code == 303
    assert answer["Location"].startswith("/b/")
    assert answer["Referrer-Policy"] == "no-referrer"
    there = sam.client.get(answer["Location"])
    assert there["Location"] == f"/p/{SharedPlan.objects.get().code}/"
    assert int(there.cookies["milepost_plan"]["max-age"]) == 15 * 60
    assert Stakeholder.objects.count() == 0


def test_another_workspace_finds_nothing_of_it(stranger: Seller, sam: Seller, draft: int) -> None:
    post(sam, draft, "share", people="maja", how="copy")
    before = list(Link.objects.values())
    for path in ("share", "access/maja", "domains", "preview/maja"):
        assert post(stranger, draft, path, do="end", people="maja").status_code == 404
    assert list(Link.objects.values()) == before


def test_what_is_said_of_somebody_is_kept_and_shown_again(sam: Seller, draft: int) -> None:
    data = {
        "side": "buyer",
        "name": "Tomasz Zieliński",
        "email": "Tomasz@halden.example",
        "role": "it",
        "job": "IT Director",
        "country": "PL",
        "time_zone": "",
    }
    assert post(sam, draft, "people/add", **data).status_code == 303
    row = Stakeholder.objects.get()
    assert (row.address, row.country, row.time_zone) == (
        "tomasz@halden.example",
        "PL",
        "Europe/Warsaw",
    )
    form = sam.client.get(f"/plans/{draft}/people/{row.person}/").content.decode()
    assert "Europe/Warsaw" in form
    answer = post(sam, draft, f"people/{row.person}", **(data | {"time_zone": "Mars/Base"}))
    assert answer.status_code == 422
    assert "is no time zone" in answer.content.decode()
    answer = post(sam, draft, f"people/{row.person}", **(data | {"time_zone": "Europe/Berlin"}))
    assert answer.status_code == 303
    row.refresh_from_db()
    assert row.time_zone == "Europe/Berlin"


def test_naming_somebody_on_the_people_tab_takes_over_the_role(sam: Seller, halden: Plan) -> None:
    plan_id = sam.keep(halden)
    page = sam.client.get(f"/plans/{plan_id}/people/").content.decode()
    address = re.findall(r'href="(/plans/\d+/people/add/\?side=buyer&amp;takes=[^"]+)"', page)[0]
    form = sam.client.get(address.replace("&amp;", "&")).content.decode()
    role = re.findall(r'<option value="([^"]+)" selected>', form.split('name="takes"')[1])[0]
    data = {"name": "Lena Voss", "email": "lena@halden.example", "role": "legal", "takes": role}
    assert sam.client.post(f"/plans/{plan_id}/people/add/?side=buyer", data).status_code == 303
    assert role not in {
        m.owners.buyer.role
        for m in sam.record(plan_id).plan.milestones
        if m.is_open and m.owners and m.owners.buyer
    }
