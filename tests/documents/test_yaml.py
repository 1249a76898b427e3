"""Plan documents in YAML: scalars are text, and nothing clever is read."""

from __future__ import annotations

import json

import pytest

from milepost.documents.plan_document import read_plan
from milepost.domain.errors import InvalidInput
from tests.documents.examples import SMALL, small_plan

YAML = """\
schema: milepost.plan/1
account: Null Island Ferries
title: ~
created: 2026-10-05
target_close: 2026-12-11
life: draft
value: {amount: 42000.00, currency: EUR, buyer_sees: true}
calendars: {buyer: {country: NO}}
milestones:
  - key: 1
    title: 2026-11-01
    kind: demo
    target: 2026-11-06
    status: pending
    duration: 3
    owners: {seller: {role: AE}}
"""


def refusal(text: str) -> str:
    with pytest.raises(InvalidInput) as error:
        read_plan(text, format="yaml")
    return error.value.message


def test_scalars_are_read_as_written() -> None:
    plan = read_plan(YAML, format="yaml")
    assert plan.calendars is not None
    assert plan.calendars.buyer is not None
    assert plan.calendars.buyer.country == "NO"
    assert plan.title is None
    assert plan.account == "Null Island Ferries"
    assert plan.value is not None
    assert str(plan.value.amount) == "42000.00"
    assert plan.value.buyer_sees is True
    assert (plan.milestones[0].key, plan.milestones[0].title) == ("1", "2026-11-01")
    assert plan.milestones[0].duration == 3


def test_json_is_yaml_too() -> None:
    assert read_plan(json.dumps(SMALL), format="yaml") == small_plan()


def test_a_number_in_quotation_marks_stays_text() -> None:
    assert "milestones[0].duration" in refusal(YAML.replace("duration: 3", 'duration: "3"'))


def test_a_name_given_twice_is_refused() -> None:
    assert refusal(YAML + "life: shared\n").startswith("life: the name is given twice")


def test_an_alias_is_read_and_a_bomb_is_not() -> None:
    twice = YAML.replace("kind: demo", "kind: &k demo").replace(
        "account: Null", "notes: *k\naccount: Null"
    )
    assert "names nothing" in refusal(twice)
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    assert "more than" in refusal(bomb)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a: [", "not YAML"),
        ("a: b: c", "not YAML"),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        (YAML + "---\n" + YAML, "several documents"),
        ("? [a]\n: b", "name"),
        ("&a [*a]", "names nothing"),
        ("[" * 1000, "nested"),
        ("a: \x00", "NUL"),
    ],
)
def test_what_is_no_plan_is_refused(text: str, words: str) -> None:
    assert words in refusal(text)
