"""Single edits of a plan: by path, in parts, and what they refuse (domain.edits, paths)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.domain import edits
from milepost.domain.errors import InvalidInput, NotFound
from milepost.domain.paths import parts_of, path_of, touches
from milepost.domain.plan import Milestone, Outcome, Owner, Owners, Person, Plan, Task, Value

MAJA = Person(key="maja", name="Maja", side="buyer", role="champion", title="Head of Operations")
SAM = Person(key="sam", name="Sam", side="seller", role="ae")


def a_step(key: str, *after: str, **fields: object) -> Milestone:
    usual = {"title": key, "kind": "other", "target": date(2026, 12, 1), "status": "pending"}
    return Milestone(key=key, after=after, **(usual | fields))  # type: ignore[arg-type]


def a_plan(*milestones: Milestone, **fields: object) -> Plan:
    usual = {
        "account": "Halden",
        "created": date(2026, 11, 2),
        "target_close": date(2027, 1, 22),
        "life": "draft",
        "people": (MAJA, SAM),
    }
    return Plan(milestones=milestones, **(usual | fields))  # type: ignore[arg-type]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_path_leads_back_to_its_parts(parts: list[str]) -> None:
    assert parts_of(path_of(*parts)) == tuple(parts)


def test_paths_touch_what_they_hold_and_nothing_beside() -> None:
    assert touches("milestones.m1", "milestones.m1.title")
    assert touches("milestones.m1.title", "milestones.m1")
    assert not touches("milestones.m1", "milestones.m10.title")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "Rollout"),
        ("target_close", "2027-02-01"),
        ("outcome.goal", "Live tracking"),
        ("value", {"amount": "10.50", "currency": "EUR", "buyer_sees": True}),
        ("calendars.buyer", {"country": "SE"}),
        ("milestones.m1.owners.buyer", {"person": "maja"}),
        ("milestones.m2.after", ["m1"]),
        ("milestones.m1.tasks.t1.done_on", "2026-12-01"),
        ("people.maja.title", "COO"),
        ("order", ["m2", "m1"]),
    ],
)
def test_a_field_set_by_its_path_reads_back_the_same(path: str, value: object) -> None:
    plan = a_plan(a_step("m1", tasks=(Task(key="t1", title="Call"),)), a_step("m2"))
    assert edits.value_at(edits.with_field(plan, path, value), path) == value


def test_values_become_exact_types() -> None:
    plan = edits.with_field(a_plan(), "value", {"amount": "86000.10", "currency": "EUR"})
    assert plan.value == Value(amount=Decimal("86000.10"), currency="EUR")


@pytest.mark.parametrize(
    ("path", "value", "right"),
    [
        ("target_close", "2027-02-30", "a date such as"),
        ("target_close", None, "a date such as"),
        ("milestones.m1.duration", "five", "a whole number"),
        ("milestones.m1.duration", True, "a whole number"),
        ("milestones.m1.kind", "party", "one of:"),
        ("value", {"amount": "lots", "currency": "EUR"}, "a decimal number"),
        ("value", {"amount": "1", "currency": "EUR", "colour": "red"}, "one of:"),
        ("value", {"amount": "1"}, "a value is needed"),
        ("order", ["m1", "m1"], "each of:"),
    ],
)
def test_a_wrong_value_is_refused_with_its_path_and_a_remedy(
    path: str, value: object, right: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        edits.with_field(a_plan(a_step("m1")), path, value)
    (problem,) = refused.value.problems
    assert problem.path.startswith(path)
    assert right in problem.right


@pytest.mark.parametrize("path", ["colour", "schema", "milestones.m9.title", "milestones.m1.key"])
def test_a_path_to_nothing_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        edits.with_field(a_plan(a_step("m1")), path, "x")


def test_emptied_outcome_and_owners_are_absent_not_hollow() -> None:
    plan = a_plan(a_step("m1", owners=Owners(buyer=Owner(role="IT"))), outcome=Outcome(goal="Go"))
    plan = edits.with_field(plan, "outcome.goal", None)
    plan = edits.with_field(plan, "milestones.m1.owners.buyer", None)
    assert plan.outcome is None
    assert plan.milestones[0].owners is None


def test_removing_a_milestone_hands_its_predecessors_on() -> None:
    plan = a_plan(a_step("m1"), a_step("m2"), a_step("m3", "m1", "m2"), a_step("m4", "m3", "m1"))
    assert edits.remove_milestone(plan, "m3").milestones[2].after == ("m1", "m2")


def test_a_complete_milestone_is_not_removed() -> None:
    done = a_step("m1", status="complete", completed_on=date(2026, 11, 3))
    with pytest.raises(InvalidInput, match="reopen"):
        edits.remove_milestone(a_plan(done), "m1")


def test_who_leaves_hands_over_to_a_role_still_to_be_named() -> None:
    owned = a_step(
        "m1",
        owners=Owners(buyer=Owner(person="maja"), seller=Owner(person="sam")),
        tasks=(Task(key="t1", title="Call", owner=Owner(person="maja")),),
    )
    plan = edits.remove_person(a_plan(owned, coordinator="maja"), "maja")
    role = Owner(role="Head of Operations")
    assert plan.milestones[0].owners == Owners(buyer=role, seller=Owner(person="sam"))
    assert plan.milestones[0].tasks[0].owner == role
    assert plan.coordinator is None


def test_who_confirmed_something_stays_on_the_plan() -> None:
    done = a_step("m1", status="complete", completed_on=date(2026, 11, 3), confirmed_by="maja")
    with pytest.raises(InvalidInput, match="completed or confirmed"):
        edits.remove_person(a_plan(done), "maja")


def test_a_fresh_key_was_never_in_use() -> None:
    assert edits.fresh_key("m", ["m1", "m12", "i40", "mx", "m03"]) == "m13"
    assert edits.fresh_key("m", []) == "m1"
