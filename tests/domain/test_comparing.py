"""Two points in a plan's life side by side, and how far it is from any baseline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given

from milepost.domain.comparing import compare, earlier_targets, slips
from milepost.domain.plan import Baseline
from milepost.domain.revisions import diff
from tests.domain.a_plan import a_plan, ago, step
from tests.domain.strategies import plans

FRIDAY, NEXT_WEDNESDAY = date(2026, 12, 4), date(2026, 12, 9)


def test_each_step_says_what_became_of_it() -> None:
    before = a_plan(step("m1"), step("m2", target=FRIDAY), step("m3"), step("m4"))
    after = replace(
        before,
        milestones=(
            before.milestones[0],
            replace(before.milestones[1], target=NEXT_WEDNESDAY, title="Pilot"),
            step("m5"),
            before.milestones[3],
        ),
    )
    found = compare(before, after)
    assert [(s.key, s.what, s.days) for s in found.steps] == [
        ("m1", "same", 0),
        ("m2", "changed", 3),
        ("m3", "removed", 0),
        ("m5", "added", 0),
        ("m4", "same", 0),
    ]
    assert [c.path for c in found.steps[1].changes] == [
        "milestones.m2.title",
        "milestones.m2.target",
    ]
    assert [s.key for s in found.moved] == ["m2"]


def test_completion_and_the_signature_are_told_for_both() -> None:
    before = a_plan(step("m1"), step("m2", kind="signature", target=FRIDAY))
    after = replace(
        before,
        milestones=(
            replace(before.milestones[0], status="complete", completed_on=ago(0)),
            replace(before.milestones[1], target=NEXT_WEDNESDAY),
        ),
    )
    found = compare(before, after)
    assert [(c.complete, c.total) for c in found.completion] == [(0, 2), (1, 2)]
    assert (found.close, found.close_days) == ((FRIDAY, NEXT_WEDNESDAY), 3)


def test_slips_are_told_against_any_baseline() -> None:
    plan = a_plan(
        step("m1", target=FRIDAY, status="complete", completed_on=NEXT_WEDNESDAY),
        step("m2", target=FRIDAY),
        step("m3", target=FRIDAY, status="skipped"),
        step("m4", target=FRIDAY),
    )
    baseline = Baseline(
        on=ago(9), targets={"m1": FRIDAY, "m2": NEXT_WEDNESDAY, "m3": FRIDAY, "gone": FRIDAY}
    )
    assert [(s.milestone, s.days) for s in slips(plan, baseline)] == [("m1", 3), ("m2", -3)]
    assert set(earlier_targets(plan, baseline)) == {"m1", "m2", "m3"}


@given(plans(), plans())
def test_nothing_differs_where_and_only_where_history_would_say_nothing(one, other) -> None:  # type: ignore[no-untyped-def]
    assert compare(one, one).is_same
    found = compare(one, other)
    assert found.is_same == (not diff(one, other))
    keys = [s.key for s in found.steps]
    assert sorted(keys) == sorted(
        {m.key for m in one.milestones} | {m.key for m in other.milestones}
    )
