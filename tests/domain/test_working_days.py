"""The working calendar common to both sides (product.md section 3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Calendars, SideCalendar
from milepost.domain.working_days import (
    OutOfCalendar,
    WorkingCalendar,
    common_calendar,
    has_public_holidays,
)

SWEDEN = SideCalendar(country="SE")
ENGLAND = SideCalendar(country="GB", subdivision="ENG")
SCOTLAND = SideCalendar(country="GB", subdivision="SCT")
ISRAEL = SideCalendar(country="IL")
CHINA = SideCalendar(country="CN")


def _both(buyer: SideCalendar | None, seller: SideCalendar | None) -> WorkingCalendar:
    return common_calendar(Calendars(buyer=buyer, seller=seller))


def test_without_calendars_monday_to_friday_are_worked() -> None:
    monday = date(2026, 11, 23)
    week = [common_calendar(None).is_working_day(monday + timedelta(n)) for n in range(7)]
    assert week == [True] * 5 + [False] * 2
    assert common_calendar(None).is_working_day(date(2026, 12, 25))


def test_a_holiday_of_either_side_is_nobodys_working_day() -> None:
    calendar = _both(SWEDEN, ENGLAND)
    assert not calendar.is_working_day(date(2027, 1, 6))  # Epiphany, Sweden only
    assert not calendar.is_working_day(date(2026, 8, 31))  # summer bank holiday, England only
    assert calendar.is_working_day(date(2027, 1, 7))


def test_a_subdivision_has_its_own_holidays() -> None:
    saint_andrew = date(2026, 11, 30)
    assert not _both(SCOTLAND, None).is_working_day(saint_andrew)
    assert _both(ENGLAND, None).is_working_day(saint_andrew)


def test_a_country_with_its_own_week_works_on_sundays_and_not_on_fridays() -> None:
    friday, sunday = date(2026, 11, 27), date(2026, 11, 29)
    assert _both(ISRAEL, ISRAEL).is_working_day(sunday)
    assert not _both(ISRAEL, ISRAEL).is_working_day(friday)
    assert not _both(ISRAEL, SWEDEN).is_working_day(sunday)
    assert not _both(ISRAEL, None).is_working_day(sunday)


def test_a_weekend_day_worked_in_place_of_another_counts() -> None:
    sunday = date(2025, 1, 26)  # worked in China for the Spring Festival
    assert _both(CHINA, CHINA).is_working_day(sunday)
    assert not _both(CHINA, None).is_working_day(sunday)


def test_a_step_ends_on_its_last_working_day_the_start_being_the_first() -> None:
    calendar = _both(SWEDEN, ENGLAND)
    thursday = date(2026, 12, 24)
    assert calendar.end_of_step(date(2026, 12, 23), 1) == date(2026, 12, 23)
    assert calendar.end_of_step(thursday, 1) == thursday
    assert calendar.end_of_step(date(2026, 12, 25), 2) == date(2026, 12, 30)
    assert calendar.end_of_step(date(2026, 12, 30), 3) == date(2027, 1, 4)


def test_the_days_around_a_weekend() -> None:
    calendar = common_calendar(None)
    friday, saturday, monday = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)
    assert (calendar.on_or_before(saturday), calendar.on_or_after(saturday)) == (friday, monday)
    assert (calendar.before(saturday), calendar.after(saturday)) == (friday, monday)
    assert (calendar.before(monday), calendar.after(friday)) == (friday, monday)
    assert calendar.on_or_before(friday) == calendar.on_or_after(friday) == friday
    assert (calendar.count(friday, monday), calendar.count(monday, friday)) == (2, 0)
    assert (calendar.shift(saturday, 1), calendar.shift(monday, -1)) == (date(2026, 12, 1), friday)


@given(
    st.sampled_from([(SWEDEN, ENGLAND), (ISRAEL, None), (CHINA, SCOTLAND), (None, None)]),
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
)
def test_every_day_is_what_holidays_says_of_each_side(
    sides: tuple[SideCalendar | None, SideCalendar | None], day: date
) -> None:
    expected = True
    for side in sides:
        if side is None:
            expected &= day.weekday() < 5
        else:
            expected &= holidays.country_holidays(
                side.country, subdiv=side.subdivision, categories="public"
            ).is_working_day(day)
    assert _both(*sides).is_working_day(day) == expected


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-300, 300))
def test_shifting_there_and_back_and_counting_agree(day: date, days: int) -> None:
    calendar = _both(SWEDEN, ISRAEL)
    start = calendar.on_or_after(day)
    moved = calendar.shift(day, days)
    assert calendar.shift(moved, -days) == start
    assert calendar.count(min(start, moved), max(start, moved)) == abs(days) + 1


def test_positions_stay_as_they_are_while_the_calendar_grows() -> None:
    calendar = WorkingCalendar(frozenset({("SE", None)}))
    here = calendar.position(date(2026, 3, 2))
    calendar.position(date(1950, 1, 1))
    calendar.position(date(2101, 1, 1))
    assert calendar.position(date(2026, 3, 2)) == here
    assert calendar.at(here) == date(2026, 3, 2)


@pytest.mark.parametrize("duration", [10_000_000, 10**30])
def test_a_date_beyond_the_calendar_is_an_error_that_says_so(duration: int) -> None:
    with pytest.raises(OutOfCalendar, match="years 1 to 9999; use shorter durations"):
        common_calendar(None).end_of_step(date(2026, 1, 1), duration)


def test_the_edges_of_the_calendar_are_errors_too() -> None:
    calendar = common_calendar(None)
    assert calendar.on_or_before(date.max) == date.max
    for beyond in (lambda: calendar.after(date.max), lambda: calendar.before(date.min)):
        with pytest.raises(InvalidInput):
            beyond()


def test_a_very_long_step_still_has_an_end() -> None:
    assert common_calendar(None).end_of_step(date(2026, 1, 1), 100_000) == date(2409, 4, 22)


def test_an_unknown_country_or_subdivision_is_named() -> None:
    assert has_public_holidays("GB", "ENG")
    assert not has_public_holidays("GB", "GB-ENG")
    assert not has_public_holidays("XX")
    assert not has_public_holidays("SWE")
    with pytest.raises(InvalidInput, match="'XX'"):
        _both(SideCalendar(country="XX"), None).is_working_day(date(2026, 1, 1))


def test_threads_that_ask_for_different_years_first_agree_on_positions() -> None:
    for _ in range(50):
        calendar = WorkingCalendar(frozenset([None]))
        years = range(2001, 2009)
        with ThreadPoolExecutor(len(years)) as threads:
            asked = [threads.submit(calendar.position, date(year, 6, 15)) for year in years]
            positions = [one.result() for one in asked]
        assert [calendar.at(position).year for position in positions] == list(years)
