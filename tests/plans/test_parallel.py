"""Generated concurrent histories on the real database (reliability.md, promise 8)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.domain.errors import MilepostError
from milepost.plans import commands
from milepost.plans.commands import FieldConflict
from milepost.plans.queries import history, plan_at, verify_chain
from tests.plans.plans import TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6
LATE = date(2027, 1, 4)


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """The answers, or the refusals, of works that start together in threads of their own."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return work()
        except MilepostError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def setting(seller: Seller, plan_id: int, path: str, value: str) -> Callable[[], Any]:
    def work() -> Any:
        with seller.at_work():
            return commands.change_fields(seller.actor, plan_id, {path: value}, seen=1, today=TODAY)

    return work


FIELDS = ("milestones.m1.title", "milestones.m2.title", "milestones.m1.done_means", "notes")
OPERATIONS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(FIELDS), st.sampled_from("abc")),
    st.tuples(st.just("status"), st.sampled_from(("in_progress", "complete")), st.just("")),
    st.tuples(st.just("remove"), st.sampled_from(("m2", "m3")), st.just("")),
    st.tuples(st.just("move"), st.sampled_from(("m1", "m2")), st.just("")),
    st.tuples(st.just("undo"), st.just(""), st.just("")),
)


def doing(seller: Seller, plan_id: int, operation: tuple[str, str, str]) -> Callable[[], Any]:
    name, where, value = operation

    def work() -> Any:
        actor = seller.actor
        with seller.at_work():
            if name == "set":
                fields = {where: value}
                return commands.change_fields(actor, plan_id, fields, seen=1, today=TODAY)
            if name == "status":
                status: Any = where
                return commands.set_status(actor, plan_id, "m1", status, today=TODAY, seen=1)
            if name == "remove":
                return commands.remove_milestone(actor, plan_id, where)
            if name == "move":
                return commands.move_target(
                    actor, plan_id, where, LATE, follow=True, seen=1, today=TODAY
                )
            return commands.undo_last(actor, plan_id, seen=2, today=TODAY)

    return work


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(operations=st.lists(OPERATIONS, min_size=2, max_size=6))
def test_any_history_in_parallel_is_one_history_that_tells_the_plan(
    operations: list[tuple[str, str, str]],
) -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan(4))
    answers = at_once([doing(seller, plan_id, operation) for operation in operations])
    written = [a.revision for a in answers if isinstance(a, commands.Changed) and a.changes]
    record = seller.reads(plan_id)
    assert sorted(written) == list(range(2, record.revision + 1))
    with seller.at_work():
        assert verify_chain(plan_id) is None
        assert plan_at(plan_id, record.revision) == record.plan
    for conflict in answers:
        if isinstance(conflict, FieldConflict):
            assert conflict.yours != conflict.theirs


def test_different_fields_all_merge_under_gapless_numbers() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan(PEOPLE))
    wanted = {
        f"milestones.m{n}.{field}": f"{field} {n}"
        for n in range(1, PEOPLE + 1)
        for field in ("title", "done_means", "notes")
    }
    answers = at_once([setting(seller, plan_id, *item) for item in wanted.items()])
    assert sorted(a.revision for a in answers) == list(range(2, len(wanted) + 2))
    plan = seller.reads(plan_id).plan
    for n, milestone in enumerate(plan.milestones, 1):
        told = (milestone.title, milestone.done_means, milestone.notes)
        assert told == (f"title {n}", f"done_means {n}", f"notes {n}")
    with seller.at_work():
        assert verify_chain(plan_id) is None
        assert len(history(plan_id, limit=100)) == len(wanted) + 1


def test_one_field_has_one_winner_and_the_others_are_shown_both_values() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan())
    answers = at_once(
        [setting(seller, plan_id, "milestones.m1.title", f"by {n}") for n in range(PEOPLE)]
    )
    conflicts = [a for a in answers if isinstance(a, FieldConflict)]
    (winner,) = [a for a in answers if not isinstance(a, FieldConflict)]
    assert len(conflicts) == PEOPLE - 1
    won = winner.changes[0].after
    assert seller.reads(plan_id).plan.milestones[0].title == won
    for conflict in conflicts:
        assert conflict.theirs == won
        assert conflict.yours != won
        assert conflict.theirs_revision == 2
    with seller.at_work():
        assert verify_chain(plan_id) is None


def test_parallel_additions_each_get_a_key_of_their_own() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan(2))
    step = a_plan(1).milestones[0]

    def adding(number: int) -> Callable[[], Any]:
        def work() -> Any:
            added = replace(step, key="", title=f"Added {number}", tasks=())
            with seller.at_work():
                return commands.add_milestone(seller.actor, plan_id, added, position=1)

        return work

    at_once([adding(n) for n in range(PEOPLE)])
    keys = [m.key for m in seller.reads(plan_id).plan.milestones]
    assert sorted(keys) == [f"m{n}" for n in range(1, PEOPLE + 3)]


def test_a_baseline_made_during_edits_holds_the_dates_that_were_looked_at() -> None:
    """Whichever comes first: the baseline keeps the dates of its form, or is asked for again."""
    for _ in range(4):
        seller = a_seller()
        plan_id = seller.keeps(a_plan())
        shown = seller.reads(plan_id)

        def measure(seller: Seller = seller, plan_id: int = plan_id) -> Any:
            with seller.at_work():
                return commands.make_baseline(
                    seller.actor, plan_id, today=TODAY, reason="Scope", seen=1
                )

        works = [
            measure,
            setting(seller, plan_id, "milestones.m5.target", "2027-01-18"),
            setting(seller, plan_id, "milestones.m1.title", "Demo"),
        ]
        made, moved, named = at_once(works)
        record = seller.reads(plan_id)
        assert not isinstance(moved, MilepostError)
        assert not isinstance(named, MilepostError)
        if isinstance(made, FieldConflict):
            assert record.plan.baselines == ()
            assert made.path == "milestones.m5.target"
        else:
            (baseline,) = record.plan.baselines
            assert baseline.targets == {m.key: m.target for m in shown.plan.milestones}
        with seller.at_work():
            assert verify_chain(plan_id) is None


def test_two_who_measure_anew_at_once_make_one_baseline() -> None:
    seller = a_seller()
    plan_id = seller.keeps(a_plan())

    def measure() -> Any:
        with seller.at_work():
            return commands.make_baseline(
                seller.actor, plan_id, today=TODAY, reason="Scope", seen=1
            )

    answers = at_once([measure, measure])
    assert sum(isinstance(answer, FieldConflict) for answer in answers) == 1
    assert len(seller.reads(plan_id).plan.baselines) == 1
