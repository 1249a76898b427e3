"""The Templates section as a person uses it: by mouse, keyboard, phone, and without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.helpers import (
    IN_PHONE_DARK,
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
    return factories.a_member(name="Sam Whitfield")


@IN_PHONE_DARK
def test_the_section_has_no_barrier(
    open_page: Any, member: Any, scheme: str, size: dict[str, int]
) -> None:
    page = open_page(member, scheme=scheme, size=size)
    what = f"{scheme}-{'phone' if size is PHONE else 'desktop'}"
    for name, address in (
        ("list", "/templates/"),
        ("one", "/templates/enterprise/"),
        ("steps", "/templates/steps/"),
        ("new", "/templates/new/"),
    ):
        page.goto(address)
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        assert_targets_are_large(page)
        shoot(page, f"templates-{name}-{what}")
    page.goto("/templates/")
    page.get_by_role("button", name="Copy and edit").first.click()
    page.get_by_role("button", name="Save").wait_for()
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert_targets_are_large(page)
    shoot(page, f"templates-edit-{what}")


def test_a_template_is_copied_changed_and_kept(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/templates/simple/")
    page.get_by_role("button", name="Copy and edit").click()
    page.get_by_label("Name").fill("Our simple deal")
    titles = page.locator(".edit-step").get_by_label("Title")
    moved = titles.nth(1).input_value()
    page.get_by_role("button", name="Move step 1 down").click()
    expect(titles.nth(0)).to_have_value(moved)
    page.get_by_role("button", name="Add a step").click()
    titles.nth(5).fill("Celebrate together")
    page.locator(".edit-step").nth(5).get_by_label("Our owner").fill("Account executive")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Our simple deal").wait_for()
    assert page.get_by_text("Celebrate together").first.is_visible()
    assert moved in page.locator("tbody tr:not(.phase)").nth(0).inner_text()
    assert page.get_by_text("What version 2 changed").is_visible()
    assert_axe_clean(page)
    shoot(page, "templates-saved")


def test_what_was_typed_survives_a_mistake(open_page: Any, member: Any) -> None:
    page = open_page(member, expect_errors=True)
    page.goto("/templates/simple/")
    page.get_by_role("button", name="Copy and edit").click()
    title = page.locator(".edit-step").nth(1).get_by_label("Title")
    title.fill("")
    page.locator(".edit-step").nth(1).get_by_label("Done means").fill("As I typed it")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("One thing needs another look").wait_for()
    assert_axe_clean(page)
    shoot(page, "templates-mistake")
    assert page.locator(".edit-step").nth(1).get_by_label("Done means").input_value() == (
        "As I typed it"
    )
    page.locator(".notice a").click()
    assert page.evaluate("document.activeElement.name") == "title-1"


def test_a_template_is_edited_without_script(open_page: Any, member: Any) -> None:
    page = open_page(member, script=False)
    page.goto("/templates/simple/")
    page.get_by_role("button", name="Copy and edit").click()
    page.get_by_role("button", name="Remove step 2").click()
    assert page.locator(".edit-step").count() == 4
    page.get_by_label("Name").fill("Shorter")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("heading", name="Shorter").is_visible()


def test_the_form_is_filled_by_keyboard_alone(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/templates/new/")
    assert_keyboard_reaches_everything(page)


def test_leaving_with_unsaved_text_is_asked_about(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/templates/new/")
    page.get_by_label("Name").fill("Half a thought")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/templates/")
    assert asked == ["beforeunload"]
