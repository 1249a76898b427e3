"""The plan page as people use it: in place, by keyboard, on a phone, two at once, no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from milepost.documents.plan_document import read_plan
from tests.browser.conftest import OpenPage
from tests.browser.helpers import (
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.factories import a_member, a_workspace
from tests.web.plans.conftest import Seller

pytestmark = pytest.mark.django_db(transaction=True)
TABS = ["", "timeline/", "history/", "people/"]


@pytest.fixture
def sam() -> Seller:
    from django.test import Client

    return Seller(a_member(a_workspace(), name="Sam Whitfield"), Client())


@pytest.fixture
def url(sam: Seller, shared: Path) -> str:
    """The page of the Halden plan."""
    plan = read_plan((shared / "examples" / "halden.plan.json").read_bytes())
    return f"/plans/{sam.keep(plan)}/"


def plan_of(sam: Seller, url: str) -> Any:
    return sam.record(int(url.split("/")[2])).plan


def edit(page: Any, selector: str) -> Any:
    """Open the editor of what `selector` shows."""
    page.click(selector)
    editor = page.locator("#editor")
    editor.wait_for(state="visible")
    return editor


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", TABS)
def test_no_barriers(open_page: OpenPage, sam: Seller, url: str, tab: str, scheme: str) -> None:
    page = open_page(sam.member, scheme=scheme)
    page.goto(url + tab)
    shoot(page, f"plan-{tab.strip('/') or 'page'}-{scheme}")
    assert_axe_clean(page)


@pytest.mark.parametrize("tab", TABS)
def test_a_phone_shows_it_whole(open_page: OpenPage, sam: Seller, url: str, tab: str) -> None:
    page = open_page(sam.member, size=PHONE)
    page.goto(url + tab)
    shoot(page, f"plan-{tab.strip('/') or 'page'}-phone")
    assert_no_sideways_scroll(page)
    assert_targets_are_large(page)
    assert_axe_clean(page)


@pytest.mark.parametrize("path", ["/", "/plans/"])
def test_lists_have_no_barriers(open_page: OpenPage, sam: Seller, url: str, path: str) -> None:
    for size in (None, PHONE):
        page = open_page(sam.member, size=size)
        page.goto(path)
        assert_no_sideways_scroll(page)
        assert_axe_clean(page)


def test_a_title_is_changed_in_place(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member)
    page.goto(url)
    edit(page, "#m-m4 a.title")
    page.keyboard.type("Pilot in Gävle")
    page.keyboard.press("Enter")
    page.wait_for_selector("#m-m4 a.title:has-text('Pilot in Gävle')")
    assert not page.locator("#editor").is_visible()
    assert page.locator(".toast").inner_text().strip() == "Saved."
    assert plan_of(sam, url).milestone("m4").title == "Pilot in Gävle"
    assert page.evaluate("document.activeElement.textContent").endswith("Pilot in Gävle")


def test_a_date_is_previewed_then_moved(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member)
    page.goto(url)
    editor = edit(page, "#m-m4 td.tg a")
    page.fill("#f-to", "2026-12-08")
    editor.locator(".follows").wait_for()
    assert "3 later steps follow" in editor.inner_text()
    assert_axe_clean(page)
    editor.get_by_role("button", name="Move it with the 3 that follow").click()
    page.wait_for_selector("#m-m4 td.tg:has-text('8\u00a0Dec')")
    assert plan_of(sam, url).milestone("m5").target.isoformat() == "2026-12-11"


def test_escape_closes_and_gives_focus_back(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member)
    page.goto(url)
    page.focus("#m-m5 td.sa a")
    page.keyboard.press("Enter")
    page.locator("#editor").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("#editor").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.closest('tr').id") == "m-m5"
    assert plan_of(sam, url).title == "Order tracking for six warehouses"


@pytest.mark.parametrize(
    "selector",
    ["#m-m3 a.stone", "#m-m4 td.ow a", "#m-m4 td.sa a", "#outcome h2 a", "[data-key-n]", "#e-life"],
)
def test_forms_have_no_barriers(open_page: OpenPage, sam: Seller, url: str, selector: str) -> None:
    for size in (None, PHONE):
        page = open_page(sam.member, size=size)
        page.goto(url)
        edit(page, selector)
        assert_axe_clean(page)


def test_tasks_are_ticked_in_the_sheet(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member)
    page.goto(url)
    editor = edit(page, "#m-m4 a.stone")
    editor.get_by_role("button", name="Done: Connect staging").click()
    editor.locator(".tick.on").wait_for()
    page.wait_for_selector("#m-m4 .sub:has-text('1 of 1 tasks')")
    page.fill("#new-task", "Sign off")
    editor.get_by_role("button", name="Add", exact=True).click()
    editor.get_by_role("link", name="Sign off", exact=True).wait_for()
    assert len(plan_of(sam, url).milestone("m4").tasks) == 2


def test_order_by_keyboard_and_by_drag(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member)
    page.goto(url)
    page.focus("#m-m5 a.stone")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_selector("#m-m5 + #m-m4")
    page.locator("#m-m5 a.stone").drag_to(page.locator("#m-m7 a.stone"))
    page.wait_for_function(
        "() => [...document.querySelectorAll('tr[data-key]')].map(r => r.dataset.key)"
        ".join().includes('m7') && document.querySelector('#plan').dataset.revision === '3'"
    )
    keys = [m.key for m in plan_of(sam, url).milestones]
    assert abs(keys.index("m5") - keys.index("m7")) == 1


def test_two_people_at_once_see_both_values(open_page: OpenPage, sam: Seller, url: str) -> None:
    noor = a_member(sam.member.workspace, name="Noor Haddad")
    hers = open_page(noor, expect_errors=True)
    his = open_page(sam.member, expect_errors=True)
    for page in (hers, his):
        page.goto(url)
        edit(page, "#m-m4 a.title")
    hers.fill("#f-value", "Pilot in Gävle")
    hers.keyboard.press("Enter")
    hers.wait_for_selector("#m-m4 a.title:has-text('Pilot in Gävle')")
    his.fill("#f-value", "Technical proof")
    his.keyboard.press("Enter")
    conflict = his.locator(".conflict")
    conflict.wait_for()
    said = conflict.inner_text()
    assert "Noor Haddad" in said
    assert "Pilot in Gävle" in said
    assert "Technical proof" in said
    assert_axe_clean(his)
    shoot(his, "plan-conflict")
    conflict.get_by_role("button", name="Save mine instead").click()
    his.wait_for_selector("#m-m4 a.title:has-text('Technical proof')")
    assert plan_of(sam, url).milestone("m4").title == "Technical proof"


def test_undo_by_one_key(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member)
    page.goto(url)
    edit(page, "#m-m4 td.sa a").get_by_role("button", name="Complete").click()
    page.wait_for_selector("#m-m4 .stone.done")
    page.keyboard.press("u")
    page.locator("#editor").get_by_role("button", name="Undo").click()
    page.wait_for_selector("#m-m4 .stone:not(.done)")
    assert plan_of(sam, url).milestone("m4").status == "pending"


def test_one_key_folds_the_private_side(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member)
    page.goto(url)
    assert page.get_by_text("Forecast by completion").is_visible()
    page.keyboard.press("h")
    assert not page.get_by_text("Forecast by completion").is_visible()
    page.keyboard.press("h")
    assert page.get_by_text("Forecast by completion").is_visible()


def test_everything_works_without_script(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member, script=False)
    page.goto(url)
    page.click("#m-m4 a.title")
    assert page.locator("h1").inner_text() == "Technical validation"
    page.fill("#f-value", "Pilot in Gävle")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{url}")
    assert page.locator("#m-m4 a.title").inner_text().endswith("Pilot in Gävle")
    page.click("#m-m4 td.tg a")
    page.fill("#f-to", "2026-12-08")
    page.get_by_role("button", name="See what follows").click()
    page.get_by_role("button", name="Move only this one").click()
    assert plan_of(sam, url).milestone("m4").target.isoformat() == "2026-12-08"


def test_on_paper_nothing_private_is_left(open_page: OpenPage, sam: Seller, url: str) -> None:
    page = open_page(sam.member)
    page.goto(url)
    page.emulate_media(media="print")
    assert not page.locator("#private").is_visible()
    assert not page.locator("#m-i1").is_visible()
    assert page.locator("#m-m4").is_visible()
