"""What a plan is refused for, each with where, what is wrong and what would be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import (
    AlertDays,
    BandBounds,
    Baseline,
    CadenceStep,
    Calendars,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    PolicyChanges,
    Review,
    Risk,
    SideCalendar,
    Task,
    Value,
)
from milepost.domain.policy import Policy
from milepost.domain.validation import problems
from tests.domain.a_plan import MAJA, a_plan, ago, step
from tests.domain.strategies import plans


def paths(plan: Plan) -> list[str]:
    return [problem.path for problem in problems(plan)]


def wrong_step(**fields: Any) -> list[str]:
    return paths(a_plan(step("m0"), step("m1", **fields)))


def wrong_plan(**fields: Any) -> list[str]:
    return paths(a_plan(step("m1"), **fields))


@given(plans())
def test_a_valid_plan_has_no_problem(plan: Plan) -> None:
    assert problems(plan) == ()


def test_a_problem_says_where_what_is_wrong_and_what_would_be_right() -> None:
    plan = a_plan(step("m1", after=("m7",)), target_close=ago(40))
    assert problems(plan) == (
        Problem(
            "target_close",
            "2026-10-16 is before the plan was created",
            "a day from 2026-10-26 on",
        ),
        Problem(
            "milestones[0].after[0]",
            'there is no milestone with the key "m7"',
            "a key of `milestones`",
        ),
    )
    assert InvalidInput(problems(plan)).message.splitlines()[0] == (
        "target_close: 2026-10-16 is before the plan was created; a day from 2026-10-26 on"
    )


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"value": Value(amount=Decimal("-0.01"), currency="EUR")}, "value.amount"),
        ({"value": Value(amount=Decimal("NaN"), currency="EUR")}, "value.amount"),
        ({"value": Value(amount=Decimal(1), currency="EURO")}, "value.currency"),
        ({"value": Value(amount=Decimal(1), currency="eur")}, "value.currency"),
        ({"value": Value(amount=Decimal(1), currency="XXX")}, "value.currency"),
        ({"target_close": ago(31)}, "target_close"),
        ({"target_close": date(9999, 12, 31)}, "target_close"),
        ({"outcome": Outcome(go_live=date(1, 1, 1))}, "outcome.go_live"),
        ({"coordinator": "nobody"}, "coordinator"),
        ({"risks": (Risk(title="R", owner=Owner(person="nobody")),)}, "risks[0].owner.person"),
        ({"reviews": (Review(on=ago(1), complete=-1, total=2),)}, "reviews[0].complete"),
    ],
)
def test_the_plan_itself(fields: dict[str, Any], path: str) -> None:
    assert wrong_plan(**fields) == [path]


@pytest.mark.parametrize(
    ("calendar", "field"),
    [
        (SideCalendar(country="XX"), "country"),
        (SideCalendar(country="SWE"), "country"),
        (SideCalendar(country="se"), "country"),
        (SideCalendar(country="GB", subdivision="GB-ENG"), "subdivision"),
        (SideCalendar(country="SE", time_zone="Europe/Halden"), "time_zone"),
        (SideCalendar(country="SE", time_zone="../etc/passwd"), "time_zone"),
        (SideCalendar(country="SE", time_zone=""), "time_zone"),
    ],
)
def test_calendars(calendar: SideCalendar, field: str) -> None:
    assert wrong_plan(calendars=Calendars(buyer=calendar)) == [f"calendars.buyer.{field}"]
    assert wrong_plan(calendars=Calendars(seller=calendar)) == [f"calendars.seller.{field}"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"status": "blocked", "reason": None}, "reason"),
        ({"status": "skipped", "reason": " "}, "reason"),
        ({"status": "complete", "completed_on": None}, "completed_on"),
        ({"duration": 0}, "duration"),
        ({"duration": 10**9}, "duration"),
        ({"owners": Owners()}, "owners"),
        ({"owners": Owners(buyer=Owner(person="nobody"))}, "owners.buyer.person"),
        ({"owners": Owners(buyer=Owner(person="sam"))}, "owners.buyer.person"),
        ({"owners": Owners(seller=Owner(person="maja"))}, "owners.seller.person"),
        ({"owners": Owners(seller=Owner())}, "owners.seller"),
        ({"owners": Owners(seller=Owner(person="sam", role="AE"))}, "owners.seller"),
        ({"completed_by": "nobody"}, "completed_by"),
        ({"confirmed_by": "nobody"}, "confirmed_by"),
        ({"after": ("m0", "m9")}, "after[1]"),
        ({"target": date(1066, 10, 14)}, "target"),
        ({"tasks": (Task(key="t", title="T", owner=Owner(person="no")),)}, "tasks[0].owner.person"),
        ({"tasks": (Task(key="t", title="T", due=date(3000, 1, 1)),)}, "tasks[0].due"),
    ],
)
def test_a_milestone(fields: dict[str, Any], path: str) -> None:
    assert wrong_step(**fields) == [f"milestones[1].{path}"]


def test_absent_owners_and_an_owner_on_one_side_are_allowed() -> None:
    assert wrong_step(owners=None) == []
    assert wrong_step(owners=Owners(seller=Owner(role="AE"))) == []


def test_anybody_may_own_a_task() -> None:
    tasks = tuple(Task(key=key, title="T", owner=Owner(person=key)) for key in ("maja", "sam"))
    assert wrong_step(tasks=tasks) == []


def test_keys_are_unique_among_people_among_milestones_and_among_all_tasks() -> None:
    task = Task(key="t1", title="T")
    plan = a_plan(
        step("m1", tasks=(task,)),
        step("m1", tasks=(task,)),
        people=(MAJA, Person(key="maja", name="M", side="seller", role="ae")),
    )
    plan = replace(plan, milestones=tuple(replace(m, owners=None) for m in plan.milestones))
    assert paths(plan) == ["people[1].key", "milestones[1].key", "milestones[1].tasks[0].key"]
    same_name = a_plan(step("maja", tasks=(Task(key="maja", title="T"),)))
    assert paths(same_name) == []


def test_an_empty_key_is_refused() -> None:
    assert paths(a_plan(step(""))) == ["milestones[0].key"]


def test_each_ring_of_milestones_is_named_once() -> None:
    plan = a_plan(
        step("a", after=("c", "x")),
        step("b", after=("a",)),
        step("c", after=("b",)),
        step("x"),
        step("self", after=("self",)),
    )
    assert [(problem.path, problem.wrong) for problem in problems(plan)] == [
        ("milestones[0].after", 'these wait for each other: "a" after "c" after "b" after "a"'),
        ("milestones[4].after", '"self" comes after itself'),
    ]


def test_a_long_chain_is_no_ring_and_is_no_strain() -> None:
    steps = [step("m0")] + [step(f"m{n}", after=(f"m{n - 1}",)) for n in range(1, 3000)]
    assert paths(a_plan(*reversed(steps))) == []


def test_a_baseline_may_name_milestones_since_removed() -> None:
    baseline = Baseline(on=ago(1), targets={"gone": ago(1)})
    assert wrong_plan(baselines=(baseline,)) == []
    far = Baseline(on=ago(1), targets={"gone": date(2999, 1, 1)})
    assert wrong_plan(baselines=(far,)) == ["baselines[0].targets.gone"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        (PolicyChanges(behind_days=-1), "behind_days"),
        (PolicyChanges(bands=BandBounds(high=101)), "bands.high"),
        (PolicyChanges(bands=BandBounds(likely=90)), "bands"),
        (PolicyChanges(bands=BandBounds(high=30)), "bands"),
        (PolicyChanges(alert_days=AlertDays(due=-1)), "alert_days.due"),
        (PolicyChanges(alert_days=AlertDays(overdue=(0, 3, 7))), "alert_days.overdue[0]"),
        (PolicyChanges(alert_days=AlertDays(overdue=(3, 1, 7))), "alert_days.overdue"),
        (PolicyChanges(cadence=(CadenceStep(2, 7, 15),)), "cadence"),
        (PolicyChanges(cadence=(CadenceStep(1, 7, 15),) * 2), "cadence[1].from"),
        (PolicyChanges(cadence=(CadenceStep(1, 0, 15),)), "cadence[0].days"),
        (PolicyChanges(cadence=(CadenceStep(1, 7, 0),)), "cadence[0].minutes"),
        (PolicyChanges(agenda=(1, 2, 3)), "agenda"),
        (PolicyChanges(agenda=(0,) * 7), "agenda"),
        (PolicyChanges(agenda=(1, 1, 1, 1, 1, 1, -1)), "agenda[6]"),
    ],
)
def test_a_policy_that_could_not_be_obeyed(changes: PolicyChanges, path: str) -> None:
    assert wrong_plan(policy=changes) == [f"policy.{path}"]


def test_the_default_policy_written_out_is_accepted() -> None:
    default = Policy()
    changes = PolicyChanges(
        bands=BandBounds(high=80, likely=60, possible=40, unlikely=20),
        behind_days=3,
        stalled_days=14,
        critical_quiet_days=7,
        new_stakeholder_days=5,
        drop_points=15,
        alert_days=AlertDays(due=3, overdue=(1, 3, 7)),
        cadence=(*default.cadence, default.signed_cadence),
        agenda=default.agenda,
    )
    assert wrong_plan(policy=changes) == []
    assert Policy.of(changes) == default
