"""The frame of every page: bar, finding, menus, folding, light and dark, phone, keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests import factories
from tests.browser.helpers import (
    PHONE,
    assert_axe_clean,
    assert_keyboard_reaches_everything,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def member() -> Any:
    workspace = factories.a_workspace()
    sam = factories.a_member(workspace, name="Sam Whitfield")
    factories.a_deal(workspace, "Order tracking", ae=sam)
    factories.a_deal(workspace, "Return flows", account="Ostra Kraft", ae=sam)
    return sam


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_the_find_page_has_no_barrier(
    open_page: Any, member: Any, scheme: str, size: dict[str, int] | None
) -> None:
    page = open_page(member, scheme=scheme, size=size)
    page.goto("/find/?q=order")
    assert page.get_by_text("Order tracking").is_visible()
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert_targets_are_large(page)
    shoot(page, f"find-{scheme}-{'phone' if size else 'desktop'}")


def test_a_deal_is_found_from_anywhere_by_keyboard(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/find/")
    page.locator("body").click(position={"x": 5, "y": 400})
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    field.fill("ostra")
    option = page.get_by_role("option", name=re.compile("Return flows"))
    option.wait_for()
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert_axe_clean(page)
    shoot(page, "palette")
    page.keyboard.press("Escape")
    assert not page.locator("dialog#find").is_visible()


def test_finding_works_without_script(open_page: Any, member: Any) -> None:
    page = open_page(member, script=False)
    page.goto("/find/")
    page.get_by_role("searchbox").fill("ostra")
    page.get_by_role("button", name="Find").click()
    assert page.get_by_text("Return flows").is_visible()


def test_everything_in_the_frame_is_reached_by_keyboard(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/find/?q=order")
    assert_keyboard_reaches_everything(page)


def test_the_first_stop_leads_past_the_bar(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/find/?q=zzz")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_on_a_phone_the_places_are_under_the_thumb(open_page: Any, member: Any) -> None:
    page = open_page(member, size=PHONE)
    page.goto("/find/")
    nav = page.get_by_role("navigation", name="Main")
    box = nav.bounding_box()
    assert box
    assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
    for link in nav.get_by_role("link").all():
        size = link.bounding_box()
        assert size["height"] >= 44
        assert size["width"] >= 44


def test_a_chosen_scheme_stays_without_a_flash(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/find/")
    page.locator(".me summary").click()
    page.get_by_role("button", name="Dark").click()
    assert _paper(page) == "rgb(18, 20, 23)"
    assert_axe_clean(page)
    shoot(page, "menu-dark")
    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert _paper(page) == "rgb(18, 20, 23)"
    page.locator(".me summary").click()
    page.get_by_role("button", name="System").click()
    assert _paper(page) == "rgb(247, 246, 242)"


def test_the_shortcuts_are_listed(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/find/?q=zz")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    assert_axe_clean(page)
    shoot(page, "shortcuts")


def test_losing_the_connection_is_said(open_page: Any, member: Any) -> None:
    page = open_page(member, expect_errors=True)
    page.goto("/find/")
    page.context.set_offline(True)
    assert page.get_by_text("You are offline").is_visible()
    page.context.set_offline(False)
    assert not page.get_by_text("You are offline").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_a_wrong_address_has_a_page_without_barriers(
    open_page: Any, member: Any, scheme: str, size: dict[str, int] | None
) -> None:
    page = open_page(member, scheme=scheme, size=size, expect_errors=True)
    answer = page.goto("/no/such/page/")
    assert answer.status == 404
    assert page.get_by_role("heading", name="There is nothing here").is_visible()
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    shoot(page, f"404-{scheme}-{'phone' if size else 'desktop'}")


def test_a_very_long_word_breaks_instead_of_the_page(open_page: Any, member: Any) -> None:
    factories.a_deal(member.workspace, "x" * 280, ae=member)
    page = open_page(member, size=PHONE)
    page.goto("/find/?q=xxxx")
    assert_no_sideways_scroll(page)


def test_print_leaves_out_what_is_for_screens(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/find/?q=order")
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert page.get_by_text("Order tracking").is_visible()


def _paper(page: Any) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
