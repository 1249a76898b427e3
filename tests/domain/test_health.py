"""Health and its reasons (product.md section 4; the source's health scoring)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from milepost.domain.evaluation import evaluate
from milepost.domain.health import Health
from milepost.domain.plan import Milestone, Plan, PolicyChanges, Task
from tests.domain.a_plan import TODAY, a_plan, ago, step

SIGNATURE = step("sign", kind="signature")
LATE = {"target": ago(4), "after": ("m0",)}
"""Behind, but not what the critical path waits for now."""


def health(plan: Plan) -> Health:
    found = evaluate(plan, TODAY).health
    assert found is not None
    return found


def codes(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    return [(reason.code, reason.milestones) for reason in health(plan).reasons]


def with_behind(count: int) -> Plan:
    late = [step(f"m{n}", **LATE) for n in range(1, count + 1)]
    return a_plan(step("m0"), *late, step("sign", kind="signature", after=("m0",)))


@pytest.mark.parametrize(
    ("behind", "status"),
    [(0, "on_track"), (1, "at_risk"), (2, "at_risk"), (3, "blocked"), (4, "blocked")],
)
def test_the_sources_scoring_by_milestones_behind(behind: int, status: str) -> None:
    plan = with_behind(behind)
    keys = tuple(f"m{n}" for n in range(1, behind + 1))
    assert health(plan).status == status
    assert codes(plan) == ([("behind", keys)] if behind else [])


def test_behind_is_more_than_three_days_past_the_target() -> None:
    plan = a_plan(step("m1", target=ago(3)), step("m2", target=ago(4)), SIGNATURE)
    assert evaluate(plan, TODAY).behind == ("m2",)


@pytest.mark.parametrize("fields", [{"status": "complete"}, {"status": "skipped"}])
def test_what_is_no_longer_open_is_not_behind(fields: dict[str, str]) -> None:
    assert evaluate(a_plan(step("m1", target=ago(9), **fields)), TODAY).behind == ()


def test_an_internal_milestone_is_never_behind() -> None:
    plan = a_plan(step("i1", target=ago(9), visibility="internal"), SIGNATURE)
    assert evaluate(plan, TODAY).behind == ()
    assert health(plan).status == "on_track"


def test_a_blocked_current_milestone_of_the_critical_path_blocks_the_plan() -> None:
    plan = a_plan(step("m1", status="blocked"), replace(SIGNATURE, after=("m1",)))
    assert health(plan).status == "blocked"
    assert codes(plan) == [("critical_path_blocked", ("m1",))]
    assert health(plan).reasons[0].text == (
        "Step m1 holds the critical path and is blocked: Waits for the budget"
    )


def test_a_blocked_milestone_beside_the_critical_path_does_not() -> None:
    plan = a_plan(step("m1", duration=20), step("m2", status="blocked", duration=1), SIGNATURE)
    plan = replace(plan, milestones=(*plan.milestones[:2], replace(SIGNATURE, after=("m1", "m2"))))
    assert health(plan).status == "on_track"


def test_a_blocked_milestone_that_still_waits_for_another_is_not_the_current_one() -> None:
    plan = a_plan(
        step("m1"),
        step("m2", status="blocked", started_on=ago(1), after=("m1",)),
        replace(SIGNATURE, after=("m2",)),
    )
    assert health(plan).status == "on_track"


def quiet(**fields: object) -> Plan:
    return a_plan(step("m1", **fields), replace(SIGNATURE, after=("m1",)))


@pytest.mark.parametrize(("days", "status"), [(6, "at_risk"), (7, "blocked"), (8, "blocked")])
def test_behind_and_quiet_for_seven_days_on_the_critical_path(days: int, status: str) -> None:
    plan = quiet(target=ago(5), status="in_progress", started_on=ago(days))
    assert health(plan).status == status


def test_a_task_done_in_between_keeps_a_long_step_alive() -> None:
    task = Task(key="t1", title="Load sample orders", done_on=ago(2))
    plan = quiet(target=ago(5), status="in_progress", started_on=ago(20), tasks=(task,))
    assert codes(plan) == [("behind", ("m1",))]


@pytest.mark.parametrize(("days", "status"), [(6, "at_risk"), (7, "blocked")])
def test_without_progress_of_its_own_the_target_date_counts(days: int, status: str) -> None:
    assert health(quiet(target=ago(days))).status == status


def test_quiet_but_not_behind_is_on_track() -> None:
    plan = quiet(target=ago(3), status="in_progress", started_on=ago(20))
    assert health(plan).status == "on_track"


@pytest.mark.parametrize(("days", "status"), [(13, "on_track"), (14, "stalled"), (15, "stalled")])
def test_fourteen_days_without_progress_stall_the_plan(days: int, status: str) -> None:
    plan = a_plan(step("m1"), SIGNATURE, created=ago(40), shared_on=ago(days))
    assert health(plan).status == status
    assert codes(plan) == ([("stalled", ())] if status == "stalled" else [])


def test_where_nothing_ever_moved_creation_counts() -> None:
    stalled = a_plan(step(), life="draft", created=ago(14), shared_on=None)
    assert health(stalled).status == "stalled"
    assert health(replace(stalled, created=ago(13))).status == "on_track"
    assert health(stalled).reasons[0].text == (
        "Nothing has moved since the plan was made on 11 November, 14 days ago"
    )


def test_agreeing_is_progress() -> None:
    plan = a_plan(step(), life="agreed", created=ago(40), shared_on=ago(30), agreed_on=ago(2))
    assert health(plan).status == "on_track"


def test_progress_of_an_internal_milestone_does_not_keep_the_plan_alive() -> None:
    internal = step("i1", visibility="internal", status="in_progress", started_on=ago(1))
    assert health(a_plan(step(), internal, shared_on=ago(20))).status == "stalled"


@pytest.mark.parametrize(
    "milestones",
    [
        (step("m1"), step("sign", kind="signature", status="complete", completed_on=ago(20))),
        (step("m1", status="complete", completed_on=ago(20)), step("m2", status="skipped")),
        (step("m1", status="complete", completed_on=ago(20)), step("i1", visibility="internal")),
        (),
    ],
    ids=["signed", "nothing open", "nothing shared open", "no milestone"],
)
def test_never_stalled_once_signed_or_with_nothing_shared_open(
    milestones: tuple[Milestone, ...],
) -> None:
    assert health(a_plan(*milestones, shared_on=ago(20))).status == "on_track"


def test_a_signature_that_was_skipped_signs_nothing() -> None:
    plan = a_plan(
        step("m1"),
        step("s1", kind="signature", status="complete", completed_on=ago(20)),
        step("s2", kind="signature", status="skipped"),
        shared_on=ago(20),
    )
    assert health(plan).status == "on_track"
    reopened = replace(plan.milestones[1], status="pending", completed_on=None)
    plan = replace(plan, milestones=(plan.milestones[0], reopened, plan.milestones[2]))
    assert health(plan).status == "stalled"


def test_all_reasons_are_listed_in_order_and_the_worst_gives_the_status() -> None:
    plan = a_plan(
        step("m1", target=ago(20), status="blocked", started_on=ago(30)),
        step("m2", target=ago(9), after=("m1",)),
        replace(SIGNATURE, after=("m2",)),
        shared_on=ago(30),
    )
    assert health(plan).status == "stalled"
    assert codes(plan) == [
        ("stalled", ()),
        ("behind", ("m1", "m2")),
        ("critical_path_blocked", ("m1",)),
        ("critical_path_quiet", ("m1",)),
    ]


def test_reasons_say_it_in_words_with_plural_forms_that_are_right() -> None:
    one = quiet(target=ago(8), title="Security review")
    assert [reason.text for reason in health(one).reasons] == [
        "Security review is 8 days past its date",
        "It holds the critical path and has not moved yet",
    ]
    started = replace(one.milestones[0], status="in_progress", started_on=ago(9))
    moved = replace(one, milestones=(started, one.milestones[1]))
    assert health(moved).reasons[1].text == (
        "It holds the critical path and has not moved for 9 days"
    )
    two = a_plan(step("m1", target=ago(4)), step("m2", target=ago(9)), SIGNATURE)
    assert health(two).reasons[0].text == (
        "2 milestones are past their dates: Step m1 by 4 days and Step m2 by 9 days"
    )


@pytest.mark.parametrize("life", ["won", "lost", "abandoned"])
def test_a_closed_plan_has_no_health(life: str) -> None:
    assert evaluate(a_plan(step(target=ago(20)), life=life), TODAY).health is None


def test_a_draft_has_health() -> None:
    assert evaluate(a_plan(step(target=ago(5)), life="draft"), TODAY).health is not None


def test_a_policy_changes_every_number_of_health() -> None:
    late = quiet(target=ago(5), status="in_progress", started_on=ago(8))
    assert health(late).status == "blocked"
    patient = replace(late, policy=PolicyChanges(critical_quiet_days=9))
    assert health(patient).status == "at_risk"
    generous = replace(late, policy=PolicyChanges(behind_days=5))
    assert health(generous).status == "on_track"
    strict = replace(with_behind(0), policy=PolicyChanges(stalled_days=1))
    assert health(strict).status == "stalled"
