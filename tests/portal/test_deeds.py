"""Every action of the buyer's page, by its form: with script and without, once, and refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from milepost.domain.plan import Milestone, Outcome, Plan
from milepost.plans import commands
from milepost.portal.said import COOKIE
from milepost.portal.views_deeds import FIELDS
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing.acting import KINDS
from milepost.sharing.models import Action, Agreement, Proposal
from milepost.sharing.visits import new_browser
from tests.plans.plans import Seller, a_seller
from tests.portal.halden import a_halden_plan
from tests.sharing.visitors import a_visitor

pytestmark = pytest.mark.django_db
TODAY = date.today()
SOON = (TODAY + timedelta(20)).isoformat()

# Kind, form, who, and a sign in the plan that it was done.
DEEDS: dict[str, tuple[dict[str, str], str]] = {
    "done": ({"milestone": "m5"}, "maja"),
    "in_progress": ({"milestone": "m5"}, "maja"),
    "blocked": ({"milestone": "m5", "reason": "Anders is away"}, "maja"),
    "reopen": ({"milestone": "m4"}, "maja"),
    "confirm": ({"milestone": "m3"}, "maja"),
    "task_done": ({"milestone": "m4", "task": "t3"}, "maja"),
    "task_reopen": ({"milestone": "m4", "task": "t2"}, "maja"),
    "answer_approval": ({"milestone": "m4", "task": "t4", "answer": "yes"}, "tomasz"),
    "hand_over": ({"milestone": "m5", "to": "anders"}, "maja"),
    "add_colleague": ({"name": "Lena Ek", "email": "lena@halden.example"}, "maja"),
    "propose_date": ({"milestone": "m5", "target": SOON, "reason": "Away"}, "maja"),
    "propose_step": ({"title": "Train the guards", "target": SOON, "reason": "Night"}, "maja"),
    "propose_drop": ({"milestone": "m6", "reason": "We know the price"}, "maja"),
    "set_outcome": ({"goal": "Fewer calls", "was_goal": "", "measure": ""}, "maja"),
}


@pytest.fixture
def seller() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(seller: Seller) -> int:
    return seller.keeps(a_halden_plan(TODAY))


def send(client: Client, home: str, kind: str, script: bool = False, **form: str) -> Any:
    """Post one form as the page does."""
    sent = {"key": str(uuid4()), "seen": "1", **form}
    headers = {"HX-Request": "true"} if script else {}
    return client.post(f"{home}do/{kind}/", sent, headers=headers)


def the_plan(seller: Seller, plan_id: int) -> Plan:
    return seller.reads(plan_id).plan


def the_step(seller: Seller, plan_id: int, key: str) -> Milestone:
    found = the_plan(seller, plan_id).milestone(key)
    assert found
    return found


def test_every_kind_of_the_page_has_a_function() -> None:
    assert set(FIELDS) <= set(KINDS)


@pytest.mark.parametrize("kind", DEEDS)
def test_without_script_the_browser_goes_back_to_the_page_which_says_it_once(
    seller: Seller, plan_id: int, kind: str
) -> None:
    form, who = DEEDS[kind]
    client, home = a_visitor(seller.workspace_id, plan_id, who, address=f"{who}@halden.example")
    answer = send(client, home, kind, **form)
    assert (answer.status_code, answer["Location"]) == (303, home), answer.content.decode()[-3000:]
    shown = client.get(home)
    assert 'class="said done"' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert client.cookies[COOKIE].value == ""
    del client.cookies[COOKIE]
    assert 'class="said ' not in client.get(home).content.decode()


@pytest.mark.parametrize("kind", DEEDS)
def test_with_script_the_answer_is_the_page_as_it_stands_now(
    seller: Seller, plan_id: int, kind: str
) -> None:
    form, who = DEEDS[kind]
    client, home = a_visitor(seller.workspace_id, plan_id, who, address=f"{who}@halden.example")
    answer = send(client, home, kind, script=True, **form)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.lstrip().startswith('<div id="page"')
    assert 'class="said done"' in text
    assert "<html" not in text


@pytest.mark.parametrize("kind", DEEDS)
def test_the_same_form_again_is_the_same_action(seller: Seller, plan_id: int, kind: str) -> None:
    form, who = DEEDS[kind]
    client, home = a_visitor(seller.workspace_id, plan_id, who, address=f"{who}@halden.example")
    key = str(uuid4())
    for _time in range(3):
        assert send(client, home, kind, **form, key=key).status_code == 303
    assert Action.objects.filter(plan_id=plan_id).count() == 1
    assert seller.reads(plan_id).revision <= 2
    assert Proposal.objects.filter(plan_id=plan_id).count() <= 1


def test_done_and_taken_back_by_the_form_that_stands_beside_it(
    seller: Seller, plan_id: int
) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    before = the_step(seller, plan_id, "m5")
    text = send(client, home, "done", script=True, milestone="m5").content.decode()
    assert "do/undo/" in text and 'name="revision" value="2"' in text
    answer = send(client, home, "undo", script=True, revision="2")
    assert "Taken back." in answer.content.decode()
    assert the_step(seller, plan_id, "m5") == before


def test_yes_and_taken_back(seller: Seller, plan_id: int) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    assert "Yes, this is our plan" in client.get(home).content.decode()
    answer = send(client, home, "agree", script=True, terms_revision="1")
    assert "Take my yes back" in answer.content.decode()
    assert Agreement.objects.filter(plan_id=plan_id, person="maja").count() == 1
    answer = send(client, home, "take_back_agreement", script=True)
    assert "Yes, this is our plan" in answer.content.decode()


def test_asked_again_it_shows_just_what_changed(seller: Seller, plan_id: int) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    send(client, home, "agree", terms_revision="1")
    with seller.at_work():
        fields = {"target_close": (TODAY + timedelta(70)).isoformat()}
        commands.change_fields(seller.actor, plan_id, fields, seen=1, today=TODAY)
    text = client.get(home).content.decode()
    assert "Is it still our plan?" in text
    assert "The agreement is to be signed by" in text
    answer = send(client, home, "agree", terms_revision="1")
    assert answer.status_code == 422
    assert "changed while you were reading" in answer.content.decode()


def test_a_proposal_is_taken_back_and_a_counter_answered(seller: Seller, plan_id: int) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    send(client, home, "propose_date", milestone="m5", target=SOON, reason="")
    row = Proposal.objects.get(plan_id=plan_id)
    assert "no answer yet" in client.get(home).content.decode()
    day = (TODAY + timedelta(12)).isoformat()
    Proposal.objects.update(state="countered", counter={"target": day}, answered_by_name="Sam")
    assert "Sam suggests" in client.get(home).content.decode()
    send(client, home, "answer_counter", id=str(row.id), yes="yes")
    assert the_step(seller, plan_id, "m5").target.isoformat() == day
    send(client, home, "propose_drop", milestone="m6", reason="No")
    last = Proposal.objects.filter(plan_id=plan_id).order_by("-id").first()
    assert last
    send(client, home, "withdraw_proposal", id=str(last.id))
    last.refresh_from_db()
    assert last.state == "withdrawn"


def test_what_was_typed_stands_there_again_where_it_was_refused(
    seller: Seller, plan_id: int
) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    answer = send(client, home, "propose_date", milestone="m5", target="", reason="Anders is away")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="said stuck"' in text
    assert "Anders is away</textarea>" in text
    assert text.count('<details class="fold" id="for-m5-date" name="g-for-m5" open>') == 1


def test_two_values_are_shown_and_one_is_chosen(seller: Seller, plan_id: int) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    with seller.at_work():
        commands.set_status(
            seller.actor, plan_id, "m5", "blocked", reason="Budget", today=TODAY, seen=1
        )
    answer = send(client, home, "done", script=True, milestone="m5", seen="1")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "What you wanted" in text and "What Sam Whitfield set" in text
    assert "Take mine" in text and 'name="seen" value="2"' in text
    assert send(client, home, "done", milestone="m5", seen="2").status_code == 303
    assert the_step(seller, plan_id, "m5").status == "complete"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("done", {"milestone": "m6"}),
        ("done", {"milestone": "no-such-step"}),
        ("confirm", {"milestone": "m5"}),
        ("task_done", {"milestone": "m4", "task": "t1"}),
        ("answer_approval", {"milestone": "m4", "task": "t4", "answer": "yes"}),
        ("hand_over", {"milestone": "m5", "to": "sam"}),
        ("undo", {"revision": "1"}),
        ("done", {"milestone": "m5", "seen": "not a number"}),
    ],
)
def test_what_is_not_theirs_is_refused_in_words(
    seller: Seller, plan_id: int, kind: str, form: dict[str, str]
) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    for script in (True, False):
        answer = send(client, home, kind, script, **form)
        assert answer.status_code == 422
        assert 'class="said stuck" role="alert"' in answer.content.decode()
    assert seller.reads(plan_id).revision == 1


def test_a_step_page_answers_with_itself(seller: Seller, plan_id: int) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    answer = send(client, home, "done", milestone="m5", back="m5")
    assert answer["Location"] == f"{home}step/m5/"
    answer = send(client, home, "reopen", True, milestone="m5", back="m5", seen="2")
    assert f'data-live-part="{home}step/m5/?part=page"' in answer.content.decode()
    assert client.get(f"{home}step/nothing/").status_code == 404


def test_an_unknown_kind_or_a_get_does_nothing(seller: Seller, plan_id: int) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    assert client.post(f"{home}do/explode/").status_code == 404
    assert client.post(f"{home}do/comment/").status_code == 404
    assert client.get(f"{home}do/done/").status_code == 405
    assert Action.objects.count() == 0


def test_without_a_link_nobody_acts(seller: Seller, plan_id: int) -> None:
    _, home = a_visitor(seller.workspace_id, plan_id)
    assert send(Client(), home, "done", milestone="m5")["Location"] == f"{home}door/"
    assert seller.reads(plan_id).revision == 1


def test_another_browser_reads_and_proves_itself_before_it_acts(
    seller: Seller, plan_id: int
) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    send(client, home, "in_progress", milestone="m5")
    other = Client()
    other.cookies[PLAN_COOKIE] = client.cookies[PLAN_COOKIE].value
    other.cookies[BROWSER_COOKIE] = new_browser()
    assert "Prove it is you" in other.get(home).content.decode()
    assert send(other, home, "done", milestone="m5")["Location"] == f"{home}prove/"
    answer = send(other, home, "done", True, milestone="m5")
    assert answer["HX-Redirect"] == f"{home}prove/"
    assert the_step(seller, plan_id, "m5").status == "in_progress"


def test_the_outcome_is_the_buyers_to_write(seller: Seller, plan_id: int) -> None:
    client, home = a_visitor(seller.workspace_id, plan_id)
    day = (TODAY + timedelta(120)).isoformat()
    was = {"was_goal": "x", "was_measure": "", "was_why_now": "", "was_go_live": ""}
    answer = send(
        client,
        home,
        "set_outcome",
        True,
        goal="Fewer calls",
        measure="",
        why_now="",
        go_live=day,
        **was,
    )
    assert "Saved." in answer.content.decode()
    outcome = the_plan(seller, plan_id).outcome or Outcome()
    assert (outcome.goal, outcome.go_live) == ("Fewer calls", date.fromisoformat(day))
    assert outcome.measure is not None
