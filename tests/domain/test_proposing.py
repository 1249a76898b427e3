"""Back-scheduling by example (product.md section 3). No holidays, so that days can be counted."""

from __future__ import annotations

from datetime import date

import pytest

from milepost.domain.plan import Calendars, Kind, Milestone, SideCalendar
from milepost.domain.proposing import (
    Proposal,
    largest_remainder,
    propose_dates,
    worked_back_close,
)
from milepost.domain.working_days import common_calendar

MONDAY = date(2026, 11, 2)


def day(number: int) -> date:
    """The working day with this number; day 1 is the Monday on which the plan is made."""
    return common_calendar(None).shift(MONDAY, number - 1)


def step(key: str, duration: int, after: str = "", kind: Kind = "other") -> Milestone:
    return Milestone(
        key=key,
        title=key,
        kind=kind,
        target=MONDAY,
        status="pending",
        duration=duration,
        after=tuple(after.split()),
    )


def signature(duration: int = 1, after: str = "") -> Milestone:
    return step("sign", duration, after, "signature")


def proposed(*milestones: Milestone, close: date, created: date = MONDAY) -> Proposal:
    return propose_dates(
        milestones, created=created, target_close=close, calendar=common_calendar(None)
    )


def targets(**days: int) -> dict[str, date]:
    return {key: day(number) for key, number in days.items()}


def test_a_window_of_just_the_right_length_gives_every_step_its_duration() -> None:
    result = proposed(step("a", 3), step("b", 2, "a"), signature(1, "b"), close=day(6))
    assert result.targets == targets(a=3, b=5, sign=6)
    assert (result.fits, result.days_short, result.earliest_close) == (True, 0, day(6))
    assert result.tightened is None


def test_spare_days_are_shared_in_proportion_and_durations_stay() -> None:
    result = proposed(step("a", 4), step("b", 4, "a"), signature(2, "b"), close=day(20))
    assert result.targets == targets(a=8, b=16, sign=20)
    assert result.durations == {"a": 4, "b": 4, "sign": 2}


def test_the_largest_remainder_gets_the_odd_day_the_earlier_step_first() -> None:
    # 2 spare days over 3, 3 and 2: 0.86, 0.86, 0.57, so the first two get one each.
    result = proposed(step("a", 3), step("b", 3, "a"), signature(2, "b"), close=day(10))
    assert result.targets == targets(a=4, b=8, sign=10)
    # 1 spare day over 3, 3 and 2: the earlier of the two equals gets it.
    result = proposed(step("a", 3), step("b", 3, "a"), signature(2, "b"), close=day(9))
    assert result.targets == targets(a=4, b=7, sign=9)


def test_the_signature_ends_on_the_last_working_day_not_after_the_close() -> None:
    sunday = date(2026, 11, 8)
    assert proposed(signature(1), close=sunday).targets == targets(sign=5)


def test_a_plan_made_at_a_weekend_starts_on_the_next_working_day() -> None:
    saturday = date(2026, 10, 31)
    assert proposed(signature(2), close=day(2), created=saturday).targets == targets(sign=2)


def test_a_step_beside_the_path_ends_before_its_earliest_successor_starts() -> None:
    result = proposed(
        step("a", 5), step("side", 1), step("b", 5, "a side"), signature(1, "b"), close=day(11)
    )
    assert result.targets == targets(a=5, side=5, b=10, sign=11)


def test_a_chain_beside_the_path_is_worked_back_by_its_own_durations() -> None:
    result = proposed(
        step("long", 9),
        step("x", 2),
        step("y", 3, "x"),
        step("z", 1, "x"),
        signature(1, "long y z"),
        close=day(10),
    )
    # y ends on day 9 and starts on 7; z ends and starts on 9; x ends before the earlier of them.
    assert result.targets == targets(long=9, x=6, y=9, z=9, sign=10)


def test_of_equally_long_paths_the_predecessor_first_in_plan_order_is_taken() -> None:
    first = proposed(step("p", 2), step("q", 2), signature(2, "q p"), close=day(6))
    assert first.targets == targets(p=3, q=3, sign=6)
    # With 3 spare days over 2 and 4 in series, p's share is 1 day: only its path is stretched.
    other = proposed(
        step("q1", 1), step("p", 2), step("q2", 1, "q1"), signature(4, "p q2"), close=day(9)
    )
    assert other.targets == targets(q1=2, p=3, q2=3, sign=9)


def test_a_step_that_does_not_lead_to_the_signature_follows_forward() -> None:
    result = proposed(
        step("a", 2),
        step("free", 4),
        step("after_a", 3, "a"),
        signature(2, "a"),
        step("kick", 3, "sign"),
        step("go", 5, "kick free"),
        close=day(8),
    )
    assert result.targets == targets(a=4, free=4, after_a=7, sign=8, kick=11, go=16)


def test_a_window_too_short_runs_forward_and_says_by_how_much() -> None:
    result = proposed(
        step("a", 4), step("side", 2), signature(2, "a side"), step("go", 3, "sign"), close=day(4)
    )
    assert result.targets == targets(a=4, side=2, sign=6, go=9)
    assert (result.fits, result.days_short, result.earliest_close) == (False, 2, day(6))
    assert result.notes == ("does not fit: 2 working days short",)


def test_a_tightened_plan_is_offered_beside_it() -> None:
    result = proposed(step("a", 6), step("b", 3, "a"), signature(3, "b"), close=day(8))
    assert (result.days_short, result.is_tightened) == (4, False)
    tightened = result.tightened
    assert tightened is not None
    assert tightened.durations == {"a": 4, "b": 2, "sign": 2}
    assert tightened.targets == targets(a=4, b=6, sign=8)
    assert (tightened.fits, tightened.is_tightened, tightened.tightened) == (True, True, None)


def test_no_step_is_tightened_below_one_day() -> None:
    result = proposed(step("a", 20), step("b", 1, "a"), signature(1, "b"), close=day(5))
    assert result.tightened is not None
    assert result.tightened.durations == {"a": 3, "b": 1, "sign": 1}


def test_another_path_that_is_then_too_long_is_cut_to_what_is_left() -> None:
    result = proposed(
        step("a", 5), step("x", 10, "a"), step("y", 9, "a"), signature(5, "x y"), close=day(10)
    )
    assert result.tightened is not None
    assert result.tightened.fits
    assert result.tightened.durations == {"a": 3, "x": 5, "y": 5, "sign": 2}


def test_steps_that_do_not_lead_to_the_signature_are_never_tightened() -> None:
    result = proposed(step("a", 4), signature(4, "a"), step("go", 10, "sign"), close=day(4))
    assert result.tightened is not None
    assert result.tightened.durations == {"a": 2, "sign": 2, "go": 10}


def test_a_window_shorter_than_one_day_a_step_is_still_told_honestly() -> None:
    result = proposed(step("a", 2), step("b", 2, "a"), signature(2, "b"), close=day(2))
    tightened = result.tightened
    assert tightened is not None
    assert tightened.durations == {"a": 1, "b": 1, "sign": 1}
    assert (tightened.fits, tightened.days_short, tightened.earliest_close) == (False, 1, day(3))


def test_where_nothing_can_be_cut_no_tightened_plan_is_offered() -> None:
    result = proposed(step("a", 1), signature(1, "a"), close=day(1))
    assert (result.fits, result.tightened) == (False, None)


def test_without_a_signature_the_last_shared_milestone_is_worked_back_to() -> None:
    result = proposed(step("a", 2), step("b", 2, "a"), close=day(8))
    assert result.targets == targets(a=4, b=8)


def test_dates_avoid_the_holidays_of_both_sides() -> None:
    calendar = common_calendar(
        Calendars(
            buyer=SideCalendar(country="SE"), seller=SideCalendar(country="GB", subdivision="ENG")
        )
    )
    result = propose_dates(
        [step("a", 3), signature(1, "a")],
        created=date(2026, 12, 23),
        target_close=date(2027, 1, 6),  # Epiphany in Sweden
        calendar=calendar,
    )
    assert result.targets == {"a": date(2026, 12, 31), "sign": date(2027, 1, 5)}


@pytest.mark.parametrize(
    ("go_live", "close"),
    [(day(20), day(12)), (date(2026, 11, 29), day(12)), (day(9), day(1)), (day(2), day(1))],
)
def test_the_close_worked_back_from_go_live_leaves_room_for_what_follows(
    go_live: date, close: date
) -> None:
    milestones = [
        step("a", 3),
        signature(1, "a"),
        step("kick", 3, "sign"),
        step("go", 5, "kick a"),
        step("short", 1, "sign"),
    ]
    assert (
        worked_back_close(
            milestones, go_live=go_live, created=MONDAY, calendar=common_calendar(None)
        )
        == close
    )


def test_largest_remainder_adds_up_exactly() -> None:
    assert largest_remainder(15, (3, 2, 5, 3, 2, 2, 1)) == [2, 2, 4, 2, 2, 2, 1]
    assert largest_remainder(20, (3, 2, 5, 3, 2, 2, 1)) == [4, 2, 6, 3, 2, 2, 1]
    assert largest_remainder(0, (3, 1)) == [0, 0]
