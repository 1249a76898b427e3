"""The buyer's page in a browser: every state without a barrier, on paper, by keyboard, offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from milepost.domain.plan import Plan
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing.models import Agreement, Proposal
from milepost.sharing.visits import new_browser
from tests.browser.helpers import (
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_no_state_has_a_barrier(
    open_page: Any, live_server: Any, seller: Seller, scheme: str, size: dict[str, int] | None
) -> None:
    wrong = []
    for name, (make, who) in STATES.items():
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
            shoot(page, f"buyer-{each}-{scheme}-{'phone' if size else 'desktop'}")
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
