"""What a buyer's wish for another go-live asks of the steps (product.md section 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from milepost.domain.go_live import dates_for_go_live
from milepost.domain.plan import Milestone, Plan

TODAY = date(2026, 11, 25)


def step(key: str, target: date, *after: str, **fields: object) -> Milestone:
    usual = {"title": key, "kind": "other", "status": "pending", "duration": 5}
    return Milestone(key=key, target=target, after=after, **{**usual, **fields})  # type: ignore[arg-type]


def a_rollout(**fields: object) -> Plan:
    milestones = (
        step("sign", date(2026, 12, 18), kind="signature"),
        step("roll", date(2027, 1, 29), "sign", duration=10),
        step("live", date(2027, 2, 26), "roll", kind="go_live", duration=5),
    )
    made = Plan(
        account="Halden",
        created=date(2026, 11, 2),
        target_close=date(2026, 12, 18),
        life="shared",
        milestones=milestones,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def test_a_later_go_live_moves_the_go_live_step_alone() -> None:
    found = dates_for_go_live(a_rollout(), date(2027, 3, 31), TODAY)
    assert found.targets == {"live": date(2027, 3, 31)}
    assert found.days_late == 0


def test_a_go_live_at_a_weekend_ends_on_the_working_day_before() -> None:
    found = dates_for_go_live(a_rollout(), date(2027, 3, 28), TODAY)
    assert found.targets == {"live": date(2027, 3, 26)}


def test_an_earlier_one_moves_only_what_would_end_too_late_for_it() -> None:
    found = dates_for_go_live(a_rollout(), date(2027, 1, 29), TODAY)
    # Five working days for the go-live itself: the rollout ends a week before, the signature holds.
    assert found.targets == {"roll": date(2027, 1, 22), "live": date(2027, 1, 29)}
    assert found.days_late == 0


def test_what_cannot_be_done_in_time_says_by_how_many_working_days() -> None:
    found = dates_for_go_live(a_rollout(), date(2026, 12, 4), TODAY)
    # From Wednesday 25 November: 5, 10 and 5 working days.
    assert found.targets["sign"] == date(2026, 12, 1)
    assert found.targets["live"] == date(2026, 12, 22)
    assert found.days_late == 12


def test_what_is_done_stays_and_holds_nobody_up() -> None:
    done = step("sign", date(2026, 11, 20), kind="signature", status="complete")
    plan = a_rollout()
    plan = replace(plan, milestones=(done, *plan.milestones[1:]))
    found = dates_for_go_live(plan, date(2026, 12, 18), TODAY)
    assert "sign" not in found.targets
    assert found.targets["roll"] == date(2026, 12, 11)
    assert found.targets["live"] == date(2026, 12, 18)


def test_the_same_go_live_asks_for_nothing() -> None:
    assert dates_for_go_live(a_rollout(), date(2027, 2, 26), TODAY).targets == {}
