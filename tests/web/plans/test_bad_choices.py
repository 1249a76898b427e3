"""A choice that no list offers is a problem of its field, never a 500."""

from __future__ import annotations

import pytest

from .conftest import Seller

pytestmark = pytest.mark.usefixtures("today")


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("people/add/?side=buyer", {"name": "Ola", "role": "emperor"}),
        ("people/add/?side=seller", {"name": "Ola", "role": "<script>"}),
        ("add/", {"title": "Audit", "kind": "dance"}),
        ("steps/m1/tasks/", {"title": "Ask", "kind": "dance"}),
        ("edit/milestones.m2.kind/", {"kind": "dance"}),
        ("edit/deal_type/", {"deal_type": "huge"}),
    ],
)
def test_a_choice_of_no_list_is_refused(
    sam: Seller, halden_id: int, path: str, given: dict[str, str]
) -> None:
    before = sam.record(halden_id)
    answer = sam.htmx(halden_id, "post", path, **given)
    assert answer.status_code in (404, 422), answer.content.decode()[:500]
    assert sam.record(halden_id).revision == before.revision


def test_a_task_of_a_known_kind_is_still_taken(sam: Seller, halden_id: int) -> None:
    answer = sam.htmx(halden_id, "post", "steps/m2/tasks/", title="Ask the board")
    assert answer.status_code in (200, 204), answer.content.decode()[:500]
