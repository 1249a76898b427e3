"""One thing is told to one person once: in their working hours, several at once as one letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from milepost.messaging import dispatch, kinds
from milepost.messaging.messages import Reader, tell
from milepost.messaging.models import Message
from milepost.plans import commands
from tests.sharing.invited import ADDRESS, Invited, an_invitation, mails

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
SAM = "sam.whitfield"


@pytest.fixture(autouse=True)
def _plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {
        name: replace(kind, words="tests.messaging.words.plain")
        for name, kind in kinds.KINDS.items()
    }
    for module in ("kinds", "messages"):
        monkeypatch.setattr(f"milepost.messaging.{module}.KINDS", plain)


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


def told(
    invited: Invited,
    kind: str = "due_in_3_days",
    milestone: str | None = "m2",
    *,
    side: str = "buyer",
    now: datetime = TUESDAY,
) -> int:
    reader = Reader("buyer", person="maja")
    if side == "seller":
        reader = Reader("seller", member_id=invited.seller.member_id)
    with invited.seller.at_work():
        return tell(
            kind,
            f"{kind}:{invited.plan_id}:{milestone}",
            [reader],
            workspace_id=invited.seller.workspace_id,
            plan_id=invited.plan_id,
            milestone=milestone,
            now=now,
        )


def only() -> Message:
    return Message.objects.get()


def test_the_same_thing_is_told_once(invited: Invited) -> None:
    assert told(invited) == 1
    assert told(invited) == 0
    dispatch.sweep(TUESDAY)
    dispatch.sweep(TUESDAY)
    assert len(mails(ADDRESS)) == 1


def test_a_buyer_gets_a_letter_with_their_own_link_and_the_date(invited: Invited) -> None:
    told(invited)
    dispatch.sweep(TUESDAY)
    (mail,) = mails(ADDRESS)
    assert mail["subject"] == "Step 2 (due_in_3_days): Order tracking for six warehouses"
    assert "Hello Maja Lindqvist" in mail["text"]
    assert "/b/" in mail["text"]
    assert mail["sender_name"] == "Sam Whitfield via Brightloom"
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [name for name, _kind, _data in mail["files"]] == ["date.ics"]
    assert (only().channels, only().dropped) == ("mail", "")


def test_it_waits_for_a_working_hour_of_its_reader(invited: Invited) -> None:
    night = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)  # Friday evening
    told(invited, now=night)
    dispatch.sweep(night)
    assert mails(ADDRESS) == []
    assert only().due_at == datetime(2026, 12, 7, 8, 0, tzinfo=UTC)  # Monday, nine in Stockholm
    dispatch.sweep(datetime(2026, 12, 7, 7, 59, tzinfo=UTC))
    assert mails(ADDRESS) == []
    dispatch.sweep(datetime(2026, 12, 7, 8, 0, tzinfo=UTC))
    assert len(mails(ADDRESS)) == 1


def test_a_time_that_passed_while_nothing_ran_is_no_licence_for_the_night(
    invited: Invited,
) -> None:
    told(invited)
    dispatch.give_times(TUESDAY)
    dispatch.send_due(TUESDAY + timedelta(hours=10))
    assert mails(ADDRESS) == []
    assert only().due_at == datetime(2026, 12, 2, 8, 0, tzinfo=UTC)


def test_several_at_once_are_one_letter(invited: Invited) -> None:
    told(invited, milestone="m1")
    told(invited, milestone="m2")
    dispatch.sweep(TUESDAY)
    (mail,) = mails(ADDRESS)
    assert mail["subject"] == "2 things: Order tracking for six warehouses"
    assert "Step 1 (due_in_3_days)" in mail["text"]
    assert "Step 2 (due_in_3_days)" in mail["text"]


def test_two_rules_about_one_milestone_are_one_message(invited: Invited) -> None:
    told(invited, "due_in_3_days")
    told(invited, "overdue_1_day")
    dispatch.sweep(TUESDAY)
    (mail,) = mails(ADDRESS)
    assert mail["subject"].startswith("Step 2 (overdue_1_day)")
    assert sorted(Message.objects.values_list("kind", "dropped")) == [
        ("due_in_3_days", "joined"),
        ("overdue_1_day", ""),
    ]


def test_nobody_gets_two_messages_about_one_milestone_on_one_day(invited: Invited) -> None:
    told(invited, "due_in_3_days")
    dispatch.sweep(TUESDAY)
    told(invited, "overdue_1_day", now=TUESDAY + timedelta(hours=2))
    dispatch.sweep(TUESDAY + timedelta(hours=2))
    assert len(mails(ADDRESS)) == 1
    dispatch.sweep(datetime(2026, 12, 2, 8, 0, tzinfo=UTC))
    assert len(mails(ADDRESS)) == 2


def test_what_no_longer_holds_is_not_said(invited: Invited) -> None:
    told(invited)
    with invited.seller.at_work():
        commands.set_status(
            invited.seller.actor, invited.plan_id, "m2", "complete", today=TUESDAY.date(), seen=1
        )
    dispatch.sweep(TUESDAY)
    assert mails(ADDRESS) == []
    assert Message.objects.get(kind="due_in_3_days").dropped == "moved_on"


def test_somebody_whose_access_ended_is_told_nothing(invited: Invited) -> None:
    told(invited)
    with connection.cursor() as cursor:
        cursor.execute("update sharing_stakeholder set ended_at = now()")
    dispatch.sweep(TUESDAY)
    assert mails(ADDRESS) == []
    assert only().dropped == "unreachable"


def test_a_members_letter_opens_the_page_that_it_is_about(invited: Invited) -> None:
    told(invited, "overdue_3_days", side="seller")
    dispatch.sweep(TUESDAY)
    message = only()
    assert message.subject == "Step 2 (overdue_3_days)"
    assert message.link == f"/plans/{invited.plan_id}/"
    assert message.letter.startswith("email:messages:")


def test_a_kind_that_is_the_sellers_is_never_told_to_a_buyer(invited: Invited) -> None:
    with pytest.raises(ValueError, match="never told to a buyer"):
        told(invited, "overdue_3_days")
    with (
        pytest.raises(IntegrityError, match="messaging_buyers_get_their_own"),
        transaction.atomic(),
    ):
        Message.objects.create(
            workspace_id=invited.seller.workspace_id,
            plan_id=invited.plan_id,
            side="buyer",
            person="maja",
            kind="overdue_7_days",
            key="by the back door",
        )
