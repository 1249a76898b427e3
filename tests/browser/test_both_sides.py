"""From a deal to the plan that both sides keep, with two browsers and a real mail server.

The seller makes a plan of a deal and shares it; the buyer opens the mail's link on a phone, does a
step, suggests another date and agrees; the seller's open page shows each of them without being
loaded again, and the seller accepts and agrees (issue 4, "Done when").
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from milepost.plans import commands
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope
from milepost.sharing.models import Engagement
from milepost.workspaces.models import Member
from tests.browser.conftest import OpenPage
from tests.browser.helpers import PHONE, shoot
from tests.browser.test_first_plan import make_a_deal, make_the_plan, set_up
from tests.browser.test_sharing import mailbox, path_in, text_of, work

__all__ = ["mailbox"]
pytestmark = pytest.mark.django_db(transaction=True)
SOON = 5_000  # milliseconds; that it takes no second is held by tests/live


def name_everybody(plan_id: int) -> None:
    """Maja and Sam stand in for the roles that nobody has a name for yet."""
    sam = Member.objects.get(name="Sam Whitfield")
    with seller_scope(sam.workspace_id, sam.pk):
        record = plan_record(plan_id)
        assert record is not None
        keys = {p.side: p.key for p in reversed(record.plan.people) if p.role in ("champion", "ae")}
        fields: dict[str, Any] = {}
        for step in record.plan.milestones:
            for side in ("buyer", "seller"):
                owner = getattr(step.owners, side) if step.owners else None
                if owner is not None and owner.person is None:
                    fields[f"milestones.{step.key}.owners.{side}"] = {"person": keys[side]}
        actor = commands.Actor(sam.pk, sam.name)
        commands.change_fields(actor, plan_id, fields, seen=record.revision)


def test_from_a_deal_to_a_plan_that_both_sides_keep(
    open_page: OpenPage, mailbox: list[str]
) -> None:
    sam = open_page()
    set_up(sam)
    make_a_deal(sam)
    make_the_plan(sam)
    name_everybody(int(sam.url.rstrip("/").rpartition("/")[2]))
    sam.reload()

    sam.get_by_role("link", name="Share", exact=True).click()
    dialog = sam.get_by_role("dialog")
    dialog.get_by_label("A few words of your own").fill("Maja, this is what we talked about.")
    dialog.get_by_role("button", name="Send by e-mail").click()
    dialog.get_by_text("A mail is on its way to").wait_for()
    dialog.get_by_role("link", name="Done").click()
    work()
    text = text_of(mailbox[-1])
    assert "Maja, this is what we talked about." in text
    sam.evaluate("window.stays = true")

    maja = open_page(size=PHONE)
    maja.goto(path_in(text))
    maja.get_by_role("heading", name="Live order tracking in all six warehouses").wait_for()
    assert not Engagement.objects.exists()  # opening alone is no human signal
    shoot(maja, "both-sides-buyer-first")

    first = sam.locator("table.plan tr[data-key]").first
    maja.get_by_role("button", name="Mark done").first.click()
    maja.locator("#said").get_by_text("done").first.wait_for()
    first.get_by_text("Complete").wait_for(timeout=SOON)
    assert Engagement.objects.get().person

    maja.get_by_text("Suggest another date").first.click()
    form = maja.locator("form[action$='/do/propose_date/']:visible")
    day = form.get_by_label("Which day would be right?")
    day.fill((date.fromisoformat(day.input_value()) + timedelta(days=7)).isoformat())
    form.get_by_label("Why").fill("Tomasz is away until then")
    form.get_by_role("button", name="Suggest this day").click()
    sam.get_by_text("Tomasz is away until then").first.wait_for(timeout=SOON)
    shoot(sam, "both-sides-seller-asked")

    maja.get_by_role("button", name="Yes, this is our plan").click()
    sam.get_by_text("waits for your yes").first.wait_for(timeout=SOON)

    sam.get_by_role("link", name="Accept").first.click()
    sam.get_by_role("dialog").get_by_role("button", name="Accept").click()
    # The date stood on the critical path, so both are asked again, with just what changed.
    maja.get_by_role("heading", name="Is it still our plan?").wait_for(timeout=SOON)
    maja.get_by_role("button", name="Yes, still our plan").click()
    maja.get_by_role("heading", name="This is our plan").wait_for()
    sam.get_by_text("waits for your yes").first.wait_for(timeout=SOON)
    sam.locator(".agreed").get_by_role("link", name="Agree to this plan").click()
    sam.get_by_role("dialog").get_by_role("button", name="Agree to this plan").click()
    sam.locator(".agreed").get_by_text("Agreed by both sides").first.wait_for(timeout=SOON)
    maja.get_by_text("so did Sam Whitfield").wait_for(timeout=SOON)
    assert sam.evaluate("window.stays")
    shoot(maja, "both-sides-buyer-agreed")
