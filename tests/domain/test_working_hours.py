"""When a reminder's reader is at work: their zone, their hours, their own holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from milepost.domain.working_hours import calendar_of, is_at_work, working_days_since

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 25, 7, 59, tzinfo=UTC), False),  # 8:59 in Stockholm
        (datetime(2026, 11, 25, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 16, 0, tzinfo=UTC), False),  # 17:00
        (datetime(2026, 11, 28, 10, 0, tzinfo=UTC), False),  # a Saturday
        (datetime(2027, 1, 6, 10, 0, tzinfo=UTC), False),  # Epiphany
    ],
)
def test_a_working_hour_is_nine_to_five_of_their_own_working_day(
    now: datetime, expected: bool
) -> None:
    assert is_at_work(now, STOCKHOLM, calendar_of("SE")) is expected


def test_their_own_holiday_counts_and_nobody_elses() -> None:
    epiphany = datetime(2027, 1, 6, 10, 0, tzinfo=UTC)
    assert is_at_work(epiphany, UTC, calendar_of("GB"))
    assert is_at_work(epiphany, UTC, calendar_of(""))


def test_their_own_week_counts() -> None:
    sunday = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
    assert is_at_work(sunday, UTC, calendar_of("IL"))
    assert not is_at_work(sunday, UTC, calendar_of("SE"))


def test_working_days_since_count_what_came_after() -> None:
    calendar = calendar_of("SE")
    friday = date(2026, 11, 20)
    found = [working_days_since(friday, date(2026, 11, day), calendar) for day in range(20, 26)]
    assert found == [0, 0, 0, 1, 2, 3]


def test_an_unknown_country_works_monday_to_friday() -> None:
    assert not is_at_work(datetime(2026, 11, 28, 10, 0, tzinfo=UTC), UTC, calendar_of("XX"))
