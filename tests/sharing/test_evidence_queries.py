"""Evidence around plans: who looked, what moved, what waits; one statement each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.domain.commitments import TargetMove
from milepost.plans import commands
from milepost.sharing import bounces, notices
from milepost.sharing.evidence_queries import (
    Returned,
    Waiting,
    YesWaiting,
    waiting_around,
)
from milepost.sharing.models import Agreement, Link, Notice, Proposal, Stakeholder
from milepost.sharing.queries import PlanSharing, plan_sharing
from tests.plans.plans import TODAY, a_seller
from tests.sharing.invited import ADDRESS, FRIDAY, Invited, an_invitation
from tests.sharing.test_notices import TUESDAY, a_link, archive, close, end_access, mute, opens

pytestmark = pytest.mark.django_db


def waits(*invited: Invited) -> Waiting:
    with invited[0].seller.at_work():
        return waiting_around(each.plan_id for each in invited)


def plan_evidence(plan_id: int) -> PlanSharing:
    found = plan_sharing(plan_id)
    assert found is not None
    return found


def test_each_read_is_one_statement() -> None:
    invited = an_invitation()
    with invited.seller.at_work():
        for read in (plan_evidence, lambda plan_id: waiting_around([plan_id])):
            with CaptureQueriesContext(connection) as captured:
                read(invited.plan_id)
            assert len(captured) == 1


def test_who_looked_and_who_never_did() -> None:
    invited = an_invitation()
    with invited.seller.at_work():
        (never,) = plan_evidence(invited.plan_id).stakeholders
        assert (never.first_opened_at, never.openings) == (None, 0)
    opens(invited)
    notices.sweep(TUESDAY)
    with invited.seller.at_work():
        (looked,) = plan_evidence(invited.plan_id).stakeholders
    assert looked.last_opened_at is not None
    assert (looked.person, looked.openings, looked.reminded_at) == ("maja", 1, None)


def test_what_moved_is_told_from_the_history() -> None:
    invited = an_invitation()
    seller = invited.seller
    first = seller.reads(invited.plan_id).plan.milestones[0].target
    with seller.at_work():
        for target, seen in (("2027-01-12", 1), ("2027-01-15", 2)):
            fields = {"milestones.m1.target": target, "milestones.m1.title": f"T{seen}"}
            commands.change_fields(seller.actor, invited.plan_id, fields, seen=seen, today=TODAY)
        moves = plan_evidence(invited.plan_id).moves
    days = [(m.milestone, m.before, m.after) for m in moves]
    assert days == [
        ("m1", first, date(2027, 1, 12)),
        ("m1", date(2027, 1, 12), date(2027, 1, 15)),
    ]
    assert isinstance(moves[0], TargetMove)


def test_another_workspaces_evidence_is_not_there() -> None:
    invited, other = an_invitation(), a_seller("Noor Haddad")
    opens(invited)
    with other.at_work():
        assert plan_sharing(invited.plan_id) is None
        assert waiting_around([invited.plan_id]) == Waiting()


def test_whoever_never_opened_waits_until_they_do() -> None:
    invited = an_invitation()
    (found,) = waits(invited).unopened
    assert (found.plan_id, found.person, found.invited_at) == (invited.plan_id, "maja", FRIDAY)
    assert (found.time_zone, found.country) == ("Europe/Stockholm", "SE")
    opens(invited)
    assert waits(invited).unopened == ()


@pytest.mark.parametrize("gone", [end_access, close, archive, mute], ids=lambda f: f.__name__)
def test_whoever_is_left_in_peace_does_not_wait(gone) -> None:
    invited = an_invitation()
    gone(invited)
    assert waits(invited).unopened == ()


def test_a_bounced_address_waits_instead_of_a_nudge() -> None:
    invited = an_invitation()
    bounces.note(invited.seller.workspace_id, ADDRESS, "550 5.1.1 nobody")
    found = waits(invited)
    assert found.returned == (Returned(invited.plan_id, "maja", "Maja Lindqvist", ADDRESS),)
    assert found.unopened == ()
    Stakeholder.objects.update(address="maja@new.example")
    assert waits(invited).returned == ()


def test_a_first_opening_is_told_until_it_was_seen() -> None:
    invited = an_invitation()
    opens(invited)
    (told,) = waits(invited).notices
    assert (told.kind, told.name) == ("opened", "Maja Lindqvist")
    Notice.objects.update(seen_at=timezone.now())
    assert waits(invited).notices == ()


@pytest.mark.parametrize(("days", "is_told"), [(13, True), (15, False), (-13, True), (-15, False)])
def test_a_link_that_ends_soon_is_told(days: int, is_told: bool) -> None:
    invited = an_invitation()
    link = a_link(invited, None)
    Link.objects.filter(pk=link).update(expires_at=timezone.now() + timedelta(days=days))
    assert bool(waits(invited).ending) is is_told


def test_one_link_that_lasts_is_enough() -> None:
    invited = an_invitation()
    Link.objects.filter(pk=a_link(invited, None)).update(
        expires_at=timezone.now() + timedelta(days=1)
    )
    Link.objects.filter(pk=a_link(invited, "x")).update(
        expires_at=timezone.now() + timedelta(days=90)
    )
    assert waits(invited).ending == ()


def agrees(invited: Invited, side: str, **who: object) -> None:
    Agreement.objects.create(
        workspace_id=invited.seller.workspace_id,
        plan_id=invited.plan_id,
        side=side,
        name="Maja Lindqvist",
        terms_revision=1,
        shared_revision=1,
        **who,
    )


def test_a_buyers_yes_waits_for_the_sellers() -> None:
    invited = an_invitation()
    agrees(invited, "buyer", person="maja")
    assert waits(invited).yeses == (YesWaiting(invited.plan_id, ("Maja Lindqvist",)),)
    agrees(invited, "seller", member_id=invited.seller.member_id)
    assert waits(invited).yeses == ()


def test_an_open_proposal_waits() -> None:
    invited = an_invitation()
    made = Proposal.objects.create(
        workspace_id=invited.seller.workspace_id,
        plan_id=invited.plan_id,
        kind="date",
        milestone="m1",
        content={"target": "2027-01-12"},
        person="maja",
        person_name="Maja Lindqvist",
    )
    ((plan_id, proposal),) = waits(invited).proposals
    assert (plan_id, proposal.id, proposal.target) == (invited.plan_id, made.pk, date(2027, 1, 12))


def test_no_buyers_role_reads_any_of_it() -> None:
    from tests.walls import catalogue

    granted = catalogue.grants("milepost_buyer")
    for table in ("opening", "engagement", "notice", "unsubscribe", "bounce", "code"):
        assert f"sharing_{table}" not in granted
    assert "messaging_outbox" not in granted
    assert "plans_revision" not in granted
