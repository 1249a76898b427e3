"""Writing is canonical and loses nothing."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from milepost.documents.plan_document import plan_to_json, plan_to_mapping, read_plan
from milepost.domain.plan import CadenceStep, Plan, PolicyChanges
from tests.documents.examples import plans, small_plan


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_reading_what_was_written_gives_the_same_plan(plan: Plan) -> None:
    text = plan_to_json(plan)
    again = read_plan(text)
    assert again == plan
    assert plan_to_json(again) == text


def test_the_example_survives(shared: Path) -> None:
    data = (shared / "examples" / "halden.plan.json").read_bytes()
    plan = read_plan(data)
    assert read_plan(plan_to_json(plan, indent=2)) == plan

    def known(value: object) -> object:
        if isinstance(value, dict):
            return {k: known(v) for k, v in value.items() if v is not None and v != []}
        return [known(item) for item in value] if isinstance(value, list) else value

    given_values, written = known(json.loads(data)), known(plan_to_mapping(plan))
    assert isinstance(given_values, dict)
    assert isinstance(written, dict)
    assert {k: v for k, v in written.items() if k != "milestones"} == {
        k: v for k, v in given_values.items() if k != "milestones"
    }


def test_a_cadence_once_signed_keeps_its_null() -> None:
    steps = (CadenceStep(1, 7, 15), CadenceStep(None, 30, 20))
    plan = small_plan(policy={"cadence": [
        {"from": 1, "days": 7, "minutes": 15}, {"from": None, "days": 30, "minutes": 20},
    ]})  # fmt: skip
    assert plan.policy == PolicyChanges(cadence=steps)
    assert plan_to_mapping(plan)["policy"]["cadence"][1]["from"] is None
    assert read_plan(plan_to_json(plan)) == plan


def test_defaults_are_written_and_unknowns_are_not() -> None:
    written = plan_to_mapping(small_plan())["milestones"][0]
    assert written["visibility"] == "shared"
    assert written["duration"] == 2
    assert "phase" not in written
    assert "tasks" not in written
    assert plan_to_mapping(small_plan())["value"]["buyer_sees"] is False
