"""Statuses and lives: what may follow what, and what each step stamps (product.md 1 and 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from milepost.domain.errors import InvalidInput, NotAllowed
from milepost.domain.plan import Life, Milestone, Outcome, Owner, Owners, Plan, Status
from milepost.domain.progress import last_progress
from milepost.domain.stages import set_life, set_status

TODAY = date(2026, 11, 25)


def a_plan(*milestones: Milestone, life: Life = "shared", goal: str | None = "Go") -> Plan:
    return Plan(
        account="Halden",
        created=date(2026, 11, 2),
        target_close=date(2027, 1, 22),
        life=life,
        milestones=milestones,
        outcome=Outcome(goal=goal) if goal else None,
    )


def a_step(key: str = "m1", status: Status = "pending", **fields: object) -> Milestone:
    usual = {"title": key, "kind": "other", "target": date(2026, 12, 1)}
    return Milestone(key=key, status=status, **(usual | fields))  # type: ignore[arg-type]


def after(step: Milestone, status: Status, **how: str) -> Milestone:
    return set_status(a_plan(step), step.key, status, today=TODAY, **how).milestones[0]


def test_starting_stamps_the_day_once() -> None:
    assert after(a_step(), "in_progress").started_on == TODAY
    early = date(2026, 11, 10)
    assert after(a_step(started_on=early), "in_progress").started_on == early


def test_completing_stamps_who_and_when() -> None:
    done = after(a_step(), "complete", by="sam")
    assert (done.completed_on, done.completed_by) == (TODAY, "sam")


def test_completing_again_keeps_the_first_stamp() -> None:
    first = date(2026, 11, 10)
    done = after(a_step(status="complete", completed_on=first, completed_by="maja"), "complete")
    assert (done.completed_on, done.completed_by) == (first, "maja")


def test_reopening_takes_completion_and_confirmation_back() -> None:
    done = a_step(status="complete", completed_on=TODAY, completed_by="sam", confirmed_on=TODAY)
    opened = after(done, "in_progress")
    assert opened.completed_on is opened.completed_by is opened.confirmed_on is None


@pytest.mark.parametrize("status", ["blocked", "skipped"])
def test_blocked_and_skipped_need_a_reason(status: Status) -> None:
    with pytest.raises(InvalidInput) as refused:
        after(a_step(), status, reason="  ")
    assert refused.value.problems[0].path == "milestones.m1.reason"


def test_blocking_and_unblocking_stamp_their_days() -> None:
    blocked = after(a_step(), "blocked", reason="No budget")
    assert (blocked.blocked_on, blocked.reason) == (TODAY, "No budget")
    going = after(blocked, "in_progress")
    assert (going.unblocked_on, going.reason) == (TODAY, None)


def test_blocking_again_does_not_undo_the_progress_of_unblocking() -> None:
    loose = a_step(status="in_progress", started_on=date(2026, 11, 3), unblocked_on=TODAY)
    stuck = after(loose, "blocked", reason="No budget again")
    assert last_progress([stuck]) == TODAY


def test_skipping_what_is_blocked_is_no_progress() -> None:
    blocked = a_step(status="blocked", reason="No budget", started_on=date(2026, 11, 3))
    skipped = after(blocked, "skipped", reason="Not needed")
    assert last_progress([skipped]) == date(2026, 11, 3)


def test_a_complete_milestone_is_never_skipped() -> None:
    with pytest.raises(NotAllowed):
        after(a_step(status="complete", completed_on=TODAY), "skipped", reason="Not needed")


def test_a_plan_without_a_goal_cannot_be_agreed() -> None:
    with pytest.raises(InvalidInput) as refused:
        set_life(a_plan(goal=None), "agreed", today=TODAY)
    assert refused.value.problems[0].path == "outcome.goal"


def test_a_plan_with_nobody_named_for_the_next_month_cannot_be_agreed() -> None:
    unnamed = Owners(buyer=Owner(role="IT Director"))
    soon = a_step(owners=unnamed, target=date(2026, 12, 25))
    with pytest.raises(InvalidInput) as refused:
        set_life(a_plan(soon), "agreed", today=TODAY)
    assert refused.value.problems[0].path == "milestones.m1.owners.buyer"
    later = replace(soon, target=date(2026, 12, 26))
    assert set_life(a_plan(later), "agreed", today=TODAY).agreed_on == TODAY


def test_sharing_is_stamped_and_a_draft_is_not_won() -> None:
    assert set_life(a_plan(life="draft"), "shared", today=TODAY).shared_on == TODAY
    with pytest.raises(NotAllowed):
        set_life(a_plan(life="draft"), "won", today=TODAY)


def test_a_closed_plan_reopens_where_it_stood() -> None:
    plan = set_life(a_plan(life="draft"), "shared", today=TODAY)
    lost = set_life(plan, "lost", today=TODAY)
    assert set_life(lost, "agreed", today=TODAY).life == "shared"


def test_a_signed_plan_is_won_when_the_steps_after_the_signature_are_done() -> None:
    signed = a_step("m1", "complete", kind="signature", completed_on=TODAY)
    plan = a_plan(signed, a_step("m2"), life="agreed")
    assert set_status(plan, "m2", "complete", today=TODAY).life == "won"


def test_signature_alone_does_not_close_a_plan() -> None:
    plan = a_plan(a_step("m1", kind="signature"), life="agreed")
    assert set_status(plan, "m1", "complete", today=TODAY).life == "agreed"
