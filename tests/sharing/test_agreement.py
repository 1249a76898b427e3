"""Both sides' yes to one plan: when it counts, when it is asked for again, how it is undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed
from milepost.domain.plan import Owner, Owners, Person, Plan
from milepost.plans import commands
from milepost.plans.queries import history
from milepost.sharing import agreement_commands
from milepost.sharing.models import Agreement
from tests.plans.plans import MAJA, RITA, SAM, TODAY, Seller, a_plan, a_seller
from tests.sharing.deeds import around, buyer_acts

pytestmark = pytest.mark.django_db
TOMASZ = Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it")


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def the_plan(**fields: Any) -> Plan:
    return a_plan(5, people=(MAJA, TOMASZ, SAM, RITA), **fields)


def life(seller: Seller, plan_id: int) -> str:
    return seller.reads(plan_id).plan.life


def buyer_agrees(seller: Seller, plan_id: int, who: str = "maja") -> Any:
    terms = seller.reads(plan_id).marks.terms_revision
    return buyer_acts(seller, plan_id, "agree", who, terms_revision=terms)


def seller_agrees(seller: Seller, plan_id: int) -> agreement_commands.Agreed:
    with seller.at_work():
        return agreement_commands.agree_as_seller(seller.actor, plan_id, TODAY)


def moved(seller: Seller, plan_id: int, day: date = date(2027, 1, 12)) -> None:
    seen = seller.reads(plan_id).revision
    with seller.at_work():
        commands.move_target(seller.actor, plan_id, "m5", day, follow=True, seen=seen, today=TODAY)


@pytest.mark.parametrize("first", ["buyer", "seller"])
def test_a_plan_is_agreed_when_both_sides_have_said_yes(seller: Seller, first: str) -> None:
    plan_id = seller.keeps(the_plan())
    works = [lambda: buyer_agrees(seller, plan_id), lambda: seller_agrees(seller, plan_id)]
    for number, work in enumerate(works if first == "buyer" else works[::-1]):
        assert life(seller, plan_id) == "shared"
        work()
        assert len(around(seller, plan_id).yeses) == number + 1
    plan = seller.reads(plan_id).plan
    assert (plan.life, plan.agreed_on) == ("agreed", TODAY)


def test_a_stakeholders_yes_is_kept_and_waits_for_the_champions(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    seller_agrees(seller, plan_id)
    assert buyer_agrees(seller, plan_id, "tomasz").data["both"] is False
    assert life(seller, plan_id) == "shared"
    assert buyer_agrees(seller, plan_id).data["both"] is True
    assert life(seller, plan_id) == "agreed"


def test_without_a_champion_any_stakeholder_decides(seller: Seller) -> None:
    plan = the_plan()
    maja = replace(MAJA, role="sponsor")
    plan_id = seller.keeps(replace(plan, people=(maja, TOMASZ, SAM)))
    seller_agrees(seller, plan_id)
    buyer_agrees(seller, plan_id, "tomasz")
    assert life(seller, plan_id) == "agreed"


def test_a_yes_belongs_to_the_terms_that_were_read(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    terms = seller.reads(plan_id).marks.terms_revision
    moved(seller, plan_id)
    said = buyer_acts(seller, plan_id, "agree", terms_revision=terms)
    assert "changed while you were reading" in said.refused
    with seller.at_work(), pytest.raises(Conflict):
        agreement_commands.agree_as_seller(seller.actor, plan_id, TODAY, terms_revision=terms)
    assert not Agreement.objects.exists()


def test_a_second_yes_of_the_same_person_is_the_same(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    for _ in range(2):
        assert not buyer_agrees(seller, plan_id).refused
        seller_agrees(seller, plan_id)
    assert Agreement.objects.count() == 2
    assert seller.reads(plan_id).revision == 2


def test_no_yes_without_a_goal_and_the_buyer_is_told_what_to_write(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan(outcome=None))
    assert "what you want to reach" in buyer_agrees(seller, plan_id).refused
    with pytest.raises(InvalidInput, match="no goal"):
        seller_agrees(seller, plan_id)


@pytest.mark.parametrize(("side", "words"), [("buyer", "on your side"), ("seller", "other side")])
def test_no_yes_while_nobody_is_named_for_what_is_due_soon(
    seller: Seller, side: str, words: str
) -> None:
    plan = the_plan()
    owners = Owners(buyer=Owner(person="maja"), seller=Owner(person="sam"))
    unnamed = replace(owners, **{side: Owner(role="Legal")})
    rows = list(plan.milestones)
    rows[0] = replace(rows[0], owners=unnamed)
    plan_id = seller.keeps(replace(plan, milestones=tuple(rows)))
    assert words in buyer_agrees(seller, plan_id).refused
    with pytest.raises(InvalidInput, match="due soon"):
        seller_agrees(seller, plan_id)
    assert not Agreement.objects.exists()


def test_after_a_material_change_it_stays_agreed_and_both_are_asked_again(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_agrees(seller, plan_id)
    seller_agrees(seller, plan_id)
    moved(seller, plan_id)
    assert life(seller, plan_id) == "agreed"
    found = around(seller, plan_id)
    assert found.yeses == ()
    assert [c.path for c in found.changes] == ["milestones.m5.target"]
    assert buyer_agrees(seller, plan_id).data["both"] is False
    assert seller_agrees(seller, plan_id).both is True
    assert len(around(seller, plan_id).yeses) == 2


def test_a_change_of_words_asks_nobody_again(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_agrees(seller, plan_id)
    seller_agrees(seller, plan_id)
    with seller.at_work():
        fields = {"milestones.m2.title": "Read the contract"}
        commands.change_fields(seller.actor, plan_id, fields, seen=2, today=TODAY)
    assert len(around(seller, plan_id).yeses) == 2


def test_a_yes_taken_back_gives_the_plan_back_to_the_buyer(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_agrees(seller, plan_id)
    seller_agrees(seller, plan_id)
    assert buyer_acts(seller, plan_id, "take_back_agreement").revision == 3
    plan = seller.reads(plan_id).plan
    assert (plan.life, plan.agreed_on) == ("shared", None)
    assert buyer_acts(seller, plan_id, "take_back_agreement").revision is None
    assert buyer_agrees(seller, plan_id).data["both"] is True
    assert life(seller, plan_id) == "agreed"


def test_a_yes_taken_back_after_changes_leaves_what_was_agreed_before(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    buyer_agrees(seller, plan_id)
    seller_agrees(seller, plan_id)
    moved(seller, plan_id)
    buyer_agrees(seller, plan_id)
    seller_agrees(seller, plan_id)
    buyer_acts(seller, plan_id, "take_back_agreement")
    assert life(seller, plan_id) == "agreed"
    with seller.at_work():
        assert agreement_commands.take_back_as_seller(seller.actor, plan_id, TODAY) is None
    assert life(seller, plan_id) == "agreed"


def test_a_plan_that_came_agreed_does_not_rest_on_later_yeses(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan(life="agreed", agreed_on=date(2026, 11, 12)))
    buyer_agrees(seller, plan_id)
    seller_agrees(seller, plan_id)
    buyer_acts(seller, plan_id, "take_back_agreement")
    assert life(seller, plan_id) == "agreed"


def test_agreed_in_another_way_stands_in_the_history_as_that(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan())
    with seller.at_work():
        with pytest.raises(InvalidInput):
            agreement_commands.agreed_elsewhere(seller.actor, plan_id, " ", TODAY)
        agreement_commands.agreed_elsewhere(seller.actor, plan_id, "Call on 24 Nov", TODAY)
        newest = history(plan_id, limit=1)[0]
    assert newest.why == "The buyer agreed in another way: Call on 24 Nov"
    assert life(seller, plan_id) == "agreed"
    (row,) = around(seller, plan_id).yeses
    assert (row.side, row.how) == ("seller", "Call on 24 Nov")
    moved(seller, plan_id)
    with seller.at_work():
        agreement_commands.agreed_elsewhere(seller.actor, plan_id, "By mail", TODAY)
    assert [a.how for a in around(seller, plan_id).yeses] == ["By mail"]


def test_a_draft_and_a_closed_plan_are_not_agreed_to(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan(life="draft", shared_on=None))
    with pytest.raises(NotAllowed):
        seller_agrees(seller, plan_id)
    with seller.at_work():
        commands.set_life(seller.actor, plan_id, "shared", TODAY)
        commands.set_life(seller.actor, plan_id, "lost", TODAY)
    assert buyer_agrees(seller, plan_id).refused
    with pytest.raises(NotAllowed):
        seller_agrees(seller, plan_id)


def test_terms_begin_with_the_revision_that_shares_the_plan(seller: Seller) -> None:
    plan_id = seller.keeps(the_plan(life="draft", shared_on=None))
    with seller.at_work():
        commands.change_fields(seller.actor, plan_id, {"notes": "x"}, seen=1, today=TODAY)
        commands.set_life(seller.actor, plan_id, "shared", TODAY)
    marks = seller.reads(plan_id).marks
    assert (marks.shared_revision, marks.terms_revision) == (3, 3)
