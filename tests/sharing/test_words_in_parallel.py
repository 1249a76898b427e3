"""One yes for each person and terms, one answer for each proposal, whoever else acts at once.

Threads on the real database at READ COMMITTED (reliability.md, promise 8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.domain.errors import Conflict
from milepost.plans import commands
from milepost.plans.queries import plan_at, verify_chain
from milepost.sharing import agreement_commands, answer_commands
from milepost.sharing.models import Agreement, Proposal
from tests.plans.plans import MAJA, SAM, TODAY, Seller, a_plan, a_seller
from tests.plans.test_parallel import at_once
from tests.sharing.deeds import buyer_acts, the_proposal
from tests.sharing.test_agreement import TOMASZ

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
MOVES = [date(2027, 1, 11), date(2027, 1, 13), date(2027, 1, 15)]

ANSWERS = st.sampled_from(["accept", "refuse", "counter", "withdraw"])
YESES = st.one_of(
    st.tuples(st.just("yes"), st.sampled_from(["maja", "tomasz", "seller"])),
    st.tuples(st.just("back"), st.sampled_from(["maja", "tomasz", "seller"])),
    st.tuples(st.just("move"), st.sampled_from(MOVES)),
)


def answering(seller: Seller, plan_id: int, number: int, what: str) -> Callable[[], Any]:
    def work() -> Any:
        if what == "withdraw":
            return buyer_acts(seller, plan_id, "withdraw_proposal", id=number)
        with seller.at_work():
            if what == "accept":
                return answer_commands.accept(seller.actor, plan_id, number, TODAY)
            if what == "refuse":
                return answer_commands.refuse(seller.actor, plan_id, number, "No")
            other = {"target": "2026-12-29"}
            return answer_commands.counter(seller.actor, plan_id, number, other, "", TODAY)

    return work


@QUICK
@given(answers=st.lists(ANSWERS, min_size=2, max_size=6))
def test_a_proposal_gets_one_answer_and_the_others_are_told(answers: list[str]) -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan())
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08")
    number = the_proposal(seller, plan_id).id
    came = at_once([answering(seller, plan_id, number, what) for what in answers])
    won = [a for a in came if isinstance(a, answer_commands.Answered)]
    told = [a for a in came if isinstance(a, Conflict)]
    withdrawn = [a for a in came if not isinstance(a, (answer_commands.Answered, Conflict))]
    assert len(won) <= 1
    assert len(won) + len(told) + len(withdrawn) == len(answers)
    kept = Proposal.objects.get(id=number)
    assert kept.state != "open"
    record = seller.reads(plan_id)
    # The plan changed if, and only if, somebody accepted, and then once.
    assert record.revision == (2 if kept.state == "accepted" else 1)
    with seller.at_work():
        assert verify_chain(plan_id) is None


def saying(seller: Seller, plan_id: int, what: str, who: Any) -> Callable[[], Any]:
    def work() -> Any:
        if what == "move":
            with seller.at_work():
                return commands.move_target(
                    seller.actor, plan_id, "m5", who, follow=True, seen=99, today=TODAY
                )
        if who == "seller":
            with seller.at_work():
                if what == "yes":
                    return agreement_commands.agree_as_seller(seller.actor, plan_id, TODAY)
                return agreement_commands.take_back_as_seller(seller.actor, plan_id, TODAY)
        if what == "yes":
            return buyer_acts(seller, plan_id, "agree", who, terms_revision=1)
        return buyer_acts(seller, plan_id, "take_back_agreement", who)

    return work


@QUICK
@given(said=st.lists(YESES, min_size=2, max_size=6))
def test_any_yeses_at_once_are_one_for_each_person_and_terms(said: list[tuple[str, Any]]) -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan(people=(MAJA, TOMASZ, SAM)))
    at_once([saying(seller, plan_id, *each) for each in said])
    record = seller.reads(plan_id)
    held = [a for a in Agreement.objects.filter(plan_id=plan_id) if a.taken_back_at is None]
    who = Counter((a.side, a.person, a.member_id, a.terms_revision) for a in held)
    assert all(count == 1 for count in who.values())
    by_terms: dict[int, set[str]] = {}
    for yes in held:
        by_terms.setdefault(yes.terms_revision, set()).add(yes.person or "seller")
    both = any({"maja", "seller"} <= names for names in by_terms.values())
    assert record.plan.life == ("agreed" if both else "shared")
    with seller.at_work():
        assert verify_chain(plan_id) is None
        assert plan_at(plan_id, record.revision) == record.plan


def test_both_sides_at_once_agree_in_one_revision() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan(people=(MAJA, TOMASZ, SAM)))
    people = ["maja", "seller", "maja", "seller", "tomasz"]
    at_once([saying(seller, plan_id, "yes", who) for who in people])
    record = seller.reads(plan_id)
    assert (record.plan.life, record.revision) == ("agreed", 2)
    assert Agreement.objects.filter(plan_id=plan_id).count() == 3
