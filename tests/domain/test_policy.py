"""The numbers of the rules and how a plan changes them (product.md, plan-document.md)."""

from __future__ import annotations

import pytest

from milepost.domain.plan import AlertDays, BandBounds, CadenceStep, PolicyChanges
from milepost.domain.policy import DEFAULT_POLICY, Policy


def test_the_bands_of_the_source() -> None:
    assert [(b.name, b.lower, b.confidence, b.action) for b in DEFAULT_POLICY.bands] == [
        ("HIGH", 80, "High", "Commit to forecast; prepare close"),
        ("LIKELY", 60, "Medium", "Best-case forecast; monitor closely"),
        ("POSSIBLE", 40, "Medium", "Upside forecast; push stalled items"),
        ("UNLIKELY", 20, "Low", "Do not commit; diagnose blockers"),
        ("SPECULATIVE", 0, "Low", "Remove from current quarter forecast"),
    ]


def test_the_days_of_health_and_alerts() -> None:
    policy = DEFAULT_POLICY
    assert (policy.behind_days, policy.stalled_days, policy.critical_quiet_days) == (3, 14, 7)
    assert (policy.alert_due_days, policy.alert_overdue_days) == (3, (1, 3, 7))
    assert (policy.new_stakeholder_days, policy.drop_points) == (5, 15)


@pytest.mark.parametrize(
    ("number", "days", "minutes"),
    [(1, 7, 15), (3, 7, 15), (4, 14, 20), (7, 14, 20), (8, 7, 15), (30, 7, 15), (None, 30, 20)],
)
def test_the_rhythm_of_reviews(number: int | None, days: int, minutes: int) -> None:
    rhythm = DEFAULT_POLICY.review_rhythm(number)
    assert (rhythm.days, rhythm.minutes) == (days, minutes)


def test_no_changes_are_the_defaults() -> None:
    assert Policy.of(None) is DEFAULT_POLICY
    assert Policy.of(PolicyChanges()) == DEFAULT_POLICY


def test_a_change_leaves_the_other_numbers_as_they_are() -> None:
    policy = Policy.of(
        PolicyChanges(
            bands=BandBounds(likely=70), behind_days=0, alert_days=AlertDays(overdue=(2, 4, 8))
        )
    )
    assert [band.lower for band in policy.bands] == [80, 70, 40, 20, 0]
    assert (policy.behind_days, policy.stalled_days) == (0, 14)
    assert (policy.alert_due_days, policy.alert_overdue_days) == (3, (2, 4, 8))


def test_a_cadence_of_numbers_keeps_the_rhythm_once_signed() -> None:
    policy = Policy.of(PolicyChanges(cadence=(CadenceStep(5, 10, 30), CadenceStep(1, 5, 10))))
    assert [policy.review_rhythm(n).days for n in (1, 4, 5, 9, None)] == [5, 5, 10, 10, 30]
    signed = Policy.of(PolicyChanges(cadence=(CadenceStep(None, 60, 45),)))
    assert [signed.review_rhythm(n).days for n in (1, 4, 8, None)] == [7, 14, 7, 60]


def test_equal_changes_give_the_same_policy_object() -> None:
    assert Policy.of(PolicyChanges(behind_days=4)) is Policy.of(PolicyChanges(behind_days=4))
