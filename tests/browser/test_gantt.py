"""The Gantt by hand and by key: a bar dragged and taken, moved by arrows, refused in a circle."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from milepost.domain.plan import Plan
from milepost.domain.working_days import common_calendar
from milepost.plans import commands
from milepost.plans.commands import Actor
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope
from tests import factories
from tests.browser.helpers import (
    EVERY_LIGHT,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.plans.gantt_plans import a_drawn_plan

pytestmark = pytest.mark.django_db(transaction=True)


class Place:
    """A seller with a plan to drag."""

    def __init__(self, size: int) -> None:
        workspace = factories.a_workspace()
        self.sam = factories.a_member(workspace, "admin", name="Sam Whitfield")
        self.workspace = workspace.pk
        deal = factories.a_deal(workspace, ae=self.sam)
        with seller_scope(self.workspace, self.sam.pk):
            made = commands.import_document(
                Actor(self.sam.pk, self.sam.name),
                deal.pk,
                a_drawn_plan(size, date.today()),
                {"sam": self.sam.pk},
            )
        self.plan_id = made.plan_id
        self.address = f"/plans/{made.plan_id}/timeline/"

    def plan(self) -> Plan:
        with seller_scope(self.workspace, self.sam.pk):
            record = plan_record(self.plan_id)
        assert record is not None
        return record.plan

    def target(self, key: str) -> date:
        step = self.plan().milestone(key)
        assert step is not None
        return step.target


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for part in (0.3, 0.7, 1.0):
        page.mouse.move(
            start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
        )
    page.mouse.up()


def is_taken(page: Any) -> None:
    """The change was saved, and the Gantt drawn anew."""
    page.locator(".toast").get_by_text("Saved.").wait_for()
    page.wait_for_function("document.querySelector('#g-panel:empty:not(.htmx-settling)')")
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping')")


def middle(page: Any, key: str) -> tuple[float, float]:
    box = page.locator(f"#bar-{key}").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_bars_are_dragged_and_nothing_changes_until_it_is_taken(open_page: Any) -> None:
    place = Place(13)
    page = open_page(place.sam)
    page.goto(place.address)
    day = page.evaluate("document.querySelector('.g-axis').clientWidth / gantt.dataset.days")
    before, closing = place.target("m8"), place.target("m9")
    x, y = middle(page, "m8")

    # Moved by two weeks and left again.
    drag(page, (x, y), (x + 14 * day, y))
    panel = page.locator("#g-panel")
    panel.get_by_text("instead of").wait_for()
    assert page.locator(".g-shadow.follows").count() > 0
    shoot(page, "gantt-drag")
    page.keyboard.press("Escape")
    assert panel.inner_text() == ""
    assert page.locator(".g-shadow").count() == 0
    assert place.target("m8") == before

    # Moved again, and taken with what follows; undone by the same button as on the plan.
    drag(page, (x, y), (x + 14 * day, y))
    panel.get_by_role("button", name="Take it with the").click()
    is_taken(page)
    common = common_calendar(place.plan().calendars)
    assert place.target("m8") == common.on_or_after(before + timedelta(days=14))
    assert place.target("m9") > closing
    page.get_by_role("link", name="Undo").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert place.target("m8") == before

    # The left edge makes it longer.
    box = page.locator("#bar-m8").bounding_box()
    drag(page, (box["x"] + 2, box["y"] + 6), (box["x"] - 7 * day, box["y"] + 6))
    panel.get_by_role("button", name="Take it with").or_(
        panel.get_by_role("button", name="Take it")
    ).first.click()
    is_taken(page)
    assert place.plan().milestone("m8").duration > 4  # type: ignore[union-attr]

    # The dot behind a bar, put onto one that it waits for: a circle, refused in words.
    page.mouse.move(*middle(page, "m9"))
    handle = page.locator(".g-handle").bounding_box()
    kept = place.plan()
    drag(page, (handle["x"] + 7, handle["y"] + 7), middle(page, "m4"))
    panel.get_by_text("already comes after").wait_for()
    assert "Nothing was changed." in panel.inner_text()
    shoot(page, "gantt-circle")
    panel.get_by_role("link", name="Understood").click()
    assert place.plan() == kept


def test_everything_by_keyboard(open_page: Any) -> None:
    place = Place(13)
    page = open_page(place.sam)
    page.goto(place.address)
    before = place.target("m8")
    page.locator("#bar-m7").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "bar-m8"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert "due" in page.locator("#g-said").inner_text()
    page.keyboard.press("Enter")
    page.locator("#g-panel button.main").wait_for()
    page.wait_for_function("document.activeElement.matches('#g-panel button')")
    page.keyboard.press("Enter")
    is_taken(page)
    calendar = common_calendar(place.plan().calendars)
    moved = calendar.on_or_after(calendar.after(before) + timedelta(days=7))
    assert place.target("m8") == moved
    page.wait_for_function("document.activeElement.id === 'bar-m8'")

    # Longer by two days; then what it comes after: a circle is refused here too.
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    page.locator("#g-panel").get_by_text("takes 4 working days instead of 2").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#g-panel").get_by_text("already comes after").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#g-panel").inner_text() == ""
    assert page.evaluate("document.activeElement.id") == "bar-m8"
    # Without an open change, Enter opens the step's own forms.
    page.keyboard.press("Enter")
    page.locator("#editor[open]").wait_for()


@pytest.mark.parametrize("size", [13, 47, 200])
def test_it_prints_on_one_page(open_page: Any, size: int) -> None:
    place = Place(size)
    page = open_page(place.sam)
    page.goto(f"{place.address}?zoom=week&open=evaluation&open=negotiation&open=implementation")
    made = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
    page.emulate_media(media="print")
    assert not page.locator(".g-row.internal .g-title").first.is_visible()
    assert page.locator(".g-row:not(.internal) .g-title").first.is_visible()


def test_the_gantt_in_every_light(open_page: Any) -> None:
    place = Place(20)
    for name, size, scheme in EVERY_LIGHT:
        page = open_page(place.sam, size=size, scheme=scheme)
        page.goto(place.address)
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        assert_targets_are_large(page, within=".g-tools")
        shoot(page, f"gantt-{name}-{scheme}")
        if size is PHONE:
            said = "getComputedStyle(document.querySelector('#bar-m7').closest('li')"
            said = page.evaluate(f"{said}.querySelector('.g-name a'), '::after').content")
            assert "working days of float" in said
            continue
        page.get_by_role("link", name="Days", exact=True).click()
        page.locator(".gantt.zoom-day").wait_for()
        page.get_by_role("button", name="Negotiation").click()
        page.locator("#bar-m12").wait_for()
        page.reload()
        assert page.locator(".gantt.zoom-day").count() == 1
        assert page.locator("#bar-m12").count() == 1
        page.goto(f"/plans/{place.plan_id}/phases/")
        assert_axe_clean(page)
