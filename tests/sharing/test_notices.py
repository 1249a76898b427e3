"""The friendly reminder of an invitation, and what the AE is told: once each, at work, to the
right person, and never to whoever should be left in peace."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.domain.errors import NotAllowed
from milepost.messaging import dispatch
from milepost.messaging.models import Message
from milepost.plans import commands
from milepost.plans.changing import Actor
from milepost.sharing import bounces, notices, reminders, unsubscribing
from milepost.sharing.engagement import note_opening
from milepost.sharing.models import Link, Notice, Stakeholder
from milepost.workspaces.models import Member
from milepost.workspaces.tokens import hash_of
from tests.factories import a_member
from tests.plans.plans import TODAY, a_seller
from tests.sharing.invited import ADDRESS, FRIDAY, Invited, an_invitation, mails, member_of

pytestmark = pytest.mark.django_db

TUESDAY = FRIDAY + timedelta(days=4)  # two working days later, at the same hour
SAM = "Sam Whitfield"


def opens(invited: Invited, what: str = "plan", **more: object) -> bool:
    with invited.seller.at_work():
        return note_opening(invited.seller.workspace_id, invited.plan_id, "maja", what, **more)  # type: ignore[arg-type]


def sweep(now: datetime) -> None:
    """What the clock does: what waits is noticed, and what was told is said."""
    notices.sweep(now)
    dispatch.sweep(now)


def kinds() -> list[str]:
    return list(Notice.objects.order_by("id").values_list("kind", flat=True))


# --- the reminder --------------------------------------------------------------------------------


def test_an_invitation_not_opened_gets_one_reminder_after_two_working_days() -> None:
    an_invitation()
    notices.sweep(FRIDAY + timedelta(days=3))  # Monday: one working day
    assert mails(ADDRESS) == []
    notices.sweep(TUESDAY)
    notices.sweep(TUESDAY + timedelta(hours=1))
    notices.sweep(TUESDAY + timedelta(days=1))
    (mail,) = mails(ADDRESS)
    assert mail["subject"] == "Reminder: Order tracking for six warehouses"
    assert "Hello Maja Lindqvist" in mail["text"]
    assert mail["sender_name"] == f"{SAM} via Brightloom"


def test_it_is_sent_in_a_working_hour_of_its_reader() -> None:
    an_invitation()
    before_nine = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    evening = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    for now in (before_nine, evening):
        notices.sweep(now)
        assert mails(ADDRESS) == []
    notices.sweep(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    assert len(mails(ADDRESS)) == 1


def test_their_own_holidays_are_no_working_days() -> None:
    monday = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    an_invitation(monday)  # Epiphany, Wednesday, is free in Sweden
    notices.sweep(monday + timedelta(days=2))
    assert mails(ADDRESS) == []
    notices.sweep(monday + timedelta(days=3))
    assert len(mails(ADDRESS)) == 1


def test_a_reminder_carries_a_fresh_link_that_works() -> None:
    invited = an_invitation()
    notices.sweep(TUESDAY)
    (mail,) = mails(ADDRESS)
    token = mail["text"].split("/b/")[1].split("/")[0]
    link = Link.objects.get(token_hash=hash_of(token))
    assert (link.plan_id, link.person, link.kind) == (invited.plan_id, "maja", "personal")
    assert link.expires_at > timezone.now()


def test_after_a_long_outage_there_is_still_one_reminder_and_never_for_an_old_invitation() -> None:
    an_invitation()
    notices.sweep(FRIDAY + timedelta(days=20))
    assert len(mails(ADDRESS)) == 1
    an_invitation(FRIDAY)
    notices.sweep(FRIDAY + timedelta(days=68))
    assert len(mails(ADDRESS)) == 1


def end_access(invited: Invited) -> None:
    Stakeholder.objects.filter(plan_id=invited.plan_id).update(ended_at=timezone.now())


def close(invited: Invited) -> None:
    with invited.seller.at_work():
        commands.set_life(invited.seller.actor, invited.plan_id, "lost", TODAY)


def archive(invited: Invited) -> None:
    with invited.seller.at_work():
        commands.archive(invited.seller.actor, invited.plan_id)


def mute(invited: Invited) -> None:
    with invited.seller.at_work():
        address = unsubscribing.address_for(invited.seller.workspace_id, invited.plan_id, "maja")
    assert unsubscribing.mute(address.split("/u/")[1].rstrip("/")) is not None


def bounce(invited: Invited) -> None:
    bounces.note(invited.seller.workspace_id, ADDRESS.upper(), "550 5.1.1 nobody")


@pytest.mark.parametrize(
    "left_in_peace", [opens, end_access, close, archive, mute, bounce], ids=lambda f: f.__name__
)
def test_nobody_is_reminded_who_should_be_left_in_peace(left_in_peace) -> None:
    left_in_peace(an_invitation())
    notices.sweep(TUESDAY)
    assert mails(ADDRESS) == []


def test_whoever_was_nudged_is_not_reminded_by_the_clock_too() -> None:
    invited = an_invitation()
    with invited.seller.at_work():
        nudge(invited, FRIDAY + timedelta(hours=1))
    notices.sweep(TUESDAY)
    assert len(mails(ADDRESS)) == 1


def test_a_new_invitation_after_ended_access_is_reminded_of_again() -> None:
    invited = an_invitation()
    notices.sweep(TUESDAY)
    Stakeholder.objects.filter(plan_id=invited.plan_id).update(
        invited_at=TUESDAY + timedelta(hours=1)
    )
    notices.sweep(TUESDAY + timedelta(days=2, hours=1))
    assert len(mails(ADDRESS)) == 2


@pytest.mark.django_db(transaction=True)
def test_sweeps_side_by_side_remind_once() -> None:
    an_invitation()
    errors: list[BaseException] = []

    def work() -> None:
        try:
            notices.sweep(TUESDAY)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(mails(ADDRESS)) == 1


def test_a_sweep_with_nothing_to_do_costs_one_statement() -> None:
    for _ in range(3):
        opens(an_invitation())
    with CaptureQueriesContext(connection) as captured:
        assert notices.sweep(TUESDAY) == 0
    found = [q["sql"] for q in captured.captured_queries]
    assert len([sql for sql in found if "/* worker */" in sql]) == 1


# --- the nudge -----------------------------------------------------------------------------------


def nudge(invited: Invited, now: datetime) -> str:
    seller = invited.seller
    return reminders.nudge(
        Actor(seller.member_id, SAM), seller.workspace_id, invited.plan_id, "maja", now
    )


def test_a_nudge_goes_out_at_once_and_once_a_day() -> None:
    invited = an_invitation()
    night = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)  # London has no other day yet
    with invited.seller.at_work():
        assert nudge(invited, night) == "Maja Lindqvist"
        with pytest.raises(NotAllowed, match="has had a reminder today"):
            nudge(invited, night + timedelta(minutes=30))
        nudge(invited, night + timedelta(hours=2))
    assert len(mails(ADDRESS)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_nudge_at_once_send_one_reminder() -> None:
    invited = an_invitation()
    refused: list[str] = []

    def work() -> None:
        try:
            with invited.seller.at_work():
                nudge(invited, TUESDAY)
        except NotAllowed as error:
            refused.append(error.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["Maja Lindqvist has had a reminder today."] * 4
    assert len(mails(ADDRESS)) == 1


@pytest.mark.parametrize(
    ("left_in_peace", "why"),
    [
        (end_access, "has no access"),
        (close, "closed or archived"),
        (mute, "no reminders"),
        (bounce, "comes back"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_nudge_that_is_not_sent_says_why(left_in_peace, why: str) -> None:
    invited = an_invitation()
    left_in_peace(invited)
    with invited.seller.at_work(), pytest.raises(NotAllowed, match=why):
        nudge(invited, TUESDAY)
    assert mails(ADDRESS) == []


# --- what the AE is told -------------------------------------------------------------------------


def test_the_ae_is_told_of_a_first_opening_once() -> None:
    invited = an_invitation()
    assert opens(invited)
    assert not opens(invited, "action:done")
    assert kinds() == ["opened"]
    ae = member_of(invited.seller)
    sweep(TUESDAY)
    sweep(TUESDAY + timedelta(minutes=1))
    (mail,) = mails(ae.email)
    assert mail["subject"] == "Maja Lindqvist opened the plan: Order tracking for six warehouses"
    assert f"/plans/{invited.plan_id}/" in mail["text"]
    assert mail["caused_by"] == ae.pk


def test_several_at_once_are_one_letter() -> None:
    seller = a_seller()
    for _ in range(3):
        opens(an_invitation(seller=seller))
    sweep(TUESDAY)
    (mail,) = mails(member_of(seller).email)
    assert mail["subject"] == "3 things about your plans"
    assert mail["text"].count("Maja Lindqvist opened the plan for the first time") == 3


def test_the_ae_is_told_after_five_working_days() -> None:
    invited = an_invitation()
    ae = member_of(invited.seller)
    sweep(FRIDAY + timedelta(days=6))  # Thursday: four
    assert mails(ae.email) == []
    friday = FRIDAY + timedelta(days=7)
    sweep(friday)
    sweep(friday + timedelta(days=3))
    (mail,) = mails(ae.email)
    assert "has not opened the invitation in five working days" in mail["text"]


def test_the_ae_is_told_in_a_working_hour_of_theirs() -> None:
    invited = an_invitation()
    ae = member_of(invited.seller)
    Member.objects.filter(pk=ae.pk).update(time_zone="America/New_York")
    opens(invited)
    sweep(TUESDAY)  # four in the morning there
    assert mails(ae.email) == []
    sweep(TUESDAY + timedelta(hours=6))
    assert len(mails(ae.email)) == 1


def test_where_the_ae_has_left_their_manager_is_told() -> None:
    invited = an_invitation()
    ae = member_of(invited.seller)
    boss = a_member(ae.workspace, "manager", name="Rita Osei")
    Member.objects.filter(pk=ae.pk).update(is_active=False, manager=boss)
    opens(invited)
    sweep(TUESDAY)
    assert mails(ae.email) == []
    assert len(mails(boss.email)) == 1


def a_link(invited: Invited, first_browser: str | None, kind: str = "personal") -> int:
    return Link.objects.create(
        workspace_id=invited.seller.workspace_id,
        plan_id=invited.plan_id,
        person="maja",
        kind=kind,
        token_hash=f"{kind}{first_browser}",
        plan_code="x",
        expires_at=timezone.now() + timedelta(days=9),
        first_browser=first_browser,
    ).pk


def test_the_ae_is_told_when_a_link_is_used_in_another_browser() -> None:
    invited = an_invitation()
    link = a_link(invited, "laptop")
    opens(invited, "action:done", link_id=link, browser="laptop")
    assert "other_browser" not in kinds()
    opens(invited, "plan", link_id=link, browser="phone")  # reading needs no code and tells nothing
    assert "other_browser" not in kinds()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sharing_browser (workspace_id, link_id, browser) values (%s, %s, 'phone')",
            [invited.seller.workspace_id, link],
        )
    opens(invited, "proved", link_id=link, browser="phone")
    opens(invited, "action:done", link_id=link, browser="phone")
    assert kinds().count("other_browser") == 1


def test_a_link_that_was_made_for_a_browser_tells_nothing() -> None:
    invited = an_invitation()
    link = a_link(invited, "laptop", "code")
    opens(invited, "action:done", link_id=link, browser="laptop")
    assert "other_browser" not in kinds()


def test_a_sellers_preview_is_no_opening() -> None:
    invited = an_invitation()
    assert not opens(invited, link_id=a_link(invited, None, "preview"), browser="sam")
    assert kinds() == []
    sweep(TUESDAY)
    assert len(mails(ADDRESS)) == 1  # still counts as not opened


def test_an_opening_is_told_to_open_pages_of_the_sellers_side_alone() -> None:
    invited = an_invitation()
    before = invited.seller.reads(invited.plan_id).marks
    opens(invited)
    after = invited.seller.reads(invited.plan_id).marks
    assert after.pulse == before.pulse + 1
    assert after.shared_pulse == before.shared_pulse


def test_what_was_settled_meanwhile_is_not_told() -> None:
    invited = an_invitation()
    friday = FRIDAY + timedelta(days=7)
    notices.sweep(friday)
    opens(invited)
    dispatch.sweep(friday)
    assert "has not opened" not in mails(member_of(invited.seller).email)[0]["text"]
    dropped = dict(Message.objects.values_list("kind", "dropped"))
    assert dropped == {"not_opened": "moved_on", "opened": ""}
