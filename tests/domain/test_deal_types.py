"""The type of a deal: the source's table of deal types, and product.md section 2."""

from __future__ import annotations

from decimal import Decimal

import pytest

from milepost.domain.deal_types import compared_amount, deal_type_of
from milepost.domain.plan import DealType, Value


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", "simple"),
        ("24999.99", "simple"),
        ("25000", "standard"),
        ("99999.99", "standard"),
        ("100000", "complex"),
        ("499999.99", "complex"),
        ("500000", "enterprise"),
        ("1e12", "enterprise"),
    ],
)
def test_the_value_alone(amount: str, expected: DealType) -> None:
    assert deal_type_of(Decimal(amount), None).deal_type == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "simple"),
        (29, "simple"),
        (30, "standard"),
        (59, "standard"),
        (60, "complex"),
        (119, "complex"),
        (120, "enterprise"),
        (5000, "enterprise"),
    ],
)
def test_the_length_alone(days: int, expected: DealType) -> None:
    assert deal_type_of(None, days).deal_type == expected


@pytest.mark.parametrize(
    ("amount", "days", "expected", "decides"),
    [
        ("10000", 60, "complex", "length"),
        ("600000", 10, "enterprise", "value"),
        ("25000", 29, "standard", "value"),
        ("24999.99", 30, "standard", "length"),
    ],
)
def test_where_value_and_length_disagree_the_higher_wins_and_says_why(
    amount: str, days: int, expected: DealType, decides: str
) -> None:
    choice = deal_type_of(Decimal(amount), days)
    assert choice.deal_type == expected
    assert choice.reasons[-1].startswith(f"The {decides} decides")


def test_nothing_known_is_standard_and_says_so() -> None:
    choice = deal_type_of(None, None)
    assert choice.deal_type == "standard"
    assert choice.reasons == ("Standard, because nothing that decides the type is known yet.",)


def test_the_reasons_name_the_bounds() -> None:
    assert deal_type_of(Decimal(86000), 59, currency="EUR").reasons == (
        "86,000 EUR makes it standard (from 25,000).",
        "59 days from creation to target close make it standard (from 30 days).",
    )


def test_a_value_just_below_a_bound_is_never_rounded_up_to_it() -> None:
    assert deal_type_of(Decimal("24999.999"), None, currency="EUR").reasons == (
        "24,999.99 EUR makes it simple (below 25,000).",
    )


def test_without_a_workspace_the_amount_is_compared_as_it_stands_and_says_so() -> None:
    compared = compared_amount(Value(amount=Decimal(86000), currency="SEK"))
    assert compared.amount == 86000
    assert "as it stands" in compared.remarks[0]


def test_another_currency_goes_through_the_rate_of_the_workspace() -> None:
    value = Value(amount=Decimal(1_000_000), currency="SEK")
    compared = compared_amount(value, "EUR", {"SEK": Decimal("0.09")})
    assert compared.amount == 90_000
    assert compared.remarks == ("1,000,000 SEK is 90,000 EUR at the rate of the workspace.",)
    assert deal_type_of(compared.amount, None).deal_type == "standard"


def test_without_a_rate_the_length_alone_decides() -> None:
    compared = compared_amount(Value(amount=Decimal(900_000), currency="SEK"), "EUR", {})
    assert compared.amount is None
    assert "the length alone decides" in compared.remarks[0]
    assert deal_type_of(compared.amount, 20).deal_type == "simple"


def test_the_workspaces_own_currency_needs_no_rate() -> None:
    compared = compared_amount(Value(amount=Decimal(5), currency="EUR"), "EUR")
    assert (compared.amount, compared.remarks) == (5, ())
