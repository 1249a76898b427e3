"""Every page of the seller's side: no barrier, no sideways scroll, targets large enough."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from milepost.domain.plan import Owner, Owners
from milepost.plans import commands
from milepost.plans.commands import Actor
from milepost.platform.scope import seller_scope
from tests import factories
from tests.browser.helpers import (
    IN_EVERY_LIGHT,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shared_out,
    shoot,
)
from tests.messaging.failed import some_deliveries
from tests.messaging.webhooks.kept import a_failed_webhook
from tests.plans.plans import TODAY, a_plan

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "/",
    "/plans/",
    "/plans/{plan}/",
    "/plans/{plan}/timeline/",
    "/plans/{plan}/reviews/",
    "/plans/{plan}/reviews/plan/",
    "/plans/{plan}/risks/",
    "/plans/{plan}/conversation/",
    "/plans/{plan}/history/",
    "/plans/{plan}/history/compare/?from=start",
    "/plans/{plan}/baselines/",
    "/plans/{plan}/baseline/",
    "/plans/{plan}/people/",
    "/deals/",
    "/deals/?q=nothing-of-that-name",
    "/deals/new/",
    "/deals/{deal}/",
    "/deals/{deal}/plan/",
    "/deals/import/",
    "/account/",
    "/account/told/",
    "/inbox/",
    "/members/",
    "/workspace/",
    "/workspace/deliveries/",
    "/mail/",
    "/account/push/",
    "/workspace/webhooks/",
    "/workspace/webhooks/new/",
    "/workspace/webhooks/{webhook}/",
    "/workspace/webhooks/{webhook}/edit/",
    "/workspace/webhooks/{webhook}/deliveries/{delivery}/",
    "/workspace/slack/",
    "/plans/{plan}/slack/",
    "/examples/",
    "/plans/{plan}/looks/",
)


@pytest.fixture
def place() -> Any:
    """A member, with a deal, its plan in every state of a step, and a name for each."""
    workspace = factories.a_workspace()
    sam = factories.a_member(workspace, "admin", name="Sam Whitfield")
    deal = factories.a_deal(workspace, "Order tracking for six warehouses", ae=sam)
    plan = a_plan(9)
    steps = list(plan.milestones)
    steps[0] = replace(steps[0], status="complete", completed_on=TODAY)
    steps[1] = replace(steps[1], status="in_progress", started_on=TODAY)
    steps[2] = replace(steps[2], status="blocked", blocked_on=TODAY, reason="No test users")
    steps[3] = replace(steps[3], status="skipped", reason="Done before")
    steps[4] = replace(steps[4], owners=Owners(buyer=Owner(role="Legal")), done_means="No redlines")
    steps[5] = replace(steps[5], visibility="internal", owners=Owners(seller=Owner(person="sam")))
    with seller_scope(workspace.pk, sam.pk):
        made = commands.import_document(
            Actor(sam.pk, sam.name),
            deal.pk,
            replace(plan, milestones=tuple(steps)),
            {"sam": sam.pk},
            today=TODAY,
        )
    some_deliveries(workspace.pk, made.plan_id)
    webhook, delivery = a_failed_webhook(workspace.pk, sam.pk)
    return {
        "member": sam,
        "plan": made.plan_id,
        "deal": deal.pk,
        "webhook": webhook,
        "delivery": delivery,
    }


@IN_EVERY_LIGHT
def test_no_page_has_a_barrier(
    open_page: Any, place: Any, scheme: str, size: dict[str, int]
) -> None:
    page = open_page(place["member"], scheme=scheme, size=size)
    wrong = []
    for address in shared_out(PAGES, scheme):
        assert page.goto(address.format(**place)).status == 200, address
        name = re.sub(r"\W+", "-", address).strip("-") or "today"
        shoot(page, f"page-{name}-{scheme}-{'phone' if size is PHONE else 'desktop'}")
        for check in (assert_axe_clean, assert_no_sideways_scroll, assert_targets_are_large):
            try:
                check(page)
            except AssertionError as found:
                wrong.append(f"{address}\n{found}")
    assert not wrong, "\n\n".join(wrong)


def test_one_key_folds_everything_that_only_the_seller_sees(open_page: Any, place: Any) -> None:
    page = open_page(place["member"])
    page.goto(f"/plans/{place['plan']}/")
    private = page.get_by_role("heading", name="Forecast by completion")
    assert private.is_visible()
    beside = [page.get_by_text("On track"), page.get_by_text("Step 6"), page.get_by_text("8 steps")]
    assert all(each.first.is_visible() for each in beside)
    page.keyboard.press("h")
    assert not private.is_visible()
    assert not any(each.first.is_visible() for each in beside)
    assert page.get_by_role("button", name="Show").get_attribute("aria-expanded") == "false"
    shoot(page, "page-plan-folded")
    page.reload()
    assert not private.is_visible()
    page.keyboard.press("h")
    assert private.is_visible()


def test_a_printed_plan_holds_nothing_private(open_page: Any, place: Any) -> None:
    page = open_page(place["member"])
    page.goto(f"/plans/{place['plan']}/")
    page.emulate_media(media="print")
    assert not page.get_by_role("heading", name="Forecast by completion").is_visible()
    assert not page.get_by_text("On track").first.is_visible()
    assert not page.get_by_text("Step 6").first.is_visible()
    assert page.get_by_text("Step 2").first.is_visible()
    shoot(page, "page-plan-print")


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/"])
def test_a_page_before_signing_in_has_no_barrier(open_page: Any, address: str) -> None:
    for scheme in ("light", "dark"):
        page = open_page(scheme=scheme, size=PHONE)
        assert page.goto(address).status == 200
        shoot(page, f"page-{address.strip('/').replace('/', '-')}-{scheme}")
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        assert_targets_are_large(page)
