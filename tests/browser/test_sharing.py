"""From the Share dialog to the buyer's page, by a mail that a real server took; and what a mail
scanner with a browser of its own does on the way: nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string, policy
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from milepost.domain.plan import Person, Plan
from milepost.messaging.worker import Worker
from milepost.plans import commands
from milepost.platform.scope import seller_scope
from milepost.sharing.models import Code, Engagement, Link, Opening, Stakeholder
from tests.browser.conftest import OpenPage
from tests.browser.helpers import (
    DESKTOP_LIGHT,
    PHONE,
    PHONE_DARK,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.factories import a_member, a_workspace
from tests.mail_server import Receiver
from tests.plans.plans import MAJA, SAM, TODAY, a_plan
from tests.sharing.visitors import a_link

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "maja@halden.example"


@pytest.fixture
def mailbox(receiver: Receiver) -> list[str]:
    """The messages that the mail server took."""
    return receiver.received


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sam() -> Any:
    return a_member(a_workspace(), name="Sam Whitfield")


def kept(sam: Any, plan: Plan) -> int:
    actor = commands.Actor(sam.pk, sam.name)
    with seller_scope(sam.workspace_id, sam.pk):
        made = commands.import_document(actor, None, plan, {"sam": sam.pk}, today=TODAY)
    return made.plan_id


def a_draft(**fields: Any) -> Plan:
    maja = Person(
        key="maja", name=MAJA.name, side="buyer", role="champion", email=ADDRESS, title="Operations"
    )
    tomasz = Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it")
    usual = {"life": "draft", "shared_on": None, "people": (maja, tomasz, SAM)}
    return a_plan(**(usual | fields))


def work() -> None:
    worker = Worker()
    while worker.work_once():
        pass


def text_of(raw: str) -> str:
    message = message_from_string(raw.replace("\r\n..", "\r\n."), policy=policy.default)
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def path_in(text: str) -> str:
    found = re.search(r"/b/[\w-]+/", text)
    assert found
    return found[0]


def look(page: Any, name: str) -> None:
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert_targets_are_large(page)
    shoot(page, name)


def test_from_the_share_dialog_to_the_plan_by_a_mailed_link(
    open_page: OpenPage, sam: Any, mailbox: list[str]
) -> None:
    plan_id = kept(sam, a_draft())
    seller = open_page(sam)
    seller.goto(f"/plans/{plan_id}/")
    seller.get_by_role("link", name="Share", exact=True).click()
    dialog = seller.get_by_role("dialog")
    assert not dialog.get_by_label("Tomasz Zieliński").is_checked()  # he has no address
    dialog.get_by_label("A few words of your own").fill("Maja, here is what we talked about.")
    dialog.get_by_role("button", name="Send by e-mail").click()
    dialog.get_by_text("A mail is on its way to").wait_for()
    dialog.get_by_role("link", name="Done").click()
    work()
    (mail,) = mailbox
    text = text_of(mail)
    assert "From: Sam Whitfield via Brightloom" in mail.replace('"', "")
    assert "Reply-To:" in mail
    assert "Maja, here is what we talked about." in text

    buyer = open_page(size=PHONE)
    buyer.goto(path_in(text))
    buyer.get_by_role("heading", name="Live order tracking").first.wait_for()
    assert "/p/" in buyer.url
    assert "/b/" not in buyer.url


def test_a_scanner_with_a_browser_changes_nothing_and_counts_nothing(
    open_page: OpenPage, sam: Any, mailbox: list[str]
) -> None:
    plan_id = kept(sam, a_draft(life="shared", shared_on=TODAY))
    code, token = a_link(sam.workspace_id, plan_id, address=ADDRESS)
    Stakeholder.objects.update(invited_at=timezone.now())
    before = rows()
    scanner = open_page()
    for _visit in range(2):
        scanner.goto(f"/b/{token}/")
        scanner.wait_for_load_state()
        scanner.wait_for_timeout(4000)
    for path in ("door", "code", "prove", "name"):
        scanner.goto(f"/p/{code}/{path}/")
        scanner.wait_for_timeout(300)
    work()
    assert rows() == before
    assert (Opening.objects.count(), Engagement.objects.count()) == (0, 0)
    assert mailbox == []


def rows() -> list[Any]:
    return [
        list(Link.objects.order_by("id").values()),
        list(Code.objects.order_by("id").values()),
        list(Stakeholder.objects.order_by("person").values()),
    ]


@pytest.mark.parametrize("script", [True, False])
def test_without_a_link_a_code_opens_the_plans_address(
    open_page: OpenPage, sam: Any, mailbox: list[str], script: bool
) -> None:
    plan_id = kept(sam, a_draft(life="shared", shared_on=TODAY))
    code, _ = a_link(sam.workspace_id, plan_id, address=ADDRESS)
    Stakeholder.objects.update(invited_at=timezone.now())
    page = open_page(size=PHONE, script=script)
    page.goto(f"/p/{code}/")
    page.get_by_label("Your e-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_text("a code is on its way").wait_for()
    work()
    digits = re.findall(r"\b\d{4} \d{4}\b", text_of(mailbox[0]))[0]
    page.get_by_label("The code of eight digits").fill(digits)
    page.get_by_role("button", name="Open the plan").click()
    page.get_by_role("heading", name="Live order tracking").first.wait_for()


@pytest.mark.parametrize(("name", "size", "scheme"), DESKTOP_LIGHT)
def test_the_doors_in_every_light(
    open_page: OpenPage, sam: Any, name: str, size: Any, scheme: str
) -> None:
    plan_id = kept(sam, a_draft(life="shared", shared_on=TODAY))
    code, token = a_link(sam.workspace_id, plan_id, address=ADDRESS)
    # The pages of the doors answer 404, 422 on purpose.
    page = open_page(size=size, scheme=scheme, expect_errors=True)
    mark = f"{name}-{scheme}"
    page.goto("/b/cut-sho/")
    look(page, f"door-dead-{mark}")
    page.goto(f"/p/{code}/door/")
    look(page, f"door-{mark}")
    page.get_by_label("Your e-mail address").fill(
        "maja.lindqvist-borgstroem@logistik.halden.example"
    )
    page.get_by_role("button", name="Send me a code").click()
    look(page, f"door-code-{mark}")
    page.get_by_label("The code of eight digits").fill("0000 0000")
    page.get_by_role("button", name="Open the plan").click()
    look(page, f"door-code-wrong-{mark}")
    page.goto(f"/b/{token}/")
    Link.objects.update(first_browser="another")
    page.goto(f"/p/{code}/prove/")
    look(page, f"door-prove-{mark}")


@pytest.mark.parametrize(("name", "size", "scheme"), PHONE_DARK)
def test_sharing_in_every_light(
    open_page: OpenPage, sam: Any, settings: Any, name: str, size: Any, scheme: str
) -> None:
    settings.SMTP_URL = "smtp+plain://127.0.0.1:1"
    plan_id = kept(sam, a_draft())
    page = open_page(sam, size=size, scheme=scheme)
    mark = f"{name}-{scheme}"
    page.goto(f"/plans/{plan_id}/people/")
    look(page, f"people-draft-{mark}")
    page.get_by_role("link", name="Share", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Give me links to copy").wait_for()
    look(page, f"share-{mark}")
    dialog.get_by_role("button", name="Give me links to copy").click()
    dialog.get_by_label("Link of Maja Lindqvist").wait_for()
    look(page, f"share-links-{mark}")
    dialog.get_by_role("link", name="Done").click()
    page.goto(f"/plans/{plan_id}/people/")
    page.get_by_role("heading", name="The plan's address").wait_for()
    look(page, f"people-{mark}")
    page.get_by_role("link", name="Access of Maja Lindqvist").click()
    page.get_by_role("dialog").get_by_role("button", name="New link to copy").wait_for()
    look(page, f"share-access-{mark}")


def test_a_preview_is_the_buyers_page_under_a_bar(open_page: OpenPage, sam: Any) -> None:
    plan_id = kept(sam, a_draft())
    page = open_page(sam)
    page.goto(f"/plans/{plan_id}/people/")
    page.get_by_role("link", name="Access of Maja Lindqvist").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview as Maja Lindqvist").click()
    preview = opened.value
    preview.get_by_text("Preview as").wait_for()
    preview.get_by_role("heading", name="Live order tracking").first.wait_for()
    shoot(preview, "preview")
    assert Opening.objects.count() == 0
