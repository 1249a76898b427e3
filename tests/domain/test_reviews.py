"""Cadence, next date and minutes of reviews (section 6; the source's review schedule)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.evaluation import evaluate
from milepost.domain.plan import (
    CadenceStep,
    Calendars,
    Plan,
    PolicyChanges,
    Review,
    SideCalendar,
)
from milepost.domain.policy import AGENDA_TITLES, Policy
from milepost.domain.reviews import ReviewAnswer, agenda_minutes
from tests.domain.a_plan import TODAY, a_plan, ago, step


def review(plan: Plan, today: date = TODAY) -> ReviewAnswer:
    found = evaluate(plan, today).review
    assert found is not None
    return found


def with_first_open(number: int) -> Plan:
    done = [step(f"m{n}", status="complete") for n in range(1, number)]
    return a_plan(*done, step(f"m{number}"), step("last"))


@pytest.mark.parametrize(
    ("number", "cadence", "minutes"),
    [
        (1, "weekly", 15),
        (3, "weekly", 15),
        (4, "biweekly", 20),
        (7, "biweekly", 20),
        (8, "weekly", 15),
        (20, "weekly", 15),
    ],
)
def test_the_sources_review_schedule(number: int, cadence: str, minutes: int) -> None:
    found = review(with_first_open(number))
    assert (found.cadence, found.minutes) == (cadence, minutes)


def test_once_signed_reviews_are_monthly() -> None:
    plan = a_plan(step("m1"), step("m2", kind="signature", status="complete"), step("m3"))
    found = review(plan)
    assert (found.cadence, found.minutes) == ("monthly", 20)


def test_a_skipped_milestone_keeps_its_number_and_an_internal_one_has_none() -> None:
    skipped = [step(f"m{n}", status="skipped") for n in range(1, 4)]
    internal = [step(f"i{n}", status="complete", visibility="internal") for n in range(4)]
    assert review(a_plan(*skipped, step("m4"))).cadence == "biweekly"
    assert review(a_plan(*internal, step("m1"))).cadence == "weekly"


@pytest.mark.parametrize(("shared", "cadence"), [(0, "weekly"), (2, "weekly"), (3, "biweekly")])
def test_with_nothing_open_the_number_is_one_more_than_there_are(shared: int, cadence: str) -> None:
    done = [step(f"m{n}", status="complete") for n in range(shared)]
    assert review(a_plan(*done)).cadence == cadence


@pytest.mark.parametrize(
    ("number", "last", "expected"),
    [
        (1, ago(1), date(2026, 12, 1)),  # 7 days after
        (4, ago(1), date(2026, 12, 8)),  # 14 days after
        (1, ago(7), TODAY),
        (1, ago(60), TODAY),  # not before today
        (1, ago(4), date(2026, 11, 30)),  # 28 November is a Saturday
    ],
)
def test_the_next_review(number: int, last: date, expected: date) -> None:
    held = (Review(on=ago(90), complete=0, total=2), Review(on=last, complete=0, total=2))
    plan = replace(with_first_open(number), created=ago(100))
    assert review(replace(plan, reviews=held)).next_on == expected
    assert review(replace(plan, reviews=held[::-1])).next_on == expected


def test_without_a_review_creation_counts() -> None:
    assert review(a_plan(step(), created=ago(2))).next_on == date(2026, 11, 30)


def test_once_signed_the_next_review_is_thirty_days_later() -> None:
    plan = a_plan(step(kind="signature", status="complete"), created=ago(0))
    assert review(plan).next_on == date(2026, 12, 25)
    calendars = Calendars(seller=SideCalendar(country="GB", subdivision="ENG"))
    assert review(replace(plan, calendars=calendars)).next_on == date(2026, 12, 29)


def test_the_date_that_people_agreed_does_not_change_the_proposed_one() -> None:
    plan = a_plan(step(), created=ago(7), next_review=ago(-5))
    assert review(plan).next_on == TODAY
    assert review(plan).agenda[6].facts == (
        "Next review: Wednesday 25 November",
        "Agreed with the buyer: Monday 30 November",
    )


@pytest.mark.parametrize("life", ["won", "lost", "abandoned"])
def test_a_closed_plan_has_no_review(life: str) -> None:
    assert evaluate(a_plan(step(), life=life), TODAY).review is None


def test_a_draft_has_a_review() -> None:
    assert review(a_plan(step(), life="draft")).cadence == "weekly"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (18, (3, 2, 5, 3, 2, 2, 1)),
        (15, (2, 2, 4, 2, 2, 2, 1)),
        (20, (4, 2, 6, 3, 2, 2, 1)),
    ],
)
def test_the_sources_agenda_in_its_proportions(minutes: int, expected: tuple[int, ...]) -> None:
    assert agenda_minutes(minutes, Policy().agenda) == expected


def test_the_seven_items_are_the_sources_in_its_order() -> None:
    agenda = review(a_plan(step())).agenda
    assert [item.item for item in agenda] == [1, 2, 3, 4, 5, 6, 7]
    assert tuple(item.title for item in agenda) == AGENDA_TITLES
    assert all(item.facts for item in agenda)


@given(
    st.integers(1, 600),
    st.lists(st.integers(0, 50), min_size=7, max_size=7).filter(any).map(tuple),
)
def test_the_agenda_adds_up_and_no_item_is_a_minute_off_its_share(
    minutes: int, weights: tuple[int, ...]
) -> None:
    shares = agenda_minutes(minutes, weights)
    assert sum(shares) == minutes
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - minutes * weight / sum(weights)) < 1


def test_a_policy_has_its_own_rhythm_and_agenda() -> None:
    policy = PolicyChanges(
        cadence=(
            CadenceStep(first=None, days=60, minutes=10),
            CadenceStep(first=3, days=14, minutes=45),
            CadenceStep(first=1, days=3, minutes=14),
        ),
        agenda=(1, 1, 1, 1, 1, 1, 1),
    )
    early = review(replace(with_first_open(2), policy=policy, created=TODAY))
    assert (early.cadence, early.minutes, early.next_on) == ("weekly", 14, date(2026, 11, 30))
    assert [item.minutes for item in early.agenda] == [2] * 7
    late = review(replace(with_first_open(3), policy=policy))
    assert (late.cadence, late.minutes) == ("biweekly", 45)
    signed = review(a_plan(step(kind="signature", status="complete"), policy=policy))
    assert (signed.cadence, signed.minutes) == ("monthly", 10)
