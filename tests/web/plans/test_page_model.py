"""The plan page in words, computed without a database: rows, private side, phases."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from milepost.documents.plan_document import plan_to_json, read_plan
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Plan
from milepost.web.plans.page_model import PlanPageView, plan_page_view

TODAY = date(2026, 11, 25)


@pytest.fixture
def halden(shared: Path) -> Plan:
    return read_plan((shared / "examples" / "halden.plan.json").read_bytes())


def page(plan: Plan, today: date = TODAY) -> PlanPageView:
    record: Any = SimpleNamespace(
        id=7,
        revision=14,
        plan=plan,
        type_reasons=("86,000 EUR makes it standard.",),
        archived_at=None,
        last_change=SimpleNamespace(undoable=True, paths=("milestones.m6.target",), count=1),
    )
    return plan_page_view(record, evaluate(plan, today), today=today, workspace_name="Brightloom")


def rows(plan: Plan) -> dict[str, Any]:
    return {row.key: row for group in page(plan).groups for row in group.rows}


def changed(plan: Plan, **fields: Any) -> Plan:
    return read_plan(json.dumps({**json.loads(plan_to_json(plan)), **fields}))


def test_heading_names_type_steps_and_life(halden: Plan) -> None:
    view = page(halden)
    assert view.type_words == "Standard, 8 steps + rollout"
    assert view.life_line == "Agreed by both sides 12\N{NO-BREAK SPACE}Nov, revision 14"
    assert view.health == ("cross", "Blocked", "stuck")
    assert view.undo == "date of “Proposal and pricing”"


def test_internal_steps_have_no_number_and_say_so(halden: Plan) -> None:
    found = rows(halden)
    assert [row.number for row in found.values()] == ["1", "2", "3", "4", "5", "", *"6789"]
    assert found["i1"].internal
    assert not found["m6"].internal


def test_second_line_says_who_confirmed(halden: Plan) -> None:
    found = rows(halden)
    assert found["m1"].subs[0].text == "confirmed by Maja"
    assert found["m2"].subs[0].text == "marked by Sam, not yet confirmed"


def test_second_line_says_what_a_step_waits_for(halden: Plan) -> None:
    parts = [(sub.text, sub.private) for sub in rows(halden)["m6"].subs]
    assert parts == [("after 5", False), ("after Approve the discount", True)]


def test_an_unnamed_owner_is_a_dashed_face_and_a_warning(halden: Plan) -> None:
    row = rows(halden)["m4"]
    assert row.faces[0].css == "b role"
    assert row.faces[0].initials == "?"
    assert "Security team, still to be named" in row.faces[0].words
    assert ("buyer's owner still to be named", "warn", "owners", False) in row.subs


def test_late_steps_say_by_how_much(halden: Plan) -> None:
    found = rows(halden)
    assert found["m3"].late == "5 days late"
    assert found["m5"].late == ""
    assert found["m1"].late == ""


def test_the_critical_path_is_marked(halden: Plan) -> None:
    critical = [key for key, row in rows(halden).items() if row.critical]
    assert critical == ["m3", "m4", "m5", "m7", "m8"]


def test_private_side_says_what_one_step_more_does(halden: Plan) -> None:
    private = page(halden).private
    assert (private.band, private.band_rank) == ("Unlikely", 2)
    assert private.completion == "2/9 · 22.2 %"
    assert private.next_band == "2 steps more make it Possible."


def test_each_reason_has_its_one_action(halden: Plan) -> None:
    needs = page(halden).private.needs
    assert [need.action for need in needs] == [
        "Move its date",
        "Say where it stands",
        "Name someone",
        "Name someone",
    ]
    assert needs[0].edit == "milestones.m3.target"


def test_a_confident_band_on_thin_evidence_says_so(halden: Plan) -> None:
    document = json.loads(plan_to_json(halden))
    for milestone in document["milestones"]:
        if milestone["key"] not in {"m8", "m9", "i1"}:
            milestone |= {"status": "complete", "completed_on": "2026-11-20"}
            milestone |= {"completed_by": "sam", "confirmed_on": None, "confirmed_by": None}
    private = page(read_plan(json.dumps(document))).private
    assert private.thin == "Thin evidence: 7 of 9 complete, none confirmed by the buyer."


def test_alerts_to_come_name_their_day_and_people(halden: Plan) -> None:
    private = page(halden).private
    days = {day.day: day.lines for day in (*private.coming, *private.later)}
    assert "Sam Whitfield: alert: Approve the discount is late" in days["Today"]


def test_a_closed_plan_has_no_health_and_asks_for_nothing(halden: Plan) -> None:
    view = page(changed(halden, life="lost"))
    assert view.health is None
    assert view.private.needs == ()
    assert view.private.review is None


def test_a_missing_outcome_is_asked_for(halden: Plan) -> None:
    view = page(changed(halden, outcome=None))
    assert view.outcome.goal == ""
    assert view.private.needs[-1].edit == "outcome"


def test_phases_fold_from_twenty_steps_on(halden: Plan) -> None:
    assert not page(halden).has_phases
    document = json.loads(plan_to_json(halden))
    steps = document["milestones"]
    for number in range(20):
        step = dict(steps[-1], key=f"x{number}", kind="other", title=f"Rollout {number}")
        steps.append(step | {"phase": "implementation", "after": []})
    view = page(read_plan(json.dumps(document)))
    folded = {group.title: group.folded for group in view.groups}
    assert folded == {"Evaluation": False, "Negotiation": True, "Implementation": True}
    assert view.groups[0].totals == "2 of 5 complete"


def test_rows_of_another_reader_language_are_not_shared(halden: Plan) -> None:
    from django.utils import translation

    english = rows(halden)["m1"]
    with translation.override("de"):
        german = rows(halden)["m1"]
    assert english.target != german.target


def test_the_view_is_plain_data(halden: Plan) -> None:
    assert dataclasses.is_dataclass(page(halden))


def test_a_closed_plan_asks_for_nothing(halden: Plan) -> None:
    late = date(2027, 6, 1)
    assert any(row.late for group in page(halden, late).groups for row in group.rows)
    view = page(changed(halden, life="lost"), late)
    found = [row for group in view.groups for row in group.rows]
    assert not any(row.late or row.critical or row.float_words for row in found)
    assert not any(sub.css == "warn" for row in found for sub in row.subs)
    assert (view.close_line, view.fits, view.health) == ("", True, None)
