"""A call about the plan from the buyer's side: followed live, acted in, and read afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import localdate

from milepost.reviews import commands
from milepost.reviews.commands import Promise, Wish
from milepost.reviews.models import ActionItem, ReviewNote
from tests.plans.plans import Seller, a_seller
from tests.portal.halden import a_halden_plan
from tests.portal.test_page import scope_of_a_test, statements
from tests.sharing.visitors import a_visitor
from tests.walls.test_buyers_walk import SALES

pytestmark = pytest.mark.django_db

SECRET = "Zygomatic"


@dataclass(frozen=True)
class Call:
    """A running review of the Halden plan, and Maja's browser."""

    sam: Seller
    plan_id: int
    review: int
    client: Client
    home: str
    today: date

    @property
    def address(self) -> str:
        return f"{self.home}call/{self.review}/"

    def sees(self, query: str = "") -> str:
        answer = self.client.get(self.address + query)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def goes_to(self, item: int) -> None:
        with self.sam.at_work():
            commands.go_to_item(self.sam.actor, self.plan_id, self.review, item)

    def does(self, kind: str, script: bool = True, /, **form: str) -> Any:
        sent = {"key": str(uuid4()), "seen": "1", "call": str(self.review), **form}
        headers = {"HX-Request": "true"} if script else {}
        return self.client.post(f"{self.home}do/{kind}/", sent, headers=headers)


@pytest.fixture
def call() -> Call:
    sam, today = a_seller(), localdate()
    plan_id = sam.keeps(a_halden_plan(today))
    with sam.at_work():
        review = commands.start(sam.actor, plan_id, today=today)
        commands.add_note(sam.actor, plan_id, review, f"{SECRET} discount", visibility="internal")
    client, home = a_visitor(sam.workspace_id, plan_id)
    return Call(sam, plan_id, review, client, home, today)


def shown(page: str) -> str:
    found = re.search(r'<h1 id="item-title">(.*?)</h1>', page)
    assert found
    return found[1]


def test_the_page_follows_the_item_that_the_call_is_at(call: Call) -> None:
    assert shown(call.sees()) == "Where each step stands"
    call.goes_to(3)
    page = call.sees("?part=page")
    assert shown(page) == "In progress: anything in the way?"
    assert "<html" not in page
    assert "looking around" not in page
    assert 'id="c-m4"' in page


def test_whoever_looks_around_stays_there_and_sees_where_the_call_is(call: Call) -> None:
    call.goes_to(3)
    page = call.sees("?item=6")
    assert shown(page) == "Dates to change"
    assert "looking around by yourself" in page
    assert "the call is here" in page
    assert "?part=page&amp;item=6" in page  # and a live change leaves them there
    assert shown(call.sees("?item=99")) == "In progress: anything in the way?"


def test_it_costs_a_fixed_small_number_of_statements(call: Call) -> None:
    call.sees()
    counts = []
    for item in (1, 3):
        call.goes_to(item)
        counts.append(len(scope_of_a_test(statements(call.client, f"{call.address}?part=page"))))
    assert counts == [4, 4]  # the link; the plan; around it; the call


def test_nothing_of_the_sellers_own_and_no_word_of_selling_is_on_it(call: Call) -> None:
    for item in range(1, 8):
        call.goes_to(item)
        page = call.sees()
        assert SECRET not in page
        text = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page, flags=re.DOTALL)
        words = re.sub(r"<[^>]+>|[\w-]+=\"[^\"]*\"", " ", text)
        found = SALES.search(words)
        assert found is None, found
        assert "data-private" not in page


@pytest.mark.parametrize("script", [True, False])
def test_a_buyer_acts_in_the_call_and_stays_in_it(call: Call, script: bool) -> None:
    call.goes_to(3)
    answer = call.does("blocked", script, milestone="m5", reason="Anders is away")
    if not script:
        assert answer.status_code == 303
        assert answer["Location"] == call.address
        answer = call.client.get(call.address)
    page = answer.content.decode()
    assert 'id="call"' in page
    assert "Anders is away" in page
    assert call.sam.reads(call.plan_id).plan.milestone("m5").status == "blocked"  # type: ignore[union-attr]


def test_a_buyer_looking_around_stays_there_after_acting(call: Call) -> None:
    call.goes_to(2)
    answer = call.does("done", False, milestone="m4", looking="3")
    assert answer["Location"] == f"{call.address}?item=3"


def test_notes_and_action_items_of_the_buyers_side(call: Call) -> None:
    due = (call.today + timedelta(days=5)).isoformat()
    number = str(call.review)
    call.does("review_note", review=number, text="Legal starts on Monday", kind="note", item="3")
    call.does("review_action", review=number, title="Ask for test users", owner="maja", due=due)
    page = call.sees()
    assert "Legal starts on Monday" in page
    assert "Ask for test users" in page
    note = ReviewNote.objects.get(side="buyer")
    assert (note.by, note.item, note.visibility) == ("Maja Lindqvist", 3, "shared")
    call.does("review_note_remove", review=number, note=str(note.pk))
    assert "Legal starts on Monday" not in call.sees()


def test_a_refused_form_stands_there_again_with_what_was_typed(call: Call) -> None:
    form = {"review": str(call.review), "title": "Ask for test users", "owner": "maja", "due": ""}
    answer = call.does("review_action", True, **form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="call"' in page
    assert 'value="Ask for test users"' in page


def test_what_i_took_on_stands_on_my_page_and_is_done_by_one_tap(call: Call) -> None:
    with call.sam.at_work():
        for owner, title in (("maja", "Five test users"), ("anders", "Read the numbers")):
            promise = Promise(title=title, owner=owner, due=call.today, milestone="m4")
            commands.add_action(
                call.sam.actor, call.plan_id, call.review, promise, today=call.today
            )
    page = call.client.get(call.home).content.decode()
    mine = page.split("mine-actions", 1)[1].split("</article>", 1)[0]
    assert "Five test users" in mine
    assert "Read the numbers" not in mine
    action = ActionItem.objects.get(owner="maja")
    answer = call.client.post(
        f"{call.home}do/action_done/",
        {"key": str(uuid4()), "action": str(action.pk)},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    action.refresh_from_db()
    assert (action.state, action.done_by) == ("done", "Maja Lindqvist")
    assert "Five test users" not in answer.content.decode()


def test_the_plans_page_says_that_a_call_is_on_and_leads_to_minutes(call: Call) -> None:
    assert "The call about the plan is on." in call.client.get(call.home).content.decode()
    with call.sam.at_work():
        note = "We test in Gävle first"
        commands.add_note(call.sam.actor, call.plan_id, call.review, note, kind="decision")
        commands.close(
            call.sam.actor,
            call.plan_id,
            call.review,
            today=call.today,
            next_on=call.today + timedelta(days=7),
            summary="A good quarter of an hour.",
        )
    page = call.client.get(call.home).content.decode()
    assert "The call about the plan is on." not in page
    assert "Next call about the plan" in page
    assert "Minutes of" in page
    minutes = call.sees()
    assert "A good quarter of an hour." in minutes
    assert "We test in Gävle first" in minutes
    assert SECRET not in minutes


def test_a_planned_call_shows_when_and_what_about(call: Call) -> None:
    with call.sam.at_work():
        commands.close(call.sam.actor, call.plan_id, call.review, today=call.today, has_next=False)
        review = commands.plan_review(
            call.sam.actor,
            call.plan_id,
            Wish(on=call.today + timedelta(days=4), place="https://meet.example/x"),
            today=call.today,
        )
    page = call.client.get(f"{call.home}call/{review}/").content.decode()
    assert "https://meet.example/x" in page
    assert "What could delay us?" in page
    assert call.client.get(f"{call.home}call/999999/").status_code == 404
