"""Once a week: an AE reads of all their plans, a buyer's champion of theirs, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from milepost.alerting import weeks
from milepost.domain.plan import Milestone, Owner, Owners
from milepost.messaging import dispatch, preferences
from milepost.messaging.models import Message
from milepost.messaging.preferences import Whose
from milepost.plans import commands
from milepost.sharing.engagement import note_opening
from milepost.workspaces.models import Member
from tests.plans.plans import TODAY, a_plan
from tests.sharing.invited import ADDRESS, Invited, an_invitation, mails, member_of
from tests.walls.test_buyers_walk import SALES

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)  # nine in London, ten in Stockholm
PLAN = "Order tracking for six warehouses"


def steps() -> tuple[Milestone, ...]:
    """Step 1 was done last week, 2 is due this week, 3 is late and internal ones are not told."""
    first, second, third, *rest = a_plan(5).milestones
    hidden = Milestone(
        key="i1",
        title="Approve the discount",
        kind="other",
        target=date(2026, 12, 15),
        status="pending",
        visibility="internal",
        owners=Owners(seller=Owner(person="rita")),
    )
    done = {"status": "complete", "completed_on": date(2026, 12, 9), "completed_by": "maja"}
    return (
        replace(first, **done),
        replace(second, target=date(2026, 12, 16)),
        replace(third, target=date(2026, 12, 9), after=()),
        hidden,
        *rest,
    )


def a_plan_of_a_week(seller: object = None, opened: bool = True) -> Invited:
    invited = an_invitation(seller=seller, milestones=steps())  # type: ignore[arg-type]
    if opened:
        opens(invited)
    return invited


def opens(invited: Invited) -> None:
    with invited.seller.at_work():
        note_opening(invited.seller.workspace_id, invited.plan_id, "maja", "plan")
    Message.objects.all().delete()


def sams(invited: Invited) -> list[dict]:
    return mails(member_of(invited.seller).email)


def test_the_week_of_the_ae_is_about_all_their_plans_the_worst_first() -> None:
    invited = a_plan_of_a_week()
    begun = {"status": "in_progress", "started_on": date(2026, 12, 10)}
    first, second = a_plan(2).milestones
    calm = (
        replace(first, target=date(2026, 12, 16), **begun),
        replace(second, target=date(2026, 12, 30)),
    )
    an_invitation(seller=invited.seller, title="A calm one", milestones=calm)
    draft = invited.seller.keeps(a_plan(3, life="draft", shared_on=None, title="Only ours"))
    assert draft
    weeks.sweep(MONDAY)
    dispatch.sweep(MONDAY)
    (mail,) = sams(invited)
    text = mail["text"]
    assert mail["subject"] == "Your plans this week"
    assert "2 plans: 1 step done last week, 2 due this week, 1 late." in text
    assert "Done last week: Step 1 (Maja Lindqvist)" in text
    assert "Late: Step 3 (5 days, Maja Lindqvist)" in text
    assert "Waits for Halden Logistics: Step 3 since 3 Nov; Step 2 since 9 Dec" in text
    assert text.index(PLAN) < text.index("A calm one")
    assert "Only ours" not in text
    assert "At risk" in text


def test_the_week_of_the_champion_is_friendly_and_tells_nothing_private() -> None:
    a_plan_of_a_week()
    weeks.sweep(MONDAY)
    dispatch.sweep(MONDAY)
    (mail,) = mails(ADDRESS)
    text = mail["text"]
    assert mail["subject"] == f"Your week: {PLAN}"
    assert "1 step was done last week, 1 of 5 in all." in text
    assert "Step 2 (16 Dec)" in text
    assert "discount" not in text
    assert "/b/" in text
    assert mail["headers"]["List-Unsubscribe-Post"]
    assert SALES.search(text) is None
    for word in ("late", "risk", "stalled", "escalat", "Rita"):
        assert word not in text.lower()


def test_each_is_written_once_a_week_however_often_it_is_done() -> None:
    invited = a_plan_of_a_week()
    assert weeks.sweep(MONDAY) == 2
    assert weeks.sweep(MONDAY) == 0
    assert weeks.sweep(MONDAY + timedelta(days=1)) == 0
    dispatch.sweep(MONDAY)
    dispatch.sweep(MONDAY + timedelta(days=1))
    assert (len(sams(invited)), len(mails(ADDRESS))) == (1, 1)
    assert weeks.sweep(MONDAY + timedelta(days=7)) == 2
    keys = set(Message.objects.values_list("key", flat=True))
    assert f"week_of_plans:2026-W51:m{invited.seller.member_id}" in keys


@pytest.mark.parametrize(
    ("now", "written"),
    [
        (datetime(2026, 12, 14, 2, 0, tzinfo=UTC), 0),  # night in London and Stockholm
        (datetime(2026, 12, 14, 4, 0, tzinfo=UTC), 1),  # five in Stockholm
        (datetime(2026, 12, 14, 5, 0, tzinfo=UTC), 2),
        (datetime(2026, 12, 15, 20, 0, tzinfo=UTC), 2),  # after an outage, still on Tuesday
        (datetime(2026, 12, 16, 20, 0, tzinfo=UTC), 0),
        (datetime(2026, 12, 18, 9, 0, tzinfo=UTC), 0),
    ],
)
def test_it_is_written_on_their_own_monday(now: datetime, written: int) -> None:
    a_plan_of_a_week()
    assert weeks.sweep(now) == written


def test_an_unknown_zone_of_theirs_counts_as_the_clock_of_the_world() -> None:
    invited = a_plan_of_a_week()
    Member.objects.filter(pk=invited.seller.member_id).update(time_zone="Mars/Olympus")
    assert weeks.sweep(MONDAY) == 2


def test_a_champion_who_has_not_looked_for_long_hears_of_it_every_fourth_week() -> None:
    a_plan_of_a_week(opened=False)
    assert weeks.sweep(MONDAY) == 1  # the AE alone: the champion has never opened it
    invited = a_plan_of_a_week()
    long_ago = timezone.now() + timedelta(days=60)
    monday = long_ago + timedelta(days=7 - long_ago.weekday())
    written = [weeks.sweep(monday.replace(hour=9) + timedelta(days=7 * week)) for week in range(4)]
    assert sorted(written) == [2, 2, 2, 3]
    assert invited


def test_where_there_is_nothing_to_say_nothing_is_said() -> None:
    invited = an_invitation(milestones=a_plan(2).milestones)
    opens(invited)
    now = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
    weeks.sweep(now)
    dispatch.sweep(now)
    assert sams(invited) == []
    assert set(Message.objects.values_list("dropped", flat=True)) == {"moved_on"}


def test_a_closed_plan_and_a_muted_one_are_left_out() -> None:
    invited = a_plan_of_a_week()
    other = a_plan_of_a_week(invited.seller)
    with invited.seller.at_work():
        commands.set_life(invited.seller.actor, other.plan_id, "lost", TODAY)
        whose = Whose(invited.seller.workspace_id, invited.seller.member_id, invited.plan_id)
        preferences.mute(whose, MONDAY)
    weeks.sweep(MONDAY)
    dispatch.sweep(MONDAY)
    assert sams(invited) == []


def test_a_champion_may_have_the_weekly_summary_alone_and_an_ae_none() -> None:
    invited = a_plan_of_a_week()
    whose = Whose(invited.seller.workspace_id, plan_id=invited.plan_id, person="maja")
    with invited.seller.at_work():
        preferences.choose(whose, mails="weekly", now=MONDAY)
        mine = Whose(invited.seller.workspace_id, invited.seller.member_id)
        preferences.keep(mine, quiet=["summaries"])
    weeks.sweep(MONDAY)
    dispatch.sweep(MONDAY)
    assert (len(sams(invited)), len(mails(ADDRESS))) == (0, 1)
    assert Message.objects.get(kind="week_of_plans").subject == "Your plans this week"
