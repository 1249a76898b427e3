"""Finding: plans, steps and deals by their words, in one workspace and a fixed few statements."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milepost.plans.commands import Actor
from tests import factories
from tests.plans.plans import Seller, a_plan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(client: Client) -> dict[str, Any]:
    workspace = factories.a_workspace()
    member = factories.a_member(workspace, name="Sam Whitfield")
    deal = factories.a_deal(workspace, "Return flows", account="Østra Kraft A/S", ae=member)
    seller = Seller(workspace.pk, member.pk, Actor(member.pk, member.name))
    plan = a_plan(3)
    steps = (replace(plan.milestones[0], title="100 % of_sites\\live"), *plan.milestones[1:])
    client.force_login(member.user)
    return {"plan": seller.keeps(replace(plan, milestones=steps), deal.pk), "deal": deal.pk}


def found(client: Client, words: str) -> str:
    html = client.get("/find/", {"q": words}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in html
    return html


def test_a_plan_is_found_by_words_of_account_and_title(client: Client, place: Any) -> None:
    html = found(client, "warehouses halden")
    assert f'href="/plans/{place["plan"]}/"' in html


def test_a_step_is_found_with_its_plan_and_leads_to_its_row(client: Client, place: Any) -> None:
    html = found(client, "step halden")
    assert f'href="/plans/{place["plan"]}/#m-m2"' in html
    assert "Step 3" in html


def test_a_deal_is_found_without_its_accents(client: Client, place: Any) -> None:
    assert f'href="/deals/{place["deal"]}/"' in found(client, "ostra return")


@pytest.mark.parametrize("words", ["%%", "__", "100 %", "of_sites", "\\live"])
def test_signs_of_the_database_are_only_signs(client: Client, place: Any, words: str) -> None:
    html = found(client, words)
    expected = words not in ("%%", "__")
    assert ("100 % of_sites" in html) == expected


@pytest.mark.parametrize("words", ["zzz", "שלום עולם", "\x00\x00", "<script>alert(1)</script>"])
def test_nothing_found_says_so_with_the_words_as_text(
    client: Client, place: Any, words: str
) -> None:
    html = found(client, words)
    assert "href=" not in html.replace('href="/static', "")
    assert "<script>" not in html


def test_endless_words_are_cut(client: Client, place: Any) -> None:
    assert client.get("/find/", {"q": "order " * 2000}).status_code == 200


def test_one_letter_asks_nothing(client: Client, place: Any) -> None:
    assert "option" not in found(client, "o")


def test_another_workspace_finds_nothing(place: Any) -> None:
    stranger = Client()
    stranger.force_login(factories.a_member(name="Nosy Stranger").user)
    for words in ("halden", "step", "ostra"):
        assert "/plans/" not in found(stranger, words)
        assert "/deals/" not in found(stranger, words)


def test_finding_costs_three_statements(client: Client, place: Any) -> None:
    found(client, "warm up")
    with CaptureQueriesContext(connection) as asked:
        found(client, "halden")
    spoken = [
        q["sql"] for q in asked if q["sql"].lstrip().lower().startswith(("select", "with", "/*"))
    ]
    assert len(spoken) == 3, spoken
