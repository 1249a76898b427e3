"""The informal form: three to five key steps, as honest about dates as the full plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.documents.template_library import builtin_templates
from milepost.domain.building import BuiltPlan, DealFacts, build_plan
from milepost.domain.errors import NotAllowed
from milepost.domain.friendly import FRIENDLY
from milepost.domain.informal import (
    LEAST,
    MOST,
    comes_after,
    informal_draft,
    key_steps,
    left_out,
    started_small,
)
from milepost.domain.plan import Milestone, Outcome, Person, Plan
from milepost.domain.proposing import propose_dates
from milepost.domain.schedule import in_order_of_dependency
from milepost.domain.templates import Template
from milepost.domain.validation import problems
from milepost.domain.working_days import common_calendar
from tests.domain.strategies import plans

MONDAY = date(2026, 11, 23)
MAJA = Person(key="maja", name="Maja Lindqvist", side="buyer", role="champion")
SAM = Person(key="sam", name="Sam Whitfield", side="seller", role="ae")
SALES_WORDS = ("deal", "stage", "pipeline", "forecast", "champion", "close", "prospect", "buyer")


def small(template: Template, **facts: Any) -> BuiltPlan:
    usual: dict[str, Any] = {
        "account": "Halden Logistics",
        "created": MONDAY,
        "people": (MAJA, SAM),
        "template": template,
    }
    return started_small(build_plan(DealFacts(**(usual | facts)), {template.key: template}))


@pytest.mark.parametrize("template", builtin_templates().values(), ids=lambda t: t.key)
def test_every_template_starts_small_with_agreement_and_outcome(template: Template) -> None:
    plan = small(template).plan
    titles = [m.title for m in plan.milestones]
    assert LEAST <= len(titles) <= MOST
    assert titles[-2:] == ["Agreement in place", "Live and in daily use"]
    assert plan.form == "informal"
    assert plan.template is not None
    assert plan.template.key == template.key
    assert problems(plan) == ()


@pytest.mark.parametrize("template", builtin_templates().values(), ids=lambda t: t.key)
def test_its_words_are_a_buyers(template: Template) -> None:
    plan = small(template, people=()).plan
    texts = [m.title for m in plan.milestones] + [m.done_means or "" for m in plan.milestones]
    texts += [
        owner.role or ""
        for m in plan.milestones
        if m.owners
        for owner in (m.owners.buyer, m.owners.seller)
        if owner
    ]
    for text in texts:
        assert not [word for word in SALES_WORDS if word in text.lower().split()], text


def test_no_friendly_word_is_one_of_selling() -> None:
    for title, done_means in FRIENDLY.values():
        for word in SALES_WORDS:
            assert word not in f"{title} {done_means}".lower().split()


def test_the_standard_template_starts_with_five_steps() -> None:
    built = small(builtin_templates()["standard"])
    assert [(m.kind, m.duration) for m in built.plan.milestones] == [
        ("discovery", 2),
        ("technical_validation", 10),
        ("business_case", 3),
        ("signature", 5),
        ("go_live", 10),
    ]
    assert "Started small: 5 steps of 8, the rest can come in later." in built.reasons


def test_go_live_stands_on_the_wanted_day() -> None:
    wanted = date(2027, 5, 30)  # a Sunday
    built = small(builtin_templates()["complex"], outcome=Outcome(goal="Live", go_live=wanted))
    assert built.plan.milestones[-1].kind == "go_live"
    assert built.plan.milestones[-1].target == date(2027, 5, 28)
    assert built.proposal.targets[built.plan.milestones[-1].key] == date(2027, 5, 28)


@pytest.mark.parametrize("template", builtin_templates().values(), ids=lambda t: t.key)
def test_it_takes_as_long_as_the_full_plan(template: Template) -> None:
    """Its earliest end is that of all steps, so it fits a date exactly where the full one does."""
    facts = DealFacts(account="Halden", created=MONDAY, target_close=MONDAY, template=template)
    built = build_plan(facts, {template.key: template})
    assert started_small(built).proposal.days_short == built.proposal.days_short > 0


@given(plans(lives=("draft",), statuses=("pending",)))
def test_any_draft_starts_small_as_a_valid_plan_that_leads_on(plan: Plan) -> None:
    made = informal_draft(plan)
    shared = made.shared_milestones
    assert LEAST <= len(shared) <= MOST
    assert {"signature", "go_live"} <= {m.kind for m in shared}
    assert problems(made) == ()
    assert len(in_order_of_dependency(made.milestones)) == len(made.milestones)
    assert len({m.title for m in shared}) == len(shared)
    after = {m.key: m.after for m in made.milestones}
    ends = [m for m in shared if not any(comes_after(after, m.key, o.key) for o in shared)]
    assert len(ends) == 1
    assert made.form == "informal"
    assert [m for m in made.milestones if not m.is_shared] == [
        m
        for m in made.milestones
        if m.key in {i.key for i in plan.milestones if i.visibility == "internal"}
    ]


@given(plans(lives=("draft",), statuses=("pending",)))
def test_its_dates_are_working_days_and_the_same_every_time(plan: Plan) -> None:
    made = informal_draft(plan)
    calendar = common_calendar(made.calendars)
    assert all(calendar.is_working_day(m.target) for m in made.milestones)
    assert informal_draft(plan) == made


@given(plans(lives=("draft",), statuses=("pending",), min_size=1))
def test_key_steps_end_no_earlier_than_in_the_full_plan(plan: Plan) -> None:
    """Seen from one day, every kept step ends when it did, or later where the road was joined."""
    made = informal_draft(plan)

    def ends(milestones: tuple[Milestone, ...]) -> dict[str, date]:
        return dict(
            propose_dates(
                milestones,
                created=plan.created,
                target_close=plan.created,
                calendar=common_calendar(plan.calendars),
            ).targets
        )

    # The signature's longest path decides in both.
    signature = plan.signature
    if signature is not None and signature.key in {m.key for m in key_steps(plan.milestones)}:
        whole, little = _finish(plan.milestones), _finish(made.milestones)
        assert little[signature.key] >= whole[signature.key]
    assert set(ends(made.milestones)) == {m.key for m in made.milestones}


def _finish(milestones: tuple[Milestone, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for m in in_order_of_dependency(milestones):
        found[m.key] = m.duration + max((found[key] for key in m.after), default=0)
    return found


@given(st.data())
def test_a_draft_on_which_work_has_begun_loses_none_of_it(data: st.DataObject) -> None:
    plan = data.draw(plans(lives=("draft",), min_size=4))
    kept = {m.key for m in key_steps(plan.milestones)}
    begun = {
        m.key
        for m in plan.shared_milestones
        if m.status not in ("pending", "skipped") and m.key not in kept
    }
    if begun:
        with pytest.raises(NotAllowed, match="has begun"):
            informal_draft(plan)
    else:
        by_key = {m.key: m for m in informal_draft(plan).milestones}
        for key in kept:
            before = plan.milestone(key)
            assert before is not None
            assert (by_key[key].status, by_key[key].tasks) == (before.status, before.tasks)


def test_what_is_left_out_is_told() -> None:
    plan = build_plan(
        DealFacts(account="Halden", created=MONDAY), {"standard": builtin_templates()["standard"]}
    ).plan
    assert [m.kind for m in left_out(plan)] == ["alignment", "demo", "proposal", "legal"]


def test_a_plan_that_the_buyer_has_seen_is_not_cut_down() -> None:
    plan = Plan(account="Halden", created=MONDAY, target_close=MONDAY, life="shared", milestones=())
    with pytest.raises(NotAllowed, match="seen the full plan"):
        informal_draft(plan)
