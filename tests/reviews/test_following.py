"""What a review leaves is followed up like a milestone, once, with the right person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from milepost.messaging import dispatch
from milepost.messaging.models import Message
from milepost.plans import commands as plans
from milepost.reviews import commands, following
from milepost.reviews.commands import Promise, Wish
from tests.factories import a_member
from tests.plans.plans import TODAY
from tests.sharing.invited import ADDRESS, Invited, an_invitation, mails, member_of

pytestmark = pytest.mark.django_db
# Wednesday noon in London and Stockholm.
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


def noted(invited: Invited, owner: str = "maja", days: int = 5, **more: object) -> int:
    seller = invited.seller
    with seller.at_work():
        review = commands.start(seller.actor, invited.plan_id, today=TODAY)
        promise = Promise(
            title="Five test users",
            owner=owner,
            due=TODAY + timedelta(days=days),
            **more,  # type: ignore[arg-type]
        )
        return commands.add_action(seller.actor, invited.plan_id, review, promise, today=TODAY)


def on(day: int) -> datetime:
    """Noon, so many days after."""
    return NOON + timedelta(days=day)


def told() -> list[tuple[str, str | None]]:
    return [(m.kind, m.person) for m in Message.objects.order_by("id")]


def test_an_owner_is_reminded_three_days_before_and_when_it_is_late(invited: Invited) -> None:
    noted(invited)
    for day in range(9):
        following.sweep(on(day))
        dispatch.sweep(on(day))
    subjects = [mail["subject"] for mail in mails(ADDRESS)]
    assert len(subjects) == 2
    assert subjects[0].startswith("“Five test users” is due on Monday 30 November")
    assert subjects[1].startswith("“Five test users” was planned for Monday 30 November")
    own = [mail["subject"] for mail in mails(member_of(invited.seller).email)]
    assert len(own) == 1
    assert own[0].startswith("“Five test users” was planned for")


def test_what_was_noted_today_is_not_reminded_of_today(invited: Invited) -> None:
    noted(invited, days=1)
    following.sweep(on(0))
    assert told() == []


def test_what_is_done_is_not_told(invited: Invited) -> None:
    action = noted(invited)
    following.sweep(on(3))
    with invited.seller.at_work():
        commands.set_action(invited.seller.actor, invited.plan_id, action, "done", today=TODAY)
    dispatch.sweep(on(3))
    following.sweep(on(7))
    assert mails(ADDRESS) == []
    assert told() == [("action_due", "maja")]


def test_an_internal_item_stays_on_the_sellers_side(invited: Invited) -> None:
    noted(invited, owner="sam", visibility="internal")
    for day in (3, 7):
        following.sweep(on(day))
        dispatch.sweep(on(day))
    assert mails(ADDRESS) == []
    assert {m.side for m in Message.objects.all()} == {"seller"}


def test_the_coordinator_is_told_of_a_review_that_was_not_held(invited: Invited) -> None:
    seller = invited.seller
    lena = a_member(member_of(seller).workspace, "csm", name="Lena Park")
    person = {"key": "lena", "name": "Lena Park", "side": "seller", "role": "csm"}
    with seller.at_work():
        commands.plan_review(seller.actor, invited.plan_id, Wish(on=TODAY), today=TODAY)
        plans.change_fields(
            seller.actor,
            invited.plan_id,
            {"people.lena": person, "coordinator": "lena"},
            seen=100,
            members={"lena": lena.pk},
        )
    following.sweep(on(1))
    assert [m.member_id for m in Message.objects.filter(kind="review_overdue")] == [lena.pk]


def test_a_review_that_was_not_held_is_told_once(invited: Invited) -> None:
    seller = invited.seller
    with seller.at_work():
        commands.plan_review(seller.actor, invited.plan_id, Wish(on=TODAY), today=TODAY)
    for day in (0, 1, 2, 3):
        following.sweep(on(day))
        dispatch.sweep(on(day))
    own = [mail["subject"] for mail in mails(member_of(seller).email)]
    assert [subject.partition(":")[0] for subject in own] == [
        "The review of Wednesday 25 November was not held"
    ]


def test_a_review_that_was_moved_meanwhile_is_not(invited: Invited) -> None:
    seller = invited.seller
    with seller.at_work():
        commands.plan_review(seller.actor, invited.plan_id, Wish(on=TODAY), today=TODAY)
    following.sweep(on(1))
    with seller.at_work():
        later = Wish(on=TODAY + timedelta(days=6))
        commands.plan_review(seller.actor, invited.plan_id, later, today=TODAY)
    dispatch.sweep(on(1))
    assert mails(member_of(seller).email) == []
