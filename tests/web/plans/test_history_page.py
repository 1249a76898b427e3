"""The history as a story, two moments compared, baselines, and the export of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from milepost.plans import commands
from milepost.platform import clock
from milepost.platform.scope import seller_scope
from tests.plans.plans import a_plan
from tests.web.plans.conftest import Seller

NINE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BUYER = commands.Actor(None, "Maja Lindqvist", "maja")


@pytest.fixture
def plan_id(sam: Seller) -> int:
    """A plan with two sittings of Sam's, an hour apart, and one of the buyer's."""
    with clock.at(NINE - timedelta(days=1)):
        plan_id = sam.keep(a_plan())
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        with clock.at(NINE):
            change(sam, plan_id, {"milestones.m1.title": "Demo"})
        with clock.at(NINE + timedelta(minutes=20)):
            commands.move_target(
                sam.actor, plan_id, "m2", date(2026, 12, 17), follow=True, seen=2, why="Holidays"
            )
        with clock.at(NINE + timedelta(minutes=40)):
            commands.set_status(BUYER, plan_id, "m1", "complete", today=date(2026, 11, 25), seen=3)
        with clock.at(NINE + timedelta(minutes=90)):
            commands.make_baseline(
                sam.actor, plan_id, today=date(2026, 11, 25), reason="Scope grew"
            )
    return plan_id


def change(sam: Seller, plan_id: int, fields: dict[str, Any]) -> None:
    commands.change_fields(sam.actor, plan_id, fields, seen=99)


def read(sam: Seller, plan_id: int, path: str, status: int = 200) -> str:
    response = sam.client.get(f"/plans/{plan_id}/{path}")
    assert response.status_code == status
    return response.content.decode()


def test_the_story_is_told_by_sitting_with_its_effect(sam: Seller, plan_id: int) -> None:
    text = read(sam, plan_id, "history/")
    assert text.count('class="card sitting') == 4
    assert "renamed “Step 1” to “Demo”" in text
    assert "moved “Step 2” from 15 December 2026 to 17 December 2026" in text
    assert "Why: Holidays" in text
    assert "asks for agreement again" in text
    assert "marked “Demo” complete" in text
    assert "Completion 0/5 → 1/5" in text
    assert "revisions 2 to 3" in text
    assert "kept the dates of the plan as baseline 1" in text


def test_the_story_is_narrowed(sam: Seller, plan_id: int) -> None:
    assert "marked “Demo” complete" in read(sam, plan_id, "history/?side=buyer")
    assert "Holidays" not in read(sam, plan_id, "history/?side=buyer")
    assert read(sam, plan_id, "history/?material=1").count('class="card sitting') == 1
    assert "Scope grew" not in read(sam, plan_id, "history/?step=m2")
    assert "Nothing like that" in read(sam, plan_id, "history/?person=nobody")


def test_pages_end_between_sittings_and_lose_nothing(sam: Seller, plan_id: int) -> None:
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        for n in range(70):
            with clock.at(NINE + timedelta(hours=3 + n)):
                change(sam, plan_id, {"milestones.m1.title": f"Demo {n}"})
    first = read(sam, plan_id, "history/")
    assert "before=17" in first
    assert 'id="r17"' in first
    second = read(sam, plan_id, "history/?before=17")
    assert 'id="r16"' in second
    assert 'id="r17"' not in second
    assert 'id="r1"' in second
    assert "Earlier changes" not in second


def test_two_moments_are_compared_in_words_and_drawn(sam: Seller, plan_id: int) -> None:
    text = read(sam, plan_id, "history/compare/?from=r1&to=r3")
    assert "2 working days later" in text
    assert "15 December 2026" in text
    assert "17 December 2026" in text
    assert text.count('<rect class="then"') == text.count('<rect class="now"') == 5
    assert "Nothing differs" in read(sam, plan_id, "history/compare/?from=r3&to=r3")
    # The earlier one stands first, whichever way round they are asked for.
    assert "2 working days later" in read(sam, plan_id, "history/compare/?from=r3&to=r1")


@pytest.mark.parametrize(
    ("asked", "revision"),
    [
        ("from=2026-11-24", "Revision 1,"),
        ("from=start", "Revision 1,"),
        ("from=baseline-1&to=r5", "Now, revision 5"),
        ("from_day=2026-11-24&from=r3", "Revision 1,"),
    ],
)
def test_a_moment_is_a_revision_a_day_or_a_turning_point(
    sam: Seller, plan_id: int, asked: str, revision: str
) -> None:
    assert revision in read(sam, plan_id, f"history/compare/?{asked}")


@pytest.mark.parametrize("asked", ["from=r99", "from=2020-01-01", "to=agreed", "from=x"])
def test_a_moment_that_never_was_is_said(sam: Seller, plan_id: int, asked: str) -> None:
    assert "no such moment" in read(sam, plan_id, f"history/compare/?{asked}", status=404)


def test_slip_is_told_against_any_baseline(sam: Seller, plan_id: int) -> None:
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        fields = {"milestones.m5.target": "2027-01-15"}
        commands.change_fields(sam.actor, plan_id, fields, seen=5)
        commands.make_baseline(sam.actor, plan_id, today=date(2026, 11, 26), reason="New owner")
        commands.remove_milestone(sam.actor, plan_id, "m4")
    text = read(sam, plan_id, "baselines/?baseline=1")
    assert "Scope grew" in text
    assert "The signature: 2 working days later." in text
    assert "1 step of this baseline has left the plan since" in text
    # It was complete three weeks before it was promised, and is never lost.
    assert "working days earlier" in text
    newest = read(sam, plan_id, "baselines/")
    assert "Against baseline 2" in newest
    assert "The signature: on the day." in newest
    assert "No baseline yet" in read(sam, sam.keep(a_plan()), "baselines/")


def test_measuring_anew_asks_for_a_reason_and_for_dates_that_were_seen(
    sam: Seller, plan_id: int
) -> None:
    asked = sam.htmx(plan_id, "post", "baseline/", seen="5")
    assert asked.status_code == 422
    assert "Say why the plan is measured anew." in asked.content.decode()
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        change(sam, plan_id, {"milestones.m3.target": "2026-12-29"})
    moved = sam.htmx(plan_id, "post", "baseline/", seen="5", why="Scope grew again")
    assert moved.status_code == 422
    assert "Dates have changed since you looked" in moved.content.decode()
    assert len(sam.record(plan_id).plan.baselines) == 1
    # Another title changes no date, so that it stands in nobody's way.
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        change(sam, plan_id, {"milestones.m3.title": "Pilot"})
    kept = sam.htmx(plan_id, "post", "baseline/", seen="6", why="Scope grew again")
    assert kept.status_code == 200
    baselines = sam.record(plan_id).plan.baselines
    assert [b.reason for b in baselines] == ["Scope grew", "Scope grew again"]
    assert "m1" in baselines[1].targets  # complete by then


def test_the_history_is_exported(sam: Seller, plan_id: int) -> None:
    answer = sam.client.get(f"/plans/{plan_id}/history/export/jsonl/")
    lines = [json.loads(line) for line in answer.content.decode().splitlines()]
    assert [line["revision"] for line in lines] == [5, 4, 3, 2, 1]
    assert (lines[2]["why"], lines[2]["material"]) == ("Holidays", True)
    assert lines[2]["sitting"] == lines[3]["sitting"] != lines[1]["sitting"]
    assert lines[3]["changes"][0]["path"] == "milestones.m1.title"
    assert "attachment" in answer["Content-Disposition"]
    narrowed = sam.client.get(f"/plans/{plan_id}/history/export/jsonl/?side=buyer")
    assert narrowed.content.count(b"\n") == 1
    xlsx = sam.client.get(f"/plans/{plan_id}/history/export/xlsx/").content
    with ZipFile(BytesIO(xlsx)) as book:
        assert b"Holidays" in book.read("xl/sharedStrings.xml")
    pdf = sam.client.get(f"/plans/{plan_id}/history/export/pdf/").content
    assert pdf.startswith(b"%PDF")
    assert sam.client.get(f"/plans/{plan_id}/history/export/docx/").status_code == 404


def test_a_plan_with_odd_keys_is_told_too(sam: Seller) -> None:
    plan = a_plan(2)
    odd = replace(plan.milestones[0], key="a.b~c")
    plan = replace(plan, milestones=(odd, replace(plan.milestones[1], after=("a.b~c",))))
    plan_id = sam.keep(plan)
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        change(sam, plan_id, {"milestones.a~1b~0c.title": "=Odd"})
    assert "renamed “Step 1” to “=Odd”" in read(sam, plan_id, "history/?step=a.b~c")
    assert "=Odd" in read(sam, plan_id, "history/compare/?from=start")
    assert sam.client.get(f"/plans/{plan_id}/history/export/xlsx/").status_code == 200
