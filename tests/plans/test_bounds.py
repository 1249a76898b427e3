"""A plan beyond what anybody can open is refused with its measure, and nothing is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from milepost.domain.errors import InvalidInput
from milepost.domain.plan import Plan, Task
from milepost.plans.models import Plan as Row
from tests.plans.plans import a_plan, a_seller

pytestmark = pytest.mark.django_db


def many_tasks() -> Plan:
    plan = a_plan(2)
    tasks = tuple(Task(key=f"t{n}", title="Ask") for n in range(5_001))
    return replace(plan, milestones=(replace(plan.milestones[0], tasks=tasks),))


@pytest.mark.parametrize(
    ("plan", "path", "said"),
    [
        (a_plan(1_001), "milestones", "1,001 milestones; at most 1,000"),
        (many_tasks(), "milestones", "5,001 tasks; at most 5,000"),
        (replace(a_plan(2), title="x" * 20_001), "title", "20,001 characters; at most 20,000"),
    ],
)
def test_a_plan_beyond_measure_is_refused(plan: Plan, path: str, said: str) -> None:
    seller = a_seller()
    with pytest.raises(InvalidInput) as refused:
        seller.keeps(plan)
    assert [problem.path for problem in refused.value.problems] == [path]
    assert said in str(refused.value)
    assert not Row.objects.exists()


def test_a_key_beyond_measure_is_named_by_its_path() -> None:
    plan = a_plan(1)
    long = replace(plan.milestones[0], key="x" * 201)
    with pytest.raises(InvalidInput, match=r"^milestones\.0\.key: the key is too long"):
        a_seller().keeps(replace(plan, milestones=(long,)))
