"""What the reader of plan documents refuses, each with its path and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from milepost.documents.plan_document import MOST_PROBLEMS, plan_from_database, read_plan
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Plan
from tests.documents.examples import SMALL, document, small_plan, with_milestone


def refusal(data: Any) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as error:
        read_plan(data)
    assert all(problem.wrong and problem.right for problem in error.value.problems)
    return error.value.problems


def paths(data: Any) -> list[str]:
    return [problem.path for problem in refusal(data)]


def test_the_example_is_read(shared: Path) -> None:
    plan = read_plan((shared / "examples" / "halden.plan.json").read_bytes())
    assert plan.account == "Halden Logistics"
    assert plan.milestones[2].tasks[1].at is not None


def test_optional_fields_may_be_null_and_mean_their_default() -> None:
    plan = read_plan(with_milestone(0) | {"people": SMALL["people"], "risks": None, "form": None})
    assert plan.risks == ()
    changed = document()
    changed["milestones"][0] |= {"duration": None, "after": None, "tasks": None, "phase": None}
    assert read_plan(changed).milestones[0].duration == 5
    assert read_plan(changed).milestones[0].after == ()


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (document(created="2026-02-30"), "created"),
        (document(created="20261005"), "created"),
        (document(created="1759622400"), "created"),
        (document(created=1759622400), "created"),
        (document(created="2026-10-05T00:00:00"), "created"),
        (document(created="0001-01-01"), "created"),
        (document(account=7), "account"),
        (document(account=None), "account"),
        (document(life="signed"), "life"),
        (document(milestones={}), "milestones"),
        (document(value={"amount": 42000, "currency": "EUR"}), "value.amount"),
        (document(value={"amount": "NaN", "currency": "EUR"}), "value.amount"),
        (document(value={"amount": "-1", "currency": "EUR"}), "value.amount"),
        (document(value={"amount": "1e9", "currency": "EUR"}), "value.amount"),
        (document(value={"amount": "1", "currency": "XYZ"}), "value.currency"),
        (document(value={"amount": "1", "currency": "EUR", "buyer_sees": 1}), "value.buyer_sees"),
        (document(calendars={"buyer": {"country": "XX"}}), "calendars.buyer.country"),
        (document(target_close="2026-10-04"), "target_close"),
        (document(colour="blue"), "colour"),
        (document(coordinator="nobody"), "coordinator"),
        (with_milestone(1, duration=0), "milestones[1].duration"),
        (with_milestone(1, duration=2.5), "milestones[1].duration"),
        (with_milestone(1, duration="5"), "milestones[1].duration"),
        (with_milestone(1, duration=True), "milestones[1].duration"),
        (with_milestone(1, kind="party"), "milestones[1].kind"),
        (with_milestone(1, status="blocked"), "milestones[1].reason"),
        (with_milestone(1, status="skipped"), "milestones[1].reason"),
        (with_milestone(1, status="complete"), "milestones[1].completed_on"),
        (with_milestone(1, after=["m9"]), "milestones[1].after[0]"),
        (with_milestone(1, owners={"buyer": None, "seller": None}), "milestones[1].owners"),
        (
            with_milestone(1, owners={"buyer": {"person": "omar"}}),
            "milestones[1].owners.buyer.person",
        ),
        (
            with_milestone(1, owners={"buyer": {"person": "who"}}),
            "milestones[1].owners.buyer.person",
        ),
        (
            with_milestone(1, tasks=[{"key": "t1", "title": "x", "at": "0"}]),
            "milestones[1].tasks[0].at",
        ),
        (
            document(baselines=[{"on": "2026-10-06", "targets": {"m3": 5}}]),
            "baselines[0].targets.m3",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_path(data: Any, path: str) -> None:
    assert path in paths(data)


def test_cycles_are_refused() -> None:
    data = with_milestone(0, after=["m3"])
    assert any("after" in path for path in paths(data))


def test_a_key_given_twice_is_refused() -> None:
    twice = document()
    twice["milestones"][1]["key"] = "m1"
    assert any(path.startswith("milestones") for path in paths(twice))
    twice = document()
    twice["people"].append(dict(twice["people"][0]))
    assert any(path.startswith("people") for path in paths(twice))


def test_a_name_given_twice_is_refused_where_it_is() -> None:
    text = json.dumps(document()).replace(
        '"title": "Product demo"', '"title": "One", "title": "Two"'
    )
    assert paths(text) == ["milestones[1].title"]


def test_a_baseline_may_name_a_milestone_since_removed() -> None:
    read_plan(document(baselines=[{"on": "2026-10-06", "targets": {"gone": "2026-12-11"}}]))


def test_an_unknown_field_is_answered_with_the_near_one() -> None:
    (problem,) = refusal(with_milestone(0, tilte="x"))
    assert problem.path == "milestones[0].tilte"
    assert "`title`" in problem.right


def test_a_future_version_is_named() -> None:
    (problem,) = refusal(document(schema="milepost.plan/2"))
    assert problem.path == "schema"
    assert "version 2" in problem.wrong
    assert "newer Milepost" in problem.right


@pytest.mark.parametrize("schema", ["milepost.check/1", 1, None, "milepost.plan/1.0"])
def test_another_schema_is_refused(schema: Any) -> None:
    assert paths(document(schema=schema)) == ["schema"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"{", "line 1"),
        (b"[]", "list"),
        (b"null", "null"),
        (b"{} {}", "line 1"),
        (b'{"schema": NaN}', "NaN"),
        (b'{"schema": -Infinity}', "Infinity"),
        (b'{"schema": ' + b"9" * 5000 + b"}", "digits"),
        (b"[" * 100_000, "nested"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "nested"),
        (b'{"schema": "\xff"}', "UTF-8"),
        (json.dumps(SMALL).encode("utf-16"), "UTF-16"),
        (b'{"title": "\\ud800"}', "surrogate"),
        (b'{"title": "\\u0000"}', "NUL"),
        (b" " * 10_000_001, "larger"),
    ],
)
def test_what_is_no_document_is_refused_in_words(data: bytes, words: str) -> None:
    assert words in " ".join(problem.wrong for problem in refusal(data))


def test_a_byte_order_mark_is_passed_over() -> None:
    assert isinstance(read_plan(b"\xef\xbb\xbf" + json.dumps(SMALL).encode()), Plan)


def test_all_problems_are_told_at_once_and_not_endlessly() -> None:
    several = document(created="x", life="y", people=[{"key": 5}])
    assert {"created", "life", "people[0].key", "people[0].name"} <= set(paths(several))
    many = refusal(document(people=[{} for _ in range(500)]))
    assert len(many) == MOST_PROBLEMS + 1
    assert "more" in many[-1].wrong


def test_any_script_and_any_length_of_title_is_read() -> None:
    titles = ["x" * 10_000, "مراجعة", "é" * 50, "<script>alert(1)</script>", "{{ 7*7 }}", "👩‍👩‍👧"]
    for title in titles:
        assert read_plan(with_milestone(1, title=title)).milestones[1].title == title


def test_the_database_path_reads_the_same_plan() -> None:
    assert plan_from_database(json.dumps(SMALL)) == small_plan()
