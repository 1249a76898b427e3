"""The deal list: search, filters and sorting stand in the address; one statement finds them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(client: Client) -> Any:
    member = factories.a_member(factories.a_workspace(), name="Sam Whitfield")
    client.force_login(member.user)
    return member


@pytest.fixture
def deals(seller: Any) -> Any:
    workspace = seller.workspace
    factories.a_deal(workspace, "Order tracking", ae=seller, crm_reference="A-100")
    factories.a_deal(workspace, "Claims desk", account="Tern Insurance", value=None)
    factories.a_deal(
        workspace,
        "Ward rounds",
        account="Cobalt Clinics",
        ae_name="Moses Frase",
        value=Decimal(18500),
        target_close=date(2027, 3, 1),
    )
    factories.a_deal(workspace, "Old deal", account="Ørsted A/S", stage="won")
    return workspace


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/deals/{query}")
    assert page.status_code == 200
    found = []
    for name in ("Order tracking", "Claims desk", "Ward rounds", "Old deal"):
        if f">{name}" in page.content.decode():
            found.append((page.content.decode().index(f">{name}"), name))
    return [name for _at, name in sorted(found)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Order tracking", "Claims desk", "Ward rounds"]),
        ("?stage=won", ["Old deal"]),
        ("?stage=all&q=orsted", ["Old deal"]),
        ("?q=HALDEN+track", ["Order tracking"]),
        ("?q=a+100", ["Order tracking"]),
        ("?q=moses", ["Ward rounds"]),
        ("?q=%25_%5C", []),
        ("?owner=me", ["Order tracking"]),
        ("?owner=none", ["Claims desk"]),
        ("?owner=name:Moses+Frase", ["Ward rounds"]),
        ("?gap=value", ["Claims desk"]),
        ("?gap=any", ["Claims desk"]),
        ("?from=2027-02-01", ["Ward rounds"]),
        ("?to=2027-02-01", ["Order tracking", "Claims desk"]),
        ("?sort=-value", ["Order tracking", "Ward rounds", "Claims desk"]),
        ("?sort=account", ["Ward rounds", "Order tracking", "Claims desk"]),
        ("?plan=yes", []),
        ("?page=99&from=nonsense&sort=x%3Bdrop&owner=x", []),
    ],
)
def test_the_address_says_what_is_shown(
    client: Client, deals: Any, query: str, expected: list[str]
) -> None:
    assert names(client, query) == expected


def test_the_list_takes_two_statements(client: Client, deals: Any) -> None:
    client.get("/deals/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/deals/")
    read = [q["sql"] for q in queries if q["sql"].startswith("/*")]
    assert len(read) == 2


def test_gaps_are_shown_as_things_to_fill(client: Client, deals: Any) -> None:
    page = client.get("/deals/?gap=value").content.decode()
    assert "?edit=value" in page


def test_another_workspaces_deals_are_not_there(client: Client, seller: Any) -> None:
    other = factories.a_deal(factories.a_workspace("Theirs"), "Secret deal")
    assert "Secret" not in client.get("/deals/?stage=all").content.decode()
    assert client.get(f"/deals/{other.pk}/").status_code == 404
    for action in ("change", "remove"):
        answer = client.post(f"/deals/{other.pk}/{action}/", {"field": "name", "name": "x"})
        assert answer.status_code == 404


def test_no_deals_yet_says_what_to_do(client: Client, seller: Any) -> None:
    page = client.get("/deals/").content.decode()
    assert "No deals yet" in page
    assert "/deals/import/" in page
