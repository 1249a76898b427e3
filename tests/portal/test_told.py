"""How a buyer is told: chosen on their page or at the address in their mails, by them alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from milepost.domain.plan import Person
from milepost.messaging.models import Preference
from milepost.sharing import unsubscribing
from milepost.sharing.models import Stakeholder
from tests.plans.plans import MAJA, RITA, SAM, Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor

pytestmark = pytest.mark.django_db

ANDERS = Person(key="anders", name="Anders Holm", side="buyer", role="economic_buyer")


@pytest.fixture
def seller() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(seller: Seller) -> int:
    return seller.keeps(a_plan(3, people=(MAJA, ANDERS, SAM, RITA)))


@pytest.fixture
def page(seller: Seller, plan_id: int) -> tuple[Client, str]:
    client, address = a_visitor(seller.workspace_id, plan_id)
    return client, f"{address}told/"


def next_week() -> str:
    return (timezone.localdate() + timedelta(days=7)).isoformat()


def test_what_is_chosen_is_kept_and_said(page: tuple[Client, str]) -> None:
    client, address = page
    html = client.get(address).content.decode()
    assert "You get reminders of what is yours" in html
    form = {"mails": "daily", "until": next_week(), "time_zone": "Europe/Berlin", "language": "en"}
    answer = client.post(address, form, follow=True)
    assert "You get one mail a day at most" in answer.content.decode()
    assert "Saved." in answer.content.decode()
    kept = Preference.objects.get()
    assert (kept.person, kept.mails, kept.muted_at) == ("maja", "daily", None)
    assert kept.snoozed_until.isoformat() == next_week()
    maja = Stakeholder.objects.get(person="maja")
    assert (maja.language, maja.time_zone) == ("en", "Europe/Berlin")


def test_none_ends_them_and_all_brings_them_back(page: tuple[Client, str]) -> None:
    client, address = page
    client.post(address, {"mails": "none"})
    assert Preference.objects.get().muted_at is not None
    assert "You get no mails about this plan." in client.get(address).content.decode()
    client.post(address, {"mails": "all"})
    assert Preference.objects.get().muted_at is None


@pytest.mark.parametrize(
    "form",
    [
        {"mails": "hourly"},
        {"mails": "all", "time_zone": "Mars/Olympus"},
        {"mails": "all", "language": "xx"},
        {"mails": "all", "until": "2020-01-01"},
        {"mails": "all", "until": "soon"},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    page: tuple[Client, str], form: dict[str, str]
) -> None:
    client, address = page
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Preference.objects.exists()


def test_nobody_reads_or_changes_what_another_chose(
    seller: Seller, plan_id: int, page: tuple[Client, str]
) -> None:
    client, address = page
    client.post(address, {"mails": "none"})
    other, home = a_visitor(seller.workspace_id, plan_id, "anders", address="anders@halden.example")
    html = other.get(f"{home}told/").content.decode()
    assert "You get reminders of what is yours" in html
    other.post(f"{home}told/", {"mails": "weekly"})
    assert dict(Preference.objects.values_list("person", "mails")) == {
        "maja": None,
        "anders": "weekly",
    }


def test_without_a_link_there_is_only_the_door(page: tuple[Client, str]) -> None:
    _client, address = page
    assert Client().get(address).status_code == 302
    assert Client().post(address, {"mails": "none"}).status_code == 302
    assert not Preference.objects.exists()


# --- the address in their mails ------------------------------------------------------------------


def token_of(seller: Seller, plan_id: int) -> str:
    with seller.at_work():
        address = unsubscribing.address_for(seller.workspace_id, plan_id, "maja")
    return address.removeprefix("http://localhost:8000")


def test_the_mails_address_offers_fewer_too_without_a_cookie(
    seller: Seller, plan_id: int, page: tuple[Client, str]
) -> None:
    address = token_of(seller, plan_id)
    client = Client(enforce_csrf_checks=True)
    assert "Or fewer of them" in client.get(address).content.decode()
    form = {"do": "choose", "mails": "weekly", "until": "", "time_zone": "Europe/Rome"}
    answer = client.post(address, form)
    assert answer.status_code == 200
    assert "You get one mail a week at most" in answer.content.decode()
    assert Preference.objects.get().mails == "weekly"
    assert Stakeholder.objects.get(person="maja").time_zone == "Europe/Rome"


def test_nonsense_at_the_mails_address_is_said_and_changes_nothing(
    seller: Seller, plan_id: int, page: tuple[Client, str]
) -> None:
    form = {"do": "choose", "mails": "hourly"}
    answer = Client().post(token_of(seller, plan_id), form)
    assert answer.status_code == 422
    assert "Choose one of the list." in answer.content.decode()
    assert not Preference.objects.exists()


def test_a_members_address_offers_their_own_page(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        address = unsubscribing.address_for_member(seller.workspace_id, seller.member_id, None)
    path = address.removeprefix("http://localhost:8000")
    html = Client().get(path).content.decode()
    assert "No more mails about my plans" in html
    assert "/account/told/" in html
    assert "Sam" not in html
    Client().post(path)
    assert Preference.objects.get().mails == "none"
