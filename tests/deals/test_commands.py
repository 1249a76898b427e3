"""Deals by hand: every field checked, gaps allowed, two people at once lose nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from milepost.deals import commands
from milepost.deals.models import Account, Deal
from milepost.domain.errors import InvalidInput, NotFound
from milepost.platform.scope import seller_scope
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Any:
    return factories.a_member(name="Sam Whitfield")


def test_a_name_is_enough(member: Any) -> None:
    with seller_scope(member.workspace_id, member.pk):
        key = commands.create_deal(
            member.workspace_id, {"name": "  Order\ttracking ", "currency": "EUR"}
        )
    deal = Deal.objects.get(pk=key)
    assert (deal.name, deal.account, deal.value, deal.target_close, deal.ae) == (
        "Order tracking",
        None,
        None,
        None,
        None,
    )


def test_every_bad_field_is_named_with_its_remedy(member: Any) -> None:
    given = {
        "name": "",
        "value": "-1",
        "currency": "ZZZ",
        "target_close": "2027-02-30",
        "created_on": "1066-10-14",
        "stage": "dreaming",
        "account": "x" * 10_000,
        "crm_reference": "y" * 500,
    }
    with seller_scope(member.workspace_id, member.pk), pytest.raises(InvalidInput) as refused:
        commands.create_deal(member.workspace_id, given)
    assert {problem.path for problem in refused.value.problems} == set(given)
    assert all(problem.right for problem in refused.value.problems)
    assert not Deal.objects.exists()
    assert not Account.objects.exists()


def test_a_close_before_creation_is_refused(member: Any) -> None:
    given = {
        "name": "x",
        "currency": "EUR",
        "created_on": "2026-05-01",
        "target_close": "2026-04-30",
    }
    with seller_scope(member.workspace_id, member.pk), pytest.raises(InvalidInput, match="before"):
        commands.create_deal(member.workspace_id, given)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("86000", "86000"),
        ("86,000.50", "86000.50"),
        ("86.000,50", "86000.50"),
        ("86 000", "86000"),
        ("1,250", "1250"),
        ("0.1", "0.1"),
        ("0", "0"),
        ("", None),
    ],
)
def test_an_amount_stays_exactly_what_was_written(member: Any, text: str, value: Any) -> None:
    with seller_scope(member.workspace_id, member.pk):
        key = commands.create_deal(
            member.workspace_id, {"name": "x", "currency": "EUR", "value": text}
        )
    assert Deal.objects.get(pk=key).value == (Decimal(value) if value else None)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", "ten", "1" * 16, "-0.01"])
def test_what_is_no_amount_is_refused(member: Any, text: str) -> None:
    with seller_scope(member.workspace_id, member.pk), pytest.raises(InvalidInput):
        commands.create_deal(member.workspace_id, {"name": "x", "currency": "EUR", "value": text})


def test_an_owner_is_a_member_by_name_or_a_name(member: Any) -> None:
    deal = factories.a_deal(member.workspace)
    with seller_scope(member.workspace_id, member.pk):
        commands.change_deal(member.workspace_id, deal.pk, "owner", "sam whitfield")
        deal.refresh_from_db()
        assert (deal.ae_id, deal.ae_name) == (member.pk, "")
        commands.change_deal(member.workspace_id, deal.pk, "owner", "Moses Frase")
        deal.refresh_from_db()
        assert (deal.ae_id, deal.ae_name) == (None, "Moses Frase")


def test_the_same_field_changed_by_two_shows_both_values(member: Any) -> None:
    deal = factories.a_deal(member.workspace)
    with seller_scope(member.workspace_id, member.pk):
        commands.change_deal(member.workspace_id, deal.pk, "name", "Theirs", seen="Order tracking")
        with pytest.raises(commands.FieldConflict) as conflict:
            commands.change_deal(
                member.workspace_id, deal.pk, "name", "Mine", seen="Order tracking"
            )
        assert (conflict.value.yours, conflict.value.theirs) == ("Mine", "Theirs")
        commands.change_deal(member.workspace_id, deal.pk, "name", "Theirs", seen="Order tracking")
        commands.change_deal(
            member.workspace_id, deal.pk, "target_close", "2027-02-01", seen="2027-01-22"
        )
    deal.refresh_from_db()
    assert (deal.name, deal.target_close) == ("Theirs", date(2027, 2, 1))


def test_an_amount_seen_as_it_is_shown_is_no_conflict(member: Any) -> None:
    deal = factories.a_deal(member.workspace, value=Decimal("86000.00"))
    with seller_scope(member.workspace_id, member.pk):
        commands.change_deal(member.workspace_id, deal.pk, "value", "90000", seen="86000")
    deal.refresh_from_db()
    assert deal.value == 90000


def test_a_reference_is_one_deals(member: Any) -> None:
    factories.a_deal(member.workspace, crm_reference="A1")
    other = factories.a_deal(member.workspace, "Other")
    with seller_scope(member.workspace_id, member.pk), pytest.raises(InvalidInput, match="A1"):
        commands.change_deal(member.workspace_id, other.pk, "crm_reference", "A1")
    elsewhere = factories.a_deal(factories.a_workspace("Elsewhere"), crm_reference="A1")
    assert elsewhere.pk


def test_another_workspaces_deal_does_not_exist(member: Any) -> None:
    other = factories.a_deal(factories.a_workspace("Elsewhere"))
    with seller_scope(member.workspace_id, member.pk), pytest.raises(NotFound):
        commands.change_deal(member.workspace_id, other.pk, "name", "Mine now")


def test_the_wall_holds_where_a_filter_is_forgotten(member: Any) -> None:
    factories.a_deal(factories.a_workspace("Elsewhere"))
    with seller_scope(member.workspace_id, member.pk):
        assert Deal.objects.count() == 0
        assert Deal.objects.update(name="Mine now") == 0
