"""The schedule of an open plan, by example (product.md section 3)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Kind, Milestone, Plan, Status, Visibility
from milepost.domain.schedule import Schedule, schedule

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
THURSDAY, FRIDAY, SATURDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)
NEXT_MONDAY, NEXT_TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def step(
    key: str,
    duration: int = 1,
    after: str = "",
    status: Status = "pending",
    kind: Kind = "other",
    started_on: date | None = None,
    visibility: Visibility = "shared",
) -> Milestone:
    return Milestone(
        key=key,
        title=key,
        kind=kind,
        target=FRIDAY,
        status=status,
        duration=duration,
        after=tuple(after.split()),
        started_on=started_on,
        visibility=visibility,
    )


def signature(key: str = "sign", after: str = "", status: Status = "pending") -> Milestone:
    return step(key, after=after, status=status, kind="signature")


def seen(*milestones: Milestone, today: date = MONDAY, close: date = FRIDAY) -> Schedule:
    plan = Plan(
        account="Halden", created=MONDAY, target_close=close, life="shared", milestones=milestones
    )
    return schedule(plan, today)


def test_the_example_of_the_plan_document(shared: Path) -> None:
    document = json.loads((shared / "examples" / "halden.plan.json").read_text())
    answer = json.loads((shared / "examples" / "halden.check.json").read_text())
    result = schedule(TypeAdapter(Plan).validate_python(document), WEDNESDAY)
    assert result.float == answer["float"]
    assert list(result.critical_path) == answer["critical_path"]
    assert result.earliest_close == date.fromisoformat(answer["earliest_close"])
    assert (result.fits, result.days_short, result.days_spare) == (True, 0, 4)


def test_a_pending_step_starts_today_and_its_successor_the_day_after_it_ends() -> None:
    result = seen(step("a", 2), signature(after="a"))
    assert (result.starts["a"], result.ends["a"]) == (MONDAY, TUESDAY)
    assert (result.starts["sign"], result.ends["sign"]) == (WEDNESDAY, WEDNESDAY)


def test_today_at_a_weekend_counts_from_the_next_working_day() -> None:
    assert seen(signature(), today=SATURDAY).starts["sign"] == NEXT_MONDAY


def test_complete_and_skipped_steps_hand_on_what_they_came_after() -> None:
    result = seen(
        step("a", 3),
        step("done", after="a", status="complete"),
        step("left_out", after="done", status="skipped"),
        signature(after="left_out"),
    )
    assert result.starts["sign"] == THURSDAY
    assert result.critical_path == ("a", "sign")
    assert set(result.float) == {"a", "sign"}


def test_a_started_step_counts_from_its_start() -> None:
    started = step("a", 5, status="in_progress", started_on=FRIDAY)
    assert seen(started, today=NEXT_MONDAY).ends["a"] == date(2026, 12, 3)


def test_a_started_step_ends_not_before_the_first_working_day_from_today_on() -> None:
    started = step("a", 2, status="blocked", started_on=MONDAY)
    assert seen(started, today=SATURDAY).ends["a"] == NEXT_MONDAY


def test_a_started_step_ends_not_before_what_it_comes_after_has_ended() -> None:
    result = seen(step("a", 4), step("b", 2, "a", "in_progress", started_on=MONDAY))
    assert result.ends["b"] == result.ends["a"] == THURSDAY


def test_without_started_on_a_step_in_progress_counts_as_pending() -> None:
    result = seen(step("a", 3, status="in_progress"), today=TUESDAY)
    assert (result.starts["a"], result.ends["a"]) == (TUESDAY, THURSDAY)


def test_what_a_started_step_comes_after_may_slip_as_far_as_its_own_end() -> None:
    result = seen(
        step("a"), step("b", 4, "a", "in_progress", started_on=MONDAY), signature("s", "b")
    )
    assert result.float == {"a": 3, "b": 0, "s": 0}


def test_internal_steps_count_in_the_schedule() -> None:
    hidden = step("i", 3, visibility="internal")
    result = seen(hidden, signature(after="i"))
    assert result.earliest_close == THURSDAY
    assert result.critical_path == ("i", "sign")
    assert result.current_milestone is None


def test_the_current_milestone_is_the_first_critical_one_that_waits_for_nothing() -> None:
    result = seen(
        signature(after="b"), step("short"), step("b", 2, "done"), step("done", 1, "", "complete")
    )
    assert result.critical_path == ("sign", "b")
    assert result.current_milestone == "b"


def test_the_last_signature_that_is_not_skipped_is_the_one() -> None:
    result = seen(
        signature("s1"),
        signature("s2", "s1"),
        signature("s3", "s2", "skipped"),
        step("go", 1, "s2"),
    )
    assert result.earliest_close == TUESDAY
    assert result.critical_path == ("s1", "s2")


def test_without_a_signature_the_last_shared_milestone_stands_in() -> None:
    result = seen(step("a"), step("b", 2, "a"), step("i", 9, "b", visibility="internal"))
    assert result.earliest_close == WEDNESDAY


@pytest.mark.parametrize("status", ["complete", "skipped"])
def test_a_stand_in_that_is_not_open_leaves_no_earliest_close(status: Status) -> None:
    result = seen(step("a", 9), step("b", 2, "a", status), close=MONDAY)
    assert result.earliest_close is None
    assert (result.fits, result.days_short, result.days_spare) == (True, 0, 0)


def test_once_signed_all_open_steps_without_float_are_critical() -> None:
    result = seen(
        signature(status="complete"), step("kick", 2, "sign"), step("go", 3, "kick"), step("x")
    )
    assert result.earliest_close is None
    assert result.critical_path == ("kick", "go")
    assert result.float == {"kick": 0, "go": 0, "x": 4}
    assert result.current_milestone == "kick"


def test_steps_after_the_signature_float_against_the_end_of_all() -> None:
    result = seen(signature(), step("kick", 1, "sign"), step("go", 3, "sign"))
    assert result.float == {"sign": 0, "kick": 2, "go": 0}
    assert result.critical_path == ("sign",)


def test_days_short_and_spare_are_working_days() -> None:
    late = seen(step("a", 6), signature(after="a"), close=FRIDAY)
    assert (late.earliest_close, late.fits) == (NEXT_TUESDAY, False)
    assert (late.days_short, late.days_spare) == (2, 0)
    early = seen(signature(), close=SATURDAY)
    assert (early.fits, early.days_short, early.days_spare) == (True, 0, 4)


def test_a_close_at_the_weekend_is_short_by_the_days_after_it() -> None:
    late = seen(step("a", 5), signature(after="a"), close=SATURDAY)
    assert (late.earliest_close, late.days_short) == (NEXT_MONDAY, 1)


def test_an_empty_plan_has_an_empty_schedule() -> None:
    empty = seen()
    assert (empty.earliest_close, empty.fits, empty.critical_path) == (None, True, ())


def test_the_order_of_the_plan_need_not_be_the_order_of_work() -> None:
    forwards = seen(step("a", 2), step("b", 2, "a"), signature(after="b"))
    backwards = seen(signature(after="b"), step("b", 2, "a"), step("a", 2))
    assert backwards.ends == forwards.ends
    assert backwards.critical_path == ("sign", "b", "a")


def test_a_circle_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="in a circle: a, c, b, a"):
        seen(step("a", 1, "c"), step("b", 1, "a"), step("c", 1, "b"))


def test_ten_thousand_steps_in_a_row_are_no_trouble() -> None:
    chain = [step(f"m{n}", 1, f"m{n - 1}" if n else "") for n in range(10_000)]
    assert len(seen(*chain).critical_path) == 10_000
    assert seen(*chain[::-1]).ends == seen(*chain).ends


def test_targets_are_not_read() -> None:
    milestones = (step("a", 2), signature(after="a"))
    moved = tuple(replace(m, target=date(2030, 1, 1)) for m in milestones)
    assert seen(*moved) == seen(*milestones)
