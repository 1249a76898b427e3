"""A completed shared step is told to both teams: once, by whom, and what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.domain.plan import Person
from milepost.messaging import dispatch
from milepost.messaging.models import Message
from milepost.plans import commands
from milepost.plans.changing import Actor
from milepost.platform import clock
from milepost.sharing.models import Stakeholder
from tests.factories import a_member
from tests.plans.plans import MAJA, RITA, SAM, TODAY
from tests.sharing.invited import ADDRESS, Invited, an_invitation, mails, member_of

pytestmark = pytest.mark.django_db

JONAS = Person(
    key="jonas", name="Jonas Weber", side="buyer", role="it", email="jonas@halden.example"
)
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def invited() -> Invited:
    """Maja and Jonas are invited; Sam is the AE, and Rita is a colleague on the plan."""
    maja = replace(MAJA, email=ADDRESS)
    found = an_invitation(people=(maja, SAM, RITA, JONAS))
    Stakeholder.objects.create(
        workspace_id=found.seller.workspace_id,
        plan_id=found.plan_id,
        person="jonas",
        address="jonas@halden.example",
        country="SE",
        time_zone="Europe/Stockholm",
        invited_at=TUESDAY,
    )
    rita = a_member(member_of(found.seller).workspace, "manager", name="Rita Osei")
    with connection.cursor() as cursor:
        cursor.execute("update plans_person set member_id = %s where key = 'rita'", [rita.pk])
    return found


def completes(invited: Invited, key: str, status: str = "complete", minutes: int = 0) -> None:
    moment = TUESDAY + timedelta(minutes=minutes)
    with clock.at(moment), invited.seller.at_work():
        commands.set_status(
            invited.seller.actor, invited.plan_id, key, status, today=moment.date(), seen=10_000
        )


def say(minutes: int) -> None:
    dispatch.sweep(TUESDAY + timedelta(minutes=minutes))


def readers() -> set[str]:
    return {mail["to"].split("@")[0].split(".")[0] for mail in mails()}


def test_both_teams_hear_of_it_except_who_did_it(invited: Invited) -> None:
    completes(invited, "m1")
    say(6)
    assert readers() == {"maja", "jonas", "rita"}
    (mail,) = mails(ADDRESS)
    assert mail["subject"] == "“Step 1” is done: Order tracking for six warehouses"
    assert "Sam Whitfield completed “Step 1”." in mail["text"]
    assert "Next: “Step 2”, by 15 December 2026, with Maja Lindqvist." in mail["text"]
    assert "1 of 3 steps are done." in mail["text"]
    assert mail["headers"]["List-Unsubscribe-Post"]


def test_it_settles_for_five_minutes_so_that_what_is_taken_back_is_never_said(
    invited: Invited,
) -> None:
    completes(invited, "m1")
    say(4)
    assert mails() == []
    completes(invited, "m1", "pending")
    say(6)
    assert mails() == []
    assert set(Message.objects.values_list("dropped", flat=True)) == {"moved_on"}
    completes(invited, "m1")
    say(12)
    assert readers() == {"maja", "jonas", "rita"}


def test_taken_back_and_done_again_is_said_once(invited: Invited) -> None:
    completes(invited, "m1")
    completes(invited, "m1", "pending")
    completes(invited, "m1")
    say(6)
    say(12)
    assert len(mails(ADDRESS)) == 1


def test_several_at_one_sitting_are_one_letter(invited: Invited) -> None:
    completes(invited, "m1")
    say(1)
    completes(invited, "m2", minutes=4)
    for minutes in range(4, 12):
        say(minutes)
    (mail,) = mails(ADDRESS)
    assert mail["subject"] == "2 steps are done: Order tracking for six warehouses"


def test_a_signature_is_said_larger(invited: Invited) -> None:
    completes(invited, "m3")
    say(6)
    (mail,) = mails(ADDRESS)
    assert mail["subject"] == "Signed!: Order tracking for six warehouses"
    assert "Halden Logistics and Brightloom have signed." in mail["text"]


def test_a_colleague_whom_buyers_do_not_know_is_the_company(invited: Invited) -> None:
    rita = member_of(invited.seller)
    with connection.cursor() as cursor:
        cursor.execute("select member_id from plans_person where key = 'rita'")
        (member_id,) = cursor.fetchone()
    with clock.at(TUESDAY), invited.seller.at_work():
        commands.set_status(
            Actor(member_id, "Rita Osei"),
            invited.plan_id,
            "m1",
            "complete",
            today=TODAY,
            seen=10_000,
        )
    say(6)
    (mail,) = mails(ADDRESS)
    assert "Brightloom completed “Step 1”." in mail["text"]
    assert "Rita" not in mail["text"]
    (to_sam,) = mails(rita.email)
    assert "Rita Osei completed “Step 1”." in to_sam["text"]


def test_what_is_internal_or_a_draft_is_told_nobody(invited: Invited) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update plans_milestone set visibility = 'internal' where key = 'm1'")
    completes(invited, "m1")
    with connection.cursor() as cursor:
        cursor.execute("update plans_plan set life = 'draft', shared_on = null")
    completes(invited, "m2")
    assert Message.objects.count() == 0


def test_a_change_that_completes_nothing_costs_no_statement_more(invited: Invited) -> None:
    def told(key: str, status: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            completes(invited, key, status)
        return sum("insert into messaging_message" in q["sql"] for q in captured.captured_queries)

    assert told("m1", "in_progress") == 0
    assert told("m2", "complete") == 1
