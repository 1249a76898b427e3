"""Today and the list of plans: what is shown, in which order, and what the address says."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Seller

pytestmark = pytest.mark.usefixtures("today")


def text(sam: Seller, path: str) -> str:
    answer = sam.client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_today_lists_what_needs_the_seller_with_its_action(sam: Seller, halden_id: int) -> None:
    page = text(sam, "/")
    assert "Product demo for site managers: 5 days late" in page
    assert "Nobody at Halden Logistics is named for Technical validation" in page
    assert f"/plans/{halden_id}/edit/milestones.m3.status/" in page
    assert "Review today" in page


def test_today_is_calm_without_open_plans(sam: Seller, variant: Any) -> None:
    sam.keep(variant(life="lost"))
    assert "No plans yet" in text(sam, "/")


def test_today_asks_for_a_missing_outcome_and_value(sam: Seller, variant: Any) -> None:
    sam.keep(variant(outcome=None, value=None))
    page = text(sam, "/")
    assert "Nobody has said what the plan is for" in page
    assert "The deal has no value yet" in page


def test_today_shows_only_ones_own_plans(sam: Seller, halden_id: int) -> None:
    from django.test import Client

    from tests.factories import a_member

    noor = a_member(sam.member.workspace, name="Noor Haddad")
    client = Client()
    client.force_login(noor.user)
    assert "No plans yet" in client.get("/").content.decode()


def test_the_list_finds_filters_and_sorts(sam: Seller, halden_id: int, variant: Any) -> None:
    sam.keep(variant(title="Route planning", account="Marlow Foods", target_close="2026-11-30"))
    page = text(sam, "/plans/")
    assert page.index("Route planning") < page.index("Order tracking")
    page = text(sam, "/plans/?sort=-target_close")
    assert page.index("Order tracking") < page.index("Route planning")
    assert "Order tracking" not in text(sam, "/plans/?q=marlow")
    assert "No plan like that" in text(sam, "/plans/?health=stalled")
    assert "Order tracking" in text(sam, "/plans/?health=blocked")


def test_the_list_keeps_life_in_the_address(sam: Seller, variant: Any) -> None:
    sam.keep(variant(life="lost"))
    assert "Order tracking" not in text(sam, "/plans/")
    assert "Order tracking" in text(sam, "/plans/?life=lost")
    assert "Order tracking" in text(sam, "/plans/?life=all")


@pytest.mark.parametrize("query", ["sort=--x", "page=0", "page=99999999999", "owner=abc"])
def test_nonsense_in_the_address_counts_as_nothing(sam: Seller, halden_id: int, query: str) -> None:
    assert sam.client.get(f"/plans/?{query}").status_code == 200


def test_an_empty_list_says_how_to_begin(sam: Seller) -> None:
    assert "Choose a deal" in text(sam, "/plans/")
