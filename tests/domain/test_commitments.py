"""What each side promised and kept, and whose turn it is (product.md section 4, evidence)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from milepost.domain.commitments import (
    TargetMove,
    kept_by,
    turns,
    turns_taken,
    usual_days,
)
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Baseline, Owner, Owners, Plan
from tests.domain.a_plan import TODAY, a_plan, ago, step

BUYER = Owners(buyer=Owner(person="maja"))
SELLER = Owners(seller=Owner(person="sam"))
SHARED_ON = ago(60)


def shared(*steps: object, **fields: object) -> Plan:
    return replace(a_plan(*steps), **({"life": "shared", "shared_on": SHARED_ON} | fields))  # type: ignore[arg-type]


def done(key: str, target: date, on: date, owners: Owners = BUYER, **more: object):
    return step(key, status="complete", target=target, completed_on=on, owners=owners, **more)


def test_a_date_is_met_on_the_day_itself_and_late_by_calendar_days() -> None:
    plan = shared(
        done("m1", ago(10), ago(10)),
        done("m2", ago(10), ago(7)),
        step("m3", target=ago(4), owners=BUYER),
        step("m4", target=TODAY, owners=BUYER),
    )
    kept = kept_by(plan, "buyer", (), TODAY)
    assert [(p.milestone, p.days_late) for p in kept.met] == [("m1", 0)]
    assert [(p.milestone, p.days_late) for p in kept.late] == [("m2", 3), ("m3", 4)]
    assert kept.due == 3


def test_moving_the_date_keeps_no_promise() -> None:
    plan = shared(done("m1", ago(2), ago(2)))
    moves = [
        TargetMove("m1", ago(20), ago(15), ago(8)),
        TargetMove("m1", ago(9), ago(8), ago(2)),
    ]
    (late,) = kept_by(plan, "buyer", reversed(moves), TODAY).late
    assert (late.promised, late.days_late, late.moves) == (ago(15), 13, 2)


def test_what_moved_before_the_buyer_saw_the_plan_was_no_promise() -> None:
    plan = shared(done("m1", ago(2), ago(2)))
    moves = [TargetMove("m1", ago(61), ago(50), ago(2))]
    (met,) = kept_by(plan, "buyer", moves, TODAY).met
    assert (met.promised, met.moves) == (ago(2), 0)


def test_a_new_baseline_is_a_new_promise() -> None:
    plan = shared(
        done("m1", ago(2), ago(2)),
        baselines=(
            Baseline(on=ago(50), targets={"m1": ago(40)}),
            Baseline(on=ago(10), targets={"m1": ago(2), "gone": ago(1)}),
        ),
    )
    moves = [TargetMove("m1", ago(20), ago(40), ago(2))]
    assert len(kept_by(plan, "buyer", moves, TODAY).met) == 1


def test_a_step_of_both_counts_for_both_and_others_for_nobody() -> None:
    both = Owners(buyer=Owner(role="Legal"), seller=Owner(person="sam"))
    plan = shared(
        done("m1", ago(9), ago(9), both),
        step("m2", target=ago(9), status="skipped", owners=both),
        step("i1", target=ago(9), visibility="internal", owners=SELLER),
        step("m3", target=ago(9), owners=None),
    )
    assert [kept_by(plan, side, (), TODAY).due for side in ("buyer", "seller")] == [1, 1]


def test_a_draft_has_promised_nothing_and_waits_for_nobody() -> None:
    plan = replace(a_plan(step("m1", target=ago(9), owners=BUYER)), shared_on=None, life="draft")
    assert kept_by(plan, "buyer", (), TODAY).due == 0
    assert turns(plan, "buyer", TODAY) == ()


def test_it_is_the_turn_of_whoever_owns_what_nothing_stands_before() -> None:
    wednesday = date(2026, 11, 18)
    plan = shared(
        done("m1", wednesday, wednesday),
        step("m2", status="skipped", after=("m1",), owners=BUYER),
        step("m3", after=("m2",), owners=SELLER),
        step("m4", after=("m1",), owners=BUYER),
        step("m5", after=("m4",), owners=SELLER),
        step("i1", visibility="internal", owners=SELLER),
        step("m6", after=("i1",), owners=BUYER),
    )
    today = date(2026, 11, 24)  # Tuesday
    (sellers,) = turns(plan, "seller", today)
    assert (sellers.milestone, sellers.since, sellers.working_days) == ("m3", wednesday, 4)
    assert [turn.milestone for turn in turns(plan, "buyer", today)] == ["m4"]


def test_a_turn_begins_when_the_plan_is_shared_at_the_earliest_and_longest_stands_first() -> None:
    plan = shared(
        done("m1", ago(80), ago(80)),
        done("m2", ago(5), ago(5)),
        step("m3", after=("m2",), owners=BUYER),
        step("m4", after=("m1",), owners=BUYER),
    )
    assert [(t.milestone, t.since) for t in turns(plan, "buyer", TODAY)] == [
        ("m4", SHARED_ON),
        ("m3", ago(5)),
    ]


@pytest.mark.parametrize("life", ["won", "lost", "abandoned"])
def test_a_closed_plan_waits_for_nobody(life: str) -> None:
    plan = shared(step("m1", owners=BUYER), life=life)
    assert turns(plan, "buyer", TODAY) == ()


def test_how_long_a_side_takes_is_counted_from_its_turn() -> None:
    monday = date(2026, 11, 2)
    plan = shared(
        done("m1", monday, monday, SELLER),
        done("m2", monday, date(2026, 11, 9), after=("m1",)),
        done("m3", monday, date(2026, 11, 12), after=("m2",)),
        done("m4", monday, date(2026, 11, 2), after=("m3",)),  # before it was their turn
        shared_on=monday,
    )
    took = turns_taken(plan, "buyer")
    assert [(t.milestone, t.working_days) for t in took] == [("m2", 5), ("m3", 3), ("m4", 0)]
    assert usual_days(took) == 3
    assert usual_days(()) is None


def test_evidence_never_changes_band_or_health() -> None:
    plan = shared(
        done("m1", ago(10), ago(2)),
        step("m2", target=ago(9), after=("m1",), owners=BUYER),
        step("m3", target=ago(-9), after=("m2",), owners=SELLER),
    )
    confirmed = replace(
        plan,
        milestones=tuple(
            replace(m, confirmed_on=ago(1)) if m.status == "complete" else m
            for m in plan.milestones
        ),
    )
    one, other = (evaluate(p, TODAY) for p in (plan, confirmed))
    assert one.evidence != other.evidence
    assert (one.band, one.confidence, one.health) == (other.band, other.confidence, other.health)
