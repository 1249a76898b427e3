"""Owners who miss again and again: slips and overdue episodes (product.md section 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.domain.edits import move_targets
from milepost.domain.plan import Milestone, Owner, Owners, Plan
from milepost.domain.revisions import FieldChange, diff
from milepost.domain.slippage import Miss, PastChange, misses, patterns
from tests.domain.a_plan import TODAY, a_plan, ago, step

MAJAS = Owners(buyer=Owner(person="maja"))
ANDERS_S = Owners(buyer=Owner(person="anders"))


def shared(*steps: Milestone, **fields: object) -> Plan:
    return a_plan(*steps, **({"shared_on": ago(60), "created": ago(70)} | fields))


def between(before: Plan, after: Plan, days_ago: int, **more: object) -> PastChange:
    return PastChange(ago(days_ago), diff(before, after), **more)  # type: ignore[arg-type]


def moved(plan: Plan, days_ago: int, **targets: date) -> tuple[Plan, PastChange]:
    after = move_targets(plan, targets)
    return after, between(plan, after, days_ago)


def told(found: tuple[Miss, ...]) -> list[tuple[str, str, date, str]]:
    return [(m.person, m.milestone, m.target, m.how) for m in found]


def test_a_date_moved_later_is_a_slip_and_one_moved_earlier_is_none() -> None:
    plan = shared(step("m1", target=ago(-5), owners=MAJAS))
    plan, later = moved(plan, 10, m1=ago(-15))
    plan, earlier = moved(plan, 8, m1=ago(-9))
    assert told(misses(plan, (later, earlier), TODAY)) == [("maja", "m1", ago(-5), "moved")]


def test_a_date_that_passed_by_a_day_is_an_overdue_episode_and_today_is_not() -> None:
    plan = shared(step("m1", target=ago(1), owners=MAJAS), step("m2", target=TODAY, owners=MAJAS))
    assert told(misses(plan, (), TODAY)) == [("maja", "m1", ago(1), "overdue")]


def test_a_date_that_passed_and_then_moved_counts_once() -> None:
    plan = shared(step("m1", target=ago(20), owners=MAJAS))
    plan, later = moved(plan, 15, m1=ago(-5))
    (miss,) = misses(plan, (later,), TODAY)
    assert (miss.how, miss.days_over, miss.moved_to) == ("both", 5, ago(-5))
    assert miss.on == ago(19)


def test_a_step_completed_late_was_overdue_and_one_completed_on_its_day_was_not() -> None:
    late = step("m1", target=ago(9), owners=MAJAS)
    kept = step("m2", target=ago(9), owners=MAJAS)
    plan = shared(late, kept)
    done = shared(
        replace(late, status="complete", completed_on=ago(8)),
        replace(kept, status="complete", completed_on=ago(9)),
    )
    # Both were ticked a week afterwards: what counts is the day on which they were done.
    history = (between(plan, done, 2),)
    assert told(misses(done, history, TODAY)) == [("maja", "m1", ago(9), "overdue")]


def test_what_happened_before_the_plan_was_shared_counts_for_nobody() -> None:
    draft = shared(step("m1", target=ago(40), owners=MAJAS), life="draft", shared_on=None)
    first, one = moved(draft, 50, m1=ago(30))
    now_shared = replace(first, life="shared", shared_on=ago(45))
    second, two = moved(now_shared, 45, m1=ago(-3))
    history = (one, between(first, now_shared, 45), two)
    assert told(misses(second, history, TODAY)) == [("maja", "m1", ago(30), "moved")]
    assert misses(draft, (), TODAY) == ()


def test_a_date_in_the_past_when_the_plan_was_shared_was_never_promised() -> None:
    plan = shared(step("m1", target=ago(62), owners=MAJAS))
    assert misses(plan, (), TODAY) == ()


def test_each_of_several_dates_of_one_step_counts() -> None:
    plan = shared(step("m1", target=ago(30), owners=MAJAS))
    plan, one = moved(plan, 32, m1=ago(20))
    plan, two = moved(plan, 22, m1=ago(3))
    assert told(misses(plan, (one, two), TODAY)) == [
        ("maja", "m1", ago(30), "moved"),
        ("maja", "m1", ago(20), "moved"),
        ("maja", "m1", ago(3), "overdue"),
    ]


def test_a_date_set_and_changed_on_one_day_was_never_a_promise() -> None:
    plan = shared(step("m1", target=ago(-5), owners=MAJAS))
    plan, one = moved(plan, 10, m1=ago(-15))
    plan, two = moved(plan, 10, m1=ago(-18))
    plan, three = moved(plan, 9, m1=ago(-25))
    plan, back = moved(plan, 9, m1=ago(-18))
    found = misses(plan, (one, two, three, back), TODAY)
    assert [(m.target, m.moved_to) for m in found] == [(ago(-5), ago(-18))]


def test_a_move_that_was_undone_never_happened() -> None:
    before = shared(step("m1", target=ago(-5), owners=MAJAS))
    after, later = moved(before, 10, m1=ago(-15))
    undone = between(after, before, 7, is_undo=True)
    assert misses(before, (later, undone), TODAY) == ()
    by_hand = between(after, before, 7)
    assert len(misses(before, (later, by_hand), TODAY)) == 1


def test_a_step_that_only_follows_another_has_not_slipped() -> None:
    first = step("m1", target=ago(-5), owners=MAJAS)
    second = step("m2", target=ago(-9), owners=ANDERS_S, after=("m1",))
    third = step("m3", target=ago(-14), owners=ANDERS_S, after=("m2",))
    plan, later = moved(shared(first, second, third), 10, m1=ago(-8), m2=ago(-13), m3=ago(-19))
    assert told(misses(plan, (later,), TODAY)) == [("maja", "m1", ago(-5), "moved")]
    plan, alone = moved(plan, 9, m3=ago(-25))
    assert told(misses(plan, (later, alone), TODAY))[1:] == [("anders", "m3", ago(-19), "moved")]


def test_whoever_owned_the_step_when_the_date_passed_has_missed_it() -> None:
    plan = shared(step("m1", target=ago(10), owners=MAJAS))
    handed = replace(plan, milestones=(step("m1", target=ago(10), owners=ANDERS_S),))
    after = (between(plan, handed, 5),)
    assert told(misses(handed, after, TODAY)) == [("maja", "m1", ago(10), "overdue")]
    before = (between(plan, handed, 15),)
    assert told(misses(handed, before, TODAY)) == [("anders", "m1", ago(10), "overdue")]


def test_naming_somebody_else_with_a_new_date_leaves_the_miss_where_it_was() -> None:
    plan = shared(step("m1", target=ago(-2), owners=MAJAS))
    handed = replace(plan, milestones=(step("m1", target=ago(-2), owners=ANDERS_S),))
    later, move = moved(handed, 5, m1=ago(-9))
    history = (between(plan, handed, 5), move)
    assert told(misses(later, history, TODAY)) == [("maja", "m1", ago(-2), "moved")]


def test_a_request_counts_for_whoever_made_it_while_or_after_it_was_theirs() -> None:
    plan = shared(step("m1", target=ago(-2), owners=MAJAS))
    handed = replace(plan, milestones=(step("m1", target=ago(-2), owners=ANDERS_S),))
    later = move_targets(handed, {"m1": ago(-9)})
    history = (between(plan, handed, 9), between(handed, later, 5, asked_by="maja"))
    assert [m.person for m in misses(later, history, TODAY)] == ["anders", "maja"]
    on_behalf = (between(plan, handed, 9), between(handed, later, 5, asked_by="lee"))
    assert [m.person for m in misses(later, on_behalf, TODAY)] == ["anders"]


def test_both_sides_owners_have_missed_a_date_of_both() -> None:
    plan = shared(step("m1", target=ago(3)))
    assert [m.person for m in misses(plan, (), TODAY)] == ["maja", "sam"]


def test_internal_steps_roles_and_what_is_over_count_for_nobody() -> None:
    plan = shared(
        step("m1", target=ago(9), owners=MAJAS, visibility="internal"),
        step("m2", target=ago(9), owners=Owners(buyer=Owner(role="Legal"))),
        step("m3", target=ago(9), owners=MAJAS, status="skipped"),
    )
    assert misses(plan, (), TODAY) == ()


def test_a_step_that_was_added_late_and_reopened_counts_from_then_on() -> None:
    without = shared(step("m2", target=ago(-9), owners=ANDERS_S))
    added = shared(*without.milestones, step("m1", target=ago(12), owners=MAJAS))
    history = (between(without, added, 5),)
    assert misses(added, history, TODAY) == ()
    done = step("m1", target=ago(12), owners=MAJAS, status="complete", completed_on=ago(13))
    opened = step("m1", target=ago(12), owners=MAJAS)
    assert misses(shared(opened), (between(shared(done), shared(opened), 3),), TODAY) == ()


def test_two_misses_in_one_plan_are_a_pattern_while_something_is_still_theirs() -> None:
    plan = shared(
        step("m1", target=ago(20), owners=MAJAS, status="complete", completed_on=ago(18)),
        step("m2", target=ago(4), owners=MAJAS),
        step("m3", target=ago(4), owners=ANDERS_S),
    )
    opened = replace(plan.milestones[0], status="pending", completed_on=None)
    before = replace(plan, milestones=(opened, *plan.milestones[1:]))
    history = (between(before, plan, 18),)
    (pattern,) = patterns(plan, history, TODAY)
    assert (pattern.person, pattern.side, pattern.open_steps) == ("maja", "buyer", ("m2",))
    assert [m.target for m in pattern.misses] == [ago(20), ago(4)]
    assert patterns(plan, history, TODAY, threshold=3) == ()
    handed = replace(plan, milestones=(plan.milestones[0], step("m2", owners=ANDERS_S)))
    assert patterns(handed, history, TODAY) == ()
    assert patterns(replace(plan, life="won"), history, TODAY) == ()


# --- properties -----------------------------------------------------------------------------------

OWNERS = st.sampled_from([MAJAS, ANDERS_S, Owners(buyer=Owner(role="Legal"))])
STATES = st.fixed_dictionaries(
    {
        "target": st.integers(-20, 50).map(ago),
        "owners": OWNERS,
        "status": st.sampled_from(["pending", "complete", "blocked"]),
    }
)


@st.composite
def courses(draw: st.DrawFn) -> tuple[Plan, tuple[PastChange, ...]]:
    """A plan of two steps, the second after the first, and how it came to be as it is."""

    def state() -> Plan:
        return shared(step("m1", **draw(STATES)), step("m2", **{**draw(STATES), "after": ("m1",)}))

    days = sorted(draw(st.lists(st.integers(0, 55), max_size=6)), reverse=True)
    plan = state()
    history = []
    for day in days:
        after = state()
        asked = draw(st.sampled_from([None, "maja", "anders"]))
        history.append(between(plan, after, day, asked_by=asked))
        plan = after
    return plan, tuple(history)


@given(courses())
@settings(max_examples=150, deadline=None)
def test_every_miss_is_one_date_that_once_stood_and_counts_once(
    course: tuple[Plan, tuple[PastChange, ...]],
) -> None:
    plan, history = course
    stood = {("m1", m.target) for m in plan.milestones[:1]}
    stood |= {("m2", m.target) for m in plan.milestones[1:]}
    for change in history:
        for each in change.changes:
            if each.path.endswith(".target"):
                stood.add((each.path.split(".")[1], date.fromisoformat(str(each.before))))
    found = misses(plan, history, TODAY)
    assert len({(m.person, m.milestone, m.target) for m in found}) == len(found)
    for miss in found:
        assert (miss.milestone, miss.target) in stood
        assert miss.on <= TODAY
        assert miss.days_over or miss.moved_to
        assert miss.moved_to is None or miss.moved_to > miss.target


@given(courses(), st.integers(1, 30))
@settings(max_examples=80, deadline=None)
def test_time_alone_takes_no_miss_back(
    course: tuple[Plan, tuple[PastChange, ...]], days: int
) -> None:
    plan, history = course

    def known(found: tuple[Miss, ...]) -> set[tuple[str, str, date]]:
        return {(m.person, m.milestone, m.target) for m in found}

    later = misses(plan, history, TODAY + timedelta(days))
    assert known(misses(plan, history, TODAY)) <= known(later)


@given(courses())
@settings(max_examples=80, deadline=None)
def test_a_change_of_anything_else_changes_nothing(
    course: tuple[Plan, tuple[PastChange, ...]],
) -> None:
    plan, history = course
    noise = PastChange(ago(1), (FieldChange("milestones.m1.title", "Old", "New"),))
    assert misses(plan, history, TODAY) == misses(plan, (*history, noise), TODAY)
