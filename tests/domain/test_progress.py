"""Completion and its bands (product.md section 4; the source's table of forecast confidence)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.evaluation import evaluate
from milepost.domain.plan import BandBounds, PolicyChanges, Task
from milepost.domain.policy import Policy
from milepost.domain.progress import band_of, completion_of, last_progress
from tests.domain.a_plan import TODAY, a_plan, ago, step

HIGH = ("HIGH", "High", "Commit to forecast; prepare close")
LIKELY = ("LIKELY", "Medium", "Best-case forecast; monitor closely")
POSSIBLE = ("POSSIBLE", "Medium", "Upside forecast; push stalled items")
UNLIKELY = ("UNLIKELY", "Low", "Do not commit; diagnose blockers")
SPECULATIVE = ("SPECULATIVE", "Low", "Remove from current quarter forecast")


@pytest.mark.parametrize(
    ("complete", "total", "expected"),
    [
        (100, 100, HIGH),
        (80, 100, HIGH),
        (79, 100, LIKELY),
        (60, 100, LIKELY),
        (59, 100, POSSIBLE),
        (40, 100, POSSIBLE),
        (39, 100, UNLIKELY),
        (20, 100, UNLIKELY),
        (19, 100, SPECULATIVE),
        (0, 100, SPECULATIVE),
        (0, 0, SPECULATIVE),
    ],
)
def test_the_sources_table_of_bands(complete: int, total: int, expected: tuple[str, ...]) -> None:
    band = band_of(completion_of(complete, total), Policy())
    assert (band.name, band.confidence, band.action) == expected


def test_bands_have_no_gaps_and_go_by_the_exact_fraction_not_the_shown_percentage() -> None:
    almost = completion_of(7999, 10000)
    assert almost.percent == Decimal("80.0")
    assert band_of(almost, Policy()).name == "LIKELY"
    assert band_of(completion_of(8000, 10000), Policy()).name == "HIGH"


@pytest.mark.parametrize(
    ("complete", "total", "percent"),
    [
        (2, 9, "22.2"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 8, "12.5"),
        (1, 16, "6.3"),
        (3, 16, "18.8"),
        (1, 80, "1.3"),
        (5, 5, "100.0"),
        (0, 0, "0.0"),
    ],
)
def test_the_percentage_has_one_decimal_half_up(complete: int, total: int, percent: str) -> None:
    assert str(completion_of(complete, total).percent) == percent


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_percentage_is_never_further_than_half_a_tenth_off(complete: int, more: int) -> None:
    total = complete + more
    off = Fraction(completion_of(complete, total).percent) - Fraction(100 * complete, total)
    assert Fraction(-1, 20) < off <= Fraction(1, 20)


def test_only_shared_milestones_count_and_skipped_ones_leave_the_denominator() -> None:
    plan = a_plan(
        step("m1", status="complete"),
        step("m2", status="skipped"),
        step("i1", status="complete", visibility="internal"),
        step("i2", visibility="internal"),
        step("m3"),
        step("m4", status="blocked"),
    )
    completion = evaluate(plan, TODAY).completion
    assert (completion.complete, completion.total) == (1, 3)


def test_a_policy_moves_the_bands_and_keeps_the_bounds_that_it_does_not_name() -> None:
    policy = Policy.of(PolicyChanges(bands=BandBounds(high=90, unlikely=5)))
    names = [band_of(completion_of(n, 100), policy).name for n in (90, 89, 60, 59, 40, 39, 5, 4)]
    assert names == [
        "HIGH",
        "LIKELY",
        "LIKELY",
        "POSSIBLE",
        "POSSIBLE",
        "UNLIKELY",
        "UNLIKELY",
        "SPECULATIVE",
    ]


def test_a_step_moved_when_it_or_one_of_its_shared_tasks_started_or_ended() -> None:
    assert last_progress([step()]) is None
    for field in ("started_on", "completed_on", "unblocked_on"):
        assert last_progress([step(started_on=ago(30)), step(**{field: ago(4)})]) == ago(4)
    for field in ("started_on", "done_on"):
        task = Task(key="t1", title="Demo", **{field: ago(3)})
        assert last_progress([step(started_on=ago(4), tasks=(task,))]) == ago(3)


def test_a_due_date_a_block_a_confirmation_or_an_internal_task_is_no_progress() -> None:
    internal = Task(key="t1", title="Ask legal", done_on=ago(1), visibility="internal")
    planned = Task(key="t2", title="Demo", due=ago(1))
    milestone = step(blocked_on=ago(1), confirmed_on=ago(1), tasks=(internal, planned))
    assert last_progress([milestone]) is None
