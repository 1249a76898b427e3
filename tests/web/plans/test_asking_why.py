"""The reason is asked for material changes, and for no other (product.md section 2)."""

from __future__ import annotations

from typing import Any

import pytest

from milepost.plans.history_queries import history
from milepost.platform.scope import seller_scope
from tests.plans.plans import a_plan
from tests.web.plans.conftest import Seller

ASKED = "Both sides are asked for their agreement again."
MATERIAL = [
    ("edit/target_close/", {"target_close": "2027-01-29"}, "It moves the target close."),
    ("edit/milestones.m2.visibility/", {"value": "internal"}, "It adds or removes a step."),
    (
        "edit/milestones.m2.owners/",
        {"buyer": "", "was-buyer": "maja", "seller": "sam", "was-seller": "sam"},
        "A step changes sides.",
    ),
    (
        "edit/milestones.m5.target/",
        {"to": "2027-01-21", "how": "only"},
        "It moves a date on the critical path.",
    ),
    ("add/", {"title": "Audit", "kind": "other", "duration": "2"}, "It adds or removes a step."),
]


@pytest.fixture
def plan_id(sam: Seller) -> int:
    return sam.keep(a_plan())


def last_why(sam: Seller, plan_id: int) -> str | None:
    with seller_scope(sam.member.workspace_id, sam.member.pk):
        return history(plan_id, limit=1)[0].why


@pytest.mark.parametrize(("path", "data", "said"), MATERIAL, ids=[m[0] for m in MATERIAL])
def test_a_material_change_is_asked_for_its_reason_first(
    sam: Seller, plan_id: int, path: str, data: Any, said: str
) -> None:
    asked = sam.htmx(plan_id, "post", path, seen="1", **data)
    text = asked.content.decode()
    assert said in text
    assert ASKED in text
    for name, value in data.items():
        assert f'name="{name}" value="{value}"' in text
    assert sam.record(plan_id).revision == 1
    sam.htmx(plan_id, "post", path, seen="1", why="Their auditor asks for it", **data)
    assert sam.record(plan_id).revision == 2
    assert last_why(sam, plan_id) == "Their auditor asks for it"


def test_the_reason_can_be_left_out(sam: Seller, plan_id: int) -> None:
    data = {"target_close": "2027-01-29", "seen": "1", "why": ""}
    sam.htmx(plan_id, "post", "edit/target_close/", **data)
    assert (sam.record(plan_id).revision, last_why(sam, plan_id)) == (2, None)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("edit/milestones.m1.title/", {"value": "Demo"}),
        ("edit/milestones.m1.duration/", {"value": "2"}),
        (
            "edit/milestones.m2.owners/",
            {"buyer": "maja", "was-buyer": "maja", "seller": "rita", "was-seller": "sam"},
        ),
        ("add/", {"title": "Ask our lawyer", "kind": "other", "visibility": "internal"}),
    ],
)
def test_other_changes_are_not_asked(sam: Seller, plan_id: int, path: str, data: Any) -> None:
    sam.htmx(plan_id, "post", path, seen="1", **data)
    assert sam.record(plan_id).revision == 2


def test_a_draft_is_not_asked(sam: Seller) -> None:
    plan_id = sam.keep(a_plan(life="draft", shared_on=None))
    assert 'name="why"' not in sam.htmx(plan_id, "get", "edit/target_close/").content.decode()
    sam.htmx(plan_id, "post", "edit/target_close/", seen="1", target_close="2027-01-29")
    assert sam.record(plan_id).revision == 2


def test_a_date_has_room_for_a_reason_only_on_the_critical_path(sam: Seller, plan_id: int) -> None:
    critical = sam.htmx(plan_id, "get", "edit/milestones.m5.target/?to=2027-01-21")
    assert 'name="why"' in critical.content.decode()
    plan = sam.record(plan_id).plan
    done = a_plan(2, target_close=plan.target_close)
    free = sam.keep(_with_room(done))
    told = sam.htmx(free, "get", "edit/milestones.m9.target/?to=2026-12-09").content.decode()
    assert 'name="why"' not in told


def _with_room(plan: Any) -> Any:
    """One step more, on which nothing waits."""
    from dataclasses import replace

    aside = replace(plan.milestones[0], key="m9", title="Aside", tasks=())
    long = replace(plan.milestones[0], duration=20)
    return replace(plan, milestones=(aside, long, plan.milestones[1]))
