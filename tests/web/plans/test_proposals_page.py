"""The buyer's proposals and both sides' agreement on the seller's plan page and in its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.domain.plan import Outcome, Person, Plan
from milepost.plans import commands
from milepost.plans.changing import Actor
from milepost.platform.scope import seller_scope
from milepost.sharing.acting import Deed, _function
from milepost.sharing.models import Agreement, Proposal
from milepost.web.plans import kept
from tests.plans.plans import MAJA, RITA, SAM, a_plan

from .conftest import TODAY, Seller

TOMASZ = Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it")


@pytest.fixture(autouse=True)
def nothing_kept(today: date) -> None:
    kept.regions.clear()
    kept.frames.clear()


def the_plan(**fields: Any) -> Plan:
    plan = a_plan(5, people=(MAJA, TOMASZ, SAM, RITA))
    return replace(plan, **fields)


@pytest.fixture
def plan_id(sam: Seller) -> int:
    return sam.keep(the_plan())


def buyer(sam: Seller, plan_id: int, kind: str, who: str = "maja", **content: Any) -> Any:
    name = {"maja": "Maja Lindqvist", "tomasz": "Tomasz Zieliński"}[who]
    workspace = sam.member.workspace_id
    deed = Deed(workspace, plan_id, who, Actor(None, name, who), kind, content, TODAY)
    with seller_scope(workspace):
        return _function(kind)(deed)


def page(sam: Seller, plan_id: int, part: str = "") -> str:
    return str(sam.client.get(f"/plans/{plan_id}/{part}").content.decode())


def plain(html: str) -> str:
    """The page's text with its spaces made plain."""
    return " ".join(html.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ").split())


def propose_date(sam: Seller, plan_id: int) -> Proposal:
    buyer(
        sam,
        plan_id,
        "propose_date",
        milestone="m2",
        target="2027-01-08",
        reason="<b>Legal</b> is away",
    )
    return Proposal.objects.get()


def test_a_proposal_shows_at_once_with_who_what_why_and_its_effect(
    sam: Seller, plan_id: int
) -> None:
    before = sam.client.get(f"/plans/{plan_id}/")
    propose_date(sam, plan_id)
    again = sam.client.get(f"/plans/{plan_id}/", headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 200
    html = plain(again.content.decode())
    assert "<b>Maja Lindqvist</b> proposes 8 Jan for “Step 2”, instead of 15 Dec" in html
    assert "&lt;b&gt;Legal&lt;/b&gt; is away" in html
    assert "3 later steps follow; the signature goes from" in html


def test_accepting_shows_what_moves_first_and_then_the_plan_anew(sam: Seller, plan_id: int) -> None:
    row = propose_date(sam, plan_id)
    form = plain(sam.htmx(plan_id, "get", f"proposals/{row.id}/accept/").content.decode())
    assert "Step 5" in form
    assert sam.record(plan_id).revision == 1
    done = sam.htmx(plan_id, "post", f"proposals/{row.id}/accept/", seen="1", state="open")
    assert done.status_code == 200
    assert done["HX-Retarget"] == "#plan"
    assert "proposal-" not in done.content.decode()
    assert sam.record(plan_id).plan.milestone("m2").target == date(2027, 1, 8)  # type: ignore[union-attr]
    told = plain(page(sam, plan_id, "history/"))
    assert "Why: Maja Lindqvist proposed it: &lt;b&gt;Legal" in told
    assert "proposed 8 January 2027 for “Step 2”" in told


def test_it_works_without_script(sam: Seller, plan_id: int) -> None:
    row = propose_date(sam, plan_id)
    url = f"/plans/{plan_id}/proposals/{row.id}/refuse/"
    assert b"<html" in sam.client.get(url).content
    assert sam.client.post(url, {"answer": "", "state": "open"}).status_code == 422
    done = sam.client.post(url, {"answer": "We sign in December", "state": "open"})
    assert (done.status_code, done["Location"]) == (303, f"/plans/{plan_id}/")
    told = plain(page(sam, plan_id, "history/"))
    assert "declined 8 January 2027 for “Step 2”" in told
    assert "“We sign in December”" in told


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(sam: Seller, plan_id: int) -> None:
    row = propose_date(sam, plan_id)
    wrong = sam.htmx(
        plan_id, "post", f"proposals/{row.id}/counter/", target="2020-01-01", answer="Sooner?"
    )
    assert wrong.status_code == 422
    html = wrong.content.decode()
    assert "Sooner?" in html
    assert 'id="f-target-error"' in html
    assert Proposal.objects.get().state == "open"


def test_a_suggestion_waits_for_the_buyer_and_can_still_be_given_up(
    sam: Seller, plan_id: int
) -> None:
    row = propose_date(sam, plan_id)
    sam.htmx(
        plan_id,
        "post",
        f"proposals/{row.id}/counter/",
        target="2026-12-22",
        answer="Half way?",
        state="open",
    )
    html = plain(page(sam, plan_id))
    assert "Sam Whitfield suggested 22 Dec instead · waits for Maja" in html
    taken = sam.htmx(plan_id, "post", f"proposals/{row.id}/accept/", seen=str(1), state="countered")
    assert taken.status_code == 200
    assert Proposal.objects.get().state == "accepted"


def test_who_answers_second_is_told(sam: Seller, plan_id: int) -> None:
    row = propose_date(sam, plan_id)
    sam.htmx(plan_id, "post", f"proposals/{row.id}/counter/", target="2026-12-22", state="open")
    late = sam.htmx(plan_id, "post", f"proposals/{row.id}/accept/", seen="1", state="open")
    assert late.status_code == 409
    assert "already answered" in late.content.decode()
    assert sam.record(plan_id).revision == 1
    Proposal.objects.update(state="withdrawn")
    assert sam.htmx(plan_id, "get", f"proposals/{row.id}/accept/").status_code == 409


def test_a_preview_of_an_older_plan_is_shown_anew(sam: Seller, plan_id: int) -> None:
    row = propose_date(sam, plan_id)
    sam.htmx(plan_id, "post", "edit/title/", title="Seven sites", seen="1")
    late = sam.htmx(plan_id, "post", f"proposals/{row.id}/accept/", seen="1", state="open")
    assert late.status_code == 409
    assert Proposal.objects.get().state == "open"


def test_an_added_step_asks_the_ae_to_look_until_they_did(sam: Seller, plan_id: int) -> None:
    buyer(
        sam, plan_id, "propose_step", title="Works council", target="2026-12-18", reason="The law"
    )
    row = Proposal.objects.get()
    assert "a new step, “Works council”, by 18 Dec" in plain(page(sam, plan_id))
    sam.htmx(plan_id, "post", f"proposals/{row.id}/accept/", seen="1", state="open")
    html = plain(page(sam, plan_id))
    assert "“Works council” was added, as Maja proposed" in html
    assert f"/plans/{plan_id}/steps/m6/" in html
    sam.htmx(plan_id, "post", f"proposals/{row.id}/looked/")
    assert "was added, as Maja proposed" not in page(sam, plan_id)


def test_a_new_go_live_shows_the_dates_that_would_follow(sam: Seller) -> None:
    plan = the_plan(outcome=Outcome(goal="Live", go_live=date(2027, 3, 1)))
    plan_id = sam.keep(plan)
    buyer(sam, plan_id, "set_outcome", go_live="2026-12-18", seen=1)
    html = plain(page(sam, plan_id))
    assert "proposes going live by 18 Dec" in html
    assert "it cannot be held" in html
    row = Proposal.objects.get()
    form = plain(sam.htmx(plan_id, "get", f"proposals/{row.id}/counter/").content.decode())
    assert "Go-live that you can hold" in form


@pytest.mark.parametrize("state", ["nothing", "seller", "buyer", "stakeholder", "both", "changed"])
def test_the_head_says_how_far_agreement_has_come(sam: Seller, plan_id: int, state: str) -> None:
    expected = {
        "nothing": "With the buyer since 3 Nov",
        "seller": "Sam agreed %s, waits for Maja&#39;s yes",
        "buyer": "Maja agreed %s, waits for your yes",
        "stakeholder": "Tomasz agreed %s, waits for Maja&#39;s yes",
        "both": "Agreed by both sides %s, revision 1",
        "changed": "Changed since %s: agreement asked again",
    }[state]
    if state in ("buyer", "both", "changed"):
        buyer(sam, plan_id, "agree", terms_revision=1)
    if state == "stakeholder":
        buyer(sam, plan_id, "agree", "tomasz", terms_revision=1)
    if state in ("seller", "both", "changed"):
        sam.htmx(plan_id, "post", "agreement/", do="agree", terms="1")
    if state == "changed":
        sam.htmx(plan_id, "post", "edit/target_close/", target_close="2027-02-12", why="", seen="2")
    html = plain(page(sam, plan_id))
    when = plain(day_of_agreement(plan_id))
    assert (expected % when if "%s" in expected else expected) in html
    assert ("Agree to this plan" in html) == (state in ("nothing", "buyer", "stakeholder"))
    assert ("Agree again" in html) == (state == "changed")


def day_of_agreement(plan_id: int) -> str:
    """The workspace's day of the first yes, as the page says it on the tests' today."""
    from zoneinfo import ZoneInfo

    from milepost.web.plans import words

    first = Agreement.objects.filter(plan_id=plan_id).order_by("at").first()
    if first is None:
        return ""
    return words.short_day(first.at.astimezone(ZoneInfo("Europe/London")).date(), TODAY)


def test_the_dialog_shows_just_what_changed_since_the_last_yes(sam: Seller, plan_id: int) -> None:
    buyer(sam, plan_id, "agree", terms_revision=1)
    sam.htmx(plan_id, "post", "agreement/", do="agree", terms="1")
    sam.htmx(plan_id, "post", "edit/target_close/", target_close="2027-02-12", why="", seen="2")
    sam.htmx(plan_id, "post", "edit/notes/", notes="Private words", seen="3")
    html = plain(sam.htmx(plan_id, "get", "agreement/").content.decode())
    assert "target close" in html
    assert "Private words" not in html
    sam.htmx(plan_id, "post", "agreement/", do="agree", terms="3")
    assert "Sam agreed again" in plain(page(sam, plan_id))


def test_what_is_missing_is_said_before_anybody_can_agree(sam: Seller) -> None:
    plan_id = sam.keep(the_plan(outcome=None))
    html = sam.htmx(plan_id, "get", "agreement/").content.decode()
    assert "The outcome has no goal." in html
    assert f"/plans/{plan_id}/edit/outcome/" in html
    assert 'value="agree"' not in html
    refused = sam.htmx(plan_id, "post", "agreement/", do="agree")
    assert refused.status_code == 422
    assert not Agreement.objects.exists()


def test_terms_that_changed_under_an_open_dialog_are_not_agreed_to(
    sam: Seller, plan_id: int
) -> None:
    sam.htmx(plan_id, "post", "edit/target_close/", target_close="2027-02-12", why="", seen="1")
    assert sam.htmx(plan_id, "post", "agreement/", do="agree", terms="1").status_code == 409
    assert not Agreement.objects.exists()


def test_agreed_by_hand_shows_as_such(sam: Seller, plan_id: int) -> None:
    assert sam.htmx(plan_id, "post", "agreement/", do="elsewhere", how="").status_code == 422
    sam.htmx(plan_id, "post", "agreement/", do="elsewhere", how="Call with Maja")
    assert sam.record(plan_id).plan.life == "agreed"
    assert "as Sam Whitfield noted: Call with Maja" in plain(page(sam, plan_id))
    told = plain(page(sam, plan_id, "history/"))
    assert "Why: The buyer agreed in another way: Call with Maja" in told
    assert "noted that both sides agreed to revision 1" in told


def test_an_undone_agreement_keeps_the_yeses_and_is_marked_again(
    sam: Seller, plan_id: int
) -> None:
    buyer(sam, plan_id, "agree", terms_revision=1)
    sam.htmx(plan_id, "post", "agreement/", do="agree", terms="1")
    sam.htmx(plan_id, "post", "undo/", seen="2")
    assert sam.record(plan_id).plan.life == "shared"
    html = plain(page(sam, plan_id))
    assert "Both sides said yes" in html
    assert "Mark as agreed" in sam.htmx(plan_id, "get", "agreement/").content.decode()
    sam.htmx(plan_id, "post", "agreement/", do="agree")
    assert sam.record(plan_id).plan.life == "agreed"
    assert Agreement.objects.count() == 2


def test_the_life_dialog_sets_no_agreement(sam: Seller, plan_id: int) -> None:
    html = sam.htmx(plan_id, "get", "edit/life/").content.decode()
    assert f"/plans/{plan_id}/agreement/" in html
    assert sam.htmx(plan_id, "post", "edit/life/", life="agreed", seen="1").status_code == 422
    assert sam.record(plan_id).plan.life == "shared"


def test_a_yes_taken_back_is_in_the_history(sam: Seller, plan_id: int) -> None:
    sam.htmx(plan_id, "post", "agreement/", do="agree", terms="1")
    sam.htmx(plan_id, "post", "agreement/", do="take_back")
    told = plain(page(sam, plan_id, "history/"))
    assert "said yes to revision 1" in told
    assert "took back their yes to revision 1" in told


def test_nothing_of_another_workspace_is_answered(
    sam: Seller, stranger: Seller, plan_id: int
) -> None:
    row = propose_date(sam, plan_id)
    assert stranger.htmx(plan_id, "get", f"proposals/{row.id}/accept/").status_code == 404
    assert stranger.htmx(plan_id, "post", f"proposals/{row.id}/accept/").status_code == 404
    assert stranger.htmx(plan_id, "post", "agreement/", do="agree").status_code == 404
    assert sam.htmx(plan_id, "get", f"proposals/{row.id}/perhaps/").status_code == 404
    other = stranger.keep(the_plan())
    assert stranger.htmx(other, "get", f"proposals/{row.id}/accept/").status_code == 409
    assert stranger.htmx(other, "post", f"proposals/{row.id}/accept/").status_code == 409
    assert Proposal.objects.get().state == "open"


def test_an_archived_plan_shows_its_proposals_without_answers(sam: Seller, plan_id: int) -> None:
    propose_date(sam, plan_id)
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        commands.archive(sam.actor, plan_id)
    html = page(sam, plan_id)
    assert "proposal-" in html
    assert "/accept/" not in html


def test_a_page_with_proposals_is_the_plan_and_what_is_around_it(sam: Seller, plan_id: int) -> None:
    propose_date(sam, plan_id)
    sam.client.get("/plans/")
    with CaptureQueriesContext(connection) as captured:
        page(sam, plan_id)
    sqls = [q["sql"] for q in captured.captured_queries if q["sql"].startswith("/* milepost_sell")]
    assert len(sqls) == 2
