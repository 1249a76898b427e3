"""What changed is told so that it can be done, undone and proved (domain.revisions)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.edits import normal
from milepost.domain.plan import (
    Baseline,
    CadenceStep,
    Milestone,
    Owner,
    Plan,
    PolicyChanges,
    Risk,
    Value,
)
from milepost.domain.revisions import (
    FIRST_HASH,
    FieldChange,
    apply,
    chained_hash,
    changes_from_json,
    changes_to_json,
    diff,
    inverse,
)
from tests.domain.strategies import days, plans


@st.composite
def _filled(draw: st.DrawFn, milestone: Milestone) -> Milestone:
    """The milestone with notes, words, and everything that a task can hold."""
    zones = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])
    moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=zones)
    tasks = tuple(
        replace(
            task,
            kind=draw(st.sampled_from(["to_do", "meeting", "approval"])),
            at=draw(st.none() | moments),
            owner=draw(st.none() | st.just(Owner(role="CFO"))),
            answer=draw(st.sampled_from([None, "yes", "no"])),
            answer_reason=draw(st.none() | st.just("Over budget")),
        )
        for task in milestone.tasks
    )
    return replace(
        milestone,
        tasks=tasks,
        notes=draw(st.none() | st.just("Ask twice")),
        done_means=draw(st.sampled_from([None, "", "All “sites” live"])),
    )


@st.composite
def whole_plans(draw: st.DrawFn) -> Plan:
    """Plans with something in every field that a document has."""
    plan = draw(plans(max_size=6))
    keys = [m.key for m in plan.milestones]
    targets = st.dictionaries(st.sampled_from([*keys, "removed"]), days(), max_size=3)
    return normal(
        replace(
            plan,
            milestones=tuple(draw(_filled(m)) for m in plan.milestones),
            title=draw(st.sampled_from([None, "", "Rollout: phase 1 “north”"])),
            value=draw(
                st.none()
                | st.builds(
                    Value,
                    amount=st.sampled_from([Decimal("86000.00"), Decimal("0.10"), Decimal("7")]),
                    currency=st.sampled_from(["EUR", "SEK"]),
                    buyer_sees=st.booleans(),
                )
            ),
            baselines=tuple(draw(st.lists(st.builds(Baseline, on=days(), targets=targets)))),
            risks=tuple(
                draw(
                    st.lists(
                        st.builds(
                            Risk,
                            title=st.just("Budget"),
                            owner=st.none() | st.just(Owner(role="CFO")),
                            impact=st.sampled_from([None, "low", "high"]),
                        ),
                        max_size=2,
                    )
                )
            ),
            notes=draw(st.none() | st.just("Ask for the security form")),
            form=draw(st.sampled_from([None, "full", "informal"])),
            policy=draw(
                st.sampled_from(
                    [
                        None,
                        PolicyChanges(behind_days=2),
                        PolicyChanges(cadence=(CadenceStep(None, 30, 20), CadenceStep(1, 7, 15))),
                    ]
                )
            ),
        )
    )


@given(whole_plans(), whole_plans())
def test_applying_the_difference_gives_the_other_plan(before: Plan, after: Plan) -> None:
    assert apply(before, diff(before, after)) == after


@given(whole_plans(), whole_plans())
def test_the_inverse_brings_the_first_plan_back(before: Plan, after: Plan) -> None:
    assert apply(after, inverse(diff(before, after))) == before


@given(whole_plans(), whole_plans())
def test_changes_survive_being_kept_as_json(before: Plan, after: Plan) -> None:
    changes = diff(before, after)
    assert changes_from_json(changes_to_json(changes)) == changes


@given(whole_plans())
def test_a_plan_does_not_differ_from_itself(plan: Plan) -> None:
    assert diff(plan, plan) == ()
    assert diff(plan, replace(plan, milestones=tuple(replace(m) for m in plan.milestones))) == ()


@given(plans(min_size=2), st.data())
def test_one_field_changed_is_one_change_told(plan: Plan, data: st.DataObject) -> None:
    plan = normal(plan)
    milestone = data.draw(st.sampled_from(plan.milestones))
    changed = replace(milestone, target=date(2031, 1, 1))
    after = replace(
        plan, milestones=tuple(changed if m is milestone else m for m in plan.milestones)
    )
    path = f"milestones.{milestone.key}.target"
    assert diff(plan, after) == (FieldChange(path, milestone.target.isoformat(), "2031-01-01"),)


def test_a_hash_depends_on_the_one_before_and_on_every_field() -> None:
    content = {"number": 1, "why": None, "changes": []}
    first = chained_hash(FIRST_HASH, content)
    assert len(first) == 64
    assert first != chained_hash(first, content)
    assert first != chained_hash(FIRST_HASH, {**content, "why": "because"})
    assert first == chained_hash(FIRST_HASH, dict(reversed(content.items())))
