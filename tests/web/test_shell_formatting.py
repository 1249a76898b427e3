"""Dates, numbers and money as readers of different languages and zones see them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from milepost.pages import formatting

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 11, 27), "27 Nov"),
        (date(2027, 3, 1), "1 Mar"),
        (date(2027, 5, 24), "24 May"),
        (date(2027, 5, 25), "25 May 2027"),
        (date(2026, 5, 24), "24 May 2026"),
        (date(2019, 11, 23), "23 Nov 2019"),
    ],
)
def test_a_date_names_its_year_only_where_it_is_not_the_nearest(day: date, shown: str) -> None:
    assert formatting.short_date(day, TODAY).replace("\xa0", " ") == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (TODAY, "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 27), "in 4 days"),
        (date(2026, 11, 18), "5 days ago"),
        (date(2026, 12, 21), "in 4 weeks"),
        (date(2027, 3, 1), "in 3 months"),
        (date(2026, 8, 23), "3 months ago"),
    ],
)
def test_a_distance_is_said_in_the_largest_unit_that_helps(day: date, shown: str) -> None:
    assert formatting.relative_days(day, TODAY) == shown


def test_an_instant_is_shown_on_the_readers_own_clock() -> None:
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"):
        assert formatting.clock_time(at) == "08:30"
        assert formatting.short_date(at, TODAY).replace("\xa0", " ") == "24 Nov"
    with timezone.override("America/New_York"):
        assert formatting.clock_time(at) == "18:30"


@pytest.mark.parametrize(
    ("language", "amount", "currency", "shown"),
    [
        ("en", Decimal("86000"), "EUR", "€86,000"),
        ("en", Decimal("86000.50"), "EUR", "€86,000.50"),
        ("de", Decimal("86000"), "EUR", "86.000 €"),
        ("en", Decimal("1200000"), "JPY", "¥1,200,000"),
        ("en", Decimal("0"), "USD", "$0"),
        ("en", Decimal("5"), "AUD", "A$5"),
        ("en", Decimal("86000"), None, "86,000"),
        ("en", None, "EUR", ""),
    ],
)
def test_money_follows_the_readers_language(
    language: str, amount: Decimal | None, currency: str | None, shown: str
) -> None:
    with translation.override(language):
        assert formatting.money(amount, currency).replace("\xa0", " ") == shown


def test_a_language_that_nobody_knows_is_read_as_english() -> None:
    with translation.override("xx-unknown"):
        assert formatting.number(8800) == "8,800"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Maja Lindqvist", "ML"),
        ("Noor", "N"),
        ("Ana María de la Cruz", "AC"),
        ("", "?"),
        (None, "?"),
        ("  «»  ", "?"),
        ("李 小龙", "李小"),
        ("ben van dijk", "BD"),
    ],
)
def test_a_face_shows_the_first_letters_of_first_and_last_name(
    name: str | None, shown: str
) -> None:
    assert formatting.initials(name) == shown


def test_a_percentage_keeps_its_one_decimal() -> None:
    assert formatting.percent(Decimal("33.3")).replace("\xa0", " ") == "33.3 %"
    assert formatting.percent(Decimal("40.0")).replace("\xa0", " ") == "40 %"
