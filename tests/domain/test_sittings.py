"""Which changes belong together: one person in one go, or one review."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.sittings import GAP, Meeting, Moment, sittings

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def at(minutes: float, by: str = "sam") -> Moment:
    return Moment(NOON + timedelta(minutes=minutes), by)


def places(*moments: Moment, meetings: tuple[Meeting, ...] = ()) -> list[tuple[int, ...]]:
    return [sitting.places for sitting in sittings(moments, meetings)]


def test_half_an_hour_apart_is_still_one_sitting() -> None:
    assert places(at(0), at(30), at(60)) == [(0, 1, 2)]
    assert places(at(0), at(30.1)) == [(0,), (1,)]


def test_newest_first_is_grouped_alike() -> None:
    assert places(at(60), at(30), at(-1)) == [(0, 1), (2,)]


def test_somebody_else_between_ends_a_sitting() -> None:
    assert places(at(0), at(5, "maja"), at(10)) == [(0,), (1,), (2,)]


def test_a_review_is_one_sitting_of_everybody() -> None:
    review = Meeting(7, NOON.date(), NOON, NOON + timedelta(minutes=15))
    found = sittings((at(-2), at(1), at(4, "maja"), at(15.2), at(16)), [review])
    assert [(s.places, s.meeting) for s in found] == [
        ((0,), None),
        ((1, 2, 3), review),
        ((4,), None),
    ]


def test_a_running_review_has_no_end() -> None:
    review = Meeting(7, NOON.date(), NOON, None)
    assert places(at(1), at(300, "maja"), meetings=(review,)) == [(0, 1)]


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from("ab")), max_size=40))
def test_every_moment_is_in_one_sitting_in_order(raw: list[tuple[int, str]]) -> None:
    moments = [at(minutes, by) for minutes, by in sorted(raw)]
    found = sittings(moments)
    assert [place for sitting in found for place in sitting.places] == list(range(len(moments)))
    for sitting in found:
        of = [moments[place] for place in sitting.places]
        assert len({moment.by for moment in of}) == 1
        pairs = itertools.pairwise(of)
        assert all(b.at - a.at <= GAP for a, b in pairs)
