"""Editing a plan field by field: merging, conflicts, what is refused (product.md 1, issue 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.domain.plan import Owner, Owners
from milepost.messaging.models import WebhookEndpoint
from milepost.plans import commands
from milepost.plans.commands import FieldConflict
from milepost.plans.queries import verify_chain
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(seller: Seller) -> int:
    return seller.keeps(a_plan())


def set_fields(seller: Seller, plan_id: int, seen: int = 1, **fields: Any) -> Any:
    with seller.at_work():
        by_path = {path.replace("__", "."): value for path, value in fields.items()}
        return commands.change_fields(seller.actor, plan_id, by_path, seen=seen, today=TODAY)


def test_a_change_tells_field_before_and_after(seller: Seller, plan_id: int) -> None:
    changed = set_fields(seller, plan_id, milestones__m2__title="Demo")
    (change,) = changed.changes
    assert (change.path, change.before, change.after) == ("milestones.m2.title", "Step 2", "Demo")
    record = seller.reads(plan_id)
    assert record.revision == changed.revision == 2
    assert record.versions == {"milestones.m2.title": 2}
    assert record.plan == changed.plan


def test_several_fields_are_one_revision_or_none(seller: Seller, plan_id: int) -> None:
    with pytest.raises(InvalidInput):
        set_fields(seller, plan_id, title="New", target_close="2026-13-01")
    assert seller.reads(plan_id).plan.title == "Order tracking for six warehouses"
    changed = set_fields(seller, plan_id, title="New", outcome__measure="Half the calls")
    assert changed.revision == 2
    assert len(changed.changes) == 2


def test_setting_what_already_stands_writes_nothing(seller: Seller, plan_id: int) -> None:
    assert set_fields(seller, plan_id, milestones__m2__title="Step 2").revision == 1


def test_somebody_elses_other_field_merges(seller: Seller, plan_id: int) -> None:
    set_fields(seller, plan_id, milestones__m2__title="Theirs")
    set_fields(seller, plan_id, seen=1, milestones__m2__done_means="Ours")
    milestone = seller.reads(plan_id).plan.milestones[1]
    assert (milestone.title, milestone.done_means) == ("Theirs", "Ours")


def test_the_same_field_is_a_conflict_with_both_values(seller: Seller, plan_id: int) -> None:
    set_fields(seller, plan_id, milestones__m2__title="Theirs")
    with pytest.raises(FieldConflict) as conflict:
        set_fields(seller, plan_id, seen=1, milestones__m2__title="Ours")
    found = conflict.value
    assert (found.path, found.yours, found.theirs) == ("milestones.m2.title", "Ours", "Theirs")
    assert (found.theirs_revision, found.theirs_by) == (2, "Sam Whitfield")
    assert seller.reads(plan_id).revision == 2


def test_the_same_value_twice_is_no_conflict(seller: Seller, plan_id: int) -> None:
    set_fields(seller, plan_id, milestones__m2__title="Same")
    assert set_fields(seller, plan_id, seen=1, milestones__m2__title="Same").revision == 2


def test_editing_what_somebody_removed_is_a_conflict(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        commands.remove_milestone(seller.actor, plan_id, "m2")
    with pytest.raises(FieldConflict) as conflict:
        set_fields(seller, plan_id, seen=1, milestones__m2__title="Ours")
    assert conflict.value.theirs is None


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("target_close", "2026-10-01", "target_close"),
        ("value", {"amount": "-1", "currency": "EUR"}, "value.amount"),
        ("value", {"amount": "1", "currency": "XYZ"}, "value.currency"),
        ("calendars.buyer", {"country": "ZZ"}, "calendars.buyer.country"),
        ("milestones.m1.after", ["m5"], "milestones"),
        ("milestones.m1.owners.buyer", {"person": "sam"}, "milestones.m1.owners.buyer"),
        ("milestones.m1.duration", 0, "milestones.m1.duration"),
        ("milestones.m1.title", "a\0b", "milestones.m1.title"),
        ("milestones.m1.title", "\ud800", "milestones.m1.title"),
        ("milestones.m1.title", "  ", "milestones.m1.title"),
        ("milestones.m1.tasks.t1.title", "", "milestones.m1.tasks.t1.title"),
        ("people.sam.name", "", "people.sam.name"),
        ("value", {"amount": "1E+999999999", "currency": "EUR"}, "value"),
        ("life", "agreed", "life"),
        ("milestones.m1.status", "complete", "milestones.m1.status"),
    ],
)
def test_bad_input_names_its_field_and_saves_nothing(
    seller: Seller, plan_id: int, path: str, value: Any, where: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_fields(seller, plan_id, **{path: value})
    assert refused.value.problems[0].path.startswith(where)
    assert refused.value.problems[0].right
    assert seller.reads(plan_id).revision == 1


def test_a_milestone_keeps_an_owner_on_one_side(seller: Seller, plan_id: int) -> None:
    changed = set_fields(seller, plan_id, milestones__m1__owners__buyer=None)
    with pytest.raises(InvalidInput, match="nobody would own it"):
        set_fields(seller, plan_id, seen=changed.revision, milestones__m1__owners__seller=None)


def test_moving_a_target_takes_what_follows_with_it(seller: Seller, plan_id: int) -> None:
    late = date(2027, 1, 4)
    with seller.at_work():
        changed = commands.move_target(
            seller.actor, plan_id, "m1", late, follow=True, seen=1, today=TODAY
        )
    targets = [m.target for m in changed.plan.milestones]
    assert targets[0] == late
    assert targets == sorted(targets)
    assert changed.effect.signature_days > 0
    assert changed.effect.signature_after == targets[-1]


def test_moving_a_target_alone_leaves_the_others(seller: Seller, plan_id: int) -> None:
    before = seller.reads(plan_id).plan
    with seller.at_work():
        changed = commands.move_target(
            seller.actor, plan_id, "m1", date(2027, 1, 4), follow=False, seen=1, today=TODAY
        )
    assert [c.path for c in changed.changes] == ["milestones.m1.target"]
    assert changed.plan.milestones[1:] == before.milestones[1:]


def test_completing_stamps_the_members_person_and_tells_completion(
    seller: Seller, plan_id: int
) -> None:
    with seller.at_work():
        changed = commands.set_status(seller.actor, plan_id, "m1", "complete", today=TODAY, seen=1)
    milestone = changed.plan.milestones[0]
    assert (milestone.completed_by, milestone.completed_on) == ("sam", TODAY)
    assert changed.effect.completion_before == (0, 5)
    assert changed.effect.completion_after == (1, 5)


def test_a_member_who_completes_without_being_on_the_plan_joins_it(seller: Seller) -> None:
    plan = a_plan(2)
    nobody = tuple(
        replace(m, owners=Owners(buyer=Owner(role="IT")), tasks=()) for m in plan.milestones
    )
    plan_id = seller.keeps(replace(plan, people=(), milestones=nobody))
    with seller.at_work():
        changed = commands.set_status(seller.actor, plan_id, "m1", "complete", today=TODAY, seen=1)
        again = commands.set_status(seller.actor, plan_id, "m2", "complete", today=TODAY, seen=2)
    (joined,) = again.plan.people
    assert (joined.name, joined.side, joined.role) == ("Sam Whitfield", "seller", "ae")
    assert [m.completed_by for m in again.plan.milestones] == [joined.key, joined.key]
    assert changed.revision == 2
    assert seller.reads(plan_id).members_by_person == {joined.key: seller.member_id}


def test_keys_of_removed_parts_are_not_given_again(seller: Seller, plan_id: int) -> None:
    step = replace(a_plan().milestones[0], key="", after=(), tasks=(), owners=None)
    with seller.at_work():
        added = commands.add_milestone(seller.actor, plan_id, step, position=1)
        key = added.plan.milestones[1].key
        assert added.plan.milestones[1].owners.seller == Owner(person="sam")
        commands.remove_milestone(seller.actor, plan_id, key)
        again = commands.add_milestone(seller.actor, plan_id, step)
    assert key == "m6"
    assert again.plan.milestones[-1].key == "m7"


def test_an_order_keeps_what_was_added_meanwhile(seller: Seller, plan_id: int) -> None:
    step = replace(a_plan().milestones[0], key="new", after=(), tasks=())
    with seller.at_work():
        commands.add_milestone(seller.actor, plan_id, step, position=1)
        changed = commands.order_milestones(
            seller.actor, plan_id, ["m2", "m1", "m3", "m4", "m5"], seen=2
        )
    assert [m.key for m in changed.plan.milestones] == ["m2", "m1", "new", "m3", "m4", "m5"]


def test_removing_a_person_hands_their_steps_to_their_role(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        changed = commands.remove_person(seller.actor, plan_id, "maja")
    assert changed.plan.milestones[0].owners.buyer == Owner(role="Champion")
    assert seller.reads(plan_id).plan == changed.plan


def test_nothing_changes_in_an_archived_plan(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        commands.archive(seller.actor, plan_id)
    with pytest.raises(NotAllowed):
        set_fields(seller, plan_id, title="New")
    with seller.at_work():
        commands.restore(seller.actor, plan_id)
    assert set_fields(seller, plan_id, title="New").revision == 4
    with seller.at_work():
        assert verify_chain(plan_id) is None


def test_a_plan_that_is_not_there_is_not_found(seller: Seller) -> None:
    with pytest.raises(NotFound):
        set_fields(seller, 999_999, title="New")


def test_a_change_leaves_one_outbox_row_where_a_webhook_listens(
    seller: Seller, plan_id: int
) -> None:
    def rows() -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute("select kind, key from messaging_outbox where key like %s", ["plan:%"])
            return cursor.fetchall()

    set_fields(seller, plan_id, title="New")
    assert rows() == []
    endpoint = WebhookEndpoint.objects.create(
        workspace_id=seller.workspace_id, url="https://hooks.example.com/", events=["*"]
    )
    set_fields(seller, plan_id, seen=2, title="Newer")
    assert rows() == [("plan.changed", f"plan:{plan_id}:r3")]
    WebhookEndpoint.objects.filter(id=endpoint.id).update(
        is_on=False, off_why="by_hand", off_at=timezone.now()
    )
    set_fields(seller, plan_id, seen=3, title="Newest")
    assert len(rows()) == 1


def test_next_attention_is_the_first_rule_to_come(seller: Seller, plan_id: int) -> None:
    def due() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(
                "select (next_attention_at at time zone 'Europe/London')::date"
                " from plans_planprivate where plan_id = %s",
                [plan_id],
            )
            return cursor.fetchone()[0]

    # Step 1 is due on 8 December: nothing earlier than its reminder, three days before.
    set_fields(seller, plan_id, milestones__m1__started_on="2026-11-24")
    assert due() == date(2026, 12, 5)
    with seller.at_work():
        commands.set_life(seller.actor, plan_id, "lost", TODAY)
    assert due() is None
