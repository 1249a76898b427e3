"""An informal plan becomes a full one in one step, and nothing that was done is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.documents.template_library import builtin_templates
from milepost.domain.building import DealFacts, build_plan
from milepost.domain.errors import InvalidInput
from milepost.domain.formalising import behind_completed, made_full
from milepost.domain.informal import comes_after, informal_draft, started_small
from milepost.domain.plan import Owner, Owners, Person, Plan, Task
from milepost.domain.schedule import in_order_of_dependency
from milepost.domain.stages import set_status
from milepost.domain.templates import Template
from milepost.domain.validation import problems
from milepost.domain.working_days import common_calendar
from tests.domain.strategies import plans

MONDAY = date(2026, 11, 23)
LATER = date(2026, 12, 7)
MAJA = Person(key="maja", name="Maja Lindqvist", side="buyer", role="champion")
SAM = Person(key="sam", name="Sam Whitfield", side="seller", role="ae")
TOMASZ = Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it")
TEMPLATES = builtin_templates()
STANDARD = TEMPLATES["standard"]


def informal(template: Template = STANDARD, close: date = date(2027, 2, 26)) -> Plan:
    facts = DealFacts(
        account="Halden Logistics",
        created=MONDAY,
        target_close=close,
        people=(MAJA, SAM),
        template=template,
    )
    return replace(
        started_small(build_plan(facts, {template.key: template})).plan,
        life="shared",
        shared_on=MONDAY,
    )


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda t: t.key)
def test_the_templates_steps_come_in_around_the_kept_ones(template: Template) -> None:
    plan = informal(template)
    made = made_full(plan, template, today=LATER)
    kinds = [m.kind for m in made.plan.milestones]
    assert kinds[: len(template.milestones)] == [step.kind for step in template.milestones]
    assert made.kept == tuple(m.key for m in made.plan.milestones if plan.milestone(m.key))
    assert len(made.kept) == len(plan.milestones)
    assert made.plan.form == "full"
    assert problems(made.plan) == ()
    assert not set(made.added) & {m.key for m in plan.milestones}


def test_what_was_done_agreed_and_said_stays() -> None:
    plan = set_status(informal(), "m1", "complete", today=MONDAY, by="maja")
    changed = {
        "m4": {"target": date(2027, 1, 29), "title": "We have tried it", "started_on": LATER},
    }
    plan = replace(
        plan,
        people=(*plan.people, TOMASZ),
        milestones=tuple(
            replace(
                m,
                **changed.get(m.key, {}),
                owners=Owners(buyer=Owner(person="tomasz")),
                tasks=(Task(key=f"t-{m.key}", title="Ask", done_on=MONDAY),),
            )
            for m in plan.milestones
        ),
    )
    made = made_full(plan, STANDARD, today=LATER)
    for before in plan.milestones:
        after = made.plan.milestone(before.key)
        assert after is not None
        assert set(before.after) <= set(after.after) | {None}
        same = replace(after, after=before.after, duration=before.duration)
        assert same == before
    assert made.plan.people == plan.people


def test_new_steps_stand_between_the_dates_that_were_kept() -> None:
    plan = informal()
    made = made_full(plan, STANDARD, today=LATER)
    by_kind = {m.kind: m for m in made.plan.milestones}
    assert by_kind["discovery"].target < by_kind["alignment"].target < by_kind["demo"].target
    assert by_kind["demo"].target < by_kind["technical_validation"].target
    assert by_kind["business_case"].target < by_kind["proposal"].target
    assert by_kind["legal"].target < by_kind["signature"].target
    calendar = common_calendar(plan.calendars)
    for key in made.added:
        step = made.plan.milestone(key)
        assert step is not None
        assert step.target >= LATER
        assert calendar.is_working_day(step.target)
        assert step.owners is not None


def test_open_kept_steps_take_the_templates_length() -> None:
    made = made_full(informal(), STANDARD, today=LATER)
    signature = made.plan.signature
    assert signature is not None
    assert signature.duration == 1


def test_steps_that_lie_behind_what_is_complete_are_named() -> None:
    plan = informal()
    validation = next(m for m in plan.milestones if m.kind == "technical_validation")
    done = set_status(plan, validation.key, "complete", today=LATER, by="maja")
    assert behind_completed(plan, STANDARD) == frozenset()
    assert behind_completed(done, STANDARD) == {"alignment", "demo"}


def test_steps_that_a_person_leaves_out_hand_on_what_they_came_after() -> None:
    made = made_full(informal(), STANDARD, today=LATER, without=("alignment", "demo"))
    by_kind = {m.kind: m for m in made.plan.milestones}
    assert "alignment" not in by_kind
    assert by_kind["technical_validation"].after == (by_kind["discovery"].key,)


def test_a_kept_step_cannot_be_left_out() -> None:
    made = made_full(informal(), STANDARD, today=LATER, without=("signature", "discovery"))
    assert {"signature", "discovery"} <= {m.kind for m in made.plan.milestones}


def test_keys_that_history_knows_are_not_used_again() -> None:
    made = made_full(informal(), STANDARD, today=LATER, taken=("m40",))
    assert made.added[0] == "m41"


def test_a_full_plan_has_nothing_to_be_made_full() -> None:
    with pytest.raises(InvalidInput):
        made_full(replace(informal(), form="full"), STANDARD, today=LATER)


@given(
    plans(lives=("draft",), statuses=("pending",)),
    st.sampled_from(list(TEMPLATES.values())),
    st.integers(0, 200),
    st.data(),
)
def test_any_informal_plan_becomes_a_valid_full_one(
    plan: Plan, template: Template, days: int, data: st.DataObject
) -> None:
    small = informal_draft(plan)
    today = small.created + timedelta(days)
    for m in small.shared_milestones:
        if data.draw(st.booleans()):
            small = set_status(small, m.key, "complete", today=today)
    without = data.draw(st.sets(st.sampled_from([s.key for s in template.milestones])))
    made = made_full(small, template, today=today, without=without)
    assert problems(made.plan) == ()
    in_order_of_dependency(made.plan.milestones)
    order = {m.key: m.after for m in made.plan.milestones}
    assert sorted([*made.added, *made.kept]) == sorted(m.key for m in made.plan.milestones)
    for before in small.milestones:
        after = made.plan.milestone(before.key)
        assert after is not None
        assert (after.status, after.target, after.owners) == (
            before.status,
            before.target,
            before.owners,
        )
        # What it came after stays, unless the template has the two the other way round.
        for key in set(before.after) - set(after.after):
            assert comes_after(order, before.key, key)
    calendar = common_calendar(small.calendars)
    position = calendar.position_after
    for key in made.added:
        step = made.plan.milestone(key)
        assert step is not None
        assert calendar.is_working_day(step.target)
        assert step.target >= today
        for earlier in step.after:
            before_it = made.plan.milestone(earlier)
            assert before_it is not None
            if before_it.is_open:
                assert position(step.target) - position(before_it.target) >= step.duration
