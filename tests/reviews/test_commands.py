"""A review is planned, held and closed: each once, and what it leaves is there as a whole."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections

from milepost.domain.errors import Conflict, InvalidInput, MilepostError, NotAllowed, NotFound
from milepost.plans.changing import Actor
from milepost.reviews import commands
from milepost.reviews.commands import Promise, Wish
from milepost.reviews.models import ActionItem, Review, ReviewNote, ReviewPrivate
from milepost.workspaces.models import Workspace
from tests.factories import a_member
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db

MAJA = Actor(None, "Maja Lindqvist", "maja")


@dataclass(frozen=True)
class Shared:
    """A plan that is shared, and who keeps it."""

    sam: Seller
    plan_id: int

    def plans(self, today: date = TODAY, **wish: object) -> int:
        with self.sam.at_work():
            return commands.plan_review(
                self.sam.actor,
                self.plan_id,
                Wish(**wish),  # type: ignore[arg-type]
                today=today,
            )

    def starts(self) -> int:
        with self.sam.at_work():
            return commands.start(self.sam.actor, self.plan_id, today=TODAY)

    def closes(self, review: int, **options: object) -> None:
        with self.sam.at_work():
            commands.close(self.sam.actor, self.plan_id, review, today=TODAY, **options)  # type: ignore[arg-type]

    def outbox(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select kind from messaging_outbox where kind like 'review.%%' order by id"
            )
            return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def shared() -> Shared:
    sam = a_seller()
    return Shared(sam, sam.keeps(a_plan()))


# --- planning ------------------------------------------------------------------------------------


def test_without_a_day_the_rules_day_and_length_are_taken(shared: Shared) -> None:
    review = Review.objects.get(pk=shared.plans())
    # Created on 2 November; the first open step is number 1: weekly, 15 minutes, not before today.
    assert (review.on, review.minutes) == (TODAY, 15)
    assert sum(review.agenda) == 15
    assert shared.sam.reads(shared.plan_id).plan.next_review == TODAY


def test_there_is_one_planned_review_and_planning_again_moves_it(shared: Shared) -> None:
    first = shared.plans()
    again = shared.plans(on=TODAY + timedelta(days=5))
    assert again == first
    review = Review.objects.get()
    assert (review.on, review.sequence) == (TODAY + timedelta(days=5), 1)
    assert shared.sam.reads(shared.plan_id).plan.next_review == review.on
    assert shared.outbox() == ["review.invite", "review.invite"]


def test_a_review_called_off_is_called_off_once(shared: Shared) -> None:
    review = shared.plans()
    with shared.sam.at_work():
        commands.cancel_review(shared.sam.actor, shared.plan_id, review, today=TODAY)
        commands.cancel_review(shared.sam.actor, shared.plan_id, review, today=TODAY)
    kept = Review.objects.get()
    assert (kept.state, kept.sequence) == ("cancelled", 1)
    assert shared.sam.reads(shared.plan_id).plan.next_review is None


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"on": TODAY - timedelta(days=1)}, "on"),
        ({"minutes": 3}, "minutes"),
        ({"minutes": 900}, "minutes"),
        ({"place": "x" * 600}, "place"),
    ],
)
def test_a_wish_that_makes_no_sense_names_its_field(
    shared: Shared, wish: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as found:
        shared.plans(**wish)
    assert [problem.path for problem in found.value.problems] == [field]
    assert not Review.objects.exists()


def test_a_draft_is_reviewed_with_nobody(shared: Shared) -> None:
    draft = shared.sam.keeps(a_plan(life="draft", shared_on=None))
    with pytest.raises(NotAllowed, match="Share the plan first"), shared.sam.at_work():
        commands.plan_review(shared.sam.actor, draft, Wish(), today=TODAY)


# --- while it runs -------------------------------------------------------------------------------


def test_starting_twice_is_one_review(shared: Shared) -> None:
    planned = shared.plans()
    assert shared.starts() == planned == shared.starts()
    review = Review.objects.get()
    assert (review.state, review.item) == ("running", 1)
    private = ReviewPrivate.objects.get()
    assert private.before["total"] == 5
    assert private.owner_id == shared.sam.member_id


def test_a_review_on_the_spot_needs_no_planning(shared: Shared) -> None:
    review = Review.objects.get(pk=shared.starts())
    assert (review.state, review.on) == ("running", TODAY)


def test_both_sides_note_what_is_said_and_the_seller_alone_notes_inwards(shared: Shared) -> None:
    review = shared.starts()
    with shared.sam.at_work():
        commands.add_note(MAJA, shared.plan_id, review, "IT joins", visibility="internal")
        note = commands.add_note(
            shared.sam.actor, shared.plan_id, review, "Ask for the CFO", visibility="internal"
        )
        with pytest.raises(NotFound):
            commands.remove_note(MAJA, shared.plan_id, review, note)
    said = ReviewNote.objects.order_by("id").values_list("text", "visibility", "side")
    assert list(said) == [
        ("IT joins", "shared", "buyer"),
        ("Ask for the CFO", "internal", "seller"),
    ]


def test_an_action_item_has_an_owner_and_a_day(shared: Shared) -> None:
    review = shared.starts()
    promise = Promise(title="Send the draft", owner="sam", due=TODAY + timedelta(days=2))
    with shared.sam.at_work():
        action = commands.add_action(shared.sam.actor, shared.plan_id, review, promise, today=TODAY)
        for wrong, field in (
            (replace(promise, owner=None), "owner"),
            (replace(promise, title="  "), "title"),
            (replace(promise, due=TODAY - timedelta(days=1)), "due"),
            (replace(promise, owner="maja", visibility="internal"), "owner"),
        ):
            with pytest.raises(InvalidInput) as found:
                commands.add_action(shared.sam.actor, shared.plan_id, review, wrong, today=TODAY)
            assert found.value.problems[0].path == field
        commands.set_action(MAJA, shared.plan_id, action, "done", today=TODAY)
    kept = ActionItem.objects.get()
    assert (kept.state, kept.done_on, kept.done_by) == ("done", TODAY, "Maja Lindqvist")


# --- its end -------------------------------------------------------------------------------------


def test_closing_leaves_all_of_it_at_once(shared: Shared) -> None:
    review = shared.starts()
    shared.closes(review, summary="Legal starts on Monday.", next_on=TODAY + timedelta(days=7))
    kept = Review.objects.get(pk=review)
    assert (kept.state, kept.summary, kept.closed_by) == (
        "closed",
        "Legal starts on Monday.",
        "Sam Whitfield",
    )
    plan = shared.sam.reads(shared.plan_id).plan
    assert [(held.on, held.complete, held.total) for held in plan.reviews] == [(TODAY, 0, 5)]
    assert plan.next_review == TODAY + timedelta(days=7)
    following = Review.objects.get(state="planned")
    assert following.on == plan.next_review
    assert ReviewPrivate.objects.get(review_id=review).after["total"] == 5
    assert shared.outbox().count("review.closed") == 1


def test_without_a_wish_the_next_review_is_the_rules(shared: Shared) -> None:
    shared.closes(shared.starts())
    assert Review.objects.get(state="planned").on == TODAY + timedelta(days=7)


def test_a_review_is_closed_once(shared: Shared) -> None:
    review = shared.starts()
    shared.closes(review)
    with pytest.raises(Conflict, match="already"):
        shared.closes(review)
    assert len(shared.sam.reads(shared.plan_id).plan.reviews) == 1


def test_nothing_is_half_closed_when_its_next_day_is_wrong(shared: Shared) -> None:
    review = shared.starts()
    with pytest.raises(InvalidInput):
        shared.closes(review, next_on=TODAY - timedelta(days=1))
    assert Review.objects.get().state == "running"
    assert shared.sam.reads(shared.plan_id).plan.reviews == ()


def test_its_owner_opens_it_again_within_a_day(shared: Shared) -> None:
    review = shared.starts()
    end = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    other = a_member(Workspace.objects.get(pk=shared.sam.workspace_id))
    shared.closes(review, now=end)
    with shared.sam.at_work():
        late = end + timedelta(days=1, minutes=1)
        with pytest.raises(NotAllowed, match="within a day"):
            commands.reopen(shared.sam.actor, shared.plan_id, review, today=TODAY, now=late)
        with pytest.raises(NotAllowed, match="Only whoever held"):
            commands.reopen(
                Actor(other.pk, other.name), shared.plan_id, review, today=TODAY, now=end
            )
        commands.reopen(shared.sam.actor, shared.plan_id, review, today=TODAY, now=end)
    assert Review.objects.get(pk=review).state == "running"
    assert shared.sam.reads(shared.plan_id).plan.reviews == ()
    shared.closes(review)
    assert len(shared.sam.reads(shared.plan_id).plan.reviews) == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_close_it_at_once_close_it_once() -> None:
    sam = a_seller()
    shared = Shared(sam, sam.keeps(a_plan()))
    review = shared.starts()
    said: list[str] = []

    def end() -> None:
        try:
            shared.closes(review)
            said.append("closed")
        except MilepostError as error:
            said.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=end) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["Conflict", "Conflict", "closed"]
    assert len(sam.reads(shared.plan_id).plan.reviews) == 1
    assert Review.objects.filter(state="planned").count() == 1
