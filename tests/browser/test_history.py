"""The history in a browser: a reason that is asked for, the story, two moments, a new baseline."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from milepost.plans import commands
from milepost.platform.scope import seller_scope
from tests.browser.conftest import OpenPage
from tests.browser.helpers import (
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.factories import a_member, a_workspace
from tests.plans.plans import a_plan
from tests.web.plans.conftest import Seller

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_material_change_to_what_it_did(open_page: OpenPage) -> None:
    sam = Seller(a_member(a_workspace(), name="Sam Whitfield"), Client())
    plan_id = sam.keep(a_plan())
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        commands.make_baseline(sam.actor, plan_id, today=date.today())
    page = open_page(sam.member)
    page.goto(f"/plans/{plan_id}/")

    # A step that changes sides is asked for its reason, in the same dialog, before it is kept.
    page.click("#m-m2 td.ow a")
    editor = page.locator("#editor")
    editor.wait_for(state="visible")
    editor.locator("select[name=buyer]").select_option("")
    editor.get_by_role("button", name="Save").first.click()
    editor.locator("#f-why").wait_for()
    assert "A step changes sides." in editor.inner_text()
    assert sam.record(plan_id).revision == 2
    assert_axe_clean(page)
    page.fill("#f-why", "Their team has no time")
    page.keyboard.press("Enter")
    editor.wait_for(state="hidden")
    assert sam.record(plan_id).revision == 3

    page.click("#m-m5 td.tg a")
    page.fill("#f-to", "2027-01-22")
    editor.locator(".follows").wait_for()
    page.fill("#f-why", "Holidays")
    editor.get_by_role("button", name="Move it").click()
    editor.wait_for(state="hidden")
    page.get_by_role("link", name="History").click()
    story = page.locator(".sitting").first
    assert "took “Step 2” from Maja Lindqvist at the buyer" in story.inner_text().replace(
        "Took", "took"
    )
    assert "Why: Their team has no time" in story.inner_text()

    # One filter, without a button.
    page.check("input[name=material]")
    page.wait_for_url("**material=1**")
    assert page.locator(".deed").count() == 2

    page.goto(f"/plans/{plan_id}/history/compare/?from=baseline-1")
    assert page.locator("rect.then").count() == page.locator("rect.now").count() == 5
    late = page.locator(".bar-row.later rect.now").bounding_box()
    then = page.locator(".bar-row.later rect.then").bounding_box()
    assert late
    assert then
    assert late["x"] > then["x"]

    page.get_by_role("link", name="Baselines").click()
    page.get_by_role("link", name="Measure anew from today").click()
    editor.wait_for(state="visible")
    page.fill("#f-why", "Agreed in the call")
    page.get_by_role("button", name="Keep as baseline").click()
    page.wait_for_selector("text=Against baseline 2")
    page.get_by_role("link", name="Baseline 1").click()
    page.wait_for_selector("text=Against baseline 1")

    page.set_viewport_size(PHONE)
    for path in ("history/", "history/compare/?from=baseline-1", "baselines/?baseline=1"):
        page.goto(f"/plans/{plan_id}/{path}")
        shoot(page, f"history-{path.split('/')[-2]}-phone")
        assert_no_sideways_scroll(page)
        assert_targets_are_large(page)
