"""The statements say what the pure rules say, for any plan, day, policy and zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.alerting import sweep as watch
from milepost.alerting.models import Alert
from milepost.domain.alerts import alerts_of
from milepost.domain.attention import next_attention, progressed_on
from milepost.domain.plan import AlertDays, Plan, PolicyChanges
from milepost.domain.policy import Policy
from milepost.domain.standing import standing_of
from milepost.workspaces.models import Workspace
from tests.domain.strategies import days, plans
from tests.plans.plans import Seller, a_seller

pytestmark = pytest.mark.django_db

# Three with summer time, one that changes at midnight, one far to the east.
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Sydney",
    "Africa/Cairo",
    "Pacific/Kiritimati",
)
POLICIES = st.one_of(
    st.none(),
    st.builds(
        PolicyChanges,
        behind_days=st.none() | st.integers(0, 9),
        stalled_days=st.none() | st.integers(1, 40),
        alert_days=st.none()
        | st.builds(
            AlertDays,
            due=st.none() | st.integers(0, 6),
            overdue=st.none()
            | st.lists(st.integers(1, 12), min_size=3, max_size=3).map(sorted).map(tuple),
        ),
    ),
)


def keep(seller: Seller, plan: Plan, zone: str, now: datetime) -> int:
    """The plan as commands keep it, due now."""
    Workspace.objects.filter(pk=seller.workspace_id).update(time_zone=zone)
    plan_id = seller.keeps(plan)
    with connection.cursor() as cursor:
        cursor.execute(
            "update plans_planprivate set next_attention_at = case when plan_id = %s then"
            " %s::timestamptz end",
            (plan_id, now),
        )
    return plan_id


def expected(plan: Plan, today: date) -> set[tuple[str, str | None, date]]:
    standing = standing_of(plan, today, Policy.of(plan.policy))
    targets = {milestone.key: milestone.target for milestone in plan.milestones}
    return {
        (a.rule, a.milestone, targets[a.milestone] if a.milestone else standing.moved_on)
        for a in alerts_of(standing)
    }


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    plan=plans(lives=("shared", "agreed", "shared", "draft", "won"), max_size=6),
    policy=POLICIES,
    today=days(),
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
)
def test_a_sweep_records_what_applies_and_says_when_to_look_again(
    db: None, plan: Plan, policy: PolicyChanges | None, today: date, hour: int, zone: str
) -> None:
    seller = a_seller()
    plan = replace(plan, policy=policy)
    now = datetime.combine(today, time(hour), ZoneInfo(zone))
    today = now.astimezone(ZoneInfo(zone)).date()
    plan_id = keep(seller, plan, zone, now)
    done = watch.sweep(now)
    assert done.plans == 1
    kept = set(Alert.objects.filter(plan_id=plan_id).values_list("rule", "milestone", "target"))
    assert kept == expected(plan, today)
    with connection.cursor() as cursor:
        cursor.execute(
            "select next_attention_at, last_progress_on from plans_planprivate where plan_id = %s",
            (plan_id,),
        )
        at, progress = cursor.fetchone()
    assert progress == progressed_on(plan)
    following = next_attention(plan, today + timedelta(1))
    if following is None:
        assert at is None
    else:
        midnight = datetime.combine(following, time(), ZoneInfo(zone))
        assert at == max(midnight, now + timedelta(minutes=1))
