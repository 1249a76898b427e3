"""The four rules of the source about a change's impact on the forecast (product.md section 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.impacts import (
    completion_drop,
    critical_delay,
    forecast_band,
    is_back,
    new_roles,
)
from milepost.domain.plan import Person, Plan, Review
from milepost.domain.policy import DEFAULT_POLICY
from milepost.domain.progress import completion_of
from tests.domain.a_plan import TEAM, TODAY, a_plan, ago, step


def reviewed(complete: int, total: int, *milestones: object) -> Plan:
    return a_plan(*milestones, reviews=(Review(on=ago(7), complete=complete, total=total),))  # type: ignore[arg-type]


# --- (a) completion ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at_review", "now", "points"),
    [
        ((8, 10), (6, 10), "20.0"),
        ((8, 10), (13, 20), None),  # exactly 15 points are not more than 15
        ((8, 10), (129, 200), "15.5"),
        ((10, 20), (10, 29), "15.5"),  # added milestones lower it too
        ((0, 0), (0, 5), None),
        ((5, 10), (6, 10), None),
    ],
)
def test_a_drop_of_more_than_15_points_since_the_last_review(
    at_review: tuple[int, int], now: tuple[int, int], points: str | None
) -> None:
    drop = completion_drop(reviewed(*at_review), completion_of(*now), DEFAULT_POLICY)
    assert (drop.points if drop else None) == (Decimal(points) if points else None)


def test_without_a_review_nothing_drops() -> None:
    assert completion_drop(a_plan(), completion_of(0, 10), DEFAULT_POLICY) is None


@pytest.mark.parametrize(
    ("complete", "band"), [(6, "POSSIBLE"), (5, "UNLIKELY"), (2, "SPECULATIVE"), (0, "SPECULATIVE")]
)
def test_the_forecast_band_is_one_lower_and_never_below_speculative(
    complete: int, band: str
) -> None:
    now = completion_of(complete, 10)
    drop = completion_drop(reviewed(8, 10), now, DEFAULT_POLICY)
    assert drop is not None
    assert forecast_band(now, DEFAULT_POLICY, drop).band.name == band


def test_the_completion_band_itself_never_changes() -> None:
    now = completion_of(6, 10)
    found = forecast_band(
        now, DEFAULT_POLICY, completion_drop(reviewed(8, 10), now, DEFAULT_POLICY)
    )
    assert (found.completion_band.name, found.band.name) == ("LIKELY", "POSSIBLE")
    assert forecast_band(now, DEFAULT_POLICY, None).band.name == "LIKELY"


def test_it_is_over_once_completion_is_back_at_the_reviews_level() -> None:
    plan = reviewed(8, 10)
    assert [is_back(plan, completion_of(n, 10)) for n in (7, 8, 9)] == [False, True, True]


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_a_drop_and_being_back_exclude_each_other(a: int, b: int, c: int, d: int) -> None:
    plan, now = reviewed(min(a, b), b), completion_of(min(c, d), d)
    drop = completion_drop(plan, now, DEFAULT_POLICY)
    assert not (drop and is_back(plan, now))
    assert (drop is not None) == (100 * (min(a, b) / b - min(c, d) / d) > 15 + 1e-9)


# --- (b) a critical milestone delayed ------------------------------------------------------------


def on_the_road(first: date, signature: date, close: date) -> Plan:
    return a_plan(
        step("m1", target=first, duration=5),
        step("m2", target=signature, duration=5, kind="signature", after=("m1",)),
        step("side", target=ago(-3), duration=1),
        target_close=close,
    )


def moved(plan: Plan, **targets: date) -> Plan:
    return replace(
        plan,
        milestones=tuple(
            replace(m, target=targets[m.key]) if m.key in targets else m for m in plan.milestones
        ),
    )


def test_a_later_critical_date_tells_the_days_by_which_the_signature_moves() -> None:
    before = on_the_road(date(2026, 12, 4), date(2026, 12, 11), date(2026, 12, 14))
    after = moved(before, m1=date(2026, 12, 9), m2=date(2026, 12, 16))
    found = critical_delay(before, after, ["m1", "m2"], TODAY)
    assert found is not None
    assert found.milestones == ("m1", "m2")
    assert (found.signature_days, found.close_days) == (3, 2)
    assert found.proposed_close == date(2026, 12, 16)


def test_a_close_that_still_holds_is_not_pushed() -> None:
    before = on_the_road(date(2026, 12, 4), date(2026, 12, 11), date(2026, 12, 24))
    found = critical_delay(before, moved(before, m1=date(2026, 12, 8)), ["m1"], TODAY)
    assert found is not None
    assert (found.signature_days, found.close_days, found.proposed_close) == (0, 0, None)


def test_an_earlier_date_or_one_beside_the_critical_path_is_no_delay() -> None:
    before = on_the_road(date(2026, 12, 4), date(2026, 12, 11), date(2026, 12, 24))
    assert critical_delay(before, moved(before, m1=date(2026, 12, 2)), ["m1"], TODAY) is None
    assert critical_delay(before, moved(before, side=date(2026, 12, 8)), ["side"], TODAY) is None


# --- (d) a stakeholder with a new role -----------------------------------------------------------

NOOR = Person(key="noor", name="Noor al-Haddad", side="buyer", role="security")


def joined(before: Plan, *people: Person) -> Plan:
    return replace(before, people=(*before.people, *people))


def test_a_new_role_after_agreement_asks_for_days_and_a_step() -> None:
    before = a_plan(step(), life="agreed", agreed_on=ago(2), target_close=date(2027, 1, 22))
    (found,) = new_roles(before, joined(before, NOOR), DEFAULT_POLICY)
    assert (found.role, found.kind, found.days) == ("security", "security_review", 5)
    assert found.proposed_close == date(2027, 1, 29)


def test_the_extension_is_proposed_once_for_one_change() -> None:
    before = a_plan(step(), life="agreed", agreed_on=ago(2))
    legal = replace(NOOR, key="lena", role="legal")
    found = new_roles(before, joined(before, NOOR, legal), DEFAULT_POLICY)
    assert [(each.kind, each.days) for each in found] == [("security_review", 5), ("legal", 0)]


def test_no_step_where_one_of_that_kind_is_open() -> None:
    before = a_plan(step(kind="security_review"), life="agreed", agreed_on=ago(2))
    (found,) = new_roles(before, joined(before, NOOR), DEFAULT_POLICY)
    assert found.kind is None


def test_a_known_role_and_a_plan_never_agreed_ask_for_nothing() -> None:
    agreed = a_plan(step(), life="agreed", agreed_on=ago(2))
    champion = replace(NOOR, role="champion")
    assert new_roles(agreed, joined(agreed, champion), DEFAULT_POLICY) == ()
    shared = a_plan(step())
    assert new_roles(shared, joined(shared, NOOR), DEFAULT_POLICY) == ()
    assert {person.key for person in TEAM} >= {"maja"}
