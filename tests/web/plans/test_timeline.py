"""The timeline as a page: what it draws, what a change on it brings, and that it is taken whole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from milepost.domain.plan import Baseline, Calendars, Plan, SideCalendar
from milepost.domain.schedule import schedule
from milepost.plans import gantt_commands
from milepost.plans.commands import FieldConflict
from milepost.platform.scope import seller_scope
from milepost.web.plans.timeline_axis import Tick as Mark
from milepost.web.plans.timeline_axis import axis_of, levelled, months
from milepost.web.plans.timeline_model import TimelineView, link_path, timeline_view
from milepost.web.plans.timeline_rows import State
from tests.plans.gantt_plans import a_drawn_plan

from .conftest import TODAY, Seller


def drawn(plan: Plan, state: State | None = None) -> TimelineView:
    return timeline_view(plan, schedule(plan, TODAY), TODAY, state)


# --- the drawing ---------------------------------------------------------------------------------


def test_the_axis_begins_on_a_monday_and_has_room_for_everything() -> None:
    plan = a_drawn_plan(13, TODAY)
    view = drawn(plan)
    assert view.first.weekday() == 0
    last = max(row.bar.x + row.bar.w for row in view.rows)
    assert 0 < min(row.bar.x for row in view.rows) < last < view.days
    assert len(view.work) == view.days
    assert view.work[(TODAY - view.first).days] == "1"
    assert view.work[(date(2026, 12, 25) - view.first).days] == "0"


def test_a_mistyped_year_does_not_stretch_the_axis() -> None:
    axis = axis_of([date(2026, 11, 2), date(2095, 12, 1)], TODAY)
    assert axis.days < 1300
    assert axis.left(date(2095, 12, 1)) == axis.days
    steps = a_drawn_plan(8, TODAY)
    far = replace(steps.milestones[-1], target=date(2095, 12, 1))
    view = drawn(replace(steps, milestones=(*steps.milestones[:-1], far)))
    assert view.days < 1900
    assert view.rows[-1].bar.x <= view.days


def test_days_off_say_whose_they_are() -> None:
    view = drawn(a_drawn_plan(13, TODAY))
    said = {
        off.day.replace("\N{NO-BREAK SPACE}", " "): (off.css, off.words) for off in view.holidays
    }
    assert said["25 Dec"] == ("both", "Christmas Day: both sides are off")
    assert said["6 Jan"] == ("buyer", "Epiphany: Halden Logistics is off")
    assert said["28 Dec"] == ("seller", "Boxing Day (observed): your side is off")
    assert set(view.rests) == {"both"}
    abroad = Calendars(buyer=SideCalendar(country="AE"), seller=SideCalendar(country="IL"))
    assert set(drawn(replace(a_drawn_plan(8, TODAY), calendars=abroad)).rests) == {
        "buyer",
        "seller",
        "both",
    }


def test_a_row_says_in_words_what_its_bar_shows() -> None:
    view = drawn(a_drawn_plan(13, TODAY))
    rows = {row.key: row for row in view.rows}
    assert "in progress, 1 of 3 tasks" in rows["m3"].label
    assert rows["m3"].part == 33
    assert "on the critical path" in rows["m4"].label
    assert "only your side sees it" in rows["m6"].label
    assert rows["m6"].number == ""
    assert rows["m3"].tail is not None
    assert rows["m1"].part == 100
    assert not rows["m1"].can_move
    assert rows["m4"].can_move


def test_a_chosen_baseline_stands_behind_the_bars() -> None:
    plan = a_drawn_plan(8, TODAY)
    first = plan.baselines[0]
    newest = Baseline(on=TODAY, targets={m.key: m.target for m in plan.milestones})
    plan = replace(plan, baselines=(first, newest))
    now = drawn(plan).rows[4]
    assert now.ghost == now.bar
    assert now.words[3] == "as planned"
    then = drawn(plan, State(baseline="0")).rows[2]
    assert then.ghost is not None
    assert then.words[3].endswith("later")
    assert drawn(plan, State(baseline="none")).rows[2].ghost is None
    assert [choice.chosen for choice in drawn(plan, State(baseline="0")).baselines] == [
        False,
        True,
        False,
    ]


def test_a_long_plan_folds_what_is_not_at_hand() -> None:
    plan = a_drawn_plan(20, TODAY)
    view = drawn(plan)
    phases = [(row.title, row.is_open) for row in view.rows if row.phase]
    assert phases == [("Evaluation", True), ("Negotiation", False), ("Implementation", False)]
    assert len(view.steps) == 20
    whole = drawn(plan, State(open=frozenset({"evaluation", "negotiation", "implementation"})))
    assert whole.shown == 23
    shut = drawn(plan, State(open=frozenset()))
    assert shut.shown == 3
    # What waits across phases leads from sum to sum.
    assert len(shut.links) >= 2


def test_marks_that_would_stand_over_each_other_have_lines_of_their_own() -> None:
    axis = axis_of([TODAY, date(2027, 3, 1)], TODAY, "month")
    found = levelled([Mark(10, "Target close 8 Jan"), Mark(14, "Go-live 20 Jan")], axis)
    assert [mark.level for mark in found] == [0, 1]
    assert months(axis)[-1].words == "Mar"


def test_a_line_to_an_earlier_beginning_goes_round() -> None:
    assert link_path(5, 0, 9, 2) == "M5 0.5H5.5V2.5H9"
    assert link_path(5, 0, 3, 1) == "M5 0.5h.6V1H2.4V1.5H3"


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture
def plan_id(sam: Seller) -> int:
    return sam.keep(a_drawn_plan(13, TODAY))


def test_the_zoom_is_kept_for_the_next_plan(sam: Seller, plan_id: int) -> None:
    page = sam.client.get(f"/plans/{plan_id}/timeline/?zoom=day")
    assert 'class="gantt zoom-day' in page.content.decode()
    assert 'class="gantt zoom-day' in sam.client.get(f"/plans/{plan_id}/timeline/").content.decode()
    odd = sam.client.get(f"/plans/{plan_id}/timeline/?zoom=second&baseline=999999&open=x&open=")
    assert odd.status_code == 200


def change(sam: Seller, plan_id: int, method: str, **data: str) -> str:
    answer = sam.htmx(plan_id, method, "timeline/change/", **data)
    assert answer.status_code in (200, 409, 422), answer.content[:300]
    return re.sub(r"\s+", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_a_move_says_what_follows_and_is_taken_with_it(sam: Seller, plan_id: int) -> None:
    plan = sam.record(plan_id).plan
    target = plan.milestone("m8")
    assert target is not None
    to = date(2027, 1, 4).isoformat()
    asked = change(sam, plan_id, "get", step="m8", do="move", to=to)
    assert "is due Mon 4 Jan instead of" in asked
    assert "the signature goes from" in asked and "working days later" in asked, asked
    assert f"m8 {date(2026, 12, 31).isoformat()} {to}" in asked
    assert sam.record(plan_id).plan == plan
    answer = change(sam, plan_id, "post", step="m8", do="move", to=to, how="follow", seen="1")
    assert answer.startswith(("<section", " <section"))
    moved = sam.record(plan_id).plan
    assert moved.milestone("m8").target == date(2027, 1, 4)  # type: ignore[union-attr]
    assert moved.milestone("m9").target > plan.milestone("m9").target  # type: ignore[union-attr]
    assert sam.record(plan_id).revision == 2


def test_a_duration_is_taken_alone_or_with_what_follows(sam: Seller, plan_id: int) -> None:
    plan = sam.record(plan_id).plan
    asked = change(sam, plan_id, "get", step="m8", do="last", to="12")
    assert "takes 12 working days instead of 2 working days" in asked
    assert "The earliest close goes from" in asked
    change(sam, plan_id, "post", step="m8", do="last", to="12", how="only", seen="1")
    alone = sam.record(plan_id).plan
    assert alone.milestone("m8").duration == 12  # type: ignore[union-attr]
    assert [m.target for m in alone.milestones] == [m.target for m in plan.milestones]
    change(sam, plan_id, "post", step="m8", do="last", to="13", how="follow", seen="2")
    assert sam.record(plan_id).plan.milestone("m9").target > plan.milestone("m9").target  # type: ignore[union-attr]


def test_a_step_is_put_after_another_and_taken_off_again(sam: Seller, plan_id: int) -> None:
    asked = change(sam, plan_id, "get", step="m10", do="after", to="m7")
    assert "comes after" in asked
    change(sam, plan_id, "post", step="m10", do="after", to="m7", how="follow", seen="1")
    assert sam.record(plan_id).plan.milestone("m10").after == ("m7", "m9")  # type: ignore[union-attr]
    again = change(sam, plan_id, "get", step="m10", do="after", to="m7")
    assert "does not wait for" in again
    change(sam, plan_id, "post", step="m10", do="after", to="m7", how="only", seen="2")
    assert sam.record(plan_id).plan.milestone("m10").after == ("m9",)  # type: ignore[union-attr]


def test_a_circle_is_refused_in_words_and_nothing_is_half_saved(sam: Seller, plan_id: int) -> None:
    before = sam.record(plan_id)
    asked = change(sam, plan_id, "get", step="m4", do="after", to="m9")
    assert "already comes after “Step 4 of the way”, through" in asked
    assert "Nothing was changed." in asked
    data = {"step": "m4", "do": "after", "to": "m9", "how": "follow", "seen": "1"}
    answer = sam.htmx(plan_id, "post", "timeline/change/", **data)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#g-panel"
    assert sam.record(plan_id) == before


def test_two_people_who_drag_one_bar_see_both_dates(sam: Seller, plan_id: int) -> None:
    data = {"step": "m8", "do": "move", "how": "only", "seen": "1", "open": "evaluation"}
    change(sam, plan_id, "post", **data, to="2027-01-04")
    answer = sam.htmx(plan_id, "post", "timeline/change/", **data, to="2027-01-11")
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Save mine instead" in said
    assert 'name="seen" value="2"' in said
    assert 'name="to" value="2027-01-11"' in said
    assert 'name="open" value="evaluation"' in said
    change(sam, plan_id, "post", **(data | {"seen": "2"}), to="2027-01-11")
    assert sam.record(plan_id).plan.milestone("m8").target == date(2027, 1, 11)  # type: ignore[union-attr]
    # Durations meet in the same way.
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        gantt_commands.set_duration(sam.actor, plan_id, "m8", 4, follow=False, seen=3)
        with pytest.raises(FieldConflict):
            gantt_commands.set_duration(sam.actor, plan_id, "m8", 6, follow=False, seen=3)


@pytest.mark.parametrize(
    "data",
    [
        {"step": "m8", "do": "move", "to": "never"},
        {"step": "m8", "do": "last", "to": "0"},
        {"step": "m8", "do": "last", "to": "many"},
        {"step": "m8", "do": "last", "to": "9999"},
        {"step": "m8", "do": "after", "to": "nowhere"},
        {"step": "m8", "do": "after", "to": "m8"},
        {"step": "m1", "do": "move", "to": "2027-01-04"},
        {"step": "m8", "do": "move", "to": "9999-12-31"},
    ],
)
def test_what_cannot_be_is_said(sam: Seller, plan_id: int, data: dict[str, str]) -> None:
    asked = sam.htmx(plan_id, "get", "timeline/change/", **data)
    assert asked.status_code == 200
    sent = sam.htmx(plan_id, "post", "timeline/change/", **data, how="follow", seen="1")
    assert sent.status_code in (200, 404, 422)
    assert sam.client.get(f"/plans/{plan_id}/timeline/").status_code == 200


def test_an_unknown_step_or_deed_is_not_found(sam: Seller, plan_id: int) -> None:
    for data in ({"step": "gone", "do": "move"}, {"step": "m8", "do": "burn"}):
        assert sam.client.get(f"/plans/{plan_id}/timeline/change/", data).status_code == 404


def test_without_script_a_change_is_a_page_and_leads_back(sam: Seller, plan_id: int) -> None:
    where = f"/plans/{plan_id}/timeline/change/"
    data = {"step": "m8", "do": "last", "to": "4"}
    page = sam.client.get(where, data)
    assert "<html" in page.content.decode()
    sent = sam.client.post(where, {**data, "how": "only", "seen": "1"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/plans/{plan_id}/timeline/")


def test_the_one_page_pdf_holds_nothing_private_for_the_buyer(sam: Seller) -> None:
    plan = replace(a_drawn_plan(30, TODAY), life="shared", shared_on=TODAY)
    plan_id = sam.keep(plan)
    ours = sam.client.get(f"/plans/{plan_id}/export/gantt/?side=seller")
    theirs = sam.client.get(f"/plans/{plan_id}/export/gantt/?side=buyer")
    for answer in (ours, theirs):
        assert answer.headers["Content-Type"] == "application/pdf"
        assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == 1
    assert len(theirs.content) < len(ours.content)


def test_the_buyers_data_of_the_pdf_has_no_word_of_ours() -> None:
    from milepost.documents.faces.gantt import _Page
    from milepost.documents.faces.view import sheet_of

    plan = replace(a_drawn_plan(30, TODAY), life="shared", shared_on=TODAY)
    data = _Page(sheet_of(plan, side="buyer", today=TODAY)).data()
    steps = [row for row in data["rows"] if not row["phase"]]
    assert len(steps) == 29
    assert not any(row["critical"] or row["slack"] or row["late"] or row["ghost"] for row in steps)
    assert (data["close"], data["baseline"]) == ("", "")
    assert "Agreement by" in data["marks"][1]["words"]


# --- phases --------------------------------------------------------------------------------------


def test_the_proposed_split_is_taken_in_one_step(sam: Seller) -> None:
    plan_id = sam.keep(a_drawn_plan(20, TODAY))
    page = sam.client.get(f"/plans/{plan_id}/phases/").content.decode()
    assert "Take the proposed split" in page
    sam.client.post(f"/plans/{plan_id}/phases/", {"do": "split", "seen": "1"})
    record = sam.record(plan_id)
    assert {m.phase for m in record.plan.milestones} == {
        "evaluation",
        "negotiation",
        "implementation",
    }
    assert record.revision == 2
    page = sam.client.get(f"/plans/{plan_id}/phases/").content.decode()
    assert "Take the proposed split" not in page


def test_phases_are_renamed_and_steps_moved_between_them(sam: Seller) -> None:
    plan_id = sam.keep(a_drawn_plan(20, TODAY))
    form = {"seen": "1", "name-0": "Proof", "name-1": "Negotiation", "name-2": "Implementation"}
    sam.client.post(f"/plans/{plan_id}/phases/", {**form, "phase-m3": "negotiation"})
    plan = sam.record(plan_id).plan
    assert plan.milestone("m3").phase == "negotiation"  # type: ignore[union-attr]
    assert plan.milestone("m2").phase == "Proof"  # type: ignore[union-attr]
    # Where the kind says the same, nothing is written.
    assert plan.milestones[-1].phase is None
    page = sam.client.get(f"/plans/{plan_id}/").content.decode()
    assert "Proof" in page
    back = {"seen": "2", "name-0": "Evaluation"}
    sam.client.post(f"/plans/{plan_id}/phases/", back)
    assert sam.record(plan_id).plan.milestone("m2").phase == "evaluation"  # type: ignore[union-attr]


def test_the_people_page_names_the_coordinator(sam: Seller, halden_id: int) -> None:
    page = sam.client.get(f"/plans/{halden_id}/people/").content.decode()
    assert "Name a coordinator" in page
    sam.client.post(f"/plans/{halden_id}/edit/coordinator/", {"coordinator": "sam", "seen": "1"})
    page = sam.client.get(f"/plans/{halden_id}/people/").content.decode()
    assert "Sam Whitfield coordinates" in page
