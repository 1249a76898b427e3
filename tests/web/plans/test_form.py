"""Starting small and making a plan full, as a seller does it in the browser."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.domain.plan import Plan
from tests.factories import a_deal, a_member, a_workspace
from tests.plans.test_form import a_full_draft, a_small_plan
from tests.web.plans.conftest import Seller

pytestmark = pytest.mark.django_db
FORECAST_WORDS = ("forecast", "unlikely", "speculative", "likely", "confidence")


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_new_plan_page_offers_to_start_small() -> None:
    workspace = a_workspace()
    member = a_member(workspace)
    deal = a_deal(workspace, ae=member, target_close=date(2027, 6, 30))
    client = Client()
    client.force_login(member.user)
    page = text_of(client.get(f"/deals/{deal.pk}/plan/"))
    assert "Start small: 3 to 5 steps" in page
    proposed = client.post(
        f"/deals/{deal.pk}/plan/",
        {"form": "informal", "account": "Halden", "target_close": "2027-06-30", "propose": "1"},
        headers={"HX-Request": "true"},
    )
    assert "Informal plan, 5 steps" in text_of(proposed)
    assert "Agreement in place" in text_of(proposed)
    made = client.post(
        f"/deals/{deal.pk}/plan/",
        {"form": "informal", "account": "Halden", "target_close": "2027-06-30"},
    )
    page = text_of(client.get(made["Location"]))
    assert "Informal plan of 5 steps." in page


def test_no_word_of_a_forecast_stands_on_an_informal_plan(sam: Seller, today: date) -> None:
    plan_id = sam.keep(a_small_plan())
    for address in ("", "timeline/", "history/", "people/"):
        page = text_of(sam.client.get(f"/plans/{plan_id}/{address}")).lower()
        assert not [word for word in FORECAST_WORDS if word in page], address
    for address in ("/plans/", "/"):
        listed = text_of(sam.client.get(address)).lower()
        assert not [word for word in FORECAST_WORDS if word in listed], address
    for side in ("seller", "buyer"):
        for face in ("text", "markdown", "html"):
            sheet = text_of(sam.client.get(f"/plans/{plan_id}/export/{face}/?side={side}"))
            assert "MAP COMPLETION" not in sheet
            assert "mutual action plan" not in sheet.lower()
            assert not [word for word in FORECAST_WORDS if word in sheet.lower()]


def test_a_draft_starts_small_after_a_question_that_names_what_goes(
    sam: Seller, today: date
) -> None:
    plan_id = sam.keep(a_full_draft())
    asked = text_of(sam.client.get(f"/plans/{plan_id}/start-small/"))
    assert "Left out for now" in asked
    assert "Security review" in asked
    answer = sam.client.post(f"/plans/{plan_id}/start-small/", {"seen": "1"}, follow=True)
    assert "Informal plan of 5 steps." in text_of(answer)
    assert sam.record(plan_id).plan.form == "informal"


def test_the_preview_shows_what_comes_in_and_what_stays(sam: Seller, today: date) -> None:
    plan_id = sam.keep(a_small_plan())
    page = text_of(sam.client.get(f"/plans/{plan_id}/make-full/"))
    assert "5 steps stay as they are, 9 come in." in page
    assert page.count('class="stays"') == 5
    assert page.count('name="take"') == 9
    assert sam.record(plan_id).plan.form == "informal"


def test_a_step_is_left_out_by_its_tick(sam: Seller, today: date) -> None:
    plan_id = sam.keep(a_small_plan())
    offered = ["briefing", "mapping", "demos"]
    answer = sam.client.post(
        f"/plans/{plan_id}/make-full/",
        {"seen": "1", "template": "complex", "of": "complex", "offered": offered, "take": "demos"},
        follow=True,
    )
    assert "This is the full plan now." in text_of(answer)
    plan: Plan = sam.record(plan_id).plan
    kinds = {m.kind for m in plan.milestones}
    assert "demo" in kinds
    assert not {"briefing", "stakeholder_mapping"} & kinds


def test_another_template_is_shown_before_it_is_taken(sam: Seller, today: date) -> None:
    plan_id = sam.keep(a_small_plan())
    shown = sam.htmx(
        plan_id,
        "post",
        "make-full/",
        seen="1",
        template="simple",
        of="complex",
        offered=["briefing"],
        preview="1",
    )
    assert "3 come in" in text_of(shown) or "2 come in" in text_of(shown)
    assert sam.record(plan_id).plan.form == "informal"


def test_a_full_plan_says_that_there_is_nothing_to_do(sam: Seller, halden_id: int) -> None:
    page = text_of(sam.client.get(f"/plans/{halden_id}/make-full/"))
    assert "This is the full plan already." in page


def test_somebody_who_was_quicker_is_told(sam: Seller, today: date) -> None:
    plan_id = sam.keep(a_small_plan())
    sam.client.post(f"/plans/{plan_id}/edit/title/", {"seen": "1", "title": "Other"})
    answer = sam.client.post(f"/plans/{plan_id}/make-full/", {"seen": "1"})
    assert answer.status_code == 409
    assert sam.record(plan_id).plan.form == "informal"
