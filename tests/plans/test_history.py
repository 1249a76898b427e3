"""History: readable, append-only, chained; undo; lives; copies; the lists (product.md 1 and 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.domain.errors import InvalidInput, NotAllowed
from milepost.domain.plan import Milestone, Owner, Owners, Person
from milepost.plans import commands
from milepost.plans.commands import FieldConflict
from milepost.plans.queries import (
    history,
    open_plans_of,
    plan_head,
    plan_record,
    plan_rows,
    record_after,
    verify_chain,
)
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(seller: Seller) -> int:
    return seller.keeps(a_plan())


def rename(seller: Seller, plan_id: int, title: str, why: str | None = None) -> None:
    seen = seller.reads(plan_id).revision
    with seller.at_work():
        commands.change_fields(
            seller.actor, plan_id, {"milestones.m1.title": title}, seen=seen, why=why
        )


def test_history_tells_who_what_and_why_newest_first(seller: Seller, plan_id: int) -> None:
    rename(seller, plan_id, "Demo", why="The buyer calls it so")
    with seller.at_work():
        newest, first = history(plan_id)
        assert history(plan_id, before=2) == (first,)
        assert history(plan_id, limit=1) == (newest,)
    assert (newest.number, newest.kind, newest.why) == (2, "changed", "The buyer calls it so")
    assert newest.actor_name == "Sam Whitfield"
    assert newest.changes[0].before == "Step 1"
    assert first.kind == "imported"


@pytest.mark.parametrize(
    "statement",
    [
        "update plans_revision set why = 'never happened'",
        "delete from plans_revision",
        "truncate plans_revision",
    ],
)
def test_nobody_alters_history(seller: Seller, plan_id: int, statement: str) -> None:
    assert plan_id
    # As the owner of the table, who is past every policy and grant.
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "tampering",
    [
        "update plans_revision set actor_name = 'Somebody else' where number = 2",
        "update plans_revision set changes = '[]' where number = 2",
        "delete from plans_revision where number = 2",
    ],
)
def test_the_chain_shows_what_was_altered_past_the_triggers(
    seller: Seller, plan_id: int, tampering: str
) -> None:
    rename(seller, plan_id, "Demo")
    rename(seller, plan_id, "Product demo")
    with connection.cursor() as cursor:
        cursor.execute("alter table plans_revision disable trigger user")
        cursor.execute(tampering)
        cursor.execute("alter table plans_revision enable trigger user")
    with seller.at_work():
        assert verify_chain(plan_id) == 2


def test_undo_takes_the_last_change_back_as_a_revision(seller: Seller, plan_id: int) -> None:
    before = seller.reads(plan_id).plan
    with seller.at_work():
        commands.remove_milestone(seller.actor, plan_id, "m3")
        undone = commands.undo_last(seller.actor, plan_id, seen=2)
    assert undone.plan == before
    record = seller.reads(plan_id)
    assert (record.plan, record.revision) == (before, 3)
    assert record.last_change is not None
    assert record.last_change.kind == "undone"


def test_who_comes_back_by_undo_is_the_same_member(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        commands.remove_person(seller.actor, plan_id, "sam")
        commands.undo_last(seller.actor, plan_id, seen=2)
    assert seller.reads(plan_id).members_by_person == {"sam": seller.member_id}


def test_undoing_the_undo_brings_the_change_back(seller: Seller, plan_id: int) -> None:
    rename(seller, plan_id, "Demo")
    with seller.at_work():
        commands.undo_last(seller.actor, plan_id, seen=2)
        again = commands.undo_last(seller.actor, plan_id, seen=3)
    assert again.plan.milestones[0].title == "Demo"


def test_the_beginning_of_a_plan_is_not_undone(seller: Seller, plan_id: int) -> None:
    last = seller.reads(plan_id).last_change
    assert last is not None
    assert not last.undoable
    with seller.at_work(), pytest.raises(NotAllowed):
        commands.undo_last(seller.actor, plan_id, seen=1)


def test_undo_does_not_take_somebody_elses_newer_change(seller: Seller, plan_id: int) -> None:
    rename(seller, plan_id, "Demo")
    rename(seller, plan_id, "Theirs")
    with seller.at_work(), pytest.raises(FieldConflict):
        commands.undo_last(seller.actor, plan_id, seen=2)


def test_a_plan_is_agreed_only_with_a_goal(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan(outcome=None))
    with seller.at_work(), pytest.raises(InvalidInput):
        commands.set_life(seller.actor, plan_id, "agreed", TODAY)
    plan_id = seller.keeps(a_plan())
    with seller.at_work():
        changed = commands.set_life(seller.actor, plan_id, "agreed", TODAY)
    assert (changed.plan.life, changed.plan.agreed_on) == ("agreed", TODAY)


def test_a_copy_starts_afresh_and_fits_its_window(seller: Seller) -> None:
    plan = a_plan(target_close=date(2026, 11, 20))
    done = replace(plan.milestones[0], status="complete", completed_on=date(2026, 11, 5))
    plan_id = seller.keeps(replace(plan, milestones=(done, *plan.milestones[1:])))
    with seller.at_work():
        copied = commands.copy_plan(seller.actor, plan_id, today=TODAY, title="Second site")
    copy = seller.reads(copied.plan_id)
    assert copy.plan == copied.plan
    assert (copy.plan.life, copy.plan.created, copy.plan.title) == ("draft", TODAY, "Second site")
    assert {m.status for m in copy.plan.milestones} == {"pending"}
    assert copy.plan.target_close == date(2026, 12, 13)
    assert copy.members_by_person == {"sam": seller.member_id}


def test_a_baseline_keeps_todays_targets(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        kept = commands.make_baseline(seller.actor, plan_id, today=TODAY, reason="Scope grew")
    (baseline,) = kept.plan.baselines
    assert baseline.targets == {m.key: m.target for m in kept.plan.milestones}
    assert seller.reads(plan_id).plan == kept.plan


def test_the_list_finds_sorts_and_pages(seller: Seller) -> None:
    names = ["Ärla Foods", "Halden Logistics", "Zeta Rail"]
    for day, name in enumerate(names, 1):
        seller.keeps(a_plan(account=name, target_close=date(2027, 2, 4 - day)))
    with seller.at_work():
        assert [r.plan.account for r in plan_rows().rows] == names[::-1]
        assert [r.plan.account for r in plan_rows(sort="account", descending=True).rows][-1] == (
            "Halden Logistics"
        )
        assert [r.plan.account for r in plan_rows(search="ÄRLA").rows] == ["Ärla Foods"]
        assert plan_rows(search="100%_").total == 0
        second = plan_rows(page=2, size=2)
        assert (second.total, second.pages, len(second.rows)) == (3, 2, 1)
        assert plan_rows(lives=("won",)).total == 0
        assert plan_rows(owner=seller.member_id).total == 3


def test_today_has_open_plans_of_who_works_on_them(seller: Seller, plan_id: int) -> None:
    lost = seller.keeps(a_plan(life="lost"))
    put_away = seller.keeps(a_plan())
    with seller.at_work():
        commands.archive(seller.actor, put_away)
        assert [r.id for r in open_plans_of(seller.member_id)] == [plan_id]
        assert open_plans_of(seller.member_id + 1) == ()
    assert lost


def test_the_head_moves_with_every_change(seller: Seller, plan_id: int) -> None:
    with seller.at_work():
        before = plan_head(plan_id)
    rename(seller, plan_id, "Demo")
    with seller.at_work():
        after = plan_head(plan_id)
    assert before is not None
    assert after is not None
    assert (before.revision, after.revision) == (1, 2)
    assert after.changed_at > before.changed_at


def test_the_record_after_a_command_is_the_one_that_would_be_read(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    person = Person(key="", name="Noor", side="seller", role="csm")
    with seller.at_work():
        for command in (
            lambda: commands.change_fields(
                seller.actor, plan_id, {"title": "New", "milestones.m1.title": "Demo"}, seen=9
            ),
            lambda: commands.add_person(seller.actor, plan_id, person, member_id=seller.member_id),
            lambda: commands.remove_person(seller.actor, plan_id, "sam"),
            lambda: commands.undo_last(seller.actor, plan_id, seen=4),
            lambda: commands.change_fields(seller.actor, plan_id, {"title": "New"}, seen=9),
        ):
            record = plan_record(plan_id)
            assert record is not None
            changed = command()
            assert record_after(record, changed, seller.actor.name) == plan_record(plan_id)


def test_steps_of_a_template_join_a_plan_with_its_people(seller: Seller, plan_id: int) -> None:
    from milepost.documents.template_library import builtin_templates

    steps = builtin_templates()["standard"].milestones[:2]
    with seller.at_work():
        changed = commands.add_steps(seller.actor, plan_id, steps, today=TODAY)
    first, second = changed.plan.milestones[-2:]
    assert (first.key, second.key, second.after) == ("m6", "m7", ("m6",))
    assert first.owners == Owners(buyer=Owner(person="maja"), seller=Owner(person="sam"))
    assert second.target > first.target >= TODAY


def test_a_milestone_on_nobody_is_the_sellers(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan(2, people=(), milestones=()))
    step = Milestone(key="", title="Call", kind="other", target=date(2026, 12, 1), status="pending")
    with seller.at_work():
        changed = commands.add_milestone(seller.actor, plan_id, step)
    owners = changed.plan.milestones[0].owners
    assert owners is not None
    assert owners.seller == Owner(role="Account executive")
