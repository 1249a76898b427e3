"""Owners who miss again and again: found at the change and by the day, told once, the seller's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.domain.plan import Owner, Owners, Plan
from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Told
from milepost.messaging.models import Message, Outbox
from milepost.messaging.registry import Delivery
from milepost.plans import commands
from milepost.sharing import misses, misses_words
from milepost.sharing.models import Misses, MissesLook, Proposal
from milepost.workspaces.models import Workspace
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 21, 12, tzinfo=UTC)


def two_owners() -> Plan:
    """Maja owns the first two steps, Rita of the seller's side the third; the rest nobody."""
    plan = a_plan(5)
    maja, rita = Owners(buyer=Owner(person="maja")), Owners(seller=Owner(person="rita"))
    first, second, third, *rest = plan.milestones
    nobody = [replace(m, owners=Owners(buyer=Owner(role="Legal"))) for m in rest]
    steps = (replace(first, owners=maja), replace(second, owners=maja, after=()))
    return replace(plan, milestones=(*steps, replace(third, owners=rita), *nobody))


@pytest.fixture
def sam() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(sam: Seller) -> int:
    plan_id = sam.keeps(two_owners())
    with connection.cursor() as cursor:
        cursor.execute(
            "update plans_planprivate set owner_id = %s where plan_id = %s",
            (sam.member_id, plan_id),
        )
    return plan_id


def moves(sam: Seller, plan_id: int, key: str, day: date) -> None:
    with sam.at_work():
        commands.move_target(sam.actor, plan_id, key, day, follow=False, seen=10_000)


def delivered(sam: Seller) -> list[str]:
    """The keys of what waits for the rule, and let it be looked at."""
    rows = list(Outbox.objects.filter(kind="plan.moved_later"))
    for row in rows:
        misses.deliver(Delivery(row.pk, sam.workspace_id, row.kind, row.key, row.payload, 1, 1))
    return [row.key for row in rows]


def test_two_dates_moved_later_are_a_pattern_that_the_ae_is_told_once(
    sam: Seller, plan_id: int
) -> None:
    moves(sam, plan_id, "m1", date(2026, 12, 22))
    assert delivered(sam) == [f"plan.moved_later:{plan_id}:r2"]
    assert not Misses.objects.filter(misses__gte=2).exists()
    assert not Message.objects.exists()
    moves(sam, plan_id, "m2", date(2027, 1, 5))
    delivered(sam)
    delivered(sam)
    kept = Misses.objects.get(person="maja")
    assert kept.misses == 2
    told = Message.objects.get()
    assert (told.kind, told.side, told.member_id) == ("misses_pattern", "seller", sam.member_id)
    assert told.facts == {"person": "maja", "misses": 2}


def test_a_date_that_moves_earlier_or_within_a_draft_asks_for_nothing(sam: Seller) -> None:
    plan_id = sam.keeps(two_owners())
    moves(sam, plan_id, "m1", date(2026, 12, 4))
    draft = sam.keeps(replace(two_owners(), life="draft", shared_on=None))
    moves(sam, draft, "m1", date(2026, 12, 24))
    assert delivered(sam) == []


def test_a_request_that_was_accepted_counts_for_whoever_made_it(sam: Seller, plan_id: int) -> None:
    """Handed to Rita's side after Maja asked, and accepted afterwards: the request was Maja's."""
    with sam.at_work():
        owners = {"milestones.m1.owners.buyer": {"role": "Legal"}}
        commands.change_fields(sam.actor, plan_id, owners, seen=10_000)
    moves(sam, plan_id, "m1", date(2026, 12, 22))
    asked = {"content": {}, "person": "maja", "person_name": "Maja", "state": "accepted"}
    kind = {"kind": "date", "milestone": "m1", "revision": 3}
    Proposal.objects.create(workspace_id=sam.workspace_id, plan_id=plan_id, **kind, **asked)
    with sam.at_work():
        (pattern,) = misses.patterns_of(plan_id, NOON)
    assert [(m.milestone, m.how) for m in pattern.misses] == [("m1", "moved"), ("m2", "overdue")]


def test_dates_that_passed_are_found_once_in_a_day_of_the_workspace(
    sam: Seller, plan_id: int
) -> None:
    assert misses.sweep(NOON) == 1
    assert MissesLook.objects.get(workspace_id=sam.workspace_id).looked_on == date(2026, 12, 21)
    assert Misses.objects.get().misses == 2
    assert Message.objects.count() == 1
    assert misses.sweep(NOON + timedelta(hours=3)) == 0
    assert misses.sweep(NOON + timedelta(days=1)) == 0  # nothing more has passed
    assert misses.sweep(NOON + timedelta(days=3)) == 1  # m3 of the 22nd
    assert Misses.objects.count() == 1  # one date of Rita's is no pattern
    assert Message.objects.count() == 1


def test_what_a_crash_left_undone_is_told_once_all_the_same(sam: Seller, plan_id: int) -> None:
    misses.sweep(NOON)
    MissesLook.objects.all().delete()
    assert misses.sweep(NOON) == 1
    assert Message.objects.count() == 1


def test_a_pattern_that_doubles_is_told_again(sam: Seller, plan_id: int) -> None:
    misses.sweep(NOON)
    moves(sam, plan_id, "m1", date(2026, 12, 22))
    moves(sam, plan_id, "m2", date(2026, 12, 23))
    with sam.at_work():
        misses.look(sam.workspace_id, plan_id, NOON + timedelta(days=4))
    assert Misses.objects.get(person="maja").misses == 4
    assert Message.objects.filter(facts__person="maja").count() == 2


def test_the_policy_says_how_many_misses_are_a_pattern(sam: Seller, plan_id: int) -> None:
    Workspace.objects.filter(pk=sam.workspace_id).update(policy={"repeated_misses": 3})
    misses.sweep(NOON)
    assert not Message.objects.exists()


def test_whoever_owns_nothing_open_any_more_is_no_pattern(sam: Seller, plan_id: int) -> None:
    misses.sweep(NOON)
    with sam.at_work():
        for key in ("m1", "m2"):
            commands.set_status(sam.actor, plan_id, key, "complete", today=TODAY, seen=10_000)
        assert misses.look(sam.workspace_id, plan_id, NOON) == ()
    assert Misses.objects.get().misses == 0


def test_looking_at_a_plan_takes_few_statements_however_long_its_history(
    sam: Seller, plan_id: int
) -> None:
    for n in range(6):
        moves(sam, plan_id, "m4", date(2027, 1, 10) + timedelta(n))
    with sam.at_work():
        misses.look(sam.workspace_id, plan_id, NOON)
        with CaptureQueriesContext(connection) as made:
            misses.look(sam.workspace_id, plan_id, NOON)
    assert len(made) == 2


def test_the_cause_is_kept_and_only_a_known_one(sam: Seller, plan_id: int) -> None:
    misses.sweep(NOON)
    with sam.at_work():
        misses.say_cause(sam.actor, plan_id, "maja", "capacity", "  Two projects at once ")
        kept = misses.kept_misses(plan_id, "maja")
        assert kept is not None
        assert (kept.cause, kept.cause_words) == ("capacity", "Two projects at once")
        assert kept.cause_by_name == "Sam Whitfield"
        with pytest.raises(Exception, match="Choose"):
            misses.say_cause(sam.actor, plan_id, "maja", "laziness", "")


def test_the_words_name_the_dates_and_where_to_go(sam: Seller, plan_id: int) -> None:
    plan = sam.reads(plan_id).plan
    told = Told(1, sam.workspace_id, plan_id, "misses_pattern", "k", None, None,
                {"person": "maja", "misses": 2}, NOON)  # fmt: skip
    reader = Addressee(
        sam.workspace_id, "Brightloom", "seller", sam.member_id, None, None, "Sam", "ae", "a@b.c",
        "", "", "", "",
    )  # fmt: skip
    words = misses_words.pattern(told, reader, At(NOON, lambda _id, _side: plan))
    assert words is not None
    assert "Maja Lindqvist has missed 2 dates" in words.line
    assert words.link == f"/plans/{plan_id}/misses/maja/"
    over = replace(plan, life="lost")
    assert misses_words.pattern(told, reader, At(NOON, lambda _id, _side: over)) is None
