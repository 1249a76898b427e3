"""The whole answer: the worked example, and what holds for any valid plan on any day."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from milepost.domain.alerts import RoleName
from milepost.domain.errors import InvalidInput
from milepost.domain.evaluation import Evaluation, evaluate, evaluation_document
from milepost.domain.plan import Milestone, Owner, Owners, Plan
from milepost.domain.policy import BandName
from milepost.domain.validation import problems
from tests.domain.a_plan import TODAY, a_plan, step
from tests.domain.strategies import days, plans

BANDS: tuple[BandName, ...] = ("SPECULATIVE", "UNLIKELY", "POSSIBLE", "LIKELY", "HIGH")
INTERNAL = "an internal step"


def as_bytes(plan: Plan, today: date) -> str:
    return json.dumps(evaluation_document(evaluate(plan, today)), ensure_ascii=False)


def test_the_worked_example_word_for_word(shared: Path) -> None:
    plan = TypeAdapter(Plan).validate_json((shared / "examples/halden.plan.json").read_bytes())
    answer = (shared / "examples/halden.check.json").read_text(encoding="utf-8")
    assert problems(plan) == ()
    document = evaluation_document(evaluate(plan, date(2026, 11, 25)))
    assert json.dumps(document, ensure_ascii=False, indent=2) == answer.rstrip("\n")


def test_a_plan_without_milestones_has_an_answer() -> None:
    document = evaluation_document(evaluate(a_plan(), TODAY))
    assert document["completion"] == {"complete": 0, "total": 0, "percent": 0.0}
    assert document["band"] == "SPECULATIVE"
    assert document["health"] == {"status": "on_track", "reasons": []}
    assert (document["fits"], document["earliest_close"], document["float"]) == (True, None, {})


def test_a_closed_plan_keeps_its_numbers_and_has_no_health_review_or_alerts() -> None:
    plan = a_plan(step("m1", target=date(2026, 11, 2)), life="lost")
    document = evaluation_document(evaluate(plan, TODAY))
    assert document["health"] is None
    assert document["review"] is None
    assert document["alerts"] == []
    assert document["behind"] == document["critical_path"] == ["m1"]


def test_a_role_as_recipient_is_written_as_an_object() -> None:
    plan = a_plan(step(target=TODAY, owners=Owners(buyer=Owner(role="Legal"))), people=())
    assert evaluate(plan, TODAY).alerts[0].to == (RoleName("Legal"),)
    assert evaluation_document(evaluate(plan, TODAY))["alerts"][0]["to"] == [{"role": "Legal"}]


@pytest.mark.parametrize("today", [date.min, date.max])
def test_a_day_that_no_calendar_reaches_is_refused(today: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        evaluate(a_plan(step()), today)
    assert refused.value.problems[0].path == "today"


@given(plans(), days())
def test_every_valid_plan_has_an_answer_of_the_published_form(plan: Plan, today: date) -> None:
    assert problems(plan) == ()
    document = evaluation_document(evaluate(plan, today))
    assert list(document) == [
        "schema",
        "today",
        "completion",
        "band",
        "confidence",
        "action",
        "health",
        "behind",
        "critical_path",
        "float",
        "fits",
        "days_short",
        "days_spare",
        "earliest_close",
        "alerts",
        "review",
        "evidence",
        "warnings",
    ]
    assert (document["health"] is None) == (document["review"] is None) == plan.is_closed
    assert json.loads(json.dumps(document)) == document


@given(plans(), days())
def test_the_same_plan_and_day_give_the_same_bytes(plan: Plan, today: date) -> None:
    copy = TypeAdapter(Plan).validate_python(TypeAdapter(Plan).dump_python(plan))
    assert as_bytes(plan, today) == as_bytes(copy, today)


@given(plans(), days(), st.randoms(use_true_random=False))
def test_the_order_within_after_changes_nothing(
    plan: Plan, today: date, dice: random.Random
) -> None:
    shuffled = [
        replace(m, after=tuple(dice.sample(m.after, len(m.after)))) for m in plan.milestones
    ]
    other = replace(plan, milestones=tuple(shuffled))
    assert as_bytes(other, today) == as_bytes(plan, today)


@given(plans(), days(), st.randoms(use_true_random=False))
def test_the_order_of_people_with_different_roles_changes_nothing(
    plan: Plan, today: date, dice: random.Random
) -> None:
    groups: dict[tuple[str, str], list[int]] = {}
    places = list(range(len(plan.people)))
    dice.shuffle(places)
    for place in places:
        person = plan.people[place]
        groups.setdefault((person.side, person.role), []).append(place)
    for group in groups.values():
        group.sort()
    order: list[int] = []
    while any(groups.values()):
        order.append(dice.choice([group for group in groups.values() if group]).pop(0))
    people = tuple(plan.people[place] for place in order)
    assert as_bytes(replace(plan, people=people), today) == as_bytes(plan, today)


@given(plans(min_size=1), days(), st.data())
def test_completing_a_milestone_never_lowers_a_band(
    plan: Plan, today: date, data: st.DataObject
) -> None:
    still_open = [m for m in plan.milestones if m.is_open]
    assume(still_open)
    done = data.draw(st.sampled_from(still_open))
    milestones = [
        replace(m, status="complete", completed_on=today) if m is done else m
        for m in plan.milestones
    ]
    after = evaluate(replace(plan, milestones=tuple(milestones)), today)
    assert BANDS.index(after.band) >= BANDS.index(evaluate(plan, today).band)


def _seen_by_both(answer: Evaluation) -> list[object]:
    """What an internal milestone may not change."""
    review = answer.review
    return [
        answer.completion,
        answer.band,
        answer.confidence,
        answer.health,
        answer.behind,
        answer.earliest_close,
        None if review is None else (review.cadence, review.minutes, review.next_on),
        [alert for alert in answer.alerts if alert.milestone != INTERNAL],
        answer.evidence,
    ]


@given(plans(), days(), st.data())
def test_an_internal_milestone_on_which_nothing_depends_changes_nothing_shared(
    plan: Plan, today: date, data: st.DataObject
) -> None:
    answer = evaluate(plan, today)
    assume(answer.earliest_close is not None)
    keys = [m.key for m in plan.milestones]
    internal: Milestone = step(
        INTERNAL,
        visibility="internal",
        kind=data.draw(st.sampled_from(["other", "signature", "go_live"])),
        status=data.draw(st.sampled_from(["pending", "in_progress", "blocked", "complete"])),
        started_on=data.draw(st.none() | days()),
        duration=data.draw(st.integers(1, 200)),
        target=today - timedelta(data.draw(st.integers(-10, 20))),
        after=tuple(data.draw(st.lists(st.sampled_from(keys), unique=True, max_size=3))),
        owners=None,
    )
    at = data.draw(st.integers(0, len(keys)))
    milestones = (*plan.milestones[:at], internal, *plan.milestones[at:])
    with_it = evaluate(replace(plan, milestones=milestones), today)
    assert _seen_by_both(with_it) == _seen_by_both(answer)


@given(plans(), days())
def test_one_rule_at_most_applies_to_a_milestone(plan: Plan, today: date) -> None:
    about = [alert.milestone for alert in evaluate(plan, today).alerts]
    assert len(about) == len(set(about))
    assert all(alert.to for alert in evaluate(plan, today).alerts)


@given(plans(), days())
def test_the_worst_reason_gives_the_health(plan: Plan, today: date) -> None:
    answer = evaluate(plan, today)
    if answer.health is None:
        return
    codes = [reason.code for reason in answer.health.reasons]
    ranks = ["stalled", "behind", "critical_path_blocked", "critical_path_quiet"]
    assert codes == sorted(codes, key=ranks.index)
    if "stalled" in codes:
        expected = "stalled"
    elif len(answer.behind) >= 3 or {"critical_path_blocked", "critical_path_quiet"} & set(codes):
        expected = "blocked"
    else:
        expected = "at_risk" if answer.behind else "on_track"
    assert answer.health.status == expected
