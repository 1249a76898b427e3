"""How quiet somebody wants it: which way, when, and until when (product.md section 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from milepost.domain.quiet import Wishes, hours_of, next_morning, next_week
from milepost.domain.working_hours import calendar_of

BERLIN = ZoneInfo("Europe/Berlin")
GERMAN = calendar_of("DE")
TUESDAY = datetime(2026, 12, 1, 10, 30, tzinfo=BERLIN)


def test_what_is_not_said_is_as_usual() -> None:
    usual = Wishes()
    assert usual.rhythm == "all"
    assert usual.day == (9, 17)
    assert all(usual.wants(channel, "news") for channel in ("mail", "slack"))
    assert usual.mail_at(TUESDAY, "news", BERLIN, GERMAN) is None


def test_one_plan_is_said_over_all_plans() -> None:
    usual = Wishes(mails="none", off=frozenset({"slack"}), quiet=frozenset({"news"}), hours=(8, 16))
    own = Wishes(mails="daily", is_muted=True).over(usual)
    assert (own.rhythm, own.off, own.quiet, own.day) == ("daily", usual.off, usual.quiet, (8, 16))
    assert own.is_muted
    assert not usual.over(Wishes(is_muted=True)).is_muted


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(is_muted=True),
        Wishes(quiet=frozenset({"news"})),
        Wishes(off=frozenset({"mail"})),
        Wishes(mails="none"),
    ],
)
def test_what_is_unwanted_is_not_mailed_and_the_systems_words_are(wishes: Wishes) -> None:
    assert not wishes.wants("mail", "news")
    assert wishes.wants("mail", "system")


def test_no_mails_leaves_the_other_channels() -> None:
    assert Wishes(mails="none").wants("slack", "news")
    assert not Wishes(is_muted=True).wants("slack", "news")


@pytest.mark.parametrize(
    ("told", "morning"),
    [
        (TUESDAY, datetime(2026, 12, 2, 9, 0, tzinfo=BERLIN)),
        (TUESDAY.replace(hour=7), datetime(2026, 12, 1, 9, 0, tzinfo=BERLIN)),
        (TUESDAY.replace(hour=9, minute=0), datetime(2026, 12, 1, 9, 0, tzinfo=BERLIN)),
        # Friday evening, and the day before Christmas.
        (datetime(2026, 12, 4, 18, 0, tzinfo=BERLIN), datetime(2026, 12, 7, 9, 0, tzinfo=BERLIN)),
        (datetime(2026, 12, 24, 12, 0, tzinfo=BERLIN), datetime(2026, 12, 28, 9, 0, tzinfo=BERLIN)),
    ],
)
def test_the_next_morning(told: datetime, morning: datetime) -> None:
    assert next_morning(told, BERLIN, GERMAN) == morning
    assert Wishes(mails="daily").mail_at(told, "news", BERLIN, GERMAN) == morning


@pytest.mark.parametrize(
    ("told", "week"),
    [
        (TUESDAY, datetime(2026, 12, 7, 9, 0, tzinfo=BERLIN)),
        (datetime(2026, 12, 7, 6, 0, tzinfo=BERLIN), datetime(2026, 12, 7, 9, 0, tzinfo=BERLIN)),
        # Easter Monday is free: the week begins on Tuesday.
        (datetime(2027, 3, 25, 12, 0, tzinfo=BERLIN), datetime(2027, 3, 30, 9, 0, tzinfo=BERLIN)),
        (datetime(2027, 3, 29, 12, 0, tzinfo=BERLIN), datetime(2027, 3, 30, 9, 0, tzinfo=BERLIN)),
    ],
)
def test_the_next_week(told: datetime, week: datetime) -> None:
    assert next_week(told, BERLIN, GERMAN) == week


def test_a_summary_of_the_week_waits_for_no_rhythm() -> None:
    for mails in ("daily", "weekly"):
        wishes = Wishes(mails=mails)  # type: ignore[arg-type]
        assert wishes.mail_at(TUESDAY, "summaries", BERLIN, GERMAN) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo"])
def test_a_sleep_ends_in_the_first_working_hour_of_its_day(zone: str) -> None:
    here = ZoneInfo(zone)
    wishes = Wishes(snoozed_until=date(2026, 12, 5))  # a Saturday
    until = wishes.asleep_until(TUESDAY.astimezone(UTC), "news", here, calendar_of(""))
    assert until == datetime(2026, 12, 7, 9, 0, tzinfo=here)
    assert wishes.asleep_until(TUESDAY + timedelta(days=4), "news", here, GERMAN) is None
    assert wishes.asleep_until(TUESDAY, "system", here, GERMAN) is None


def test_hours_that_make_no_day_are_none() -> None:
    assert hours_of(8, 16) == (8, 16)
    for first, last in ((16, 8), (9, 9), (None, 17), (-1, 5), (9, 25)):
        assert hours_of(first, last) is None
