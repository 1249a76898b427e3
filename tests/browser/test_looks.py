"""Starting small, making full, examples and looks in a browser: no barriers, no overflow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from milepost.domain.plan import Outcome
from milepost.plans import look_commands, peer_commands, peer_queries
from milepost.plans.changing import Actor
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing.visits import new_browser
from milepost.workspaces import look_commands as workspace_looks
from milepost.workspaces.models import Workspace
from tests.browser.helpers import (
    IN_EVERY_LIGHT,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shared_out,
    shoot,
)
from tests.factories import a_deal, a_member, a_workspace
from tests.plans.plans import Seller
from tests.plans.test_form import a_full_draft, a_small_plan
from tests.plans.test_peer_example import a_signed_plan
from tests.platform.test_pictures import a_picture
from tests.sharing.visitors import a_link

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = {
    0: ("What they needed was clear", "Three numbers to measure success by"),
    1: ("Everybody concerned at one table", "IT, finance and operations had a say"),
    2: ("Saw it with their own orders", "Site managers found late orders in one click"),
    3: ("Tested with their systems", "Sign-on and order feed worked on staging"),
    4: ("Agreement signed", "Signed by both sides"),
}


@pytest.fixture
def admin() -> Any:
    return a_member(a_workspace("Brightloom"), "admin", name="Sam Whitfield")


@pytest.fixture
def seller(admin: Any) -> Seller:
    return Seller(admin.workspace_id, admin.pk, Actor(admin.pk, admin.name))


def an_example(seller: Seller) -> int:
    made_from = seller.keeps(a_signed_plan(account="Otherloom Shipping"))
    with seller.at_work():
        example = peer_commands.make_example(seller.actor, made_from, "Brightloom")
        peer_commands.edit_example(
            seller.actor,
            example,
            industry="Logistics",
            size="about four hundred people",
            goal="Know where every order is, without calling the warehouse",
            steps=STEPS,
        )
    return example


def shown(seller: Seller, example: int, plan_id: int) -> None:
    with seller.at_work():
        kept = peer_queries.example(example)
        peer_commands.approve_example(seller.actor, example, kept.changed_at)
        peer_commands.show_example(seller.actor, plan_id, example)


def an_informal_plan(seller: Seller) -> int:
    goal = Outcome(
        goal="Live order tracking in all six warehouses",
        measure="late-delivery calls down by a third",
        go_live=date(2027, 3, 1),
    )
    return seller.keeps(replace(a_small_plan(), outcome=goal, title="Order tracking"))


def looked_at(page: Any, name: str, least: int = 24) -> None:
    shoot(page, name)
    assert_no_sideways_scroll(page)
    assert_targets_are_large(page, least)
    assert_axe_clean(page)


def visit(page: Any, live_server: Any, seller: Seller, plan_id: int) -> str:
    """Open the page's browser as Maja; answers with the plan's address."""
    code, token = a_link(seller.workspace_id, plan_id)
    page.context.add_cookies(
        [
            {"name": PLAN_COOKIE, "value": token, "url": live_server.url},
            {"name": BROWSER_COOKIE, "value": new_browser(), "url": live_server.url},
        ]
    )
    return f"/p/{code}/"


@IN_EVERY_LIGHT
def test_the_sellers_pages(
    open_page: Any, admin: Any, seller: Seller, scheme: str, size: dict[str, int]
) -> None:
    named = f"{scheme}-{size['width']}"
    Workspace.objects.filter(pk=seller.workspace_id).update(colour="#e4572e")
    plan_id, draft = an_informal_plan(seller), seller.keeps(a_full_draft())
    signed = seller.keeps(a_signed_plan())
    example = an_example(seller)
    with seller.at_work():
        workspace_looks.set_logo(seller.workspace_id, a_picture(size=(120, 120)))
        look_commands.set_buyer_logo(plan_id, a_picture(colour=(20, 20, 20, 255)))
    deal = a_deal(admin.workspace, ae=admin, target_close=date(2027, 6, 30))
    page = open_page(admin, scheme=scheme, size=size)
    pages = (
        ("settings", "/workspace/"),
        ("new-plan", f"/deals/{deal.pk}/plan/?form=informal&account=Halden"),
        ("informal-seller", f"/plans/{plan_id}/"),
        ("make-full-page", f"/plans/{plan_id}/make-full/"),
        ("start-small-page", f"/plans/{draft}/start-small/"),
        ("plan-looks", f"/plans/{signed}/looks/"),
        ("plan-looks-logo", f"/plans/{plan_id}/looks/"),
        ("examples", "/examples/"),
        ("example-editor", f"/examples/{example}/"),
    )
    for name, address in shared_out(pages, scheme):
        page.goto(address)
        looked_at(page, f"looks-{name}-{named}")
    page.goto(f"/plans/{plan_id}/")
    page.get_by_role("link", name="Make it the full plan").last.click()
    page.get_by_text("5 steps stay as they are").wait_for()
    shoot(page, f"looks-make-full-dialog-{named}")


@IN_EVERY_LIGHT
def test_the_buyers_pages(
    open_page: Any, live_server: Any, seller: Seller, scheme: str, size: dict[str, int]
) -> None:
    named = f"{scheme}-{size['width']}"
    Workspace.objects.filter(pk=seller.workspace_id).update(colour="#e4572e")
    plan_id = an_informal_plan(seller)
    shown(seller, an_example(seller), plan_id)
    with seller.at_work():
        look_commands.set_buyer_logo(plan_id, a_picture(colour=(20, 20, 20, 255)))
    page = open_page(scheme=scheme, size=size)
    home = visit(page, live_server, seller, plan_id)
    page.goto(f"{home}example/")
    looked_at(page, f"looks-buyer-example-{named}", 40)
    page.goto(home)
    shoot(page, f"looks-buyer-informal-{named}")
    assert_no_sideways_scroll(page)


def test_the_preview_follows_what_is_typed(open_page: Any, admin: Any) -> None:
    page = open_page(admin)
    page.goto("/workspace/")
    page.get_by_label("Colour", exact=False).last.fill("#ffd400")
    page.locator('.look-preview.dark[style*="--brand-d:#ffd400"]').wait_for()
    page.get_by_label("What is in it for them").fill("You see at once when we are late.")
    page.locator(".look-why", has_text="You see at once when we are late.").wait_for()
    assert Workspace.objects.get(pk=admin.workspace_id).colour == ""


def test_cleaned_words_are_taken_over_with_one_click(
    open_page: Any, admin: Any, seller: Seller
) -> None:
    example = an_example(seller)
    page = open_page(admin)
    page.goto(f"/examples/{example}/")
    page.get_by_role("button", name="Take over: Step …").first.click()
    assert page.locator("#f-title-0").input_value() == "Step …"
