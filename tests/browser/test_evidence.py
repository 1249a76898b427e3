"""Evidence, Today and letters as people see them: in both schemes, on a desk and on a phone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from milepost.conversation.models import Comment
from milepost.domain.plan import Owner, Owners, Person
from milepost.messaging.channels.contract import Item
from milepost.messaging.channels.mail.channel import _groups
from milepost.messaging.letters import Letter, letter
from milepost.messaging.messages import Part, Told, Words
from milepost.sharing import bounces, reminders
from milepost.sharing.engagement import note_opening
from milepost.sharing.models import Notice, Proposal, Stakeholder
from tests.browser.conftest import OpenPage
from tests.browser.helpers import (
    DESKTOP,
    DESKTOP_LIGHT,
    EVERY_LIGHT,
    PHONE,
    PHONE_DARK,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.plans.plans import MAJA, RITA, SAM, a_plan
from tests.sharing.invited import Invited, an_invitation, mails, member_of

pytestmark = pytest.mark.django_db(transaction=True)
ANDERS = Person(key="anders", name="Anders Holm", side="buyer", role="economic_buyer", title="CFO")
NOOR = Person(key="noor", name="Noor al-Haddad", side="buyer", role="security")


@pytest.fixture
def busy() -> Invited:
    """A plan in the middle of its life: one looked, one never did, one's mail comes back."""
    today = timezone.localdate()
    plan = a_plan(5)
    steps = list(plan.milestones)
    buyers = Owners(buyer=Owner(person="maja"))
    steps[0] = replace(
        steps[0],
        title="Discovery and current-state workshop",
        owners=buyers,
        status="complete",
        target=today - timedelta(16),
        completed_on=today - timedelta(12),
        completed_by="maja",
    )
    steps[1] = replace(
        steps[1],
        title="Product demo for site managers",
        owners=Owners(seller=Owner(person="sam")),
        status="complete",
        target=today - timedelta(9),
        completed_on=today - timedelta(9),
        completed_by="sam",
    )
    steps[2] = replace(steps[2], title="Security review", owners=buyers, after=("m2",))
    legal = Owners(buyer=Owner(role="Legal"), seller=Owner(person="sam"))
    steps[3] = replace(steps[3], title="Legal review", owners=legal)
    people = (replace(MAJA, email="maja@halden.example"), ANDERS, NOOR, SAM, RITA)
    invited = an_invitation(
        timezone.now() - timedelta(days=8),
        milestones=tuple(steps),
        people=people,
        created=today - timedelta(30),
        shared_on=today - timedelta(25),
    )
    seller = invited.seller
    for key in ("anders", "noor"):
        Stakeholder.objects.create(
            workspace_id=seller.workspace_id,
            plan_id=invited.plan_id,
            person=key,
            address=f"{key}@halden.example",
            invited_at=timezone.now() - timedelta(days=8),
        )
    bounces.note(seller.workspace_id, "noor@halden.example", "550 5.1.1 nobody")
    with seller.at_work():
        note_opening(seller.workspace_id, invited.plan_id, "maja", "plan")
    common = {"workspace_id": seller.workspace_id, "plan_id": invited.plan_id}
    Proposal.objects.create(
        **common,
        kind="date",
        milestone="m3",
        content={"target": (today + timedelta(40)).isoformat()},
        reason="Our auditor is away until then",
        person="maja",
        person_name="Maja Lindqvist",
    )
    Comment.objects.create(
        **common,
        milestone="m4",
        visibility="shared",
        side="buyer",
        person="maja",
        name="Maja Lindqvist",
        text="Who signs on your side? Our legal team wants to know before they begin.",
    )
    Notice.objects.create(**common, person="maja", kind="other_browser", key="x", at=timezone.now())
    return invited


@pytest.mark.parametrize(("name", "size", "scheme"), DESKTOP_LIGHT)
def test_evidence_is_facts_that_open_on_their_lists(
    open_page: OpenPage, busy: Invited, name: str, size: Any, scheme: str
) -> None:
    page = open_page(member_of(busy.seller), size=size, scheme=scheme)
    page.goto(f"/plans/{busy.plan_id}/")
    paper = page.locator("#evidence")
    for fact in paper.locator("details").all():
        fact.locator("summary").first.click()
    paper.scroll_into_view_if_needed()
    shoot(page, f"evidence-{name}-{scheme}")
    if size == DESKTOP:
        paper.screenshot(path=_beside(f"evidence-paper-{scheme}"))
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)


def _beside(stem: str) -> str:
    import os
    import tempfile

    return f"{os.environ.get('MILEPOST_SHOTS') or tempfile.gettempdir()}/{stem}.png"


def test_a_nudge_from_the_plan_is_asked_and_said(open_page: OpenPage, busy: Invited) -> None:
    page = open_page(member_of(busy.seller))
    page.goto(f"/plans/{busy.plan_id}/")
    page.locator("#evidence details").first.locator("summary").click()
    page.get_by_role("link", name=re.compile("Nudge ?: Anders Holm")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("with a fresh link of their own").wait_for()
    shoot(page, "nudge-asked")
    Stakeholder.objects.filter(person="anders").update(address="anders@halden.example")
    dialog.get_by_role("button", name="Send it").click()
    page.get_by_text("Anders Holm gets a reminder by mail.").wait_for()
    page.locator("#evidence details").first.locator("summary").click()
    page.get_by_text("reminded today").wait_for()
    assert len(mails()) == 1


@pytest.mark.parametrize(("name", "size", "scheme"), PHONE_DARK)
def test_today_is_things_to_do_with_one_button_each(
    open_page: OpenPage, busy: Invited, name: str, size: Any, scheme: str
) -> None:
    page = open_page(member_of(busy.seller), size=size, scheme=scheme)
    page.goto("/")
    shoot(page, f"today-{name}-{scheme}")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert_targets_are_large(page, 40 if size == PHONE else 24, ".today-groups")


def test_today_works_without_script(open_page: OpenPage, busy: Invited) -> None:
    page = open_page(member_of(busy.seller), script=False)
    page.goto("/")
    page.get_by_role("button", name=re.compile("Nudge ?: Anders Holm")).click()
    page.get_by_text("Anders Holm gets a reminder by mail.").wait_for()
    page.get_by_role("button", name=re.compile("Seen ?: Maja Lindqvist opened")).click()
    assert not page.get_by_text("opened the plan for the first time").count()


# --- letters -------------------------------------------------------------------------------------

LINK = "http://localhost:8000/b/5v0nY3bq0yqJx3n0cE6m3S3s7YdVbQ2t1xkYw8Zr9pQ/"
PLAN = "Order tracking for six warehouses"
AROUND = {"workspace": "Brightloom", "name": "Maja Lindqvist", "sender": "Sam Whitfield"}


A_WEEK = Words(
    subject="Your plans this week",
    line="2 plans: 3 steps done last week, 4 due this week, 1 late.",
    link="/",
    link_label="Open Today",
    parts=(
        Part(
            f"{PLAN} · Halden Logistics",
            "At risk. Security review is 5 days past its date.",
            (
                "Late: Security review (5 days, Noor al-Haddad)",
                "Due this week: Legal review (Jonas Weber, 4 Dec)",
                "Waits for Halden Logistics: Security review since 18 Nov",
            ),
            "/plans/1/",
        ),
        Part("Fleet telematics · Nordwind", "On track.", ("Due this week: Kick-off",), "/plans/2/"),
    ),
)


def a_thing(kind: str, plan_id: int | None, tone: Any) -> Item:
    """One message to an AE, of a plan."""
    at = datetime(2026, 11, 25, 9, 12, tzinfo=UTC)
    told = Told(plan_id or 9, 1, plan_id, kind, kind, None, None, {}, at)
    words = Words(
        subject="Noor al-Haddad proposes a change",
        line="Noor al-Haddad proposes 4 December 2026 for “Security review of the pilot”.",
        details=("“Our auditors come the week before.”",),
        link="/plans/1/#proposals",
        link_label="Answer",
        plan=PLAN if plan_id == 1 else "Fleet telematics",
        tone=tone,
    )
    return Item(told, words)


def a_message(*items: Item) -> Letter:
    """What a member is told at once, as the mail channel writes it."""
    home = "http://localhost:8000"
    context = {
        "items": items,
        "groups": _groups(items),
        "more": 3 if len(items) > 1 else 0,
        "is_buyer": False,
        "plan": "",
        "link": f"{home}/inbox/",
        "links": {item.told.id: f"{home}{item.words.link}" for item in items},
        "base": home,
        "choices": f"{home}/account/told/",
        "unsubscribe": f"{home}/u/CUtUEyGvJ__sF-EXJjHZjcHYItCz2Aa2/",
    }
    return letter("message", AROUND | context, language="en", time_zone="Europe/London")


def every_letter() -> dict[str, Letter]:
    def made(template: str, **context: Any) -> Letter:
        return letter(template, AROUND | context, language="en", time_zone="Europe/Stockholm")

    steps = list(a_plan(4).milestones[:2])
    words = "Hello Maja,\nas discussed: here is how we get there by March.\nSam"
    return {
        "invitation": made(
            "invitation", plan=PLAN, words=words, link=LINK, until=date(2027, 5, 24)
        ),
        "reminder": made(
            "reminder",
            plan=PLAN,
            steps=steps,
            link=LINK,
            unsubscribe="http://localhost:8000/u/CUtUEyGvJ__sF-EXJjHZjcHYItCz2Aa2/",
        ),
        "code": made("code", plan=PLAN, code="4821 9034", minutes=15),
        "digest": a_message(
            a_thing("overdue_7_days", 1, "urgent"),
            a_thing("proposed", 1, "usual"),
            a_thing("completed", 2, "good"),
        ),
        "week": a_message(replace(a_thing("week_of_plans", None, "usual"), words=A_WEEK)),
    }


@pytest.mark.parametrize("which", ["invitation", "reminder", "code", "digest", "week"])
def test_every_letter_reads_in_both_schemes_and_on_a_phone(open_page: OpenPage, which: str) -> None:
    made = every_letter()[which]
    for name, size, scheme in EVERY_LIGHT:
        page = open_page(size=size, scheme=scheme)
        page.set_content(made.html)
        shoot(page, f"letter-{which}-{name}-{scheme}")
        assert_axe_clean(page, without=("landmark-one-main", "region"))  # a letter is no page
        assert_no_sideways_scroll(page)


@pytest.mark.parametrize(("name", "size", "scheme"), DESKTOP_LIGHT)
def test_ending_reminders_is_one_click_and_undone_as_easily(
    open_page: OpenPage, busy: Invited, name: str, size: Any, scheme: str
) -> None:
    with busy.seller.at_work():
        reminders.nudge(
            busy.seller.actor, busy.seller.workspace_id, busy.plan_id, "maja", timezone.now()
        )
    (mail,) = mails()
    path = mail["headers"]["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    page = open_page(size=size, scheme=scheme)
    page.goto(path)
    shoot(page, f"unsubscribe-{name}-{scheme}")
    assert_axe_clean(page)
    assert_targets_are_large(page, 40, "main")
    page.get_by_role("button", name="No more reminders about this plan").click()
    page.get_by_role("heading", name="No more reminders").wait_for()
    assert_axe_clean(page)
    page.get_by_role("button", name="Remind me again").click()
    page.get_by_role("heading", name="Reminders are on").wait_for()
