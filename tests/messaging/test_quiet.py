"""Less noise: what somebody wants to be told, by which way and when; and nothing is lost by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.messaging import dispatch, kinds, preferences
from milepost.messaging.messages import Reader, tell
from milepost.messaging.models import Message
from milepost.messaging.preferences import Whose
from milepost.sharing import unsubscribing
from tests.sharing.invited import ADDRESS, Invited, an_invitation, mails, member_of

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
WEDNESDAY_MORNING = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)  # nine in London
MONDAY = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {
        name: replace(kind, words="tests.messaging.words.plain")
        for name, kind in kinds.KINDS.items()
    }
    for module in ("kinds", "messages", "saying"):
        monkeypatch.setattr(f"milepost.messaging.{module}.KINDS", plain)


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


def told(
    invited: Invited,
    kind: str,
    milestone: str = "m2",
    *,
    side: str = "seller",
    now: datetime = TUESDAY,
) -> None:
    reader = Reader("buyer", person="maja")
    if side == "seller":
        reader = Reader("seller", member_id=invited.seller.member_id)
    with invited.seller.at_work():
        tell(
            kind,
            f"{kind}:{milestone}:{now.isoformat()}",
            [reader],
            workspace_id=invited.seller.workspace_id,
            plan_id=invited.plan_id,
            milestone=milestone,
            now=now,
        )


def sams(invited: Invited, plan: bool = False) -> Whose:
    plan_id = invited.plan_id if plan else None
    return Whose(invited.seller.workspace_id, invited.seller.member_id, plan_id)


def majas(invited: Invited) -> Whose:
    return Whose(invited.seller.workspace_id, plan_id=invited.plan_id, person="maja")


def wants(invited: Invited, whose: Whose, **said: object) -> None:
    with invited.seller.at_work():
        preferences.keep(whose, **said)  # type: ignore[arg-type]


def sams_mails(invited: Invited) -> list[dict]:
    return mails(member_of(invited.seller).email)


def only() -> Message:
    return Message.objects.get()


# --- a member ------------------------------------------------------------------------------------


def test_a_muted_plan_sends_nothing_and_stays_in_the_inbox(invited: Invited) -> None:
    with invited.seller.at_work():
        preferences.mute(sams(invited, plan=True), TUESDAY)
    told(invited, "overdue_3_days")
    dispatch.sweep(TUESDAY)
    assert sams_mails(invited) == []
    message = only()
    assert (message.dropped, message.channels) == ("", "")
    assert message.subject == "Step 2 (overdue_3_days)"
    assert message.read_at is None


def test_a_group_can_be_kept_to_the_inbox(invited: Invited) -> None:
    wants(invited, sams(invited), quiet=["escalations"])
    told(invited, "overdue_3_days")
    told(invited, "proposed", "m1")
    dispatch.sweep(TUESDAY)
    (mail,) = sams_mails(invited)
    assert "Step 1 (proposed)" in mail["text"]
    assert "overdue" not in mail["text"]
    assert Message.objects.exclude(subject="").count() == 2


def test_one_plan_may_differ_from_the_others(invited: Invited) -> None:
    wants(invited, sams(invited), mails="none")
    wants(invited, sams(invited, plan=True), mails="all")
    told(invited, "proposed")
    dispatch.sweep(TUESDAY)
    assert len(sams_mails(invited)) == 1


def test_mails_once_a_day_are_one_letter_in_the_morning_and_the_inbox_has_it_at_once(
    invited: Invited,
) -> None:
    wants(invited, sams(invited), mails="daily")
    told(invited, "proposed", "m1")
    dispatch.sweep(TUESDAY)
    told(invited, "agreed", "m2", now=TUESDAY + timedelta(hours=1))
    dispatch.sweep(TUESDAY + timedelta(hours=1))
    assert sams_mails(invited) == []
    assert set(Message.objects.values_list("subject", "mail_at")) == {
        ("Step 1 (proposed)", WEDNESDAY_MORNING),
        ("Step 2 (agreed)", WEDNESDAY_MORNING),
    }
    dispatch.sweep(WEDNESDAY_MORNING)
    dispatch.sweep(WEDNESDAY_MORNING)
    (mail,) = sams_mails(invited)
    assert mail["subject"] == "2 things: Order tracking for six warehouses"
    assert set(Message.objects.values_list("channels", "mail_at")) == {("mail", None)}


def test_mails_once_a_week_come_on_monday(invited: Invited) -> None:
    wants(invited, sams(invited), mails="weekly")
    told(invited, "proposed")
    dispatch.sweep(TUESDAY)
    dispatch.sweep(MONDAY - timedelta(hours=1))
    assert sams_mails(invited) == []
    dispatch.sweep(MONDAY)
    assert len(sams_mails(invited)) == 1


def test_a_mail_that_follows_says_what_still_holds(invited: Invited) -> None:
    wants(invited, sams(invited), mails="daily")
    told(invited, "proposed", "m9")
    told(invited, "agreed", "m1")
    dispatch.sweep(TUESDAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "update plans_milestone set status = 'complete', completed_on = target where key = 'm1'"
        )
    dispatch.sweep(WEDNESDAY_MORNING)
    assert sams_mails(invited) == []
    assert Message.objects.filter(mail_at__isnull=False).count() == 0


def test_their_own_hours_are_kept(invited: Invited) -> None:
    wants(invited, sams(invited), hours=(12, 15))
    told(invited, "proposed")
    dispatch.sweep(TUESDAY)
    assert only().due_at == datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    dispatch.sweep(datetime(2026, 12, 1, 15, 30, tzinfo=UTC))
    assert sams_mails(invited) == []
    dispatch.sweep(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
    assert len(sams_mails(invited)) == 1


def test_a_sleeping_plan_is_told_of_later_and_nothing_is_lost(invited: Invited) -> None:
    with invited.seller.at_work():
        preferences.snooze(sams(invited, plan=True), date(2026, 12, 4))
    told(invited, "proposed")
    dispatch.sweep(TUESDAY)
    assert only().due_at == datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
    assert only().dispatched_at is None
    dispatch.sweep(datetime(2026, 12, 4, 9, 0, tzinfo=UTC))
    assert len(sams_mails(invited)) == 1


def test_a_plan_that_is_woken_tells_at_once(invited: Invited) -> None:
    with invited.seller.at_work():
        preferences.snooze(sams(invited, plan=True), date(2026, 12, 4))
    told(invited, "proposed")
    dispatch.sweep(TUESDAY)
    with invited.seller.at_work():
        preferences.unmute(sams(invited, plan=True))
    dispatch.sweep(TUESDAY + timedelta(minutes=1))
    assert len(sams_mails(invited)) == 1


def test_an_unwanted_channel_is_not_used(invited: Invited) -> None:
    wants(invited, sams(invited), off=["mail"])
    told(invited, "proposed")
    dispatch.sweep(TUESDAY)
    assert sams_mails(invited) == []
    assert only().channels == ""


def test_what_only_the_system_notices_is_mailed_whatever_was_chosen(invited: Invited) -> None:
    wants(invited, sams(invited), mails="none", quiet=list(preferences.GROUPS), off=["mail"])
    told(invited, "bounced")
    dispatch.sweep(TUESDAY)
    (mail,) = sams_mails(invited)
    assert "headers" not in mail  # nothing to unsubscribe from


@pytest.mark.parametrize("several", [False, True])
def test_a_members_mail_ends_with_one_click(invited: Invited, several: bool) -> None:
    other = an_invitation(seller=invited.seller)
    told(invited, "proposed")
    if several:
        told(replace(other), "agreed")
    dispatch.sweep(TUESDAY)
    (mail,) = sams_mails(invited)
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = mail["headers"]["List-Unsubscribe"].strip("<>").split("/u/")[1].rstrip("/")
    assert token in mail["text"]
    found = unsubscribing.mute(token)
    assert found is not None
    assert found.is_muted
    told(invited, "misses_pattern", now=TUESDAY + timedelta(minutes=5))
    dispatch.sweep(TUESDAY + timedelta(minutes=5))
    told(other, "misses_pattern", now=TUESDAY + timedelta(minutes=6))
    dispatch.sweep(TUESDAY + timedelta(minutes=6))
    assert len(sams_mails(invited)) == (1 if several else 2)
    again = unsubscribing.unmute(token)
    assert again is not None
    assert not again.is_muted


# --- somebody on the buyer's side ----------------------------------------------------------------


def test_a_buyer_who_wants_none_gets_none(invited: Invited) -> None:
    with invited.seller.at_work():
        preferences.choose(majas(invited), mails="none", now=TUESDAY)
    told(invited, "due_in_3_days", side="buyer")
    dispatch.sweep(TUESDAY)
    assert mails(ADDRESS) == []
    assert only().dropped == "muted"


def test_a_buyers_mails_once_a_day_are_one_letter(invited: Invited) -> None:
    with invited.seller.at_work():
        preferences.choose(majas(invited), mails="daily", now=TUESDAY)
    told(invited, "due_in_3_days", "m1", side="buyer")
    told(invited, "due_in_3_days", "m2", side="buyer", now=TUESDAY + timedelta(hours=2))
    dispatch.sweep(TUESDAY + timedelta(hours=2))
    assert mails(ADDRESS) == []
    dispatch.sweep(datetime(2026, 12, 2, 8, 0, tzinfo=UTC))  # nine in Stockholm
    assert len(mails(ADDRESS)) == 1


def test_a_buyers_pause_loses_nothing(invited: Invited) -> None:
    with invited.seller.at_work():
        preferences.choose(majas(invited), mails="all", now=TUESDAY, until=date(2026, 12, 3))
    told(invited, "due_in_3_days", side="buyer")
    dispatch.sweep(TUESDAY)
    assert mails(ADDRESS) == []
    dispatch.sweep(datetime(2026, 12, 3, 8, 0, tzinfo=UTC))
    assert len(mails(ADDRESS)) == 1


# --- digests -------------------------------------------------------------------------------------


def test_a_digest_goes_plan_by_plan_and_names_twenty_in_full(invited: Invited) -> None:
    for number in range(24):
        told(invited, "proposed", "m1", now=TUESDAY + timedelta(minutes=number))
    dispatch.sweep(TUESDAY + timedelta(minutes=30))
    (mail,) = sams_mails(invited)
    assert mail["subject"] == "24 things: Order tracking for six warehouses"
    assert mail["text"].count("Step 1 (proposed)") == 20
    assert "And 4 more." in mail["text"]


def test_saying_costs_the_same_however_much_there_is(invited: Invited) -> None:
    counts = []
    for many in (1, 6):
        for number in range(many):
            told(invited, "proposed", "m1", now=TUESDAY + timedelta(minutes=number + many))
        with CaptureQueriesContext(connection) as captured:
            dispatch.sweep(TUESDAY + timedelta(minutes=30))
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
