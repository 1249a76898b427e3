"""Moving a date: what would follow, and what happens to the signature (product.md section 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from milepost.domain.plan import Kind, Milestone, Plan, Status
from milepost.domain.proposing import MovePreview, TargetMove, preview_move
from milepost.domain.working_days import common_calendar
from tests.domain.strategies import days, plans

MONDAY = date(2026, 11, 2)


def day(number: int) -> date:
    """The working day with this number, day 1 being a Monday."""
    return common_calendar(None).shift(MONDAY, number - 1)


def step(
    key: str,
    target: int,
    duration: int,
    after: str = "",
    status: Status = "pending",
    kind: Kind = "other",
) -> Milestone:
    return Milestone(
        key=key,
        title=key,
        kind=kind,
        target=day(target),
        status=status,
        duration=duration,
        after=tuple(after.split()),
    )


def moved(*milestones: Milestone, key: str, to: date) -> MovePreview:
    plan = Plan(
        account="Halden",
        created=MONDAY,
        target_close=day(40),
        life="shared",
        milestones=milestones,
    )
    return preview_move(plan, key, to)


def test_steps_without_room_follow_directly_and_through_others() -> None:
    preview = moved(
        step("a", 3, 3),
        step("b", 5, 2, "a"),
        step("sign", 6, 1, "b", kind="signature"),
        step("beside", 6, 1),
        key="a",
        to=day(5),
    )
    assert preview.moves == (
        TargetMove("b", day(5), day(7)),
        TargetMove("sign", day(6), day(8)),
    )
    assert (preview.effect, preview.signature_before, preview.signature_after) == (
        2,
        day(6),
        day(8),
    )


def test_steps_with_room_stay() -> None:
    preview = moved(
        step("a", 3, 3),
        step("b", 8, 2, "a"),
        step("sign", 9, 1, "b", kind="signature"),
        key="a",
        to=day(6),
    )
    assert (preview.moves, preview.effect) == ((), 0)


def test_nothing_moves_earlier_by_itself() -> None:
    preview = moved(step("a", 5, 3), step("sign", 9, 1, "a", kind="signature"), key="a", to=day(2))
    assert (preview.moves, preview.effect) == ((), 0)


def test_the_latest_of_the_predecessors_decides() -> None:
    preview = moved(
        step("a", 3, 3),
        step("other", 6, 6),
        step("sign", 7, 1, "a other", kind="signature"),
        key="a",
        to=day(5),
    )
    assert preview.moves == ()


def test_a_persons_date_is_taken_as_it_stands_even_at_a_weekend() -> None:
    saturday = date(2026, 11, 7)
    preview = moved(step("a", 3, 3), step("b", 4, 2, "a"), key="a", to=saturday)
    assert preview.moves == (TargetMove("b", day(4), day(7)),)


def test_complete_and_skipped_steps_stay_and_hand_the_move_on() -> None:
    preview = moved(
        step("a", 3, 3),
        step("done", 4, 1, "a", "complete"),
        step("left_out", 30, 1, "done", "skipped"),
        step("sign", 5, 1, "left_out", kind="signature"),
        key="a",
        to=day(8),
    )
    assert preview.moves == (TargetMove("sign", day(5), day(9)),)
    assert preview.effect == 4


def test_moving_the_signature_itself_is_the_effect() -> None:
    preview = moved(
        step("sign", 10, 1, kind="signature"), step("go", 12, 2, "sign"), key="sign", to=day(7)
    )
    assert (preview.moves, preview.effect) == ((), -3)


def test_a_move_over_a_weekend_counts_working_days_only() -> None:
    friday, sunday = day(5), date(2026, 11, 8)
    assert moved(step("sign", 5, 1, kind="signature"), key="sign", to=sunday).effect == 0
    assert moved(step("sign", 5, 1, kind="signature"), key="sign", to=day(6)).effect == 1
    assert friday < sunday < day(6)


def test_without_a_shared_milestone_there_is_no_effect() -> None:
    hidden = replace(step("a", 3, 3), visibility="internal")
    preview = moved(hidden, key="a", to=day(5))
    assert (preview.effect, preview.signature_before, preview.signature_after) == (0, None, None)


@given(plans(min_size=1), st.data())
def test_after_the_move_every_follower_has_its_days_and_nothing_else_moved(
    plan: Plan, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from([m.key for m in plan.milestones]))
    target = data.draw(days())
    preview = preview_move(plan, key, target)
    after = {m.key: m.target for m in plan.milestones} | {key: target}
    after |= {move.key: move.after for move in preview.moves}
    calendar = common_calendar(plan.calendars)
    followers = {key}
    for _ in plan.milestones:
        followers |= {m.key for m in plan.milestones if followers & set(m.after)}
    for move in preview.moves:
        assert move.key in followers - {key}
        assert move.after > move.before
        assert calendar.is_working_day(move.after)
    for m in plan.milestones:
        if m.key in followers - {key} and m.is_open:
            for earlier in (plan.milestone(each) for each in m.after):
                assert earlier is not None
                if earlier.is_open:
                    end = calendar.after(after[earlier.key])
                    assert after[m.key] >= calendar.end_of_step(end, m.duration)
    again = replace(
        plan, milestones=tuple(replace(m, target=after[m.key]) for m in plan.milestones)
    )
    assert preview_move(again, key, target).moves == ()
