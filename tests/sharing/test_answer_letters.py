"""Whoever proposed something is mailed the answer, in their language, with a link of their own."""

from __future__ import annotations

from typing import Any

import pytest

from milepost.messaging.models import Outbox
from milepost.sharing import answer_commands
from milepost.sharing.models import Stakeholder
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.sharing.deeds import buyer_acts, the_proposal
from tests.sharing.visitors import ADDRESS, a_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def asked(seller: Seller, *, shared: bool = True) -> tuple[int, int]:
    """A shared plan and the number of a proposal on it."""
    plan_id = seller.keeps(a_plan())
    if shared:
        a_link(seller.workspace_id, plan_id)
    buyer_acts(seller, plan_id, "propose_date", milestone="m2", target="2027-01-08", reason="Away")
    return plan_id, the_proposal(seller, plan_id).id


def mails() -> list[dict[str, Any]]:
    return [row.payload for row in Outbox.objects.filter(kind="email").order_by("id")]


def test_an_accepted_date_is_told_with_a_link_that_is_theirs(seller: Seller) -> None:
    plan_id, number = asked(seller)
    with seller.at_work():
        answer_commands.accept(seller.actor, plan_id, number, TODAY, answer="See you then")
    (mail,) = mails()
    assert mail["to"] == ADDRESS
    text = mail["text"].replace("\N{NO-BREAK SPACE}", " ")
    assert "you proposed 8 January 2027 for “Step 2”. The plan says so now." in text
    assert "See you then" in text
    assert "/b/" in text
    assert "@" in mail["reply_to"]


def test_a_refusal_and_a_suggestion_carry_the_words(seller: Seller) -> None:
    plan_id, number = asked(seller)
    with seller.at_work():
        answer_commands.counter(
            seller.actor, plan_id, number, {"target": "2026-12-22"}, "Half way?", TODAY
        )
        answer_commands.refuse(seller.actor, plan_id, number, "Then no", state="countered")
    first, second = mails()
    assert "22 December" in first["text"].replace("\N{NO-BREAK SPACE}", " ")
    assert "Half way?" in first["text"]
    assert "The plan stays as it is." in second["text"]
    assert "Then no" in second["text"]


def test_no_mail_where_nobody_would_get_it(seller: Seller) -> None:
    plan_id, number = asked(seller, shared=False)
    with seller.at_work():
        answer_commands.refuse(seller.actor, plan_id, number, "No")
    plan_id, number = asked(seller)
    Stakeholder.objects.update(ended_at="2026-11-01T00:00:00Z")
    with seller.at_work():
        answer_commands.refuse(seller.actor, plan_id, number, "No")
    assert mails() == []


def test_the_mail_says_no_word_of_sales(seller: Seller) -> None:
    plan_id, number = asked(seller)
    with seller.at_work():
        answer_commands.accept(seller.actor, plan_id, number, TODAY)
    said = (mails()[0]["text"] + mails()[0]["subject"]).lower()
    for word in ("deal", "forecast", "champion", "close", "pipeline", "prospect", "stage"):
        assert word not in said
