"""Deals, imports, members and sign-in in a real browser: no barrier, by keyboard, on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from milepost.intake import jobs
from milepost.messaging.models import Outbox
from milepost.messaging.registry import Delivery
from milepost.workspaces import setup as first_start
from tests import factories
from tests.browser.helpers import (
    IN_EVERY_LIGHT,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    shared_out,
    shoot,
)

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Sehr-lange-Bezeichnung-ohne-jede-Lücke-" * 7


@pytest.fixture
def member() -> Any:
    workspace = factories.a_workspace()
    ida = factories.a_member(workspace, role="admin", name="Ida Brandt")
    factories.a_deal(workspace, "Order tracking", ae=ida, crm_reference="BL-1")
    factories.a_deal(workspace, "Claims", account=None, value=None, target_close=None)
    factories.a_deal(workspace, LONG, account=LONG, ae_name=LONG[:200], crm_reference=LONG[:120])
    return ida


@IN_EVERY_LIGHT
def test_no_page_has_a_barrier(
    open_page: Any, member: Any, scheme: str, size: dict[str, int]
) -> None:
    from milepost.deals.models import Deal

    deal = Deal.objects.get(name="Claims").pk
    page = open_page(member, scheme=scheme, size=size)
    pages = {
        "deals": "/deals/",
        "deals-none": "/deals/?q=nothing+fits",
        "deal": f"/deals/{deal}/",
        "deal-edit": f"/deals/{deal}/?edit=value",
        "deal-new": "/deals/new/",
        "import": "/deals/import/",
        "members": "/members/",
        "invite": "/members/invite/",
        "workspace": "/workspace/",
        "messages": "/workspace/messages/",
        "profile": "/account/",
        "security": "/account/2fa/",
    }
    for name, address in shared_out(pages.items(), scheme):
        page.goto(address)
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        shoot(page, f"{name}-{scheme}-{'phone' if size is PHONE else 'desktop'}")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_the_pages_before_the_door_have_no_barrier(
    open_page: Any, db: None, size: dict[str, int] | None
) -> None:
    link = first_start.new_setup_link()
    assert link is not None
    page = open_page(size=size)
    for name, address in {
        "setup": "/" + link.split("/", 3)[3],
        "login": "/account/login/",
        "reset": "/account/password/reset/",
        "closed": "/account/signup/",
    }.items():
        page.goto(address)
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        shoot(page, f"{name}-{'phone' if size is PHONE else 'desktop'}")


def test_filters_stand_in_the_address_and_a_reload_keeps_them(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/deals/")
    page.locator("input[name=q]").first.fill("order")
    page.wait_for_url("**/deals/?q=order")
    page.get_by_text("1 deal", exact=True).wait_for()
    page.reload()
    assert page.locator("#deals tbody tr").count() == 1
    page.get_by_role("link", name="Clear", exact=True).click()
    page.get_by_text("3 deals", exact=True).wait_for()


def test_a_gap_is_filled_in_place_by_keyboard(open_page: Any, member: Any) -> None:
    page = open_page(member, expect_errors=True)
    page.goto("/deals/?gap=value")
    page.locator("a.gap", has_text="value").click()
    page.locator("input[name=value]").fill("-3")
    page.keyboard.press("Enter")
    page.get_by_text("The value is negative").wait_for()
    page.locator("input[name=value]").fill("1.250,50")
    page.keyboard.press("Enter")
    page.get_by_text("€1,250.50").wait_for()


def test_a_file_goes_in_from_the_page_to_the_report(open_page: Any, member: Any) -> None:
    page = open_page(member)
    page.goto("/deals/import/")
    rows = "Opportunity ID,Account,Deal Name,Amount,Close Date\nA1,Halden,One,1000,2027-01-22\n"
    rows += "A2,Tern,Two,-5,2027-02-30\n"
    page.set_input_files(
        "input[type=file]",
        {"name": "crm.csv", "mimeType": "text/csv", "buffer": rows.encode()},
    )
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_text("1 row would stay out").wait_for()
    assert_axe_clean(page)
    shoot(page, "import-mapping")
    page.get_by_role("button", name="Import 1 deal").click()
    page.get_by_text("You can leave this page").wait_for()
    row = Outbox.objects.get(kind="intake.import")
    jobs.run(Delivery(row.pk, row.workspace_id, row.kind, row.key, row.payload, 1, 1))
    page.get_by_role("heading", name="The deals are in").wait_for()
    page.get_by_text("the value is negative").wait_for()
    assert_axe_clean(page)
    shoot(page, "import-report")


def test_everything_works_without_script(open_page: Any, member: Any) -> None:
    page = open_page(member, script=False)
    page.goto("/deals/?q=claims")
    page.get_by_role("link", name="Claims").click()
    page.get_by_role("link", name="Edit: Deal").click()
    page.get_by_label("What is it about").fill("Claims desk")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("heading", name="Claims desk").is_visible()


def test_a_passkey_is_added_and_signs_in(open_page: Any, member: Any) -> None:
    page = open_page(member)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto("/account/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Today").wait_for()
    page.goto("/account/")
    assert page.get_by_role("heading", name="Your profile").is_visible()
