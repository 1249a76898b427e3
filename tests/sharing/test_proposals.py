"""What buyers propose and the AE answers: each rule of the proposals' life."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from milepost.domain.errors import Conflict, InvalidInput, MilepostError, NotAllowed
from milepost.domain.plan import Outcome as PlanOutcome
from milepost.domain.plan import Person, Plan
from milepost.plans import commands
from milepost.plans.queries import history, verify_chain
from milepost.sharing import answer_commands
from milepost.sharing.models import Proposal
from tests.plans.plans import MAJA, RITA, SAM, TODAY, Seller, a_plan, a_seller
from tests.sharing.deeds import around, buyer_acts, the_proposal

pytestmark = pytest.mark.django_db
TOMASZ = Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it")
PAULA = Person(key="paula", name="Paula Grant", side="seller", role="partner")


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def the_plan(**fields: Any) -> Plan:
    """m3 is internal; every other step is shared, one after another to the signature m5."""
    plan = a_plan(5)
    rows = list(plan.milestones)
    rows[2] = replace(rows[2], visibility="internal", title="Discount approval")
    usual: dict[str, Any] = {"milestones": tuple(rows), "people": (MAJA, TOMASZ, SAM, RITA)}
    return replace(plan, **(usual | fields))


def target(seller: Seller, plan_id: int, key: str) -> date:
    found = seller.reads(plan_id).plan.milestone(key)
    assert found
    return found.target


def accepts(seller: Seller, plan_id: int, **how: Any) -> answer_commands.Answered:
    row = the_proposal(seller, plan_id)
    with seller.at_work():
        return answer_commands.accept(
            seller.actor, plan_id, row.id, TODAY, **{"state": row.state, **how}
        )


def test_a_proposed_date_changes_nothing_until_it_is_accepted(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    pulse = seller.reads(plan_id).marks.pulse
    said = buyer_acts(
        seller, plan_id, "propose_date", milestone="m2", target="2027-01-08", reason="Legal is away"
    )
    assert not said.refused
    record = seller.reads(plan_id)
    assert record.revision == 1
    assert record.marks.pulse == pulse + 1
    row = the_proposal(seller, plan_id)
    assert (row.kind, row.state, row.reason) == ("date", "open", "Legal is away")


def test_accepting_a_date_moves_what_follows_as_one_revision_that_names_it(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(
        seller, plan_id, "propose_date", milestone="m2", target="2027-01-08", reason="Legal is away"
    )
    done = accepts(seller, plan_id, seen=1)
    assert done.changed is not None
    assert done.changed.revision == 2
    assert target(seller, plan_id, "m2") == date(2027, 1, 8)
    # Five working days for each of m3, m4 and m5.
    assert target(seller, plan_id, "m5") == date(2027, 1, 29)
    with seller.at_work():
        newest = history(plan_id, limit=1)[0]
        assert verify_chain(plan_id) is None
    assert newest.why == "Maja Lindqvist proposed it: Legal is away"
    kept = Proposal.objects.get()
    assert (kept.state, kept.revision, kept.answered_by_name) == ("accepted", 2, "Sam Whitfield")


def test_a_preview_of_an_older_plan_is_not_what_is_done(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08")
    with seller.at_work():
        commands.change_fields(seller.actor, plan_id, {"notes": "Called"}, seen=1, today=TODAY)
    with pytest.raises(Conflict, match="changed meanwhile"):
        accepts(seller, plan_id, seen=1)
    assert the_proposal(seller, plan_id).state == "open"


def test_who_answers_second_is_told_who_was_first(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08")
    number = the_proposal(seller, plan_id).id
    accepts(seller, plan_id)
    with seller.at_work(), pytest.raises(Conflict, match="Sam Whitfield has already accepted"):
        answer_commands.refuse(seller.actor, plan_id, number, "No")


def test_a_refusal_says_why_to_the_buyer(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_drop", milestone="m2", reason="Done last year")
    number = the_proposal(seller, plan_id).id
    with seller.at_work(), pytest.raises(InvalidInput):
        answer_commands.refuse(seller.actor, plan_id, number, " ")
    with seller.at_work():
        answer_commands.refuse(seller.actor, plan_id, number, "Your IT asked for it")
    assert Proposal.objects.get().answer == "Your IT asked for it"
    assert seller.reads(plan_id).revision == 1


def test_a_dropped_step_hands_its_predecessors_on_and_asks_the_seller_to_look(
    seller: Seller,
) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_drop", milestone="m2", reason="Done last year")
    accepts(seller, plan_id)
    plan = seller.reads(plan_id).plan
    assert [m.key for m in plan.milestones] == ["m1", "m3", "m4", "m5"]
    assert plan.milestones[1].after == ("m1",)
    (look,) = around(seller, plan_id).to_look
    with seller.at_work():
        answer_commands.looked_after(plan_id, look.id)
    assert around(seller, plan_id).to_look == ()


def test_a_proposed_step_stands_after_what_it_comes_after_and_is_theirs(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    said = buyer_acts(
        seller,
        plan_id,
        "propose_step",
        title="Works council",
        done_means="Written consent",
        target="2026-12-18",
        after="m1",
        reason="The law asks for it",
    )
    assert not said.refused
    accepts(seller, plan_id)
    plan = seller.reads(plan_id).plan
    step = plan.milestones[1]
    assert (step.title, step.done_means, step.after) == (
        "Works council",
        "Written consent",
        ("m1",),
    )
    assert step.owners and step.owners.buyer and step.owners.buyer.person == "maja"
    assert step.target == date(2026, 12, 18)
    assert len(around(seller, plan_id).to_look) == 1


def test_a_proposed_step_without_a_predecessor_stands_by_its_date(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_step", title="Audit", target="2026-12-24", reason="New")
    accepts(seller, plan_id)
    assert [m.title for m in seller.reads(plan_id).plan.milestones][3] == "Audit"


def test_the_ae_suggests_another_date_and_the_buyer_takes_it(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08")
    number = the_proposal(seller, plan_id).id
    with seller.at_work():
        answer_commands.counter(
            seller.actor, plan_id, number, {"target": "2026-12-22"}, "Half way?", TODAY
        )
    row = the_proposal(seller, plan_id)
    assert (row.state, row.target, row.answer) == ("countered", date(2026, 12, 22), "Half way?")
    assert seller.reads(plan_id).revision == 1
    said = buyer_acts(seller, plan_id, "answer_counter", id=number, yes="yes", reason="Fine")
    assert said.revision == 2
    assert target(seller, plan_id, "m2") == date(2026, 12, 22)
    with seller.at_work():
        newest = history(plan_id, limit=1)[0]
    assert newest.actor_person == "maja"
    kept = Proposal.objects.get()
    assert kept.state == "accepted"
    assert kept.counter["reply"] == "Fine"


def test_the_buyer_declines_the_other_date(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08")
    number = the_proposal(seller, plan_id).id
    with seller.at_work():
        answer_commands.counter(seller.actor, plan_id, number, {"target": "2026-12-22"}, "", TODAY)
    buyer_acts(seller, plan_id, "answer_counter", id=number, yes="no", reason="Too early")
    assert Proposal.objects.get().state == "refused"
    again = buyer_acts(seller, plan_id, "answer_counter", id=number, yes="yes")
    assert again.refused
    assert seller.reads(plan_id).revision == 1


def test_only_whoever_proposed_it_takes_it_back_and_once_is_enough(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08")
    number = the_proposal(seller, plan_id).id
    assert buyer_acts(seller, plan_id, "withdraw_proposal", "tomasz", id=number).refused
    assert not buyer_acts(seller, plan_id, "withdraw_proposal", id=number).refused
    assert not buyer_acts(seller, plan_id, "withdraw_proposal", id=number).refused
    with seller.at_work(), pytest.raises(Conflict, match="taken this proposal back"):
        answer_commands.accept(seller.actor, plan_id, number, TODAY)


def test_a_second_thought_takes_the_place_of_the_first(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    for day in ("2027-01-08", "2027-01-11"):
        buyer_acts(seller, plan_id, "propose_date", milestone="m2", target=day)
    assert the_proposal(seller, plan_id).target == date(2027, 1, 11)
    buyer_acts(seller, plan_id, "propose_date", "tomasz", milestone="m2", target="2027-01-12")
    assert len(around(seller, plan_id).proposals) == 2


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("propose_date", {"milestone": "m2", "target": "2026-12-15"}),
        ("propose_date", {"milestone": "m2", "target": "2026-11-24"}),
        ("propose_date", {"milestone": "m2", "target": "soon"}),
        ("propose_date", {"milestone": "m2", "target": "9999-12-31"}),
        ("propose_date", {"milestone": "m3", "target": "2026-12-30"}),
        ("propose_date", {"milestone": ["m2"], "target": "2026-12-30"}),
        ("propose_date", {}),
        ("propose_drop", {"milestone": "m2", "reason": " "}),
        ("propose_drop", {"milestone": "m3", "reason": "Why?"}),
        ("propose_step", {"title": "", "target": "2026-12-30", "reason": "x"}),
        ("propose_step", {"title": "A" * 201, "target": "2026-12-30", "reason": "x"}),
        ("propose_step", {"title": "A", "target": "2026-12-30", "reason": "x", "after": "m3"}),
        ("propose_step", {"title": "A", "target": "2026-12-30", "reason": ""}),
        ("withdraw_proposal", {"id": "many"}),
        ("withdraw_proposal", {"id": 999_999}),
        ("answer_counter", {}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    seller: Seller, kind: str, content: dict[str, Any]
) -> None:
    plan_id = seller.keeps(the_plan())
    said = buyer_acts(seller, plan_id, kind, **content)
    assert said.refused
    assert "Discount" not in said.refused
    assert not Proposal.objects.exists()


def test_a_partner_of_the_seller_and_a_finished_plan_propose_nothing(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan(people=(MAJA, TOMASZ, SAM, RITA, PAULA)))
    wanted = {"milestone": "m2", "target": "2027-01-08"}
    assert buyer_acts(seller, plan_id, "propose_date", "paula", **wanted).refused
    with seller.at_work():
        commands.set_life(seller.actor, plan_id, "lost", TODAY)
    refused = buyer_acts(seller, plan_id, "propose_date", **wanted).refused
    assert refused
    assert "lost" not in refused


@pytest.mark.parametrize("how", ["removed", "complete", "internal"])
def test_a_proposal_whose_step_is_gone_is_told_and_lapses(seller: Seller, how: str) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08")
    with seller.at_work():
        if how == "removed":
            commands.remove_milestone(seller.actor, plan_id, "m2")
        elif how == "complete":
            commands.set_status(seller.actor, plan_id, "m2", "complete", today=TODAY, seen=1)
        else:
            fields = {"milestones.m2.visibility": "internal"}
            commands.change_fields(seller.actor, plan_id, fields, seen=1, today=TODAY)
    assert around(seller, plan_id).open_proposals(seller.reads(plan_id).plan) == ()
    with pytest.raises(NotAllowed):
        accepts(seller, plan_id)
    number = the_proposal(seller, plan_id).id
    assert not buyer_acts(seller, plan_id, "withdraw_proposal", id=number).refused


def test_a_date_that_the_ae_set_meanwhile_needs_no_answer(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08")
    with seller.at_work():
        commands.move_target(
            seller.actor, plan_id, "m2", date(2027, 1, 8), follow=True, seen=1, today=TODAY
        )
    assert around(seller, plan_id).open_proposals(seller.reads(plan_id).plan) == ()
    assert accepts(seller, plan_id).changed.revision == 2  # type: ignore[union-attr]


def with_go_live() -> Plan:
    plan = the_plan()
    live = replace(
        plan.milestones[4], key="m6", title="Go-live", kind="go_live", after=("m5",), tasks=()
    )
    live = replace(live, target=date(2027, 2, 26))
    outcome = PlanOutcome(goal="Live order tracking", go_live=date(2027, 2, 26))
    return replace(plan, milestones=(*plan.milestones, live), outcome=outcome)


def test_a_new_go_live_is_the_wish_at_once_and_its_dates_a_proposal(seller: Seller) -> None:
    plan_id = seller.keeps(with_go_live())
    said = buyer_acts(seller, plan_id, "set_outcome", go_live="2027-01-04", seen=1)
    assert said.revision == 2
    plan = seller.reads(plan_id).plan
    assert plan.outcome and plan.outcome.go_live == date(2027, 1, 4)
    assert plan.milestone("m6").target == date(2027, 2, 26)  # type: ignore[union-attr]
    row = the_proposal(seller, plan_id)
    assert row.kind == "dates"
    assert "m3" not in row.content["targets"]
    assert row.content["targets"]["m6"] == target_of_go_live(row.content)
    accepts(seller, plan_id, seen=2)
    after = seller.reads(plan_id).plan
    for key, day in row.content["targets"].items():
        assert after.milestone(key).target.isoformat() == day  # type: ignore[union-attr]


def target_of_go_live(content: dict[str, Any]) -> str:
    return max(content["targets"].values())


def test_another_wish_takes_the_place_of_the_dates_of_the_first(seller: Seller) -> None:
    plan_id = seller.keeps(with_go_live())
    for day in ("2027-01-15", "2027-03-31"):
        seen = seller.reads(plan_id).marks.shared_revision
        buyer_acts(seller, plan_id, "set_outcome", go_live=day, seen=seen)
    assert the_proposal(seller, plan_id).content["go_live"] == "2027-03-31"


def test_the_ae_suggests_another_go_live_and_a_yes_makes_it_the_wish(seller: Seller) -> None:
    plan_id = seller.keeps(with_go_live())
    buyer_acts(seller, plan_id, "set_outcome", go_live="2027-01-04", seen=1)
    number = the_proposal(seller, plan_id).id
    with seller.at_work():
        answer_commands.counter(
            seller.actor, plan_id, number, {"go_live": "2027-02-12"}, "Safer", TODAY
        )
    assert not buyer_acts(seller, plan_id, "answer_counter", id=number, yes="yes").refused
    plan = seller.reads(plan_id).plan
    assert plan.outcome and plan.outcome.go_live == date(2027, 2, 12)
    assert plan.milestone("m6").target == date(2027, 2, 12)  # type: ignore[union-attr]


def test_only_fields_that_the_buyer_touched_are_theirs(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    with seller.at_work():
        fields = {"outcome.measure": "99 %"}
        commands.change_fields(seller.actor, plan_id, fields, seen=1, today=TODAY)
    shown = {"goal": "Live order tracking", "measure": "", "why_now": "", "go_live": ""}
    said = buyer_acts(
        seller, plan_id, "set_outcome", **{**shown, "goal": "Orders live"}, was=shown, seen=1
    )
    assert not said.refused
    outcome = seller.reads(plan_id).plan.outcome
    assert outcome and (outcome.goal, outcome.measure) == ("Orders live", "99 %")


def test_two_edits_of_one_field_show_both_values_and_one_is_chosen(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    with seller.at_work():
        fields = {"outcome.goal": "Track all orders"}
        commands.change_fields(seller.actor, plan_id, fields, seen=1, today=TODAY)
    shown = {"goal": "Live order tracking"}
    said = buyer_acts(seller, plan_id, "set_outcome", goal="Orders live", was=shown, seen=1)
    assert said.refused
    assert said.data["conflicts"] == [
        {"field": "goal", "yours": "Orders live", "theirs": "Track all orders"}
    ]
    assert seller.reads(plan_id).revision == 2
    chosen = buyer_acts(
        seller, plan_id, "set_outcome", goal="Orders live", was=shown, seen=said.data["seen"]
    )
    assert chosen.revision == 3


def test_a_step_is_not_countered_where_there_is_nothing_in_between(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_acts(seller, plan_id, "propose_drop", milestone="m2", reason="Done")
    number = the_proposal(seller, plan_id).id
    with seller.at_work(), pytest.raises(MilepostError):
        answer_commands.counter(seller.actor, plan_id, number, {}, "", TODAY)
