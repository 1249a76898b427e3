"""What buyers read of the history: by sitting and by call, from shared revisions alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from milepost.plans import commands
from milepost.platform import clock
from milepost.reviews.models import Review
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MAJA = commands.Actor(None, "Maja Lindqvist", "maja")


@dataclass(frozen=True)
class Read:
    """A buyer's browser and the plan's address."""

    client: Client
    address: str
    plan_id: int
    seller: Seller

    def page(self, path: str = "history/") -> str:
        answer = self.client.get(self.address + path)
        assert answer.status_code == 200
        return answer.content.decode()

    def file(self, face: str) -> bytes:
        answer = self.client.get(f"{self.address}history/export/{face}/")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        return answer.content


@pytest.fixture
def read() -> Read:
    """A plan that Sam changed twice in one go and Maja in a call; a private note between."""
    seller = a_seller()
    with clock.at(NINE):
        plan_id = seller.keeps(a_plan())
    with seller.at_work():
        with clock.at(NINE + timedelta(minutes=5)):
            change(seller, plan_id, {"milestones.m1.title": "Demo"}, why="They call it so")
        with clock.at(NINE + timedelta(minutes=10)):
            change(seller, plan_id, {"notes": "Zygomatic words", "milestones.m2.notes": "Zygoma"})
        with clock.at(NINE + timedelta(minutes=20)):
            move = {"milestones.m2.target": "2026-12-16"}
            change(seller, plan_id, move, why="Zygomatic holidays")
        with clock.at(NINE + timedelta(minutes=22)):
            commands.make_baseline(seller.actor, plan_id, today=TODAY, reason="Zygomatic scope")
        for minutes, who in ((61, seller.actor), (64, MAJA)):
            with clock.at(NINE + timedelta(minutes=minutes)):
                step = "m1" if who is MAJA else "m2"
                status = "complete" if who is MAJA else "in_progress"
                commands.set_status(who, plan_id, step, status, today=TODAY, seen=9)  # type: ignore[arg-type]
    Review.objects.create(
        workspace_id=seller.workspace_id,
        plan_id=plan_id,
        state="closed",
        on=date(2026, 11, 25),
        minutes=15,
        agenda=[2, 2, 4, 2, 2, 2, 1],
        uid="r1",
        started_at=NINE + timedelta(minutes=60),
        closed_at=NINE + timedelta(minutes=75),
    )
    client, address = a_visitor(seller.workspace_id, plan_id)
    return Read(client, address, plan_id, seller)


def change(seller: Seller, plan_id: int, fields: dict[str, str], why: str | None = None) -> None:
    commands.change_fields(seller.actor, plan_id, dict(fields), seen=99, why=why)


def test_it_is_told_by_sitting_and_by_call_without_a_private_word(read: Read) -> None:
    text = read.page()
    assert text.count("<li><i class=") == 1
    assert text.count('class="of-call"') == 1
    assert "Call of 25 November 2026" in text
    first, second = text.index("“Step 1” is called “Demo” now"), text.index("instead of 15")
    assert first < second
    assert "The dates of that day are kept to measure by" in text
    assert "ygoma" not in text
    assert "They call it so" not in text


def test_it_goes_on_page_by_page(read: Read) -> None:
    with read.seller.at_work():
        for n in range(65):
            with clock.at(NINE + timedelta(hours=3 + n)):
                change(read.seller, read.plan_id, {"milestones.m1.title": f"Demo {n}"})
    text = read.page()
    assert "“Demo 4” is called “Demo 5” now" not in text
    older = text.split("history/?before=")[1].split('"')[0]
    text = read.page(f"history/?before={older}")
    assert "“Demo 4” is called “Demo 5” now" in text
    assert "“Step 1” is called “Demo” now" in text
    assert "history/?before=" not in text.replace(f"before={older}", "")


def test_it_is_taken_along_from_shared_revisions_alone(read: Read) -> None:
    raw = read.file("jsonl").decode()
    lines = [json.loads(line) for line in raw.splitlines()]
    assert [line["by"] for line in lines] == ["Maja Lindqvist", *["Sam Whitfield"] * 4]
    assert lines[0]["review"] == lines[1]["review"] == "Call of 25 November 2026"
    assert not {"why", "effects", "material"} & lines[0].keys()
    assert "ygoma" not in raw
    with ZipFile(BytesIO(read.file("xlsx"))) as book:
        said = b"".join(book.read(name) for name in book.namelist())
    assert b"Maja Lindqvist" in said
    assert b"ygoma" not in said
    assert read.file("pdf").startswith(b"%PDF")
    assert read.client.get(f"{read.address}history/export/docx/").status_code == 404
