"""Bars of a plan, whose days are off, and what follows from a longer or a later-coming step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from milepost.domain.days_off import Holiday, Rest, days_off
from milepost.domain.errors import InvalidInput
from milepost.domain.following import (
    coming_after,
    consequence,
    longer,
    no_longer_after,
    way,
)
from milepost.domain.gantt import baseline_spans, spans_of
from milepost.domain.phases import phase_names, phases_of, with_phases
from milepost.domain.plan import Baseline, Calendars, Milestone, Plan, SideCalendar
from milepost.domain.proposing import TargetMove, preview_move
from milepost.domain.schedule import schedule

MONDAY = date(2026, 11, 30)
SWEDEN_AND_ENGLAND = Calendars(
    buyer=SideCalendar(country="SE"), seller=SideCalendar(country="GB", subdivision="ENG")
)


def dec(day: int) -> date:
    return date(2026, 12, day)


def step(key: str, target: date, *after: str, **fields: object) -> Milestone:
    usual: dict[str, object] = {"kind": "other", "status": "pending", "duration": 3}
    return Milestone(key=key, title=key.upper(), target=target, after=after, **(usual | fields))  # type: ignore[arg-type]


def plan_of(*steps: Milestone, **fields: object) -> Plan:
    usual: dict[str, object] = {
        "account": "Halden",
        "created": MONDAY,
        "target_close": dec(31),
        "life": "agreed",
        "milestones": steps,
    }
    return Plan(**(usual | fields))  # type: ignore[arg-type]


# --- bars ----------------------------------------------------------------------------------------


def test_a_bar_ends_on_the_target_and_begins_its_duration_before() -> None:
    plan = plan_of(step("a", dec(8)), step("b", dec(14), "a", kind="signature"))
    spans = spans_of(plan, schedule(plan, MONDAY))
    # Tuesday with two working days before it: over a weekend.
    assert (spans["a"].start, spans["a"].end) == (dec(4), dec(8))
    assert (spans["b"].start, spans["b"].end) == (dec(10), dec(14))


def test_work_begun_begins_the_bar_and_work_done_stands_where_it_was() -> None:
    plan = plan_of(
        step("a", dec(8), status="complete", completed_on=dec(2)),
        step("b", dec(14), "a", status="in_progress", started_on=dec(3)),
    )
    spans = spans_of(plan, schedule(plan, dec(4)))
    assert (spans["a"].start, spans["a"].end) == (MONDAY, dec(2))
    assert (spans["b"].start, spans["b"].end) == (dec(3), dec(14))


def test_float_hangs_behind_a_bar_and_a_target_missed_says_when_at_the_earliest() -> None:
    plan = plan_of(
        step("a", dec(2)),
        step("long", dec(11), duration=9),
        step("b", dec(11), "a", "long", kind="signature", duration=1),
    )
    spans = spans_of(plan, schedule(plan, MONDAY))
    # `a` ends on the 2nd and may slip by the six days more that the other takes.
    assert (spans["a"].slack, spans["a"].slack_until) == (6, dec(10))
    assert (spans["b"].slack, spans["b"].slack_until, spans["b"].not_before) == (0, None, None)
    late = spans_of(plan, schedule(plan, dec(9)))
    assert late["b"].not_before == date(2026, 12, 22)
    assert late["b"].slack_until is None


def test_a_closed_plan_has_bars_and_nothing_behind_them() -> None:
    plan = plan_of(step("a", dec(8)), life="lost")
    assert spans_of(plan, None)["a"].slack is None


def test_a_baseline_is_drawn_for_the_steps_that_are_still_there() -> None:
    kept = Baseline(on=MONDAY, targets={"a": dec(4), "gone": dec(9)})
    plan = plan_of(step("a", dec(8)), step("new", dec(9)))
    assert baseline_spans(plan, kept) == {"a": (dec(2), dec(4))}
    assert baseline_spans(plan, None) == {}


# --- days off ------------------------------------------------------------------------------------


def test_each_day_off_says_whose_it_is() -> None:
    off = days_off(SWEDEN_AND_ENGLAND, dec(24), date(2027, 1, 6))
    assert off.holidays == (
        Holiday(dec(25), "both", "Christmas Day", "Christmas Day"),
        Holiday(dec(28), "seller", "", "Boxing Day (observed)"),
        Holiday(date(2027, 1, 1), "both", "New Year's Day", "New Year's Day"),
        Holiday(date(2027, 1, 6), "buyer", "Epiphany", ""),
    )
    assert off.rests[0] == Rest(dec(26), dec(27), "both")


def test_weeks_of_their_own_are_told_apart() -> None:
    sides = Calendars(buyer=SideCalendar(country="AE"), seller=SideCalendar(country="IL"))
    # Thursday to Monday: Israel rests on Friday and Saturday, the Emirates on Saturday and Sunday.
    assert days_off(sides, date(2026, 11, 5), date(2026, 11, 9)).rests == (
        Rest(date(2026, 11, 6), date(2026, 11, 6), "seller"),
        Rest(date(2026, 11, 7), date(2026, 11, 7), "both"),
        Rest(date(2026, 11, 8), date(2026, 11, 8), "buyer"),
    )


def test_holidays_have_their_names_in_the_reader_s_language_where_there_is_one() -> None:
    both = Calendars(buyer=SideCalendar(country="SE"))
    (day,) = days_off(both, dec(25), dec(25), "sv").holidays
    assert (day.whose, day.buyer_name) == ("buyer", "Juldagen")
    (day,) = days_off(both, dec(25), dec(25), "fr").holidays
    assert day.buyer_name == "Christmas Day"


def test_without_calendars_only_weekends_are_off() -> None:
    off = days_off(None, MONDAY, dec(31))
    assert not off.holidays
    assert [(r.first.day, r.last.day, r.whose) for r in off.rests][:2] == [
        (5, 6, "both"),
        (12, 13, "both"),
    ]


# --- what follows --------------------------------------------------------------------------------


def chain() -> Plan:
    return plan_of(
        step("a", dec(2)), step("b", dec(7), "a"), step("c", dec(10), "b", kind="signature")
    )


def test_a_longer_step_moves_itself_and_what_comes_too_early_after_it() -> None:
    plan = chain()
    found = consequence(plan, longer(plan, "b", 5), "b", MONDAY)
    assert found.moves == (
        TargetMove("b", dec(7), dec(9)),
        TargetMove("c", dec(10), dec(14)),
    )
    assert (found.effect, found.signature_after) == (2, dec(14))
    assert (found.close_before, found.close_after) == (dec(10), dec(14))


def test_a_shorter_step_moves_nothing_but_the_earliest_close() -> None:
    plan = chain()
    found = consequence(plan, longer(plan, "b", 1), "b", MONDAY)
    assert (found.moves, found.effect) == ((), 0)
    assert (found.close_before, found.close_after) == (dec(10), dec(8))


def test_a_new_dependency_moves_what_would_come_too_early() -> None:
    plan = plan_of(step("a", dec(9)), step("b", dec(7)), step("c", dec(10), "b", kind="signature"))
    after = coming_after(plan, "b", "a")
    found = consequence(plan, after, "b", MONDAY)
    assert [(m.key, m.after) for m in found.moves] == [("b", dec(14)), ("c", dec(17))]
    assert found.effect == 5
    # The same as if somebody had moved the date there.
    assert preview_move(after, "b", dec(14)).moves == found.moves[1:]


def test_a_dependency_on_what_is_done_moves_nothing() -> None:
    done = step("a", dec(9), status="complete", completed_on=dec(1))
    plan = plan_of(done, step("b", dec(7)), step("c", dec(10), "b"))
    assert consequence(plan, coming_after(plan, "b", "a"), "b", MONDAY).moves == ()


def test_a_circle_is_refused_with_the_steps_named() -> None:
    plan = chain()
    with pytest.raises(InvalidInput) as refused:
        coming_after(plan, "a", "c")
    (problem,) = refused.value.problems
    assert problem.path == "milestones.a.after"
    assert problem.wrong.startswith("“C” already comes after “A”, through “B”")
    with pytest.raises(InvalidInput, match="cannot wait for itself"):
        coming_after(plan, "a", "a")
    assert way(plan, "a", "c") == ("a", "b", "c")
    assert way(plan, "c", "a") == ()


def test_what_is_so_already_changes_nothing() -> None:
    plan = chain()
    assert coming_after(plan, "b", "a") == plan
    assert no_longer_after(plan, "b", "a").milestone("b").after == ()  # type: ignore[union-attr]
    assert no_longer_after(plan, "a", "c") == plan
    with pytest.raises(InvalidInput, match="at least a day"):
        longer(plan, "a", 0)


def test_predecessors_stand_in_plan_order() -> None:
    plan = plan_of(step("a", dec(2)), step("b", dec(4)), step("c", dec(10), "b"))
    changed = coming_after(plan, "c", "a")
    assert changed.milestone("c").after == ("a", "b")  # type: ignore[union-attr]


# --- phases --------------------------------------------------------------------------------------


def test_a_kind_that_says_nothing_stays_with_the_step_before() -> None:
    plan = plan_of(
        step("a", dec(2)),
        step("b", dec(3), kind="legal"),
        step("inside", dec(3), visibility="internal"),
        step("own", dec(4), phase="Pilot"),
        step("c", dec(5)),
        step("d", dec(6), kind="go_live"),
    )
    assert list(phase_names(plan).values()) == [
        "evaluation",
        "negotiation",
        "negotiation",
        "Pilot",
        "Pilot",
        "implementation",
    ]
    assert [m.phase for m in with_phases(plan).milestones] == list(phase_names(plan).values())


def test_a_phase_that_is_interrupted_is_still_one() -> None:
    plan = plan_of(
        step("a", dec(2), kind="demo"),
        step("b", dec(3), kind="legal"),
        step("c", dec(4), kind="compliance"),
    )
    found = phases_of(plan, schedule(plan, MONDAY))
    assert [(p.name, p.milestones) for p in found] == [
        ("evaluation", ("a", "c")),
        ("negotiation", ("b",)),
    ]
    assert with_phases(replace(plan, milestones=())).milestones == ()
