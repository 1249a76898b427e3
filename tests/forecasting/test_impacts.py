"""The four rules of the source are noticed by themselves, once, and settled by people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from milepost.domain.errors import Conflict, InvalidInput
from milepost.domain.plan import Review, Status
from milepost.forecasting import commands, queries
from milepost.forecasting.queries import ImpactRow
from milepost.plans import commands as plans
from milepost.reviews import commands as reviews
from milepost.sharing import answer_commands
from milepost.sharing.people_commands import Details, add_stakeholder
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.sharing.deeds import buyer_acts, the_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> Seller:
    return a_seller()


def impacts(sam: Seller, plan_id: int) -> tuple[ImpactRow, ...]:
    with sam.at_work():
        return queries.impacts_of(plan_id)


def band(sam: Seller, plan_id: int) -> tuple[str, str]:
    found = queries.forecast_of(sam.reads(plan_id).plan, impacts(sam, plan_id), TODAY)
    return found.completion_band.name, found.band.name


def set_status(sam: Seller, plan_id: int, key: str, status: Status) -> None:
    with sam.at_work():
        seen = 10_000
        plans.set_status(sam.actor, plan_id, key, status, today=TODAY, seen=seen)


def reviewed(done: int = 4) -> object:
    """Five steps of which so many are complete, as the last review ended."""
    plan = a_plan()
    steps = tuple(
        replace(m, status="complete", completed_on=TODAY) if n < done else m
        for n, m in enumerate(plan.milestones)
    )
    held = Review(on=TODAY - timedelta(days=7), complete=done, total=5)
    return replace(plan, milestones=steps, reviews=(held,))


# --- (a) completion ------------------------------------------------------------------------------


def test_a_reopened_milestone_lowers_the_forecast_band_and_nothing_else(sam: Seller) -> None:
    plan_id = sam.keeps(reviewed(4))  # type: ignore[arg-type]
    assert band(sam, plan_id) == ("HIGH", "HIGH")
    set_status(sam, plan_id, "m4", "in_progress")
    (found,) = impacts(sam, plan_id)
    assert (found.kind, found.state) == ("completion_drop", "logged")
    assert found.facts["points"] == "20.0"
    assert band(sam, plan_id) == ("LIKELY", "POSSIBLE")


def test_it_is_logged_once_and_over_when_completion_is_back(sam: Seller) -> None:
    plan_id = sam.keeps(reviewed(4))  # type: ignore[arg-type]
    set_status(sam, plan_id, "m4", "in_progress")
    set_status(sam, plan_id, "m3", "in_progress")
    assert len(impacts(sam, plan_id)) == 1
    set_status(sam, plan_id, "m3", "complete")
    assert [i.state for i in impacts(sam, plan_id)] == ["logged"]
    set_status(sam, plan_id, "m4", "complete")
    assert [i.state for i in impacts(sam, plan_id)] == ["over"]
    assert band(sam, plan_id) == ("HIGH", "HIGH")


def test_it_stands_again_when_completion_falls_again_after_it_was_back(sam: Seller) -> None:
    plan_id = sam.keeps(reviewed(4))  # type: ignore[arg-type]
    for status in ("in_progress", "complete", "in_progress"):
        set_status(sam, plan_id, "m4", status)  # type: ignore[arg-type]
    (found,) = impacts(sam, plan_id)
    assert (found.state, found.settled_at) == ("logged", None)
    assert band(sam, plan_id) == ("LIKELY", "POSSIBLE")


def test_the_next_review_ends_it(sam: Seller) -> None:
    plan_id = sam.keeps(reviewed(4))  # type: ignore[arg-type]
    set_status(sam, plan_id, "m4", "in_progress")
    with sam.at_work():
        review = reviews.start(sam.actor, plan_id, today=TODAY)
        reviews.close(sam.actor, plan_id, review, today=TODAY)
    assert [i.state for i in impacts(sam, plan_id)] == ["over"]
    assert band(sam, plan_id) == ("LIKELY", "LIKELY")


def test_a_manager_reverses_it_with_a_reason(sam: Seller) -> None:
    plan_id = sam.keeps(reviewed(4))  # type: ignore[arg-type]
    set_status(sam, plan_id, "m4", "in_progress")
    (found,) = impacts(sam, plan_id)
    with sam.at_work():
        with pytest.raises(InvalidInput):
            commands.reverse(sam.actor, plan_id, found.id, " ")
        commands.reverse(sam.actor, plan_id, found.id, "Only retested")
        with pytest.raises(Conflict):
            commands.reverse(sam.actor, plan_id, found.id, "Again")
    assert band(sam, plan_id) == ("LIKELY", "LIKELY")
    assert impacts(sam, plan_id)[0].settled_why == "Only retested"


# --- (b) a critical milestone delayed ------------------------------------------------------------


def moves(sam: Seller, plan_id: int, key: str, target: date) -> None:
    with sam.at_work():
        plans.move_target(sam.actor, plan_id, key, target, follow=True, seen=10_000, today=TODAY)


def test_a_delay_beyond_the_close_proposes_to_push_it(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan(target_close=date(2027, 1, 8)))
    moves(sam, plan_id, "m5", date(2027, 1, 13))
    (found,) = impacts(sam, plan_id)
    assert (found.kind, found.state) == ("critical_delay", "proposed")
    assert found.facts["close_days"] == 3
    with sam.at_work():
        commands.take(sam.actor, plan_id, found.id, today=TODAY)
    assert sam.reads(plan_id).plan.target_close == date(2027, 1, 13)
    (taken,) = impacts(sam, plan_id)
    assert (taken.state, taken.settled_by) == ("taken", "Sam Whitfield")
    with sam.at_work(), pytest.raises(Conflict):
        commands.refuse(sam.actor, plan_id, found.id)


def test_a_delay_within_the_close_is_logged_with_its_days(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    moves(sam, plan_id, "m5", date(2027, 1, 13))
    (found,) = impacts(sam, plan_id)
    assert (found.state, found.facts["signature_days"]) == ("logged", 5)  # Epiphany is free


def test_a_title_and_an_earlier_date_are_no_impact(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    with sam.at_work():
        plans.change_fields(
            sam.actor, plan_id, {"milestones.m2.title": "Security"}, seen=1, today=TODAY
        )
    moves(sam, plan_id, "m5", date(2026, 12, 30))
    assert impacts(sam, plan_id) == ()


# --- (c) scope -----------------------------------------------------------------------------------


def test_a_buyers_step_that_is_accepted_is_logged(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    buyer_acts(
        sam,
        plan_id,
        "propose_step",
        title="Works council",
        done_means="They agree",
        target="2026-12-18",
        reason="The law asks for it",
    )
    proposal = the_proposal(sam, plan_id)
    with sam.at_work():
        answer_commands.accept(sam.actor, plan_id, proposal.id, TODAY)
    kinds = [i.kind for i in impacts(sam, plan_id)]
    assert kinds == ["scope_change"]
    assert impacts(sam, plan_id)[0].facts["by"] == "Maja Lindqvist"


# --- (d) a new role ------------------------------------------------------------------------------


def agreed(**fields: object) -> object:
    return a_plan(life="agreed", agreed_on=TODAY - timedelta(days=3), **fields)


def joins(sam: Seller, plan_id: int, role: str, **options: bool) -> None:
    details = Details(name="Noor", address=f"{role}@halden.example", role=role)
    with sam.at_work():
        add_stakeholder(sam.actor, plan_id, details, **options)  # type: ignore[arg-type]


def test_a_new_role_proposes_days_and_a_step_each_taken_by_itself(sam: Seller) -> None:
    plan_id = sam.keeps(agreed())  # type: ignore[arg-type]
    joins(sam, plan_id, "security")
    step, extension = impacts(sam, plan_id)
    assert (extension.facts["what"], step.facts["what"]) == ("extension", "step")
    with sam.at_work():
        commands.take(sam.actor, plan_id, step.id, today=TODAY)
        commands.refuse(sam.actor, plan_id, extension.id, "The dates hold")
    plan = sam.reads(plan_id).plan
    added = next(m for m in plan.milestones if m.kind == "security_review")
    assert added.title == "Security review"
    assert plan.signature is not None
    assert added.key in plan.signature.after
    assert plan.target_close == date(2027, 1, 22)
    assert [i.state for i in impacts(sam, plan_id)] == ["taken", "refused"]


def test_the_ae_changes_what_is_proposed_while_taking_it(sam: Seller) -> None:
    plan_id = sam.keeps(agreed())  # type: ignore[arg-type]
    joins(sam, plan_id, "legal")
    step, extension = impacts(sam, plan_id)
    with sam.at_work():
        commands.take(sam.actor, plan_id, extension.id, today=TODAY, close_on=date(2027, 1, 25))
        commands.take(
            sam.actor,
            plan_id,
            step.id,
            today=TODAY,
            title="Read the terms",
            target=date(2026, 12, 11),
        )
    plan = sam.reads(plan_id).plan
    assert plan.target_close == date(2027, 1, 25)
    assert [(m.title, m.target) for m in plan.milestones if m.kind == "legal"] == [
        ("Read the terms", date(2026, 12, 11))
    ]


def test_who_takes_over_brings_no_new_role(sam: Seller) -> None:
    plan_id = sam.keeps(agreed())  # type: ignore[arg-type]
    joins(sam, plan_id, "security", takes_over=True)
    assert impacts(sam, plan_id) == ()


def test_a_plan_that_was_never_agreed_proposes_nothing(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    joins(sam, plan_id, "security")
    assert impacts(sam, plan_id) == ()
