"""The catalogue keeps its word: examples fit their schemas, docs name every event, nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from milepost.messaging.webhooks.catalogue import BY_NAME, EVENTS, Event, wants

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs" / "webhooks.md"
SOURCE = ROOT / "src" / "milepost" / "messaging" / "webhooks"


@pytest.mark.parametrize("event", BY_NAME.values(), ids=list(BY_NAME))
def test_every_example_fits_its_schema(event: Event) -> None:
    Draft202012Validator.check_schema(event.schema())
    checker = Draft202012Validator.FORMAT_CHECKER
    Draft202012Validator(event.schema(), format_checker=checker).validate(event.example_body())


def test_names_are_those_that_the_specification_recommends() -> None:
    for name in BY_NAME:
        assert re.fullmatch(r"[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)+", name)
    assert len(BY_NAME) == len(EVENTS) + 1


def test_what_the_code_tells_is_in_the_catalogue_and_the_other_way_round() -> None:
    told = set()
    for file in ("happenings.py", "around.py"):
        for node in ast.walk(ast.parse((SOURCE / file).read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                told |= {node.value} & set(BY_NAME)
                wrong = re.fullmatch(
                    r"(plan|milestone|task|person|proposal|comment)\.\w+", node.value
                )
                assert not wrong or node.value in BY_NAME, node.value
    told |= {"plan.archived", "plan.restored"}  # put together from the kind of the revision
    assert told == {event.name for event in EVENTS}


def test_the_documentation_has_the_same_table() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (.+) \|$", DOCS.read_text(), re.MULTILINE)
    assert rows == [(event.name, str(event.when)) for event in BY_NAME.values()]


def test_an_endpoint_hears_what_it_chose_or_everything() -> None:
    assert wants(["*"], "plan.shared")
    assert wants(["plan.shared"], "plan.shared")
    assert not wants(["plan.shared"], "plan.agreed")
