"""Another way round what is stuck: nothing is lost, and dates and critical path follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.alternative import effect_of_path, stuck_steps, take_path
from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Plan
from milepost.domain.policy import DEFAULT_POLICY
from milepost.domain.progress import completion_of
from milepost.domain.schedule import schedule
from milepost.domain.standing import standing_of
from milepost.domain.validation import problems
from tests.domain.a_plan import TODAY, a_plan, step

WHY = "The site has no test users before March"


def a_road() -> Plan:
    return a_plan(
        step("m1", status="complete"),
        step("m2", status="blocked", after=("m1",), duration=10),
        step("m3", after=("m2",), duration=5),
        step("m4", kind="legal", after=("m1",), duration=3),
        step("m5", kind="signature", after=("m3", "m4"), duration=2),
    )


def test_the_new_steps_stand_where_the_stuck_ones_stood() -> None:
    plan = take_path(a_road(), ["m2", "m3"], [step("a1", duration=2), step("a2", duration=1)], WHY)
    assert [m.key for m in plan.milestones] == ["m1", "a1", "a2", "m2", "m3", "m4", "m5"]
    after = {m.key: m.after for m in plan.milestones}
    assert after["a1"] == ("m1",)
    assert after["a2"] == ("a1",)
    assert after["m5"] == ("m4", "a2")


def test_what_is_replaced_is_left_out_with_the_reason_and_keeps_its_place() -> None:
    plan = take_path(a_road(), ["m2", "m3"], [step("a1")], WHY)
    gone = [m for m in plan.milestones if m.status == "skipped"]
    assert [(m.key, m.reason) for m in gone] == [("m2", WHY), ("m3", WHY)]
    assert plan.milestones[0].status == "complete"
    completion = standing_of(plan, TODAY, DEFAULT_POLICY).completion
    assert completion == completion_of(1, 4)
    assert not problems(plan)


def test_dates_and_critical_path_follow() -> None:
    before = a_road()
    after = take_path(before, ["m2", "m3"], [step("a1", duration=2)], WHY)
    effect = effect_of_path(before, after, TODAY)
    assert effect.days is not None
    assert effect.days < 0
    assert schedule(after, TODAY).critical_path == ("m4", "m5")


def test_a_stuck_step_offers_what_waits_for_it_alone() -> None:
    assert stuck_steps(a_road(), "m2") == ("m2", "m3")
    assert stuck_steps(a_road(), "m4") == ("m4",)


@pytest.mark.parametrize(
    ("keys", "steps", "why", "path"),
    [
        (["m1"], [step("a1")], WHY, "milestones.m1"),
        (["m9"], [step("a1")], WHY, "milestones"),
        ([], [step("a1")], WHY, "milestones"),
        (["m2"], [], WHY, "steps"),
        (["m2"], [step("m4")], WHY, "steps"),
        (["m2"], [step("a1")], "  ", "why"),
    ],
)
def test_what_makes_no_sense_names_its_place(
    keys: list[str], steps: list[object], why: str, path: str
) -> None:
    with pytest.raises(InvalidInput) as found:
        take_path(a_road(), keys, steps, why)  # type: ignore[arg-type]
    assert path in [problem.path for problem in found.value.problems]


@given(
    st.sets(st.sampled_from(["m2", "m3", "m4", "m5"]), min_size=1),
    st.integers(1, 4),
)
def test_history_is_never_lost_and_the_signature_still_waits(gone: set[str], new: int) -> None:
    before = a_road()
    after = take_path(before, gone, [step(f"a{n}") for n in range(new)], WHY)
    assert {m.key for m in before.milestones} <= {m.key for m in after.milestones}
    assert not problems(after)
    waits = schedule(after, TODAY)
    if "m5" not in gone:
        assert max(waits.ends[f"a{n}"] for n in range(new)) <= waits.ends["m5"]
