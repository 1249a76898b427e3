"""The buyer's page in a browser: every state without a barrier, on paper, by keyboard, offline."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from milepost.domain.plan import Plan
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing.models import Agreement, Opening, Proposal
from milepost.sharing.visits import new_browser
from tests.browser.helpers import (
    IN_EVERY_LIGHT,
    PHONE,
    assert_axe_clean,
    assert_keyboard_reaches_everything,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shared_out,
    shoot,
)
from tests.plans.plans import Seller, a_seller
from tests.portal.halden import a_halden_plan, odd_texts, sixty_steps
from tests.sharing.visitors import a_link

pytestmark = pytest.mark.django_db(transaction=True)


def today() -> date:
    return date.today()


def signed(day: date) -> Plan:
    plan = a_halden_plan(day)
    rows = [
        replace(
            m, status="complete", completed_on=day - timedelta(1), completed_by="maja", reason=None
        )
        if n < 8
        else m
        for n, m in enumerate(plan.milestones)
    ]
    return replace(plan, life="agreed", agreed_on=day, milestones=tuple(rows))


def finished(day: date) -> Plan:
    plan = a_halden_plan(day)
    rows = [
        replace(m, status="complete", completed_on=day, completed_by="maja")
        for m in plan.milestones
    ]
    return replace(plan, life="won", agreed_on=day, milestones=tuple(rows))


def late(day: date) -> Plan:
    plan = a_halden_plan(day)
    rows = list(plan.milestones)
    rows[4] = replace(rows[4], target=day - timedelta(5), status="blocked", reason="No budget yet")
    return replace(plan, milestones=tuple(rows), outcome=None)


STATES: dict[str, tuple[Callable[[date], Plan], str]] = {
    "usual": (a_halden_plan, "maja"),
    "late": (late, "maja"),
    "nothing": (a_halden_plan, "anders"),
    "approval": (a_halden_plan, "tomasz"),
    "signed": (signed, "maja"),
    "finished": (finished, "maja"),
    "sixty": (sixty_steps, "maja"),
    "odd": (odd_texts, "maja"),
    "empty": (lambda day: replace(a_halden_plan(day), milestones=(), outcome=None), "maja"),
}


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def at_the_page(
    open_page: Any, live_server: Any, seller: Seller, plan_id: int, who: str = "maja", **how: Any
) -> tuple[Any, str]:
    """A page in a browser that has opened a personal link, and the plan's address."""
    code, token = a_link(seller.workspace_id, plan_id, who, address=f"{who}@halden.example")
    page = open_page(**how)
    page.context.add_cookies(
        [
            {"name": PLAN_COOKIE, "value": token, "url": live_server.url},
            {"name": BROWSER_COOKIE, "value": new_browser(), "url": live_server.url},
        ]
    )
    return page, f"/p/{code}/"


def with_words(seller: Seller, plan_id: int, plan: Plan) -> None:
    """A proposal that waits, one that was answered with another, and a yes of the seller's."""
    common: dict[str, Any] = {
        "workspace_id": seller.workspace_id,
        "plan_id": plan_id,
        "person": "maja",
        "person_name": "Maja Lindqvist",
    }
    day = (today() + timedelta(20)).isoformat()
    Proposal.objects.create(
        **common, kind="date", milestone="m5", content={"target": day}, reason="Anders is away"
    )
    Proposal.objects.create(
        **common,
        kind="date",
        milestone="m9",
        content={"target": day},
        state="countered",
        counter={"target": (today() + timedelta(61)).isoformat()},
        answer="Noor is at another customer until then.",
        answered_by_name="Sam Whitfield",
        answered_at=f"{today()}T09:00Z",
    )
    Agreement.objects.create(
        workspace_id=seller.workspace_id,
        plan_id=plan_id,
        side="seller",
        member_id=seller.member_id,
        name="Sam Whitfield",
        terms_revision=1,
        shared_revision=1,
    )


@IN_EVERY_LIGHT
def test_no_state_has_a_barrier(
    open_page: Any, live_server: Any, seller: Seller, scheme: str, size: dict[str, int]
) -> None:
    wrong = []
    for name, (make, who) in shared_out(STATES.items(), scheme):
        plan = make(today())
        plan_id = seller.keeps(plan)
        if name in ("usual", "odd"):
            with_words(seller, plan_id, plan)
        page, home = at_the_page(
            open_page, live_server, seller, plan_id, who, scheme=scheme, size=size
        )
        addresses = {name: home}
        if name == "usual":
            addresses |= {"step": f"{home}step/m4/", "history": f"{home}history/"}
        for each, address in addresses.items():
            assert page.goto(address).status == 200, each
            shoot(page, f"buyer-{each}-{scheme}-{'phone' if size is PHONE else 'desktop'}")
            for check in (assert_axe_clean, assert_no_sideways_scroll):
                try:
                    check(page)
                except AssertionError as found:
                    wrong.append(f"{each}\n{found}")
            try:
                assert_targets_are_large(page, 40, "#page")
            except AssertionError as found:
                wrong.append(f"{each}\n{found}")
        page.context.close()
    assert not wrong, "\n\n".join(wrong)


def test_one_tap_is_done_and_undo_takes_it_back(
    open_page: Any, live_server: Any, seller: Seller
) -> None:
    plan_id = seller.keeps(a_halden_plan(today()))
    page, home = at_the_page(open_page, live_server, seller, plan_id, size=PHONE)
    page.goto(home)
    page.evaluate("window.stays = true")
    page.get_by_role("button", name="Mark done: Confirm who signs off").first.click()
    said = page.locator("#said .said")
    said.wait_for()
    shoot(page, "buyer-said-phone")
    assert not page.locator("#for-m4-t3").count()
    assert_axe_clean(page)
    said.get_by_role("button", name="Undo").click()
    page.locator("#for-m4-t3").wait_for()
    assert page.get_by_text("Taken back.").is_visible()
    assert page.evaluate("window.stays")
    step = seller.reads(plan_id).plan.milestone("m4")
    assert step and step.tasks[2].done_on is None


def test_what_is_in_the_way_is_said_on_the_page(
    open_page: Any, live_server: Any, seller: Seller
) -> None:
    plan_id = seller.keeps(a_halden_plan(today()))
    page, home = at_the_page(open_page, live_server, seller, plan_id)
    page.goto(home)
    card = page.locator("#for-m5")
    page.locator("#propose-step summary").click()
    page.locator("#propose-title").fill("Half typed")
    card.get_by_text("Something is in the way").click()
    shoot(page, "buyer-fold-desktop")
    card.get_by_label("What is in the way?").fill("Anders is away")
    card.get_by_role("button", name="Tell everybody").click()
    card.get_by_text("Anders is away").wait_for()
    assert card.get_by_role("button", name="It goes on").is_visible()
    assert page.locator("#propose-title").input_value() == "Half typed"
    assert page.locator("#propose-step").get_attribute("open") is not None


def test_a_lost_connection_is_tried_again_and_the_wish_is_one(
    open_page: Any, live_server: Any, seller: Seller
) -> None:
    plan_id = seller.keeps(a_halden_plan(today()))
    page, home = at_the_page(open_page, live_server, seller, plan_id, expect_errors=True)
    page.goto(home)
    keys: list[str] = []

    def lose_the_answer(route: Any) -> None:
        keys.append(route.request.post_data or "")
        if len(keys) == 1:
            route.abort()  # it never arrived
        elif len(keys) == 2:
            route.fetch()  # it arrived, and its answer got lost
            route.abort()
        else:
            route.continue_()

    page.route("**/do/in_progress/", lose_the_answer)
    page.locator("#for-m5").get_by_role("button", name="I have begun").click()
    page.get_by_text("No connection. We will try again.").wait_for()
    shoot(page, "buyer-offline-desktop")
    page.get_by_text("“Business case with your CFO” has begun.").wait_for(timeout=20000)
    sent = {key.split('name="key"')[1].split("------")[0].strip() for key in keys}
    assert len(keys) == 3 and len(sent) == 1
    assert seller.reads(plan_id).revision == 2


def test_without_script_it_reads_and_acts(open_page: Any, live_server: Any, seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(today()))
    page, home = at_the_page(open_page, live_server, seller, plan_id, script=False, size=PHONE)
    page.goto(home)
    card = page.locator("#for-m5")
    card.locator("#for-m5-date > summary").click()
    card.get_by_label("Which day would be right?").fill((today() + timedelta(20)).isoformat())
    card.get_by_role("button", name="Suggest this day").click()
    assert page.get_by_text("Your date is suggested.").is_visible()
    page.locator("#for-m5").get_by_role("button", name="Mark done").click()
    assert page.get_by_text("“Business case with your CFO” is done.").is_visible()
    shoot(page, "buyer-without-script")
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_text("Taken back.").is_visible()
    page.reload()
    assert not page.get_by_text("Taken back.").count()
    assert page.locator("#for-m5").is_visible()


def test_keys_reach_everything(open_page: Any, live_server: Any, seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(today()))
    page, home = at_the_page(open_page, live_server, seller, plan_id)
    page.goto(home)
    assert_keyboard_reaches_everything(page)
    page.goto(f"{home}step/m4/")
    assert_keyboard_reaches_everything(page)
    page.goto(home)
    page.locator("#for-m5").get_by_role("button", name="Mark done").focus()
    page.keyboard.press("Enter")
    page.locator("#said .said-undo").wait_for()
    assert page.evaluate("document.activeElement.className").endswith("said-undo")
    page.keyboard.press("Enter")
    page.locator("#for-m5").wait_for()


def test_printed_it_is_the_plan_and_no_button(
    open_page: Any, live_server: Any, seller: Seller
) -> None:
    page, home = at_the_page(open_page, live_server, seller, seller.keeps(a_halden_plan(today())))
    page.goto(home)
    page.emulate_media(media="print")
    shoot(page, "buyer-print")
    paper = page.pdf(format="A4")
    if os.environ.get("MILEPOST_SHOTS"):
        Path(os.environ["MILEPOST_SHOTS"], "buyer-print.pdf").write_bytes(paper)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    for hidden in (".act", ".fold", ".bar .me", "#conversation form", ".papers"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.get_by_role("heading", name="Go-live in six warehouses").is_visible()


def test_only_a_person_counts_as_somebody_who_looked(
    open_page: Any, live_server: Any, seller: Seller
) -> None:
    page, home = at_the_page(open_page, live_server, seller, seller.keeps(a_halden_plan(today())))
    page.goto(f"{home}#step-m10")
    page.evaluate(
        "dispatchEvent(new Event('keydown')); dispatchEvent(new WheelEvent('wheel'));"
        "document.querySelector('.mine').click(); scrollTo(0, 500)"
    )
    page.wait_for_timeout(400)
    assert Opening.objects.count() == 0
    with page.expect_response("**/seen/"):
        page.mouse.wheel(0, 200)
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(200)
    assert list(Opening.objects.values_list("what", "person")) == [("plan", "maja")]
