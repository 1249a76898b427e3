"""The call about a step long overdue: with whom, what waits, and times in both sides' hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.domain.calls import (
    Place,
    close_moves_with,
    days_late,
    suggested_times,
    to_call,
    waiting_for,
    what_waits,
)
from milepost.domain.plan import Person
from milepost.domain.schedule import schedule
from milepost.domain.working_hours import calendar_of
from tests.domain.a_plan import ANDERS, MAJA, SAM, TODAY, a_plan, ago, step

NOW = datetime(2026, 11, 25, 13, 20, tzinfo=UTC)  # a Wednesday
ERIK = Person(key="erik", name="Erik", side="buyer", role="sponsor")
THEIR_MANAGER = Person(key="x", name="X", side="seller", role="sponsor")


def place(zone: str, country: str = "", subdivision: str = "") -> Place:
    return Place(ZoneInfo(zone), calendar_of(country, subdivision))


def local(times: tuple[object, ...], where: Place) -> list[str]:
    return [f"{t.starts.astimezone(where.zone):%a %d %H:%M}" for t in times]  # type: ignore[attr-defined]


def test_the_sponsor_is_called_then_the_economic_buyer_then_the_champion() -> None:
    plan = a_plan(step(), people=(MAJA, ANDERS, SAM, THEIR_MANAGER, ERIK))
    assert [p.key for p in to_call(plan)] == ["erik", "anders", "maja"]
    assert [p.key for p in to_call(plan, {"erik"})] == ["anders", "maja"]
    assert to_call(a_plan(step(), people=(SAM,))) == ()


def test_only_an_open_step_is_late() -> None:
    assert days_late(step(target=ago(7)), TODAY) == 7
    assert days_late(step(target=ago(-1)), TODAY) == 0
    assert days_late(step(target=ago(7), status="complete"), TODAY) == 0


def test_what_waits_is_told_in_plan_order_through_what_is_over() -> None:
    plan = a_plan(
        step("late", target=ago(7)),
        step("far", after=("next",)),
        step("next", after=("late",)),
        step("over", after=("late",), status="skipped"),
        step("behind", after=("over",)),
        step("other"),
    )
    found = what_waits(plan, "late")
    assert [(w.milestone, w.is_direct) for w in found] == [
        ("far", False),
        ("next", True),
        ("behind", True),
    ]
    assert what_waits(plan, "other") == ()


def test_a_step_without_room_moves_the_close() -> None:
    plan = a_plan(
        step("late", target=ago(7)),
        step("sign", kind="signature", after=("late",)),
        step("aside", duration=1),
    )
    seen = schedule(plan, TODAY)
    assert close_moves_with(seen, "late")
    assert not close_moves_with(seen, "aside")


def test_since_when_it_is_the_buyers_turn() -> None:
    plan = a_plan(step("late", target=ago(7)), step("next", after=("late",)), shared_on=ago(5))
    turn = waiting_for(plan, "late", TODAY)
    assert turn is not None
    assert (turn.since, turn.working_days) == (ago(5), 3)
    assert waiting_for(plan, "next", TODAY) is None


def test_both_at_work_the_next_three_working_days() -> None:
    berlin, stockholm = place("Europe/Berlin", "DE", "BE"), place("Europe/Stockholm", "SE")
    found = suggested_times(NOW, berlin, stockholm)
    assert local(found, stockholm) == [
        "Thu 26 09:30", "Thu 26 11:30", "Fri 27 09:30", "Fri 27 11:30", "Mon 30 09:30",
        "Mon 30 11:30",
    ]  # fmt: skip
    assert {slot.hours_outside for slot in found} == {0}
    assert {slot.ends - slot.starts for slot in found} == {timedelta(minutes=20)}


def test_a_holiday_of_either_side_is_no_day_for_it() -> None:
    us, de = place("America/New_York", "US"), place("Europe/Berlin", "DE", "BE")
    for ours, theirs in ((us, de), (de, us)):
        found = suggested_times(NOW, ours, theirs)
        days = {slot.starts.date() for slot in found}
        assert date(2026, 11, 26) not in days  # Thanksgiving
        assert min(days) == date(2026, 11, 27)


def test_summer_time_ends_between_the_two_sides() -> None:
    """In the week from 26 October to 1 November 2026 Berlin is five hours from New York."""
    us, de = place("America/New_York"), place("Europe/Berlin")
    before = suggested_times(datetime(2026, 10, 21, 9, tzinfo=UTC), us, de)
    between = suggested_times(datetime(2026, 10, 26, 9, tzinfo=UTC), us, de)
    assert local(before[:1], de) == ["Thu 22 15:00"]
    assert local(between[:1], de) == ["Tue 27 14:00"]
    assert local(before[:1], us) == ["Thu 22 09:00"]
    assert local(between[:1], us) == ["Tue 27 09:00"]


@pytest.mark.parametrize(
    ("ours", "theirs", "wider"),
    [
        ("Europe/Berlin", "America/Los_Angeles", 1),  # nine hours: 18:00 there, 9:00 here
        ("America/New_York", "Asia/Tokyo", 2),
        ("Europe/London", "Pacific/Auckland", 2),
        ("Europe/Berlin", "Asia/Kathmandu", 0),
    ],
)
def test_zones_that_hardly_meet_ask_for_the_least_that_it_takes(
    ours: str, theirs: str, wider: int
) -> None:
    found = suggested_times(NOW, place(ours), place(theirs))
    assert found
    assert {slot.hours_outside for slot in found} == {wider}
    assert all(slot.starts.astimezone(ZoneInfo(theirs)).minute in (0, 30) for slot in found)


def test_nothing_is_suggested_where_the_weeks_share_no_day() -> None:
    class Never:
        def is_working_day(self, day: date) -> bool:
            return False

    none = Place(ZoneInfo("UTC"), Never())  # type: ignore[arg-type]
    assert suggested_times(NOW, none, place("UTC")) == ()


ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kathmandu",
     "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Sao_Paulo", "UTC"]
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(MOMENTS, ZONES, ZONES)
@settings(max_examples=40, deadline=None)
def test_every_time_lies_in_both_sides_hours_on_their_working_days(
    now: datetime, ours: str, theirs: str
) -> None:
    us, them = place(ours), place(theirs)
    found = suggested_times(now, us, them)
    for slot in found:
        for side in (us, them):
            begins, ends = slot.starts.astimezone(side.zone), slot.ends.astimezone(side.zone)
            assert side.calendar.is_working_day(begins.date())
            assert begins.date() == ends.date()
            assert begins.date() > now.astimezone(side.zone).date()
            assert begins.hour >= 9 - slot.hours_outside
            assert ends.hour * 60 + ends.minute <= (17 + slot.hours_outside) * 60
    for one, other in pairwise(found):
        assert other.starts - one.starts >= timedelta(hours=2)
