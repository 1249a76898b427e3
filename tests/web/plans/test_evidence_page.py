"""Evidence on the plan's private paper, and in Today as things to do with one button each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.conversation.models import Comment
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Owner, Owners
from milepost.messaging.letters import zone_of
from milepost.sharing import bounces
from milepost.sharing.models import Agreement, Link, Notice, Proposal, Stakeholder
from milepost.sharing.queries import plan_sharing
from milepost.web.plans.evidence_model import Fact, facts_of
from tests.plans.plans import MAJA, RITA, SAM, TODAY, a_plan
from tests.sharing.invited import ADDRESS, Invited, an_invitation, mails, member_of
from tests.sharing.test_notices import a_link, end_access, mute, opens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def invited() -> Invited:
    """Maja was invited ten days ago."""
    return an_invitation(timezone.now() - timedelta(days=10))


@pytest.fixture
def client(invited: Invited) -> Client:
    return signed_in(invited)


def signed_in(invited: Invited) -> Client:
    browser = Client()
    browser.force_login(member_of(invited.seller).user)
    return browser


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def facts(invited: Invited) -> tuple[Fact, ...]:
    with invited.seller.at_work():
        sharing = plan_sharing(invited.plan_id)
    plan = invited.seller.reads(invited.plan_id).plan
    return facts_of(plan, evaluate(plan, TODAY), sharing, TODAY, zone_of("UTC"))


def said(invited: Invited) -> str:
    told = (
        "\n".join([fact.text, *(f"{line.text}: {line.note}" for line in fact.lines)])
        for fact in facts(invited)
    )
    return "\n".join(told).replace("\N{NO-BREAK SPACE}", " ")


# --- on the private paper ------------------------------------------------------------------------


def test_who_never_opened_is_a_fact_with_a_nudge(invited: Invited, client: Client) -> None:
    shown = page(client, f"/plans/{invited.plan_id}/")
    assert "The one person invited has not opened the plan yet" in shown
    assert "Maja Lindqvist (Champion) never opened, invited 10 days ago Nudge" in shown


def test_a_page_shows_an_opening_as_soon_as_it_was_made(invited: Invited, client: Client) -> None:
    first = client.get(f"/plans/{invited.plan_id}/")
    opens(invited)
    again = client.get(
        f"/plans/{invited.plan_id}/", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 200
    assert "1 of 1 person has opened the plan, Maja Lindqvist last" in again.content.decode()


def test_whose_turn_it_is_and_for_how_long(invited: Invited) -> None:
    assert "Waits for Halden Logistics: Step 1, 16 working days" in said(invited)
    assert "Waits for your side: Step 1, 16 working days" in said(invited)


def test_promises_and_turns_are_told_for_each_side() -> None:
    plan = a_plan(3)
    first, second, third = plan.milestones
    buyers = Owners(buyer=Owner(person="maja"))
    first = replace(
        first,
        owners=buyers,
        status="complete",
        target=TODAY - timedelta(9),
        completed_on=TODAY - timedelta(6),
        completed_by="maja",
    )
    second = replace(second, owners=Owners(seller=Owner(person="sam")), target=TODAY)
    text = said(an_invitation(milestones=(first, second, third), people=(MAJA, SAM, RITA)))
    assert "Halden Logistics kept 0 of 1 date, 3 days late" in text
    assert "Step 1: promised 16 Nov, done 19 Nov, 3 days late" in text
    assert "When it is their turn: Halden Logistics takes 12 working days" in text
    assert "1 of 1 complete step confirmed by the buyer" in text
    assert "Waits for your side: Step 2, 4 working days" in text


def test_a_role_to_be_named_is_a_fact_with_its_step() -> None:
    plan = a_plan(3)
    first = replace(plan.milestones[0], owners=Owners(buyer=Owner(role="Legal")))
    text = said(an_invitation(milestones=(first, *plan.milestones[1:])))
    assert "1 step due within 30 days has nobody named at Halden Logistics\nStep 1: due" in text


def test_thin_evidence_under_a_confident_band_says_so() -> None:
    plan = a_plan(5)
    done = tuple(
        replace(m, status="complete", completed_on=TODAY, completed_by="sam")
        for m in plan.milestones[:4]
    )
    invited = an_invitation(milestones=(*done, plan.milestones[4]))
    shown = page(signed_in(invited), f"/plans/{invited.plan_id}/")
    assert "4 of 5 complete, none confirmed by the buyer" in shown


def test_evidence_changes_neither_band_nor_health(invited: Invited, client: Client) -> None:
    def verdict() -> tuple[str, str]:
        text = client.get(f"/plans/{invited.plan_id}/").content.decode()
        paper = text[text.index("Forecast by completion") : text.index('id="evidence"')]
        return paper, text[: text.index('class="cols"')].replace(_pulse(text), "")

    def _pulse(text: str) -> str:
        found = re.search(r'data-pulse="\d+"', text)
        return found[0] if found else ""

    before = verdict()
    opens(invited)
    bounces.note(invited.seller.workspace_id, ADDRESS, "550 5.1.1")
    assert verdict() == before


# --- the nudge -----------------------------------------------------------------------------------


def test_a_nudge_is_asked_first_on_the_plan_and_sent_once(invited: Invited, client: Client) -> None:
    path = f"/plans/{invited.plan_id}/nudge/maja/"
    assert "Send Maja Lindqvist a friendly reminder?" in page(client, path)
    assert mails(ADDRESS) == []
    answer = client.post(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/plans/{invited.plan_id}/")
    again = client.post(path)
    assert again.status_code == 422
    assert "has had a reminder today" in again.content.decode()
    (mail,) = mails(ADDRESS)
    assert mail["sender_name"] == "Sam Whitfield via Brightloom"


def test_another_workspaces_person_is_not_nudged(invited: Invited) -> None:
    other = signed_in(an_invitation())
    assert other.post(f"/plans/{invited.plan_id}/nudge/maja/").status_code == 404
    assert other.post(f"/plans/{invited.plan_id}/nudge/nobody/").status_code == 404
    assert mails(ADDRESS) == []


# --- Today ---------------------------------------------------------------------------------------


def unopened(invited: Invited) -> None:
    """Nothing more than the invitation."""


def a_proposal(invited: Invited) -> None:
    Proposal.objects.create(
        workspace_id=invited.seller.workspace_id,
        plan_id=invited.plan_id,
        kind="date",
        milestone="m1",
        content={"target": "2026-12-18"},
        reason="The board meets on the 17th",
        person="maja",
        person_name="Maja Lindqvist",
    )


def a_yes(invited: Invited) -> None:
    Agreement.objects.create(
        workspace_id=invited.seller.workspace_id,
        plan_id=invited.plan_id,
        side="buyer",
        person="maja",
        name="Maja Lindqvist",
        terms_revision=1,
        shared_revision=1,
    )


def a_comment(invited: Invited) -> None:
    Comment.objects.create(
        workspace_id=invited.seller.workspace_id,
        plan_id=invited.plan_id,
        milestone="m1",
        visibility="shared",
        side="buyer",
        person="maja",
        name="Maja Lindqvist",
        text="Who signs on your side?",
    )


def a_bounce(invited: Invited) -> None:
    bounces.note(invited.seller.workspace_id, ADDRESS, "550 5.1.1 nobody")


def a_first_opening(invited: Invited) -> None:
    opens(invited)


def another_browser(invited: Invited) -> None:
    link = a_link(invited, "laptop")
    opens(invited, "action:done", link_id=link, browser="phone")


def an_ending_link(invited: Invited) -> None:
    Link.objects.filter(pk=a_link(invited, None)).update(
        expires_at=timezone.now() + timedelta(days=5)
    )


@pytest.mark.parametrize(
    ("happens", "words", "action"),
    [
        (unopened, "Maja Lindqvist (Champion) has not opened the plan", "/nudge/maja/"),
        (a_proposal, "Maja Lindqvist proposes 18 Dec for “Step 1”, instead of", "/#proposals"),
        (a_yes, "Maja Lindqvist agreed to the plan; your yes is missing", "/agreement/"),
        (a_comment, "Maja Lindqvist wrote about Step 1", "/conversation/"),
        (a_bounce, "The mail to maja@halden.example came back: check the address", "/people/maja/"),
        (a_first_opening, "Maja Lindqvist opened the plan for the first time", "/seen/"),
        (another_browser, "link of Maja Lindqvist was used in another browser", "/access/maja/"),
        (an_ending_link, "The link of Maja Lindqvist ends in 5 days", "/access/maja/"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_today_says_what_waits_with_its_one_action(
    invited: Invited, client: Client, happens: Callable[[Invited], None], words: str, action: str
) -> None:
    happens(invited)
    answer = client.get("/").content.decode()
    row = next(li for li in answer.split("<li>") if words in " ".join(li.split()))
    assert f"/plans/{invited.plan_id}{action}" in row.replace("%23", "#") or action in row
    assert row.count('class="btn sm "') == 1


@pytest.mark.parametrize("gone", [end_access, mute, opens], ids=lambda f: f.__name__)
def test_today_leaves_whoever_need_not_be_nudged(
    invited: Invited, client: Client, gone: Any
) -> None:
    gone(invited)
    assert "has not opened the plan" not in page(client, "/")


def test_today_gives_people_two_working_days_before_a_nudge_and_after_one(
    invited: Invited, client: Client
) -> None:
    Stakeholder.objects.update(invited_at=timezone.now())
    assert "has not opened the plan" not in page(client, "/")
    Stakeholder.objects.update(invited_at=timezone.now() - timedelta(days=10))
    answer = client.post(f"/plans/{invited.plan_id}/nudge/maja/", {"from": "today"}, follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain == [("/", 303)]
    assert "Maja Lindqvist gets a reminder by mail." in shown
    assert "has not opened the plan" not in shown
    Notice.objects.update(at=timezone.now() - timedelta(days=5))
    assert "reminded 5 days ago" in page(client, "/")


def test_a_refused_nudge_from_today_says_why_there(invited: Invited, client: Client) -> None:
    path = f"/plans/{invited.plan_id}/nudge/maja/"
    client.post(path, {"from": "today"})
    answer = client.post(path, {"from": "today"}, follow=True)
    assert "has had a reminder today" in answer.content.decode()


def test_a_notice_that_was_seen_is_gone(invited: Invited, client: Client) -> None:
    opens(invited)
    path = f"/plans/{invited.plan_id}/notices/{Notice.objects.get().pk}/seen/"
    assert client.get(path).status_code == 405
    assert client.post(path, {"from": "today"}).headers["Location"] == "/"
    assert "opened the plan for the first time" not in page(client, "/")
    other = signed_in(an_invitation())
    Notice.objects.update(seen_at=None)
    other.post(path)
    assert Notice.objects.filter(seen_at=None).exists()


def test_an_address_that_bounces_is_seen_on_people(invited: Invited, client: Client) -> None:
    assert "Mail comes back" not in page(client, f"/plans/{invited.plan_id}/people/")
    a_bounce(invited)
    shown = page(client, f"/plans/{invited.plan_id}/people/")
    assert "Mail comes back check the address" in shown


def test_a_role_to_be_named_is_asked_of_the_champion_in_a_drafted_mail() -> None:
    plan = a_plan(3)
    first = replace(plan.milestones[0], owners=Owners(buyer=Owner(role="Legal")))
    invited = an_invitation(milestones=(first, *plan.milestones[1:]))
    answer = signed_in(invited).get("/").content.decode()
    assert "Ask Maja" in answer
    assert f"mailto:{ADDRESS}?subject=Who%20looks%20after" in answer
    assert f"/plans/{invited.plan_id}/edit/milestones.m1.owners/" in answer


def test_todays_additions_are_two_statements_however_many_plans(
    invited: Invited, client: Client
) -> None:
    client.get("/")

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    one = count()
    for _ in range(4):
        more = an_invitation(timezone.now() - timedelta(days=10), seller=invited.seller)
        a_comment(more)
        opens(more)
    assert count() == one
