"""The next day on which a plan needs looking at (product.md sections 4 and 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.attention import next_attention, progressed_on
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Life, Milestone, Plan
from tests.domain.strategies import days, plans

TARGET = date(2026, 12, 8)
STARTED = date(2026, 11, 30)


def a_plan(life: Life = "shared", **fields: object) -> Plan:
    usual = {"title": "Demo", "kind": "demo", "target": TARGET, "status": "in_progress"}
    step = Milestone(key="m1", started_on=STARTED, **(usual | fields))  # type: ignore[arg-type]
    return Plan(
        account="Halden",
        created=date(2026, 11, 2),
        target_close=date(2027, 1, 22),
        life=life,
        milestones=(step,),
    )


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 1), TARGET - timedelta(3)),  # due in 3 days
        (TARGET - timedelta(3), TARGET - timedelta(3)),
        (TARGET - timedelta(2), TARGET + timedelta(1)),  # overdue 1 day
        (TARGET + timedelta(2), TARGET + timedelta(3)),  # overdue 3 days
        (TARGET + timedelta(4), TARGET + timedelta(4)),  # behind
        (TARGET + timedelta(5), STARTED + timedelta(14)),  # stalled
        (STARTED + timedelta(15), TARGET + timedelta(7)),  # overdue 7 days
        (TARGET + timedelta(8), None),
    ],
)
def test_each_rule_has_its_day(today: date, expected: date | None) -> None:

    assert next_attention(a_plan(), today) == expected


@pytest.mark.parametrize("life", ["draft", "won", "lost", "abandoned"])
def test_drafts_and_closed_plans_need_none(life: Life) -> None:
    assert next_attention(a_plan(life), date(2026, 12, 1)) is None


def test_progress_counts_from_sharing_where_no_step_moved() -> None:
    plan = replace(a_plan(status="pending"), shared_on=date(2026, 11, 5))
    assert progressed_on(plan) == STARTED
    untouched = replace(plan, milestones=(replace(plan.milestones[0], started_on=None),))
    assert progressed_on(untouched) == date(2026, 11, 5)


@given(plan=plans(lives=("shared", "agreed"), max_size=5), today=days(), within=st.integers(1, 30))
def test_until_the_next_attention_no_rule_begins_and_nothing_falls_behind(
    plan: Plan, today: date, within: int
) -> None:
    """A sweep that waits for that day misses nothing."""
    following = next_attention(plan, today + timedelta(1))
    later = today + timedelta(within)
    if following is not None and later >= following:
        later = following - timedelta(1)
    now, then = evaluate(plan, today), evaluate(plan, later)
    began = {(a.rule, a.milestone) for a in then.alerts} - {
        (a.rule, a.milestone) for a in now.alerts
    }
    assert began == set()
    assert now.behind == then.behind
