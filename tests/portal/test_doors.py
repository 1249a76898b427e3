"""A personal link lets in and changes nothing; without one the plan's address tells nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from milepost.portal.visitor import PLAN_COOKIE
from milepost.sharing.models import Link
from tests.plans.plans import Seller, a_plan, a_seller
from tests.sharing.visitors import a_link, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def test_a_personal_link_leads_to_the_plan_and_its_secret_leaves_the_address(
    seller: Seller,
) -> None:
    code, token = a_link(seller.workspace_id, seller.keeps(a_plan()))
    client = Client()
    answer = client.get(f"/b/{token}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/p/{code}/")
    assert client.cookies[PLAN_COOKIE]["path"] == f"/p/{code}/"
    assert client.get(f"/p/{code}/").status_code == 200


def test_opening_a_link_a_hundred_times_changes_nothing(seller: Seller) -> None:
    _, token = a_link(seller.workspace_id, seller.keeps(a_plan()))
    before = list(Link.objects.values())
    for _number in range(100):
        assert Client().get(f"/b/{token}/").status_code == 302
        assert Client().head(f"/b/{token}/").status_code == 302
    assert list(Link.objects.values()) == before


def test_without_a_link_that_works_the_plans_address_leads_to_its_door(seller: Seller) -> None:
    client, address = a_visitor(seller.workspace_id, seller.keeps(a_plan()))
    assert client.get(address).status_code == 200
    assert Client().get(address)["Location"] == f"{address}door/"
    Link.objects.update(revoked_at="2026-11-25T00:00Z")
    assert client.get(address)["Location"] == f"{address}door/"


def test_a_link_opens_no_other_plan(seller: Seller) -> None:
    client, _ = a_visitor(seller.workspace_id, seller.keeps(a_plan()))
    _, other = a_visitor(seller.workspace_id, seller.keeps(a_plan()), "maja")
    assert client.get(other)["Location"] == f"{other}door/"


def test_a_guessed_link_is_not_found(seller: Seller) -> None:
    assert Client().get("/b/not-a-secret-at-all/").status_code == 404
