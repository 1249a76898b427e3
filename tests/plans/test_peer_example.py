"""An example of a signed plan: drafted, checked by a person, approved, shown, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.domain.plan import Outcome, Plan
from milepost.domain.stages import set_status
from milepost.plans import peer_commands, peer_queries
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def a_signed_plan(**fields: object) -> Plan:
    """The Halden plan with its last step, the signature, complete."""
    plan = replace(a_plan(5), outcome=Outcome(goal="Live at Halden by March"))
    for step in plan.milestones:
        plan = set_status(plan, step.key, "complete", today=TODAY, by="maja")
    return replace(plan, **fields)


def an_example(seller: Seller, plan_id: int | None = None) -> int:
    """A new example, approved by nobody yet."""
    made_from = plan_id or seller.keeps(a_signed_plan())
    with seller.at_work():
        return peer_commands.make_example(seller.actor, made_from, "Brightloom")


def approved(seller: Seller, example_id: int) -> None:
    """Somebody has read it and says yes."""
    with seller.at_work():
        kept = peer_queries.example(example_id)
        peer_commands.approve_example(seller.actor, example_id, kept.changed_at)


WORDS = {"industry": "Shipping", "size": "mid-sized", "goal": "Fewer late calls"}


def test_a_signed_plan_has_one_example(seller: Seller) -> None:
    plan_id = seller.keeps(a_signed_plan())
    first = an_example(seller, plan_id)
    assert an_example(seller, plan_id) == first
    with seller.at_work():
        kept = peer_queries.example(first)
        assert [kept.id] == [one.id for one in peer_queries.examples()]
    assert (kept.made_from, kept.is_approved, kept.changed_by) == (plan_id, False, "Sam Whitfield")


def test_a_plan_that_is_not_signed_gives_none(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    with seller.at_work(), pytest.raises(NotAllowed):
        peer_commands.make_example(seller.actor, plan_id, "Brightloom")


def test_what_is_approved_is_what_was_read(seller: Seller) -> None:
    made = an_example(seller)
    with seller.at_work():
        seen = peer_queries.example(made).changed_at
        peer_commands.edit_example(seller.actor, made, **WORDS, steps={})
    with seller.at_work(), pytest.raises(NotAllowed, match="since you read it"):
        peer_commands.approve_example(seller.actor, made, seen)
    with seller.at_work(), pytest.raises(NotAllowed):
        peer_commands.approve_example(seller.actor, made, seen - timedelta(1))
    approved(seller, made)
    with seller.at_work():
        kept = peer_queries.example(made)
    assert (kept.is_approved, kept.approved_by) == (True, "Sam Whitfield")


def test_editing_takes_the_approval_back_and_saving_the_same_does_not(seller: Seller) -> None:
    made = an_example(seller)
    with seller.at_work():
        peer_commands.edit_example(seller.actor, made, **WORDS, steps={})
    approved(seller, made)
    with seller.at_work():
        peer_commands.edit_example(seller.actor, made, **WORDS, steps={})
        assert peer_queries.example(made).is_approved
        peer_commands.edit_example(seller.actor, made, **WORDS, steps={0: ("We met", "")})
        kept = peer_queries.example(made)
    assert not kept.is_approved
    assert kept.example.steps[0].title == "We met"


def test_only_an_approved_one_is_put_on_a_plan(seller: Seller) -> None:
    made = an_example(seller)
    other = seller.keeps(a_plan(account="Otherloom"))
    with seller.at_work(), pytest.raises(NotAllowed, match="approve"):
        peer_commands.show_example(seller.actor, other, made)
    approved(seller, made)
    with seller.at_work():
        peer_commands.show_example(seller.actor, other, made)
        shown = peer_queries.shown_on(other)
    assert shown is not None
    assert shown.id == made
    with seller.at_work():
        peer_commands.show_example(seller.actor, other, None)
        assert peer_queries.shown_on(other) is None


def test_nobody_is_shown_their_own_plan_as_a_similar_company(seller: Seller) -> None:
    made = an_example(seller)
    approved(seller, made)
    same = seller.keeps(a_plan(account="halden logistics "))
    with seller.at_work(), pytest.raises(NotAllowed, match="same company"):
        peer_commands.show_example(seller.actor, same, made)


def test_open_pages_that_show_it_are_told(seller: Seller) -> None:
    from milepost.plans.models import Plan as Row

    made = an_example(seller)
    approved(seller, made)
    other = seller.keeps(a_plan(account="Otherloom"))

    def pulse() -> int:
        return Row.objects.values_list("shared_pulse", flat=True).get(pk=other)

    at_first = pulse()
    with seller.at_work():
        peer_commands.show_example(seller.actor, other, made)
    with seller.at_work():
        peer_commands.take_back_approval(made)
    with seller.at_work():
        peer_commands.remove_example(made)
    assert pulse() == at_first + 3


def test_another_workspace_finds_none_of_it(seller: Seller) -> None:
    made = an_example(seller)
    stranger = a_seller("Eve Stranger")
    with stranger.at_work():
        assert peer_queries.examples() == []
        for attempt in (
            lambda: peer_queries.example(made),
            lambda: peer_commands.take_back_approval(made),
            lambda: peer_commands.remove_example(made),
            lambda: peer_commands.edit_example(stranger.actor, made, **WORDS, steps={}),
        ):
            with pytest.raises(NotFound):
                attempt()


def test_words_beyond_measure_are_refused(seller: Seller) -> None:
    made = an_example(seller)
    with seller.at_work(), pytest.raises(InvalidInput):
        peer_commands.edit_example(
            seller.actor, made, **{**WORDS, "goal": "x" * 500}, steps={0: ("", "")}
        )
