"""Every page and every form of a plan opens, whole and as the part that htmx asks for."""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Seller

GETS = [
    "",
    "timeline/",
    "timeline/?zoom=day&baseline=none&open=evaluation",
    "timeline/change/?step=m5&do=move&to=2026-12-04",
    "timeline/change/?step=m5&do=last&to=9",
    "timeline/change/?step=m5&do=after&to=m6",
    "phases/",
    "history/",
    "history/compare/",
    "baselines/",
    "people/",
    "people/add/",
    "people/add/?side=seller",
    "people/maja/",
    "edit/title/",
    "edit/value/",
    "edit/outcome/",
    "edit/outcome.go_live/",
    "edit/target_close/",
    "edit/deal_type/",
    "edit/notes/",
    "edit/calendars/",
    "edit/coordinator/",
    "edit/life/",
    *[
        f"edit/milestones.m4.{f}/"
        for f in (
            "title",
            "done_means",
            "owners",
            "target",
            "status",
            "after",
            "duration",
            "kind",
            "phase",
            "visibility",
            "notes",
        )
    ],
    "edit/milestones.m4.target/?to=2026-12-04",
    "steps/m4/",
    "steps/m4/remove/",
    "add/",
    "add/?from=template",
    "add/?from=library",
    "tasks/milestones.m3.tasks.t2/",
    "undo/",
    "copy/",
    "baseline/",
    "archive/",
    "save-as-template/",
    "replace/",
    "export/json/?side=seller",
    "export/json/?side=buyer",
]


@pytest.mark.parametrize("path", GETS)
def test_page_opens(sam: Seller, halden_id: int, today: date, path: str) -> None:
    answer = sam.client.get(f"/plans/{halden_id}/{path}")
    assert answer.status_code == 200, answer.content[:600]
    part = sam.htmx(halden_id, "get", path)
    assert part.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/plans/",
        "/plans/from-document/",
        "/plans/?q=hal&health=blocked&sort=-value&owner=mine&life=all",
    ],
)
def test_lists_open(sam: Seller, halden_id: int, today: date, path: str) -> None:
    answer = sam.client.get(path)
    assert answer.status_code == 200, answer.content[:600]
