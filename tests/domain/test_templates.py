"""The built-in templates against the source, and what a template may not say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from milepost.documents.template_library import (
    BUILTIN_KEYS,
    builtin_templates,
    template_schema,
)
from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Kind
from milepost.domain.policy import TEMPLATE_WORKING_DAYS
from milepost.domain.templates import (
    Template,
    TemplateMilestone,
    read_template,
    template_data,
    with_deal_fields,
)

COUNTS = {"simple": 5, "standard": 8, "complex": 13, "enterprise": 20, "general": 9}
ENTERPRISE_ORDER = [1, 2, 3, 14, 4, 5, 6, 15, 16, 7, 8, 9, 10, 19, 11, 17, 20, 12, 13, 18]
GENERAL_ROWS = [
    "Discovery Complete",
    "Stakeholder Alignment Call",
    "Technical Validation (POC / Sandbox)",
    "Security Review (Questionnaire + Review)",
    "Business Case Approval",
    "Legal/Contract Review",
    "Procurement Process (Vendor evaluation)",
    "Contract Signature",
    "Implementation Kickoff",
]


def _source_list(shared: Path, heading: str) -> list[tuple[str, str]]:
    """Title and "done means" of each numbered line below a heading of the source."""
    text = (shared / "seed" / "mutual-action-plan-skill.txt").read_text()
    part = text.partition(heading)[2].partition("Milestones:")[0]
    return re.findall(r"^\d+\. (.+?) → (.+)$", part, re.MULTILINE)


def _words(template: Template) -> list[tuple[str, str]]:
    return [(step.title, (step.done_means or "").casefold()) for step in template.milestones]


def _lower(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(title, done.casefold()) for title, done in rows]


def _longest(template: Template) -> int:
    """Working days on the longest path to the last signature."""
    by_key = {step.key: step for step in template.milestones}

    def length(step: TemplateMilestone) -> int:
        return step.duration + max((length(by_key[key]) for key in step.after), default=0)

    return length([step for step in template.milestones if step.kind == "signature"][-1])


def test_there_are_five_with_the_counts_of_the_source() -> None:
    assert {key: len(t.milestones) for key, t in builtin_templates().items()} == COUNTS
    assert tuple(builtin_templates()) == BUILTIN_KEYS


@pytest.mark.parametrize(
    ("key", "heading"),
    [("simple", "SIMPLE DEAL"), ("standard", "STANDARD DEAL"), ("complex", "COMPLEX DEAL")],
)
def test_the_lists_have_every_item_in_the_wording_of_the_source(
    shared: Path, key: str, heading: str
) -> None:
    assert _words(builtin_templates()[key]) == _lower(_source_list(shared, heading))


def test_the_enterprise_list_runs_in_the_order_of_product_md(shared: Path) -> None:
    rows = _source_list(shared, "COMPLEX DEAL") + _source_list(shared, "ENTERPRISE DEAL")
    expected = [rows[number - 1] for number in ENTERPRISE_ORDER]
    assert _words(builtin_templates()["enterprise"]) == _lower(expected)


def test_the_general_list_has_the_nine_rows_of_the_template_table() -> None:
    assert [step.title for step in builtin_templates()["general"].milestones] == GENERAL_ROWS


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_the_longest_path_to_the_signature_is_the_low_end_of_the_timeline(key: str) -> None:
    assert _longest(builtin_templates()[key]) == TEMPLATE_WORKING_DAYS[key]


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_every_step_of_a_built_in_template_is_complete(key: str) -> None:
    template = builtin_templates()[key]
    assert template.durations_from
    for step in template.milestones:
        assert step.phase in ("evaluation", "negotiation", "implementation")
        assert step.done_means
        assert step.kind != "other"
        assert step.buyer_role
        assert step.seller_role


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_phases_follow_each_other_and_plan_order_is_order_of_work(key: str) -> None:
    order = ["evaluation", "negotiation", "implementation"]
    steps = builtin_templates()[key].milestones
    places = [order.index(step.phase or "") for step in steps]
    assert places == sorted(places)
    seen: set[str] = set()
    for step in steps:
        assert seen.issuperset(step.after)
        seen.add(step.key)


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_every_step_leads_to_the_signature_or_follows_it(key: str) -> None:
    steps = builtin_templates()[key].milestones
    signature = next(step.key for step in steps if step.kind == "signature")
    leading, following = {signature}, {signature}
    for step in reversed(steps):
        if step.key in leading:
            leading.update(step.after)
    for step in steps:
        if following & set(step.after):
            following.add(step.key)
    assert leading | following == {step.key for step in steps}


def test_the_files_keep_to_the_published_schema() -> None:
    schema = template_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for template in builtin_templates().values():
        jsonschema.validate(template_data(template), schema)
        assert read_template(template_data(template)) == template


def test_the_schema_knows_every_kind() -> None:
    kinds = template_schema()["$defs"]["milestone"]["properties"]["kind"]["enum"]
    assert kinds == list(Kind.__args__)


def _template(**step: Any) -> dict[str, Any]:
    first = {"key": "a", "title": "Call", "kind": "other", "buyer_role": "Champion"}
    return {"key": "t", "name": "T", "version": 1, "milestones": [{**first, **step}]}


@pytest.mark.parametrize(
    ("step", "path", "wrong"),
    [
        ({"kind": "party"}, "milestones[0].kind", "'party' is not known"),
        ({"duration": 0}, "milestones[0].duration", "no length of a step"),
        ({"duration": 10**9}, "milestones[0].duration", "no length of a step"),
        ({"duration": 1.5}, "milestones[0].duration", "wrong type"),
        ({"duration": True}, "milestones[0].duration", "wrong type"),
        ({"after": ["b"]}, "milestones[0].after", "no step 'b'"),
        ({"after": ["a"]}, "milestones.a.after", "in a circle"),
        ({"title": " "}, "milestones[0].title", "empty"),
        ({"title": "Call {colour}"}, "milestones[0].title", "{colour} is no field of a deal"),
        ({"buyer_role": None}, "milestones[0].buyer_role", "nobody owns"),
        ({"colour": "red"}, "milestones[0].colour", "no such field"),
    ],
)
def test_a_template_that_makes_no_sense_is_refused_by_path(
    step: dict[str, Any], path: str, wrong: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_template(_template(**step))
    assert [problem.path for problem in refused.value.problems] == [path]
    assert wrong in refused.value.problems[0].wrong


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_template({"name": 1, "version": 0, "milestones": [{"key": "a"}, 7]})
    assert {problem.path for problem in refused.value.problems} >= {
        "key",
        "name",
        "version",
        "milestones[0].title",
        "milestones[0].kind",
        "milestones[1]",
    }


def test_template_text_takes_the_fields_of_the_deal() -> None:
    fields = {"account": "Halden {ae}", "ae": "Sam"}
    assert with_deal_fields("Kick-off with {account}", fields) == "Kick-off with Halden {ae}"
    assert with_deal_fields("{goal} by {ae}", fields) == "{goal} by Sam"
