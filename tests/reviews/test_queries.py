"""Both sides read one review in one statement each, and the buyer nothing that is the seller's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.domain.errors import NotFound
from milepost.plans.changing import Actor
from milepost.reviews import buyer_queries, commands, queries
from milepost.reviews.commands import Promise, Wish
from milepost.sharing.visits import visiting
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.sharing.deeds import buyer_acts
from tests.sharing.visitors import a_link

pytestmark = pytest.mark.django_db

SECRET = "Zygomatic"


def a_review(sam: Seller, plan_id: int) -> int:
    """A running review in which both sides have spoken, the seller inwards too."""
    with sam.at_work():
        review = commands.start(sam.actor, plan_id, today=TODAY)
        commands.add_note(sam.actor, plan_id, review, "Legal starts on Monday", item=3)
        commands.add_note(sam.actor, plan_id, review, f"{SECRET} discount", visibility="internal")
        commands.add_note(sam.actor, plan_id, review, "IT is away in December", kind="risk")
        due = TODAY + timedelta(days=3)
        shared = Promise(title="Five test users", owner="maja", due=due, milestone="m2")
        inwards = Promise(title=f"{SECRET} call", owner="sam", due=due, visibility="internal")
        for promise in (shared, inwards):
            commands.add_action(sam.actor, plan_id, review, promise, today=TODAY)
    return review


@pytest.fixture
def sam() -> Seller:
    return a_seller()


def test_the_seller_reads_all_of_it_in_one_statement(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    review = a_review(sam, plan_id)
    with sam.at_work(), CaptureQueriesContext(connection) as found:
        room = queries.review_room(plan_id, review)
    assert len(found) == 1
    assert [note.kind for note in room.notes] == ["note", "note", "risk"]
    assert [action.title for action in room.actions] == ["Five test users", f"{SECRET} call"]
    assert room.review.state == "running"
    assert sum(room.review.agenda) == room.review.minutes
    assert room.private is not None
    assert room.private.before is not None


def test_the_buyer_reads_what_is_shared_in_one_statement(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    review = a_review(sam, plan_id)
    _code, token = a_link(sam.workspace_id, plan_id)
    with visiting(token, ""), CaptureQueriesContext(connection) as found:
        room = buyer_queries.buyer_room(plan_id, review)
    assert len(found) == 1
    assert SECRET not in repr(room)
    assert [note.text for note in room.notes] == [
        "Legal starts on Monday",
        "IT is away in December",
    ]
    assert [action.title for action in room.actions] == ["Five test users"]
    assert room.private is None


def test_another_plans_review_is_not_there_for_either_side(sam: Seller) -> None:
    plan_id, other = sam.keeps(a_plan()), sam.keeps(a_plan())
    review = a_review(sam, other)
    with sam.at_work(), pytest.raises(NotFound):
        queries.review_room(plan_id, review)
    _code, token = a_link(sam.workspace_id, plan_id)
    with visiting(token, ""), pytest.raises(NotFound):
        buyer_queries.buyer_room(other, review)
    with a_seller("Kim Other").at_work(), pytest.raises(NotFound):
        queries.review_room(other, review)


def test_the_running_review_comes_first_then_the_planned_one(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    first = a_review(sam, plan_id)
    with sam.at_work():
        commands.close(sam.actor, plan_id, first, today=TODAY)
        assert [r.state for r in queries.reviews_of_plan(plan_id)] == ["planned", "closed"]
        commands.plan_review(sam.actor, plan_id, Wish(on=TODAY), today=TODAY)
        commands.start(sam.actor, plan_id, today=TODAY)
        assert [r.state for r in queries.reviews_of_plan(plan_id)] == ["running", "closed"]
        assert len(queries.open_actions(plan_id)) == 2
    _code, token = a_link(sam.workspace_id, plan_id)
    with visiting(token, ""):
        assert [r.state for r in buyer_queries.buyer_reviews(plan_id)] == ["running", "closed"]
        assert [a.title for a in buyer_queries.buyer_actions(plan_id)] == ["Five test users"]


def test_a_buyer_takes_part_in_the_review(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    review = a_review(sam, plan_id)
    due = (TODAY + timedelta(days=2)).isoformat()
    said = buyer_acts(sam, plan_id, "review_note", review=review, text="We need SSO", item=3)
    assert said.data["note"]
    taken = buyer_acts(
        sam, plan_id, "review_action", review=review, title="Ask Gävle", owner="maja", due=due
    )
    assert buyer_acts(sam, plan_id, "action_done", action=taken.data["action"]).refused == ""
    with sam.at_work():
        room = queries.review_room(plan_id, review)
    assert [(n.by, n.side) for n in room.notes if n.text == "We need SSO"] == [
        ("Maja Lindqvist", "buyer")
    ]
    assert [a.state for a in room.own_actions if a.title == "Ask Gävle"] == ["done"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("review_note", {"text": ""}),
        ("review_action", {"title": "x", "owner": "nobody", "due": "2026-12-01"}),
        ("review_action", {"title": "x", "owner": "maja", "due": "soon"}),
        ("action_done", {"action": "999999"}),
        ("action_done", {"action": "drop table"}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    sam: Seller, kind: str, content: dict[str, object]
) -> None:
    plan_id = sam.keeps(a_plan())
    review = a_review(sam, plan_id)
    assert buyer_acts(sam, plan_id, kind, review=review, **content).refused


def test_a_buyer_cannot_settle_what_is_not_shared_with_them(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan())
    a_review(sam, plan_id)
    with sam.at_work():
        inwards = next(a for a in queries.open_actions(plan_id) if a.visibility == "internal")
    assert buyer_acts(sam, plan_id, "action_done", action=inwards.id).refused
    assert Actor(None, "Maja", "maja").side == "buyer"
