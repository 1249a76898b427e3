"""From a deal to a finished plan in every form, as a new seller does it: well under two minutes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from milepost.documents.plan_document import read_plan
from tests.browser.conftest import OpenPage
from tests.browser.helpers import PHONE, assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.factories import a_deal, a_member, a_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sam() -> Any:
    return a_member(a_workspace(), name="Sam Whitfield")


@pytest.fixture
def deal(sam: Any) -> Any:
    close = date.today() + timedelta(days=50)
    return a_deal(sam.workspace, "Order tracking", ae=sam, target_close=close)


def downloaded(page: Any, words: str) -> bytes:
    """What a press on an entry of the export menu brings."""
    page.get_by_text("Print or export").click()
    with page.expect_download() as waiting:
        page.locator(".plan-actions").get_by_role("link", name=words, exact=True).first.click()
    page.keyboard.press("Escape")
    return Path(waiting.value.path()).read_bytes()


def test_a_deal_becomes_a_plan_and_leaves_in_every_form(
    open_page: OpenPage, sam: Any, deal: Any
) -> None:
    page = open_page(sam, accept_downloads=True)
    page.goto(f"/deals/{deal.pk}/")
    page.get_by_role("link", name="Make a plan").first.click()
    page.fill("#f-goal", "Live order tracking in all six warehouses")
    page.fill("#f-champion_name", "Maja Lindqvist")
    page.fill("#f-go_live", (date.today() + timedelta(days=90)).isoformat())
    page.locator(".proposed").get_by_text("Go-live").first.wait_for()
    assert_axe_clean(page)
    shoot(page, "plan-new")
    page.get_by_role("button", name="Make this plan").click()
    page.wait_for_url("**/plans/*/")
    assert page.locator("h1").inner_text() == "Order tracking"
    assert page.locator("table.plan tr[data-key]").count() == 9
    document = read_plan(downloaded(page, "Plan document"))
    assert document.outcome is not None
    assert document.outcome.goal == "Live order tracking in all six warehouses"
    assert [p.name for p in document.people] == ["Maja Lindqvist", "Sam Whitfield"]
    assert downloaded(page, "PDF").startswith(b"%PDF-")
    with zipfile.ZipFile(io.BytesIO(downloaded(page, "Spreadsheet"))) as book:
        assert "xl/workbook.xml" in book.namelist()
    assert downloaded(page, "Calendar").startswith(b"BEGIN:VCALENDAR")
    text = page.request.get(page.url + "export/text/?side=seller").text()
    assert "MUTUAL ACTION PLAN" in text.upper()


def test_a_close_that_does_not_fit_offers_a_tightened_plan(
    open_page: OpenPage, sam: Any, deal: Any
) -> None:
    page = open_page(sam, size=PHONE)
    page.goto(f"/deals/{deal.pk}/plan/")
    page.fill("#f-target_close", (date.today() + timedelta(days=12)).isoformat())
    page.get_by_text("Does not fit: ").wait_for()
    assert_no_sideways_scroll(page)
    page.get_by_label("Take the tightened plan").check()
    page.locator(".chip:has-text('tightened')").first.wait_for()
    assert_axe_clean(page)
    page.get_by_role("button", name="Make this plan").click()
    page.wait_for_url("**/plans/*/")


def test_a_wrong_input_keeps_what_was_typed(open_page: OpenPage, sam: Any, deal: Any) -> None:
    page = open_page(sam, expect_errors=True)
    page.goto(f"/deals/{deal.pk}/plan/")
    page.fill("#f-goal", "All sites live")
    page.fill("#f-account", "")
    page.get_by_role("button", name="Make this plan").click()
    page.get_by_role("alert").wait_for()
    assert page.input_value("#f-goal") == "All sites live"
    assert page.locator("#f-account[aria-invalid=true]").count() == 1
    assert_axe_clean(page)


def test_today_leads_to_the_one_action(open_page: OpenPage, sam: Any, deal: Any) -> None:
    page = open_page(sam)
    page.goto(f"/deals/{deal.pk}/plan/")
    page.get_by_role("button", name="Make this plan").click()
    page.wait_for_url("**/plans/*/")
    page.goto("/")
    page.get_by_role("link", name="Write the outcome").first.click()
    page.locator("#editor").wait_for(state="visible")
    page.fill("#f-goal", "All sites live")
    page.get_by_role("button", name="Save").click()
    page.locator("#editor").wait_for(state="hidden")
    page.wait_for_function("() => !document.body.innerText.includes('Write the outcome')")
