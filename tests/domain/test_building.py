"""From a deal to a draft plan (product.md section 2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.documents.template_library import builtin_templates
from milepost.domain.building import BuiltPlan, DealFacts, build_plan
from milepost.domain.errors import InvalidInput
from milepost.domain.owner_roles import owner_for, roles_of
from milepost.domain.plan import (
    Calendars,
    DealType,
    Outcome,
    Owner,
    Person,
    Plan,
    SideCalendar,
    Value,
)
from milepost.domain.schedule import schedule
from milepost.domain.templates import Template, TemplateMilestone
from milepost.domain.working_days import common_calendar
from tests.domain.strategies import calendars, days

MONDAY = date(2026, 11, 23)
SAM = Person(key="sam", name="Sam Whitfield", side="seller", role="ae")
NOOR = Person(key="noor", name="Noor Haddad", side="seller", role="solutions_engineer")
MAJA = Person(key="maja", name="Maja Lindqvist", side="buyer", role="champion")


def built(**facts: Any) -> BuiltPlan:
    return build_plan(
        DealFacts(**{"account": "Halden Logistics", "created": MONDAY, **facts}),
        builtin_templates(),
    )


def euros(amount: str) -> Value:
    return Value(amount=Decimal(amount), currency="EUR")


def _targets(plan: Plan) -> dict[str, date]:
    return {m.key: m.target for m in plan.milestones}


def test_a_deal_becomes_a_draft_with_numbered_milestones_and_its_template() -> None:
    plan = built(value=euros("86000"), target_close=date(2027, 1, 20)).plan
    assert (plan.life, plan.deal_type) == ("draft", "standard")
    assert plan.template is not None
    assert (plan.template.key, plan.template.version) == ("standard", 1)
    assert [m.key for m in plan.milestones] == [f"m{n}" for n in range(1, 9)]
    assert all(m.status == "pending" for m in plan.milestones)
    assert plan.milestones[-1].target == date(2027, 1, 20)


@pytest.mark.parametrize(
    ("amount", "close", "steps"),
    [
        ("9000", date(2026, 12, 11), 5),
        ("86000", date(2027, 1, 20), 8),
        ("300000", date(2027, 3, 1), 13),
        ("750000", date(2027, 6, 1), 20),
    ],
)
def test_each_type_gets_its_list(amount: str, close: date, steps: int) -> None:
    plan = built(value=euros(amount), target_close=close)
    assert len(plan.plan.milestones) == steps
    assert plan.proposal.fits


def test_the_reasons_say_type_template_and_dates_in_words() -> None:
    assert built(value=euros("86000"), target_close=date(2027, 1, 20)).reasons == (
        "86,000 EUR is compared with the thresholds as it stands, without a conversion.",
        "86,000 EUR makes it standard (from 25,000).",
        "58 days from creation to target close make it standard (from 30 days).",
        "Template for a standard deal: Standard deal with 8 steps.",
        "Dates worked back from 20 January 2027: 43 working days from 23 November on.",
    )


def test_a_person_can_always_choose_another_type() -> None:
    plan = built(value=euros("9000"), target_close=date(2027, 3, 1), deal_type="complex")
    assert plan.plan.deal_type == "complex"
    assert len(plan.plan.milestones) == 13
    assert plan.type_reasons == ("A person chose the type complex.",)
    other = built(value=euros("9000"), target_close=date(2026, 12, 11), deal_type="complex")
    assert other.type_reasons == (
        "A person chose the type complex; value and length would make it simple.",
    )


def test_a_chosen_template_leaves_the_type_to_the_deal() -> None:
    general = builtin_templates()["general"]
    plan = built(value=euros("86000"), target_close=date(2027, 1, 20), template=general)
    assert plan.plan.deal_type == "standard"
    assert plan.plan.template is not None
    assert plan.plan.template.key == "general"
    assert "Template as chosen: General plan with 9 steps." in plan.reasons


def test_the_rates_of_the_workspace_decide_with_another_currency() -> None:
    facts = DealFacts(
        account="Halden", created=MONDAY, value=Value(amount=Decimal(900_000), currency="SEK")
    )
    rates = {"SEK": Decimal("0.09")}
    plan = build_plan(facts, builtin_templates(), workspace_currency="EUR", rates=rates)
    assert plan.plan.deal_type == "standard"
    unknown = build_plan(facts, builtin_templates(), workspace_currency="EUR")
    assert unknown.plan.deal_type == "standard"
    assert "the length alone decides" in unknown.type_reasons[0]


def test_roles_of_the_template_become_the_people_who_have_them() -> None:
    plan = built(target_close=date(2027, 1, 20), people=(MAJA, SAM, NOOR), deal_type="standard")
    owners = {m.title: m.owners for m in plan.plan.milestones}
    discovery, validation = owners["Discovery call"], owners["Technical validation"]
    assert discovery is not None
    assert validation is not None
    assert discovery.buyer == Owner(person="maja")
    assert discovery.seller == Owner(person="sam")
    assert validation.buyer == Owner(role="IT Director")
    assert validation.seller == Owner(person="noor")


def test_words_for_owners_mean_roles_of_their_side() -> None:
    assert roles_of("CFO/VP", "buyer") == ("economic_buyer",)
    assert roles_of("Legal + AE", "seller") == ("legal", "ae")
    assert roles_of("economic_buyer", "buyer") == ("economic_buyer",)
    assert roles_of("Board of trade", "buyer") == ()
    assert owner_for("Legal + Account executive", "seller", (SAM,)) == Owner(person="sam")
    assert owner_for("Champion", "seller", (MAJA,)) == Owner(role="Champion")
    assert owner_for(None, "buyer", (MAJA,)) is None


@pytest.mark.parametrize("deal_type", ["simple", "standard", "complex", "enterprise"])
def test_go_live_is_added_at_the_end_after_all_others(deal_type: DealType) -> None:
    sunday = date(2027, 8, 1)
    plan = built(target_close=date(2027, 5, 3), go_live=sunday, deal_type=deal_type).plan
    last = plan.milestones[-1]
    assert (last.kind, last.title, last.duration) == ("go_live", "Go-live", 10)
    assert last.key == f"m{len(plan.milestones)}"
    assert last.target == date(2027, 7, 30)
    before = {last.key}
    for m in reversed(plan.milestones):
        if m.key in before:
            before.update(m.after)
    assert before == {m.key for m in plan.milestones}
    assert plan.outcome == Outcome(go_live=sunday)


def test_a_template_with_a_go_live_step_gets_no_other() -> None:
    template = Template(
        key="own",
        name="Own",
        version=3,
        milestones=(
            TemplateMilestone(
                key="sign", title="Sign", kind="signature", duration=2, seller_role="AE"
            ),
            TemplateMilestone(
                key="live",
                title="{account} goes live",
                kind="go_live",
                duration=4,
                after=("sign",),
                seller_role="AE",
            ),
        ),
    )
    plan = built(template=template, target_close=date(2026, 11, 24), go_live=date(2027, 1, 29)).plan
    assert [m.title for m in plan.milestones] == ["Sign", "Halden Logistics goes live"]
    assert plan.milestones[-1].target == date(2026, 11, 30)


def test_with_go_live_alone_type_and_close_come_from_it() -> None:
    plan = built(go_live=date(2027, 3, 1))
    assert plan.plan.deal_type == "complex"
    assert "98 days from creation to go-live make it complex (from 60 days)." in plan.reasons
    assert plan.worked_back
    # 5 days of planning and 10 of go-live: 15 working days before 1 March.
    assert plan.plan.target_close == date(2027, 2, 8)
    assert "Target close worked back from go-live on 1 March 2027: 8 February 2027." in plan.reasons
    assert (plan.days_past_go_live, plan.plan.milestones[-1].target) == (0, date(2027, 3, 1))


def test_a_go_live_too_near_closes_on_the_first_day_and_says_what_it_misses() -> None:
    plan = built(go_live=date(2026, 11, 27), deal_type="simple")
    assert plan.plan.target_close == MONDAY
    assert (plan.proposal.fits, plan.proposal.days_short) == (False, 9)
    # Signed on 4 December, live ten working days later: 18 December, 15 days late.
    assert plan.days_past_go_live == 15
    assert plan.reasons[-2:] == (
        "Does not fit: 9 working days short. The earliest honest close is 4 December.",
        "The steps after signature end 15 working days after go-live on 27 November.",
    )


def test_with_both_the_steps_after_signature_follow_and_go_live_stays_the_wish() -> None:
    plan = built(target_close=date(2026, 12, 18), go_live=date(2026, 12, 25), deal_type="simple")
    assert not plan.worked_back
    assert plan.plan.target_close == date(2026, 12, 18)
    assert plan.plan.milestones[-1].target == date(2026, 12, 25)
    assert plan.days_past_go_live == 5


def test_with_no_date_at_all_the_close_is_the_earliest_the_steps_allow() -> None:
    plan = built()
    assert plan.plan.deal_type == "standard"
    assert plan.plan.target_close == date(2026, 12, 18)
    assert plan.proposal.fits
    assert "No target close is known" in plan.reasons[2]


def test_a_window_too_short_says_so_and_offers_a_tightened_plan() -> None:
    plan = built(value=euros("86000"), target_close=date(2026, 12, 11))
    assert (plan.proposal.fits, plan.proposal.days_short) == (False, 5)
    assert plan.plan.milestones[-1].target == date(2026, 12, 18)
    assert plan.proposal.tightened is not None
    assert plan.proposal.tightened.targets["m8"] == date(2026, 12, 11)


@pytest.mark.parametrize("field", ["target_close", "go_live"])
def test_dates_before_creation_are_refused(field: str) -> None:
    with pytest.raises(InvalidInput, match="2026-11-22 is before 2026-11-23"):
        built(**{field: date(2026, 11, 22)})


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(InvalidInput, match="'XX'"):
        built(calendars=Calendars(buyer=SideCalendar(country="XX")))


@given(
    st.sampled_from(["simple", "standard", "complex", "enterprise"]),
    calendars(),
    days(),
    st.integers(0, 300),
    st.none() | st.integers(0, 400),
)
def test_every_built_plan_is_dated_on_working_days_and_fits_when_it_says_so(
    deal_type: DealType,
    sides: Calendars | None,
    created: date,
    window: int,
    until_go_live: int | None,
) -> None:
    live = None if until_go_live is None else date.fromordinal(created.toordinal() + until_go_live)
    plan = built(
        created=created,
        calendars=sides,
        deal_type=deal_type,
        target_close=date.fromordinal(created.toordinal() + window),
        go_live=live,
    )
    calendar = common_calendar(sides)
    assert all(calendar.is_working_day(m.target) for m in plan.plan.milestones)
    assert _targets(plan.plan) == plan.proposal.targets
    assert schedule(plan.plan, created).fits == plan.proposal.fits
    assert (plan.days_past_go_live == 0) or live is not None
