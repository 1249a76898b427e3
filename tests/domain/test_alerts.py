"""The alerts of a day and whom they reach (product.md section 5; the source's auto-alerts)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from milepost.domain.alerts import Alert, RoleName
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import (
    AlertDays,
    Milestone,
    Owner,
    Owners,
    Person,
    Plan,
    PolicyChanges,
    Review,
)
from tests.domain.a_plan import RITA, TODAY, a_plan, ago, step


def alerts(plan: Plan) -> tuple[Alert, ...]:
    return evaluate(plan, TODAY).alerts


def alone(**fields: object) -> tuple[Alert, ...]:
    return alerts(a_plan(step("m1", **fields)))


@pytest.mark.parametrize(
    ("late", "rule", "to"),
    [
        (-4, None, ()),
        (-3, "due_in_3_days", ("maja", "sam")),
        (-1, "due_in_3_days", ("maja", "sam")),
        (0, "due_in_3_days", ("maja", "sam")),
        (1, "overdue_1_day", ("sam", "maja")),
        (2, "overdue_1_day", ("sam", "maja")),
        (3, "overdue_3_days", ("rita",)),
        (6, "overdue_3_days", ("rita",)),
        (7, "overdue_7_days", ("rita",)),
        (300, "overdue_7_days", ("rita",)),
    ],
)
def test_the_sources_table_of_alerts(late: int, rule: str | None, to: tuple[str, ...]) -> None:
    expected = () if rule is None else (Alert(rule, "m1", to),)  # type: ignore[arg-type]
    assert alone(target=ago(late)) == expected


def test_a_stalled_plan_asks_leadership_last_of_all() -> None:
    plan = a_plan(step("m1", target=ago(1)), shared_on=ago(14))
    assert alerts(plan)[-1] == Alert("stalled_14_days", None, ("lee",))
    assert [alert.rule for alert in alerts(plan)] == ["overdue_1_day", "stalled_14_days"]


def test_alerts_are_in_plan_order() -> None:
    plan = a_plan(step("b", target=ago(1)), step("a", target=ago(9)), step("c", target=ago(0)))
    assert [alert.milestone for alert in alerts(plan)] == ["b", "a", "c"]


def test_a_reminder_goes_to_the_owners_as_they_stand_buyer_first() -> None:
    owners = Owners(buyer=Owner(role="Security team"), seller=Owner(person="sam"))
    assert alone(target=TODAY, owners=owners)[0].to == (RoleName("Security team"), "sam")


def test_a_side_without_owner_gets_no_reminder_and_without_owners_there_is_none() -> None:
    seller_only = Owners(seller=Owner(role="Legal"))
    assert alone(target=TODAY, owners=seller_only)[0].to == (RoleName("Legal"),)
    assert alone(target=TODAY, owners=None) == ()
    assert alone(target=ago(1), owners=None)[0].to == ("sam", "maja")


@pytest.mark.parametrize(
    ("late", "to"),
    [
        (1, (RoleName("ae"), RoleName("champion"))),
        (3, (RoleName("manager"),)),
        (7, (RoleName("manager"),)),
    ],
)
def test_where_nobody_has_the_role_the_role_is_named(late: int, to: tuple[RoleName, ...]) -> None:
    plan = a_plan(step(target=ago(late), owners=None), people=())
    assert alerts(plan)[0].to == to


def test_the_first_of_several_with_a_role_is_meant_and_only_on_the_right_side() -> None:
    people = (
        Person(key="b0", name="B", side="buyer", role="ae"),
        Person(key="s0", name="S", side="seller", role="champion"),
        Person(key="s1", name="S", side="seller", role="ae"),
        Person(key="s2", name="S", side="seller", role="ae"),
        Person(key="b1", name="B", side="buyer", role="champion"),
        Person(key="b2", name="B", side="buyer", role="champion"),
    )
    plan = a_plan(step(target=ago(1), owners=None), people=people)
    assert alerts(plan)[0].to == ("s1", "b1")


def test_an_internal_milestone_leaves_the_buyers_people_out() -> None:
    internal = {"visibility": "internal"}
    assert alone(target=TODAY, **internal)[0].to == ("sam",)
    assert alone(target=TODAY, owners=Owners(buyer=Owner(role="Legal")), **internal) == ()
    assert alone(target=ago(1), **internal)[0].to == ("sam",)
    assert alone(target=ago(4), **internal)[0].to == ("rita",)
    nobody = a_plan(step(target=ago(2), visibility="internal", owners=None), people=())
    assert alerts(nobody)[0].to == (RoleName("ae"),)


@pytest.mark.parametrize("status", ["complete", "skipped"])
def test_what_is_done_or_skipped_never_alerts(status: str) -> None:
    assert alone(target=ago(5), status=status) == ()


@pytest.mark.parametrize("life", ["draft", "won", "lost", "abandoned"])
def test_drafts_and_closed_plans_never_alert(life: str) -> None:
    plan = a_plan(step(target=ago(5)), life=life, created=ago(60), shared_on=ago(50))
    assert alerts(plan) == ()


def test_an_agreed_plan_alerts_and_a_signed_one_still_does_for_what_follows() -> None:
    signed = step("s", kind="signature", status="complete")
    plan = a_plan(signed, step("m1", target=ago(5)), life="agreed", shared_on=ago(40))
    assert alerts(plan) == (Alert("overdue_3_days", "m1", ("rita",)),)


def test_the_policys_days_move_the_rules_and_their_names_stay() -> None:
    policy = PolicyChanges(alert_days=AlertDays(due=5, overdue=(2, 4, 10)))

    def rule(late: int) -> str | None:
        found = alerts(a_plan(step(target=ago(late)), policy=policy))
        return found[0].rule if found else None

    assert [rule(late) for late in (-6, -5, 0, 1, 2, 3, 4, 9, 10)] == [
        None,
        "due_in_3_days",
        "due_in_3_days",
        None,
        "overdue_1_day",
        "overdue_1_day",
        "overdue_3_days",
        "overdue_3_days",
        "overdue_7_days",
    ]
    stalled = a_plan(step(), shared_on=ago(5), policy=PolicyChanges(stalled_days=5))
    assert [alert.rule for alert in alerts(stalled)] == ["stalled_14_days"]


def test_a_review_or_a_moved_date_does_not_end_a_stall() -> None:
    milestone: Milestone = step(target=ago(-40))
    plan = a_plan(milestone, shared_on=ago(20), reviews=(Review(on=ago(1), complete=0, total=1),))
    assert [alert.rule for alert in alerts(plan)] == ["stalled_14_days"]


def test_an_escalation_does_not_list_the_aes_copy() -> None:
    plan = a_plan(step(target=ago(3)))
    assert alerts(plan)[0].to == (RITA.key,)
    without = replace(plan, people=tuple(p for p in plan.people if p is not RITA))
    assert alerts(without)[0].to == (RoleName("manager"),)
