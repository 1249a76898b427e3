"""Calendars, the call and missed dates in a browser: no barriers, and the address is copied."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from milepost.plans.changing import Actor
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing import misses
from milepost.sharing.visits import new_browser
from tests.browser.helpers import (
    IN_PHONE_DARK,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.calendars.late import kept_late_plan
from tests.factories import a_member, a_workspace
from tests.plans.plans import Seller
from tests.sharing.visitors import a_link

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> tuple[Any, Seller, int]:
    member = a_member(a_workspace("Brightloom"), name="Sam Whitfield")
    sam = Seller(member.workspace_id, member.pk, Actor(member.pk, member.name))
    plan_id = kept_late_plan(sam, timezone.now().date())
    with sam.at_work():
        misses.look(sam.workspace_id, plan_id, timezone.now())
    return member, sam, plan_id


def looked_at(page: Any, name: str) -> list[str]:
    shoot(page, name)
    wrong = []
    for check in (assert_axe_clean, assert_no_sideways_scroll, assert_targets_are_large):
        try:
            check(page)
        except AssertionError as found:
            wrong.append(f"{name}\n{found}")
    return wrong


@IN_PHONE_DARK
def test_the_pages_have_no_barrier(
    open_page: Any, place: Any, size: dict[str, int], scheme: str
) -> None:
    member, sam, plan_id = place
    page = open_page(member, size=size, scheme=scheme)
    light = f"{scheme}-{size['width']}"
    wrong = []
    for address in (f"/plans/{plan_id}/calls/m2/", f"/plans/{plan_id}/misses/maja/"):
        assert page.goto(address).status == 200
        wrong += looked_at(page, f"calendars-{address.split('/')[3]}-{light}")
    page.goto("/account/calendar/")
    wrong += looked_at(page, f"calendars-mine-{light}")
    page.get_by_role("button", name="Add to my calendar").click()
    page.get_by_text("shown this once").wait_for()
    wrong += looked_at(page, f"calendars-mine-taken-{light}")

    code, token = a_link(sam.workspace_id, plan_id)
    buyer = open_page(size=size, scheme=scheme)
    base = page.url.split("/account")[0]
    buyer.context.add_cookies(
        [
            {"name": name, "value": value, "url": f"{base}/p/{code}/"}
            for name, value in ((PLAN_COOKIE, token), (BROWSER_COOKIE, new_browser()))
        ]
    )
    buyer.goto(f"/p/{code}/calendar/")
    wrong += looked_at(buyer, f"calendars-buyer-{light}")
    buyer.get_by_role("button", name="Add to my calendar").click()
    address = buyer.get_by_label("Or copy the address").input_value()
    assert re.fullmatch(r"https?://[^/]+/c/[\w-]{43}\.ics", address)
    wrong += looked_at(buyer, f"calendars-buyer-taken-{light}")
    assert not wrong, "\n\n".join(wrong)
