"""The buyer's proposals and both sides' agreement on the plan page, as an AE meets them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from milepost.documents.plan_document import read_plan
from milepost.domain.plan import Owner, Owners, Plan
from milepost.plans.changing import Actor
from milepost.platform.scope import seller_scope
from milepost.sharing import agreement_commands, answer_commands
from milepost.sharing.acting import Deed, _function
from milepost.sharing.models import Proposal
from tests.browser.conftest import OpenPage
from tests.browser.helpers import (
    IN_DESKTOP_LIGHT,
    IN_PHONE_DARK,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.factories import a_member, a_workspace
from tests.web.plans.conftest import Seller

pytestmark = pytest.mark.django_db(transaction=True)
STATES = ["shared", "seller", "buyer", "agreed", "changed", "lacking"]


@pytest.fixture
def sam() -> Seller:
    from django.test import Client

    return Seller(a_member(a_workspace(), name="Sam Whitfield"), Client())


@pytest.fixture
def halden(shared: Path) -> Plan:
    """The example plan, with the buyer, and with a name for everybody who is due soon."""
    plan = read_plan((shared / "examples" / "halden.plan.json").read_bytes())
    named = [
        replace(
            m,
            owners=Owners(buyer=Owner(person="maja"), seller=m.owners.seller if m.owners else None),
        )
        if m.visibility == "shared"
        else m
        for m in plan.milestones
    ]
    return replace(plan, life="shared", agreed_on=None, milestones=tuple(named))


def buyer(sam: Seller, plan_id: int, kind: str, **content: Any) -> Any:
    workspace = sam.member.workspace_id
    actor = Actor(None, "Maja Lindqvist", "maja")
    today = date.today()
    with seller_scope(workspace):
        return _function(kind)(Deed(workspace, plan_id, "maja", actor, kind, content, today))


def ahead(days: int) -> str:
    return (date.today() + timedelta(days)).isoformat()


def with_proposals(sam: Seller, plan_id: int) -> None:
    """One of each kind: a date, a step, one to drop, a go-live; one answered with another date."""
    plan = sam.record(plan_id).plan
    waiting = [m for m in plan.shared_milestones if m.is_open]
    why = "Our security team is away until the new year and will not be hurried"
    buyer(sam, plan_id, "propose_date", milestone=waiting[1].key, target=ahead(45), reason=why)
    buyer(
        sam,
        plan_id,
        "propose_step",
        title="Works council agrees to the rollout in all six warehouses",
        target=ahead(30),
        reason="The law asks for it",
    )
    buyer(sam, plan_id, "propose_drop", milestone=waiting[2].key, reason="Done last year")
    buyer(sam, plan_id, "set_outcome", go_live=ahead(75), seen=1)
    buyer(sam, plan_id, "propose_date", milestone=waiting[0].key, target=ahead(20))
    row = Proposal.objects.filter(milestone=waiting[0].key).get()
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        answer_commands.counter(
            sam.actor, plan_id, row.id, {"target": ahead(12)}, "Half way?", date.today()
        )


def agreed(sam: Seller, plan_id: int, state: str) -> None:
    terms = sam.record(plan_id).marks.terms_revision
    if state in ("buyer", "agreed", "changed"):
        buyer(sam, plan_id, "agree", terms_revision=terms)
    if state in ("seller", "agreed", "changed"):
        with seller_scope(sam.member.workspace_id, sam.member.pk):
            agreement_commands.agree_as_seller(sam.actor, plan_id, date.today())
    if state == "changed":
        from milepost.plans import commands

        fields = {"target_close": ahead(90), "milestones.m5.title": "Business case"}
        with seller_scope(sam.member.workspace_id, sam.member.pk):
            commands.change_fields(sam.actor, plan_id, fields, seen=99)


@IN_PHONE_DARK
def test_proposals_have_no_barriers(
    open_page: OpenPage, sam: Seller, halden: Plan, size: dict[str, int], scheme: str
) -> None:
    plan_id = sam.keep(halden)
    with_proposals(sam, plan_id)
    page = open_page(sam.member, size=size, scheme=scheme)
    page.goto(f"/plans/{plan_id}/")
    shoot(page, f"asks-{size['width']}-{scheme}")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert_targets_are_large(page)
    page.click(".ask >> nth=0 >> text=Accept")
    page.locator("#editor").wait_for(state="visible")
    shoot(page, f"asks-accept-{size['width']}-{scheme}")
    assert_axe_clean(page)


@pytest.mark.parametrize("state", STATES)
@IN_DESKTOP_LIGHT
def test_each_state_of_agreement_has_no_barriers(
    open_page: OpenPage,
    sam: Seller,
    halden: Plan,
    state: str,
    size: dict[str, int],
    scheme: str,
) -> None:
    plan_id = sam.keep(replace(halden, outcome=None) if state == "lacking" else halden)
    agreed(sam, plan_id, state)
    page = open_page(sam.member, size=size, scheme=scheme)
    page.goto(f"/plans/{plan_id}/")
    shoot(page, f"agreement-{state}-{size['width']}-{scheme}")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    if page.locator(".plan-head a[href$='/agreement/']").count():
        page.click(".plan-head a[href$='/agreement/']")
        page.locator("#editor").wait_for(state="visible")
        shoot(page, f"agreement-{state}-dialog-{size['width']}-{scheme}")
        assert_axe_clean(page)


def test_a_date_is_accepted_in_place_and_both_sides_agree(
    open_page: OpenPage, sam: Seller, halden: Plan
) -> None:
    plan_id = sam.keep(halden)
    step = next(m for m in halden.shared_milestones if m.is_open)
    buyer(sam, plan_id, "propose_date", milestone=step.key, target=ahead(20), reason="Away")
    page = open_page(sam.member)
    page.goto(f"/plans/{plan_id}/")
    page.click(".ask >> text=Accept")
    page.locator("#editor .follows").wait_for()
    page.click("#editor button:has-text('Accept')")
    page.locator(".asks").wait_for(state="detached")
    assert sam.record(plan_id).plan.milestone(step.key).target.isoformat() == ahead(20)  # type: ignore[union-attr]
    page.click("text=Agree to this plan")
    page.click("#editor button:has-text('Agree to this plan')")
    page.locator("text=waits for Maja's yes").wait_for()
    buyer(sam, plan_id, "agree", terms_revision=sam.record(plan_id).marks.terms_revision)
    page.reload()
    page.locator("text=Agreed by both sides").wait_for()


def test_the_history_tells_it_readably(open_page: OpenPage, sam: Seller, halden: Plan) -> None:
    plan_id = sam.keep(halden)
    with_proposals(sam, plan_id)
    agreed(sam, plan_id, "agreed")
    page = open_page(sam.member)
    page.goto(f"/plans/{plan_id}/history/")
    sitting = page.locator(".sitting", has_text="said yes to revision").first
    sitting.wait_for()
    assert "Maja Lindqvist" in page.locator(".sittings").first.inner_text()
    shoot(page, "history-of-words")
    assert_axe_clean(page)
