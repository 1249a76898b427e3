"""From a deal to a plan in one screen, and from a document and back."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from milepost.documents.plan_document import plan_to_json, read_plan
from milepost.domain.plan import Plan
from tests.factories import a_deal, a_member

from .conftest import TODAY, Seller

pytestmark = pytest.mark.usefixtures("today")
FORM = {
    "account": "Halden Logistics",
    "title": "Order tracking",
    "amount": "86000",
    "currency": "EUR",
    "target_close": "2027-01-22",
    "buyer_country": "SE",
    "seller_country": "GB",
}


def made(sam: Seller, answer: Any) -> Plan:
    assert answer.status_code == 302, answer.content.decode()[:500]
    return sam.record(int(answer["Location"].split("/")[2])).plan


@pytest.fixture
def deal(sam: Seller) -> Any:
    return a_deal(sam.member.workspace, ae=sam.member)


def test_the_screen_proposes_with_reasons(sam: Seller, deal: Any) -> None:
    text = sam.client.get(f"/deals/{deal.pk}/plan/").content.decode()
    assert "Standard, 8 steps, signed by 22 January" in text
    assert "86,000 EUR makes it standard" in text
    assert "Discovery call" in text
    assert "Legal on both sides" in text


def test_one_press_makes_the_plan(sam: Seller, deal: Any) -> None:
    plan = made(sam, sam.client.post(f"/deals/{deal.pk}/plan/", FORM))
    assert (plan.life, plan.created, plan.deal_type) == ("draft", TODAY, "standard")
    assert len(plan.milestones) == 8
    assert plan.milestones[-1].target == date(2027, 1, 22)
    assert plan.outcome is None
    assert plan.people[0].name == "Sam Whitfield"


def test_a_champion_and_an_outcome_are_taken_along(sam: Seller, deal: Any) -> None:
    data = {"goal": "All sites live", "champion_name": "Maja Lindqvist", "go_live": "2027-03-01"}
    plan = made(sam, sam.client.post(f"/deals/{deal.pk}/plan/", FORM | data))
    assert plan.outcome is not None
    assert plan.outcome.goal == "All sites live"
    assert plan.milestones[-1].kind == "go_live"
    assert any(p.role == "champion" and p.name == "Maja Lindqvist" for p in plan.people)


def test_with_go_live_alone_the_close_is_worked_back(sam: Seller, deal: Any) -> None:
    data = FORM | {"target_close": "", "go_live": "2027-03-01"}
    plan = made(sam, sam.client.post(f"/deals/{deal.pk}/plan/", data))
    assert TODAY < plan.target_close < date(2027, 3, 1)


def test_what_does_not_fit_says_so_and_offers_a_tightened_plan(sam: Seller, deal: Any) -> None:
    data = FORM | {"target_close": "2026-12-04"}
    headers = {"HX-Request": "true"}
    path = f"/deals/{deal.pk}/plan/"
    text = sam.client.post(path, data | {"propose": "1"}, headers=headers).content.decode()
    assert "Does not fit: " in text
    assert "earliest honest close" in text
    assert "tightened plan" in text
    plan = made(sam, sam.client.post(path, data | {"tighten": "1"}))
    assert plan.milestones[7].target <= date(2026, 12, 4)


def test_a_person_may_choose_type_and_template(sam: Seller, deal: Any) -> None:
    data = FORM | {"deal_type": "simple", "template": "general"}
    plan = made(sam, sam.client.post(f"/deals/{deal.pk}/plan/", data))
    assert plan.deal_type == "simple"
    assert plan.template is not None
    assert plan.template.key == "general"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"account": ""}, "buys"),
        ({"target_close": "2026-02-31"}, "no day"),
        ({"target_close": "2026-01-05"}, "before"),
        ({"amount": "-3"}, "less than nothing"),
        ({"amount": "many"}, "no amount"),
        ({"amount": "9" * 4500}, "beyond measure"),
        ({"amount": "1e400000"}, "beyond measure"),
        ({"currency": "ZZZ"}, "currency"),
        ({"buyer_country": "QQ"}, "country"),
        ({"champion_email": "maja@halden.example"}, "name"),
    ],
)
def test_bad_input_names_field_and_remedy(
    sam: Seller, deal: Any, data: dict[str, str], words: str
) -> None:
    answer = sam.client.post(f"/deals/{deal.pk}/plan/", FORM | data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "needs another look" in text
    assert words in text
    assert b"Order tracking" not in sam.client.get("/plans/").content


def test_the_deals_owner_becomes_the_ae(sam: Seller) -> None:
    noor = a_member(sam.member.workspace, name="Noor Haddad")
    deal = a_deal(sam.member.workspace, "Route planning", ae=noor)
    plan = made(sam, sam.client.post(f"/deals/{deal.pk}/plan/", FORM))
    assert plan.people[0].name == "Noor Haddad"


def document_of(plan: Plan, name: str = "halden.plan.json") -> BytesIO:
    upload = BytesIO(plan_to_json(plan).encode())
    upload.name = name
    return upload


def test_a_document_comes_in_and_goes_out_unchanged(sam: Seller, halden: Plan) -> None:
    answer = sam.client.post("/plans/from-document/", {"document": document_of(halden)})
    plan = made(sam, answer)
    assert plan == halden
    plan_id = answer["Location"].split("/")[2]
    out = sam.client.get(f"/plans/{plan_id}/export/json/").content
    assert read_plan(out) == halden


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ""),
        (b"not json", ""),
        (b'{"schema": "milepost.plan/9"}', "milepost.plan/1"),
        (b'{"schema": "milepost.plan/1", "account": "A", "account": "B"}', "account"),
        (b"\xff\xfe\x00", ""),
    ],
)
def test_a_document_that_cannot_be_read_says_why(sam: Seller, content: bytes, words: str) -> None:
    upload = BytesIO(content)
    upload.name = "x.json"
    answer = sam.client.post("/plans/from-document/", {"document": upload})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "needs another look" in text
    assert words in text


def test_a_plan_is_replaced_from_a_document(sam: Seller, halden_id: int, halden: Plan) -> None:
    document = json.loads(plan_to_json(halden)) | {"title": "Seven warehouses"}
    upload = document_of(read_plan(json.dumps(document)))
    data = {"document": upload, "seen": "1"}
    answer = sam.client.post(f"/plans/{halden_id}/replace/", data)
    assert answer.status_code == 303
    assert sam.record(halden_id).plan.title == "Seven warehouses"


def test_a_buyers_document_holds_nothing_private(sam: Seller, halden_id: int) -> None:
    answer = sam.client.get(f"/plans/{halden_id}/export/json/?side=buyer")
    text = answer.content.decode()
    assert "Approve the discount" not in text
    assert "86000" not in text
    assert "deal_type" not in text
    assert 'filename="halden-logistics' in answer["Content-Disposition"]


def test_a_draft_has_no_buyers_copy(sam: Seller, variant: Any) -> None:
    plan_id = sam.keep(variant(life="draft", shared_on=None, agreed_on=None))
    answer = sam.client.get(f"/plans/{plan_id}/export/json/?side=buyer")
    assert answer.status_code == 403
