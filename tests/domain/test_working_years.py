"""The answers of `holidays` that are kept ready are the answers that it gives."""

from __future__ import annotations

import subprocess
import sys

import holidays
import pytest

from milepost.domain.working_days import asked_year
from milepost.domain.working_years import (
    FIRST_YEAR,
    LAST_YEAR,
    is_kept,
    is_of_installed_holidays,
    kept_year,
    monday_to_friday,
    packed,
)

COUNTRIES = holidays.list_supported_countries(include_aliases=False)


def test_the_file_was_made_from_the_installed_version() -> None:
    remedy = "run python -m milepost.domain.working_years"
    assert is_of_installed_holidays(), remedy


@pytest.mark.parametrize("year", [FIRST_YEAR, 2024, 2027, LAST_YEAR])
def test_every_country_is_kept_as_it_is(year: int) -> None:
    for country in COUNTRIES:
        assert kept_year(country, None, year) == asked_year(country, None, year), country


def test_every_subdivision_is_kept_as_it_is() -> None:
    for country, subdivisions in COUNTRIES.items():
        for subdivision in subdivisions:
            kept = kept_year(country, subdivision, 2026)
            assert kept == asked_year(country, subdivision, 2026), (country, subdivision)


def test_what_is_not_kept_is_left_to_the_package() -> None:
    assert kept_year("SE", None, FIRST_YEAR - 1) is None
    assert kept_year("SE", None, LAST_YEAR + 1) is None
    assert kept_year("XX", None, 2026) is None
    assert is_kept("GB", "ENG")
    assert not is_kept("GB-ENG", None)
    assert not is_kept("GB", "XX")


def test_sides_with_the_same_days_share_their_place() -> None:
    one = packed([("AA", None)], lambda country, subdivision, year: monday_to_friday(year))
    two = packed(
        [("AA", None), ("AA", "B")], lambda country, subdivision, year: monday_to_friday(year)
    )
    assert one.partition(b"\n")[2] == two.partition(b"\n")[2]


def test_a_check_of_a_plan_of_today_does_not_load_the_package() -> None:
    code = """
import sys
from datetime import date
from milepost.domain.plan import Calendars, SideCalendar
from milepost.domain.working_days import common_calendar
sides = Calendars(buyer=SideCalendar(country="SE"), seller=SideCalendar(country="GB"))
assert common_calendar(sides).after(date(2026, 12, 24)) == date(2026, 12, 29)
sys.exit("holidays" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
