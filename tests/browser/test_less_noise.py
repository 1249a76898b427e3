"""The inbox and how one is told, as people see them: counted live, opened is read, few choices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from milepost.messaging.models import Message
from milepost.plans import commands, live
from milepost.plans.changing import Actor
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing import unsubscribing
from tests.browser.conftest import OpenPage
from tests.browser.helpers import (
    DESKTOP_LIGHT,
    PHONE_DARK,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.plans.plans import Seller, a_plan, a_seller
from tests.sharing.invited import member_of
from tests.sharing.visitors import a_visitor

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Jonas Weber proposes 4 December 2026 for “Security review of the integration”. " * 6
TOLD = (
    ("proposed", "Noor al-Haddad proposes a change", LONG),
    ("overdue_3_days", "“Legal review” is 3 days late", "It waits for Jonas Weber since 18 Nov."),
    ("completed", "“Discovery workshop” is done", "Maja Lindqvist completed it."),
    ("signed", "Signed!", "Halden Logistics has signed."),
    ("week_of_plans", "Your plans this week", "2 plans: 3 steps done last week, 1 late."),
    ("bounced", "Mail to anders@halden.example comes back", "So they hear nothing of the plan."),
)


def tells(sam: Seller, plan_id: int, kind: str, subject: str, line: str, days: int = 0) -> None:
    """A message as it stands once it was said."""
    at = timezone.now() - timedelta(days=days)
    Message.objects.create(
        workspace_id=sam.workspace_id,
        plan_id=plan_id,
        side="seller",
        member_id=sam.member_id,
        kind=kind,
        key=f"{kind}:{subject}",
        subject=subject,
        line=line,
        link=f"/plans/{plan_id}/",
        dispatched_at=at,
        read_at=at if days else None,
    )
    with sam.at_work():
        live.tell_inbox(sam.member_id)


@pytest.fixture
def told() -> tuple[Seller, int]:
    """Somebody who was told several things, the newest of them not read."""
    sam = a_seller()
    plan_id = sam.keeps(a_plan(4))
    for days, (kind, subject, line) in enumerate(TOLD):
        tells(sam, plan_id, kind, subject, line, days=days // 2)
    return sam, plan_id


def test_what_is_told_is_counted_on_an_open_page_and_opened_is_read(
    open_page: OpenPage, told: tuple[Seller, int]
) -> None:
    sam, plan_id = told
    page = open_page(member_of(sam))
    page.goto("/deals/")
    bell = page.locator("[data-inbox]")
    bell.get_by_text("2", exact=True).wait_for()
    tells(sam, plan_id, "agreed", "Maja Lindqvist agreed to the plan", "Your yes is missing.")
    bell.get_by_text("3", exact=True).wait_for()
    page.get_by_role("link", name="Inbox, 3 not read").wait_for()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.get_by_role("heading", name="Inbox").wait_for()
    page.get_by_role("link", name="Maja Lindqvist agreed to the plan").click()
    page.wait_for_url(f"**/plans/{plan_id}/")
    bell.get_by_text("2", exact=True).wait_for()
    tells(sam, plan_id, "opened", "Anders Holm opened the plan", "For the first time.")
    bell.get_by_text("3", exact=True).wait_for()  # by the plan's own stream
    page.goto("/inbox/")
    tells(sam, plan_id, "asked", "Jonas Weber has a question", "Who signs for you?")
    page.get_by_text("Jonas Weber has a question").wait_for()  # on the list itself
    page.get_by_role("button", name="Mark all as read").click()
    page.get_by_text("Everything is read").wait_for()
    page.locator(".inbox-count").wait_for(state="hidden")


@pytest.mark.parametrize(("name", "size", "scheme"), PHONE_DARK)
def test_inbox_and_choices_have_no_barrier(
    open_page: OpenPage, told: tuple[Seller, int], name: str, size: Any, scheme: str
) -> None:
    sam, plan_id = told
    with sam.at_work():
        commands.set_status(
            sam.actor, plan_id, "m1", "complete", today=timezone.localdate(), seen=10_000
        )
        address = unsubscribing.address_for_member(sam.workspace_id, sam.member_id, None)
    page = open_page(member_of(sam), size=size, scheme=scheme)
    pages = {
        "inbox": "/inbox/",
        "told": "/account/told/",
        "told-of-plan": f"/plans/{plan_id}/told/",
        "joy-seller": f"/plans/{plan_id}/",
        "unsubscribe-member": address.removeprefix("http://localhost:8000"),
    }
    for which, path in pages.items():
        page.goto(path)
        shoot(page, f"noise-{which}-{name}-{scheme}")
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        assert_targets_are_large(page, 24, "main")


@pytest.mark.parametrize(("name", "size", "scheme"), DESKTOP_LIGHT)
def test_a_buyer_chooses_and_sees_what_was_completed(
    open_page: OpenPage,
    live_server: Any,
    told: tuple[Seller, int],
    name: str,
    size: Any,
    scheme: str,
) -> None:
    sam, plan_id = told
    client, home = a_visitor(sam.workspace_id, plan_id)
    with sam.at_work():
        maja = Actor(None, "Maja Lindqvist", "maja")
        commands.set_status(
            maja, plan_id, "m4", "complete", today=timezone.localdate(), seen=10_000
        )
    page = open_page(size=size, scheme=scheme)
    for cookie in (PLAN_COOKIE, BROWSER_COOKIE):
        value = client.cookies[cookie].value
        page.context.add_cookies([{"name": cookie, "value": value, "url": live_server.url}])
    page.goto(home)
    page.get_by_role("heading", name="Signed!").wait_for()
    shoot(page, f"noise-joy-buyer-{name}-{scheme}")
    page.goto(f"{home}told/")
    shoot(page, f"noise-told-buyer-{name}-{scheme}")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert_targets_are_large(page, 40, "form")
    page.get_by_label("Once a day").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("You get one mail a day at most").wait_for()


def test_a_plan_is_muted_from_its_menu(open_page: OpenPage, told: tuple[Seller, int]) -> None:
    sam, plan_id = told
    page = open_page(member_of(sam))
    page.goto(f"/plans/{plan_id}/")
    page.get_by_label("More about this plan").click()
    page.get_by_role("link", name="How you are told").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Muted").check()
    shoot(page, "noise-menu")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_text("Muted. What happens on this plan is kept in your inbox.").wait_for()
    page.goto("/account/told/")
    page.get_by_text("muted", exact=True).wait_for()
