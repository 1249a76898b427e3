"""The published JSON Schemas say what the reader takes and what check answers."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from milepost.documents.plan_document import plan_to_mapping, read_plan
from milepost.documents.schema import FOLDER, check_schema, plan_schema, schema_text
from milepost.domain.errors import InvalidInput
from milepost.domain.evaluation import evaluate, evaluation_document
from milepost.domain.plan import Plan
from tests.documents.examples import SMALL, TODAY, plans

PLAN = Draft202012Validator(plan_schema())
CHECK = Draft202012Validator(check_schema())


def test_the_published_files_are_up_to_date() -> None:
    for name, schema in (("plan-1.json", plan_schema()), ("check-1.json", check_schema())):
        assert (FOLDER / name).read_text(encoding="utf-8") == schema_text(schema)
        Draft202012Validator.check_schema(schema)


def test_the_examples_keep_to_the_schemas(shared: Path) -> None:
    examples = shared / "examples"
    PLAN.validate(json.loads((examples / "halden.plan.json").read_text()))
    CHECK.validate(json.loads((examples / "halden.check.json").read_text()))
    CHECK.validate({"schema": "milepost.check/1", "document": 3, "errors": []})


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_every_plan_and_every_answer_keeps_to_its_schema(plan: Plan) -> None:
    PLAN.validate(plan_to_mapping(plan))
    CHECK.validate(evaluation_document(evaluate(plan, TODAY)))


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for name, item in inner:
        found.append((*path, name))
        if isinstance(item, (dict, list)):
            found += _places(item, (*path, name))
    return found


BROKEN = st.sampled_from([None, True, 0, -1, 5, "", "x", "2026-02-30x", [], {}, [1], {"a": 1}])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_places(SMALL)), BROKEN, st.booleans())
def test_what_the_schema_refuses_the_reader_refuses_at_the_same_place(
    place: tuple[Any, ...], broken: Any, is_added: bool
) -> None:
    data = copy.deepcopy(SMALL)
    at: Any = data
    for step in place[:-1]:
        at = at[step]
    if is_added and isinstance(at, dict):
        at["unknown_name"] = broken
    else:
        at[place[-1]] = broken
    is_valid = PLAN.is_valid(data)
    try:
        read_plan(data)
    except InvalidInput:
        pass
    else:
        assert is_valid
    if not is_valid:
        try:
            read_plan(data)
        except InvalidInput:
            return
        raise AssertionError("the reader took what the schema refuses")
