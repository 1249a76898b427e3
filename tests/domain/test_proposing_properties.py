"""What holds for every proposal; the longest path is compared with all paths there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.plan import Calendars, Milestone, Plan
from milepost.domain.proposing import Proposal, largest_remainder, propose_dates
from milepost.domain.schedule import closing_milestone, schedule
from milepost.domain.working_days import common_calendar
from tests.domain.strategies import calendars, days, milestones

ALL_PENDING = milestones(statuses=("pending",), min_size=1, max_size=8)


def _paths(rows: dict[str, Milestone], key: str) -> Iterator[list[str]]:
    """Every path that ends in this step, going back in plan order."""
    order = [each for each in rows if each in rows[key].after]
    if not order:
        yield [key]
    for earlier in order:
        for path in _paths(rows, earlier):
            yield [*path, key]


def _longest(rows: dict[str, Milestone], durations: dict[str, int], key: str) -> list[str]:
    """The longest path by trying all; of equals, the first one met going back in plan order."""
    return max(_paths(rows, key), key=lambda path: sum(durations[step] for step in path))


def _proposed(
    rows: tuple[Milestone, ...], sides: Calendars | None, created: date, window: int
) -> tuple[Proposal, date]:
    close = created + timedelta(window)
    calendar = common_calendar(sides)
    return propose_dates(rows, created=created, target_close=close, calendar=calendar), close


@given(ALL_PENDING, calendars(), days(), st.integers(0, 120))
def test_every_proposed_date_is_a_working_day_of_both_sides_from_creation_on(
    rows: tuple[Milestone, ...], sides: Calendars | None, created: date, window: int
) -> None:
    proposal, _ = _proposed(rows, sides, created, window)
    calendar = common_calendar(sides)
    for each in (proposal, proposal.tightened or proposal):
        assert set(each.targets) == {m.key for m in rows}
        assert all(calendar.is_working_day(target) for target in each.targets.values())
        assert min(each.targets.values()) >= created


@given(ALL_PENDING, calendars(), days(), st.integers(0, 120))
def test_every_step_has_its_duration_between_its_predecessors_and_its_target(
    rows: tuple[Milestone, ...], sides: Calendars | None, created: date, window: int
) -> None:
    proposal, _ = _proposed(rows, sides, created, window)
    calendar = common_calendar(sides)
    for each in (proposal, proposal.tightened or proposal):
        for m in rows:
            before = [each.targets[key] for key in m.after]
            first = calendar.after(max(before)) if before else calendar.on_or_after(created)
            assert calendar.count(first, each.targets[m.key]) >= each.durations[m.key]


@given(ALL_PENDING, calendars(), days(), st.integers(0, 120))
def test_whether_it_fits_is_whether_the_longest_path_fits_the_window(
    rows: tuple[Milestone, ...], sides: Calendars | None, created: date, window: int
) -> None:
    proposal, close = _proposed(rows, sides, created, window)
    closing = closing_milestone(rows)
    if closing is None:
        assert proposal.fits
        return
    by_key = {m.key: m for m in rows}
    durations = {m.key: m.duration for m in rows}
    path = _longest(by_key, durations, closing.key)
    needed = sum(durations[key] for key in path)
    available = common_calendar(sides).count(created, close)
    assert proposal.fits == (needed <= available)
    assert proposal.days_short == max(0, needed - available)
    assert proposal.earliest_close == proposal.targets[closing.key]
    if proposal.fits:
        assert proposal.targets[closing.key] == common_calendar(sides).on_or_before(close)
        spare = largest_remainder(available - needed, [durations[key] for key in path])
        spent = 0
        for key, more in zip(path, spare, strict=True):
            spent += durations[key] + more
            assert common_calendar(sides).count(created, proposal.targets[key]) == spent


@given(ALL_PENDING, calendars(), days(), st.integers(0, 120))
def test_a_proposed_plan_that_fits_looked_at_on_its_first_day_fits(
    rows: tuple[Milestone, ...], sides: Calendars | None, created: date, window: int
) -> None:
    proposal, close = _proposed(rows, sides, created, window)
    for each in (proposal, proposal.tightened or proposal):
        plan = Plan(
            account="Halden",
            created=created,
            target_close=close,
            life="draft",
            calendars=sides,
            milestones=tuple(
                replace(m, target=each.targets[m.key], duration=each.durations[m.key]) for m in rows
            ),
        )
        seen = schedule(plan, created)
        if closing_milestone(rows) is not None:
            assert (seen.fits, seen.days_short) == (each.fits, each.days_short)


@given(ALL_PENDING, calendars(), days(), st.integers(0, 30))
def test_a_tightened_plan_cuts_no_step_below_one_day_and_fits_where_any_can(
    rows: tuple[Milestone, ...], sides: Calendars | None, created: date, window: int
) -> None:
    proposal, close = _proposed(rows, sides, created, window)
    closing = closing_milestone(rows)
    tightened = proposal.tightened
    if tightened is None or closing is None:
        return
    for m in rows:
        assert 1 <= tightened.durations[m.key] <= m.duration
    steps = max(len(path) for path in _paths({m.key: m for m in rows}, closing.key))
    assert tightened.fits == (steps <= common_calendar(sides).count(created, close))
    assert tightened.is_tightened
    assert not proposal.is_tightened


@given(ALL_PENDING, calendars(), days(), st.integers(0, 120), st.randoms(use_true_random=False))
def test_the_order_within_after_changes_no_date(
    rows: tuple[Milestone, ...],
    sides: Calendars | None,
    created: date,
    window: int,
    dice: object,
) -> None:
    shuffled = []
    for m in rows:
        after = list(m.after)
        dice.shuffle(after)  # type: ignore[attr-defined]
        shuffled.append(replace(m, after=tuple(after)))
    assert _proposed(rows, sides, created, window) == _proposed(
        tuple(shuffled), sides, created, window
    )
