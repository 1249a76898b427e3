"""What stands around a plan is read in one statement, and by a buyer under the buyer's role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.domain.revisions import FieldChange
from milepost.platform.scope import seller_scope
from milepost.sharing import queries
from milepost.sharing.models import Agreement, Engagement, Link, Proposal
from milepost.sharing.queries import ProposalRow
from milepost.sharing.visits import visiting
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.sharing.visitors import a_link

pytestmark = pytest.mark.django_db


def a_proposal(seller: Seller, plan_id: int, **fields: Any) -> Proposal:
    usual: dict[str, Any] = {
        "workspace_id": seller.workspace_id,
        "plan_id": plan_id,
        "kind": "date",
        "milestone": "m2",
        "content": {"target": "2026-12-20"},
        "person": "maja",
        "person_name": "Maja Lindqvist",
    }
    return Proposal.objects.create(**(usual | fields))


def statements(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])


def test_the_seller_reads_all_around_a_plan_in_one_statement() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan())
    code, _ = a_link(seller.workspace_id, plan_id)
    a_proposal(seller, plan_id)
    Engagement.objects.create(
        workspace_id=seller.workspace_id,
        plan_id=plan_id,
        person="maja",
        first_opened_at=timezone.now(),
        last_opened_at=timezone.now(),
    )
    with seller.at_work():
        assert statements(lambda: queries.plan_sharing(plan_id)) == 1
        found = queries.plan_sharing(plan_id)
    assert found is not None
    assert found.code == code
    (maja,) = found.stakeholders
    assert (maja.person, maja.link, maja.openings) == ("maja", "works", 1)
    assert maja.first_opened_at is not None
    (proposal,) = found.proposals
    assert proposal.target == date(2026, 12, 20)


def test_a_link_says_whether_it_still_opens_the_plan() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan())
    a_link(seller.workspace_id, plan_id)

    def state() -> str:
        with seller.at_work():
            found = queries.plan_sharing(plan_id)
        assert found is not None
        return found.by_person["maja"].link

    Link.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert state() == "expired"
    Link.objects.update(revoked_at=timezone.now())
    assert state() == "revoked"
    Link.objects.all().delete()
    assert state() == "none"


def test_the_plan_and_what_stands_around_it_come_together() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan())
    with seller.at_work():
        assert statements(lambda: queries.plan_with_sharing(plan_id)) == 2
        found = queries.plan_with_sharing(plan_id)
        assert found is not None
        assert found[0].id == found[1].plan_id == plan_id
        assert queries.plan_with_sharing(plan_id + 1) is None


def test_a_buyer_reads_their_side_in_one_statement_under_their_role() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan())
    _, token = a_link(seller.workspace_id, plan_id)
    a_proposal(seller, plan_id)
    a_proposal(seller, plan_id, state="refused", answer="Too late", answered_at=timezone.now())
    long_ago = timezone.now() - timedelta(days=20)
    a_proposal(seller, plan_id, state="refused", answer="Old", answered_at=long_ago)
    with visiting(token, "") as visit:
        assert statements(lambda: queries.buyer_sharing(visit)) == 1
        found = queries.buyer_sharing(visit)
    assert found.address == "maja@halden.example"
    assert [p.answer for p in found.proposals] == ["", "Too late"]
    assert found.workspace_time_zone == "Europe/London"


def test_another_workspace_reads_nothing() -> None:
    seller, other = a_seller(), a_seller()
    plan_id = seller.keeps(a_plan())
    with seller_scope(other.workspace_id):
        assert queries.plan_sharing(plan_id) is None


def test_a_buyer_is_asked_again_with_just_what_changed() -> None:
    from milepost.plans import commands

    seller = a_seller()
    plan_id = seller.keeps(a_plan())
    _, token = a_link(seller.workspace_id, plan_id)
    Agreement.objects.create(
        workspace_id=seller.workspace_id,
        plan_id=plan_id,
        side="buyer",
        person="maja",
        name="Maja Lindqvist",
        terms_revision=1,
        shared_revision=1,
    )
    with seller.at_work():
        commands.set_status(
            seller.actor, plan_id, "m1", "in_progress", today=TODAY, seen=1, reason=None
        )
        moved = date(2027, 1, 8)
        commands.move_target(seller.actor, plan_id, "m5", moved, follow=False, seen=2, today=TODAY)
        commands.change_fields(
            seller.actor, plan_id, {"milestones.m1.title": "Briefing"}, seen=3, today=TODAY
        )
        commands.change_fields(
            seller.actor, plan_id, {"milestones.m1.title": "Step 1"}, seen=4, today=TODAY
        )
    with visiting(token, "") as visit:
        found = queries.buyer_sharing(visit)
    assert found.asked_again
    assert not found.has_agreed
    before = a_plan().milestones[4].target.isoformat()
    assert found.changes == (FieldChange("milestones.m5.target", before, "2027-01-08"),)


def test_what_came_and_went_between_is_no_change() -> None:
    step = {"key": "m9", "title": "Extra"}
    came = [{"path": "milestones.m9", "before": None, "after": step}]
    renamed = [{"path": "milestones.m9.title", "before": "Extra", "after": "More"}]
    went = [{"path": "milestones.m9", "before": step, "after": None}]
    assert queries.net_changes([came, renamed, went]) == ()
    (added,) = queries.net_changes([came, renamed])
    assert added.path == "milestones.m9"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "date", "milestone": "m2", "content": {"target": "2026-12-20"}}, "open"),
        ({"kind": "date", "milestone": "m2", "content": {"target": "2026-12-15"}}, "met"),
        ({"kind": "date", "milestone": "gone", "content": {"target": "2026-12-15"}}, "gone"),
        ({"kind": "drop_step", "milestone": "m2", "content": {}}, "open"),
        ({"kind": "add_step", "milestone": None, "content": {"title": "x"}}, "open"),
        ({"kind": "dates", "milestone": None, "content": {"go_live": "2027-02-01"}}, "met"),
    ],
)
def test_a_proposal_that_the_plan_overtook_waits_for_nobody(
    fields: dict[str, Any], expected: str
) -> None:
    row = ProposalRow(
        id=1,
        reason="",
        person="maja",
        person_name="Maja",
        at=timezone.now(),
        state="open",
        counter=None,
        answer="",
        answered_at=None,
        answered_by_name="",
        **fields,
    )
    assert row.standing(a_plan()) == expected
