"""Another way round what is stuck, and a larger scope: nothing is lost, both sides are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from milepost.domain.errors import Conflict, InvalidInput
from milepost.domain.plan import Milestone, Owner, Owners, Plan
from milepost.forecasting import queries, words
from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Told
from milepost.messaging.models import Message
from milepost.plans import commands, path_commands
from milepost.sharing import answer_commands
from milepost.sharing.models import Stakeholder
from tests.plans.plans import MAJA, RITA, SAM, TODAY, Seller, a_plan, a_seller
from tests.sharing.deeds import buyer_acts, the_proposal
from tests.walls.test_mails_to_buyers import SALES

pytestmark = pytest.mark.django_db
WHY = "The site has no test users before March"


@pytest.fixture
def sam() -> Seller:
    return a_seller()


def a_step(title: str, duration: int = 3) -> Milestone:
    return Milestone(
        key="",
        title=title,
        kind="other",
        target=TODAY,
        status="pending",
        duration=duration,
        owners=Owners(buyer=Owner(person="maja")),
    )


def stuck(**fields: object) -> Plan:
    plan = a_plan(5)
    first, second, *rest = plan.milestones
    first = replace(first, status="complete", completed_on=TODAY, completed_by="maja")
    second = replace(second, status="blocked", blocked_on=TODAY, reason="No test users")
    return replace(plan, milestones=(first, second, *rest), **fields)  # type: ignore[arg-type]


def invited(sam: Seller, plan_id: int, person: str = "maja") -> None:
    Stakeholder.objects.create(
        workspace_id=sam.workspace_id,
        plan_id=plan_id,
        person=person,
        address=f"{person}@halden.example",
        invited_at=timezone.now(),
    )


def said_to(sam: Seller, plan_id: int, side: str) -> object:
    """The words of the plan's change for one reader of this side."""
    told = Message.objects.get(plan_id=plan_id, kind="plan_changed", side=side)
    reader = Addressee(
        sam.workspace_id, "Brightloom", side, None, plan_id, told.person, "X", "", "", "", "UTC",
        "", "",
    )  # fmt: skip
    plan = sam.reads(plan_id).plan
    from milepost.domain.sides import buyer_copy

    at = At(now=timezone.now(), plan=lambda _id, of: buyer_copy(plan) if of == "buyer" else plan)
    about = Told(
        told.pk, sam.workspace_id, plan_id, told.kind, told.key, None, None, told.facts, told.at
    )
    with sam.at_work():
        return words.plan_changed(about, reader, at)


def test_the_other_way_is_one_revision_that_one_undo_takes_back(sam: Seller) -> None:
    plan_id = sam.keeps(stuck())
    steps = [a_step("Test with our own data", 2), a_step("Show it to six users", 1)]
    before = sam.reads(plan_id).plan
    with sam.at_work():
        made = path_commands.take_another_way(
            sam.actor, plan_id, ["m2"], steps, WHY, seen=1, today=TODAY
        )
    plan = sam.reads(plan_id).plan
    assert made.revision == 2
    assert [m.title for m in plan.milestones][:4] == [
        "Step 1", "Test with our own data", "Show it to six users", "Step 2",
    ]  # fmt: skip
    gone = plan.milestone("m2")
    assert gone is not None
    assert (gone.status, gone.reason) == ("skipped", WHY)
    assert plan.milestones[0].completed_by == "maja"
    new = plan.milestones[1:3]
    assert [m.target for m in new] == [date(2026, 11, 26), date(2026, 11, 27)]
    third = plan.milestone("m3")
    assert third is not None
    assert third.after == (new[1].key,)
    with sam.at_work():
        commands.undo_last(sam.actor, plan_id, 2, today=TODAY)
    assert sam.reads(plan_id).plan == before


def test_dates_that_are_too_early_move_and_nothing_else(sam: Seller) -> None:
    plan_id = sam.keeps(stuck())
    with sam.at_work():
        path_commands.take_another_way(
            sam.actor, plan_id, ["m2"], [a_step("Long detour", 20)], WHY, seen=1, today=TODAY
        )
    targets = {m.key: m.target for m in sam.reads(plan_id).plan.milestones}
    assert targets["m6"] == date(2026, 12, 22)
    assert targets["m3"] > date(2026, 12, 22)
    assert targets["m1"] == date(2026, 12, 8)


def test_a_preview_of_an_older_plan_is_refused(sam: Seller) -> None:
    plan_id = sam.keeps(stuck())
    with sam.at_work():
        commands.change_fields(sam.actor, plan_id, {"title": "Other"}, seen=1, today=TODAY)
        with pytest.raises(Conflict):
            path_commands.take_another_way(
                sam.actor, plan_id, ["m2"], [a_step("A")], WHY, seen=1, today=TODAY
            )
        with pytest.raises(InvalidInput):
            path_commands.take_another_way(
                sam.actor, plan_id, ["m1"], [a_step("A")], WHY, seen=2, today=TODAY
            )


def test_both_sides_are_told_in_their_own_words(sam: Seller) -> None:
    plan_id = sam.keeps(stuck())
    invited(sam, plan_id)
    with sam.at_work():
        path_commands.take_another_way(
            sam.actor, plan_id, ["m2"], [a_step("Test with our data")], WHY, seen=1, today=TODAY
        )
    (told,) = Message.objects.filter(plan_id=plan_id, kind="plan_changed")
    assert (told.side, told.person) == ("buyer", "maja")  # Sam did it
    said = said_to(sam, plan_id, "buyer")
    assert said is not None
    text = " ".join((said.subject, said.line, *said.details))  # type: ignore[attr-defined]
    assert "Another way round “Step 2”" in text
    assert "“Test with our data”, by 27 Nov, with Maja Lindqvist" in text
    assert SALES.search(text) is None
    with sam.at_work():
        commands.undo_last(sam.actor, plan_id, 2, today=TODAY)
    assert said_to(sam, plan_id, "buyer") is None


def test_a_larger_scope_keeps_what_is_complete_and_is_told_on_each_side(sam: Seller) -> None:
    plan_id = sam.keeps(stuck())
    invited(sam, plan_id)
    steps = [a_step("Works council", 10), a_step("Data protection", 5)]
    with sam.at_work():
        path_commands.widen_scope(
            sam.actor, plan_id, steps, "The law asks for it", rebaseline=True, seen=1, today=TODAY
        )
        (impact,) = (i for i in queries.impacts_of(plan_id) if i.kind == "scope_change")
    plan = sam.reads(plan_id).plan
    said = words.said_of(impact, plan)
    assert plan.milestones[0].status == "complete"
    assert [b.reason for b in plan.baselines] == ["The law asks for it"]
    assert plan.signature is not None
    assert plan.signature.after[-1] == plan.milestones[-2].key
    assert said.title == "2 steps came in: “Works council”, “Data protection”"
    assert "Completion: 1/5, now 1/7." in said.arithmetic
    told = said_to(sam, plan_id, "buyer")
    text = " ".join((told.subject, *told.details))  # type: ignore[attr-defined]
    assert "2 steps more in the plan" in text
    assert "The law asks for it" not in text  # the reason is the seller's
    assert SALES.search(text) is None


def test_steps_after_one_of_the_plan_hold_up_what_waited_for_it(sam: Seller) -> None:
    plan_id = sam.keeps(stuck())
    with sam.at_work():
        path_commands.widen_scope(
            sam.actor, plan_id, [a_step("Audit", 15)], "Asked for", after_step="m3", seen=1,
            today=TODAY,
        )  # fmt: skip
    plan = sam.reads(plan_id).plan
    fourth = plan.milestone("m4")
    assert fourth is not None
    assert fourth.after == ("m3", "m6")
    audit = plan.milestone("m6")
    assert audit is not None
    assert audit.target - TODAY > timedelta(20)
    assert fourth.target > audit.target


def test_a_buyers_step_that_is_accepted_is_told_to_the_others(sam: Seller) -> None:
    erik = replace(MAJA, key="erik", name="Erik Sjöberg", role="sponsor")
    plan_id = sam.keeps(a_plan(4, people=(MAJA, erik, SAM, RITA)))
    invited(sam, plan_id)
    invited(sam, plan_id, "erik")
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
    told = Message.objects.filter(plan_id=plan_id, kind="plan_changed")
    assert [m.person for m in told] == ["erik"]  # Maja gets the answer to what she proposed
    said = said_to(sam, plan_id, "buyer")
    assert said is not None
    assert "1 step more in the plan" in said.subject  # type: ignore[attr-defined]
