"""A dry run of a day, from the command line too; that it comes true, `test_transcript` says."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from milepost.alerting.preview import Line, Of, preview
from milepost.cli.alerts import app
from milepost.messaging.models import Message
from milepost.platform.scope import worker_scope
from tests.alerting.transcript import BEGINS
from tests.alerting.world import World, a_world

pytestmark = pytest.mark.django_db


def foreseen(first: date, days: int = 1, **at: Any) -> list[Line]:
    with worker_scope():
        return preview(first, days, **{"now": BEGINS, **at})


def test_a_day_has_what_is_recorded_on_it_and_what_is_said_on_it() -> None:
    a_world()
    saturday = foreseen(date(2026, 12, 5))
    assert {(line.found.rule, line.at.date().isoformat()) for line in saturday} == {
        ("due_in_3_days", "2026-12-07"),
        ("overdue_1_day", "2026-12-07"),
    }
    monday = foreseen(date(2026, 12, 7))
    assert {line.found.day.day for line in monday} == {5, 6, 7}
    assert all(line.at.hour == 9 for line in monday)


def test_one_workspace_alone() -> None:
    worlds = [a_world(), a_world(name="Another")]
    day = date(2026, 12, 8)
    lines = foreseen(day, of=Of(worlds[1].workspace_id))
    assert {line.found.workspace for line in lines} == {"Another"}
    assert len(foreseen(day)) == 2 * len(lines)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("milepost.platform.running.django_running", nullcontext)
    monkeypatch.setattr("milepost.cli.alerts._now", lambda: BEGINS)
    return a_world()


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["preview", *arguments])


def test_from_the_command_line(world: World) -> None:
    result = run("--date", "2026-12-08")
    assert result.exit_code == 0, result.output
    assert "Tuesday 8 December 2026" in result.stdout
    assert "09:00 America/New_York" in result.stdout
    assert "Rita Osei" in result.stdout
    assert "overdue_7_days" in result.stdout
    assert "the AE's manager" in result.stdout
    assert Message.objects.count() == 0


def test_as_json_and_for_several_days(world: World) -> None:
    result = run("--date", "2026-12-08", "--days", "3", "--workspace", "Brightloom", "--json")
    lines = json.loads(result.stdout)["lines"]
    lena = next(line for line in lines if line["name"] == "Lena Brandt")
    assert lena["rule"] == "stalled_14_days"
    assert lena["at"] == "2026-12-08T11:00:00+11:00"
    assert lena["because"] == [{"why": "leadership", "ae": "Sam Whitfield"}]


@pytest.mark.parametrize("wrong", [("--date", "8.12."), ("--workspace", "Nobody"), ("--days", "0")])
def test_wrong_use_is_said(world: World, wrong: tuple[str, str]) -> None:
    result = run(*wrong)
    assert result.exit_code == 2
    assert wrong[1] in result.output
