"""Every face: readable by its own kind of program, and for buyers with nothing private in it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, datetime

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from milepost.documents.faces import FORMATS
from milepost.documents.plan_document import read_plan
from milepost.domain.errors import NotAllowed
from milepost.domain.plan import Plan, Side
from milepost.domain.sides import buyer_copy
from tests.documents.examples import SMALL, TODAY, document, small_plan, with_milestone

PRIVATE = (
    "Approve the rebate", "Rehearse quietly", "42000", "42,000", "Budget freeze", "Lena Quist",
    "bought from a rival", "Ask about the audit", "first shared", "orecast", "FORECAST",
    "Speculative", "on_track", "Health",
)  # fmt: skip


def rendered(name: str, side: Side, plan: Plan | None = None) -> bytes:
    return FORMATS[name].render(plan or small_plan(), side=side, today=TODAY)


def readable(name: str, data: bytes) -> str:
    """All that a program finds in the file: its text and its properties."""
    if name == "pdf":
        reader = PdfReader(io.BytesIO(data))
        pages = " ".join(page.extract_text() for page in reader.pages)
        return f"{pages} {dict(reader.metadata or {})} {reader.xmp_metadata and data!r}"
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(archive.read(part).decode() for part in archive.namelist())
    if name == "ics":
        return data.replace(b"\r\n ", b"").decode()
    return data.decode()


@pytest.mark.parametrize("name", FORMATS)
def test_a_buyers_face_holds_nothing_private(name: str) -> None:
    text = readable(name, rendered(name, "buyer"))
    for words in PRIVATE:
        assert words not in text, f"{words!r} in {name}"
    assert "Product demo" in text


@pytest.mark.parametrize("name", ["text", "markdown", "html", "pdf", "xlsx"])
def test_a_buyers_face_is_titled_shared_success_plan(name: str) -> None:
    assert "shared success plan" in readable(name, rendered(name, "buyer")).lower()
    assert "mutual action plan" not in readable(name, rendered(name, "buyer")).lower()


@pytest.mark.parametrize("name", FORMATS)
def test_the_sellers_face_has_the_internal_step(name: str) -> None:
    assert "Approve the rebate" in readable(name, rendered(name, "seller"))


@pytest.mark.parametrize("name", FORMATS)
def test_of_a_draft_no_buyers_face_is_made(name: str) -> None:
    with pytest.raises(NotAllowed):
        rendered(name, "buyer", small_plan(life="draft"))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_plan_and_day_give_the_same_file(name: str) -> None:
    assert rendered(name, "seller") == rendered(name, "seller")


@pytest.mark.parametrize("name", FORMATS)
def test_a_plan_without_steps_or_people_has_a_face(name: str) -> None:
    plan = read_plan(document(milestones=[], people=[], baselines=[], outcome=None))
    assert rendered(name, "seller", plan)
    assert rendered(name, "buyer", plan)


@pytest.mark.parametrize("name", FORMATS)
def test_script_and_markup_in_every_field_stay_text(name: str) -> None:
    evil = "<script>alert(1)</script>&#[x]*b*\\$=1+1|{{7*7}}#set page()"
    data = with_milestone(1, title=evil, done_means=evil, owners={"buyer": {"role": evil}})
    data["account"] = data["title"] = data["opportunity"] = evil
    data["outcome"] = {"goal": evil, "measure": evil, "why_now": evil}
    data["people"][0]["name"] = evil
    text = readable(name, rendered(name, "seller", read_plan(data)))
    if name in ("html", "markdown"):
        assert "<script" not in text


def test_the_html_page_needs_nothing_from_anywhere() -> None:
    page = rendered("html", "seller").decode()
    assert not re.search(r"(src|href)=|url\(|@import|<script", page)
    assert "default-src 'none'" in page


def test_the_pdf_tells_no_name_in_its_properties() -> None:
    metadata = PdfReader(io.BytesIO(rendered("pdf", "buyer"))).metadata or {}
    assert metadata.get("/Title") == "Every depot plans its routes in one place"
    assert not metadata.get("/Author")


def test_the_sheet_has_real_dates_a_frozen_header_and_filters() -> None:
    book = load_workbook(io.BytesIO(rendered("xlsx", "seller")))
    page = book["Plan"]
    header = next(row for row in page.iter_rows() if row[0].value == "#")
    at = header[0].row
    names = [cell.value for cell in header]
    target = page.cell(at + 1, names.index("Target") + 1).value
    assert isinstance(target, datetime)
    assert target.date() == date(2026, 10, 12)
    assert page.freeze_panes is not None
    assert page.auto_filter.ref
    assert page.page_setup.orientation == "landscape"
    assert book.properties.creator in (None, "")
    assert book.properties.title == SMALL["title"]


def test_no_text_in_the_sheet_becomes_a_formula() -> None:
    for title in ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "http://x.example"):
        data = rendered("xlsx", "seller", read_plan(with_milestone(1, title=title)))
        page = load_workbook(io.BytesIO(data))["Plan"]
        cells = [cell for row in page.iter_rows() for cell in row if cell.value == title]
        assert [cell.data_type for cell in cells] == ["s"]
        assert cells[0].hyperlink is None
        assert cells[0].quotePrefix == (title[0] in "=+-@")


def test_the_calendar_has_targets_as_days_and_meetings_at_their_time() -> None:
    events = {
        str(event["UID"]).rpartition("-")[0]: event
        for event in Calendar.from_ical(rendered("ics", "seller")).walk("VEVENT")
    }
    assert set(events) == {"m1", "m2", "i1", "m3", "task-t2"}
    assert events["m3"].start == date(2026, 12, 11)
    assert events["m3"].end == date(2026, 12, 12)
    assert events["task-t2"].start.isoformat() == "2026-11-06T09:00:00+00:00"


def test_the_calendars_identifiers_outlive_a_change_and_a_change_of_side() -> None:
    def identifiers(side: Side, plan: Plan) -> set[str]:
        calendar = Calendar.from_ical(rendered("ics", side, plan))
        return {str(event["UID"]) for event in calendar.walk("VEVENT")}

    moved = read_plan(with_milestone(3, target="2026-12-10", title="Signed"))
    assert identifiers("seller", moved) == identifiers("seller", small_plan())
    assert identifiers("buyer", moved) < identifiers("seller", moved)


def test_a_calendar_says_where_the_plan_is_read() -> None:
    from milepost.documents.faces import ics

    made = ics.render(small_plan(), side="buyer", today=TODAY, address="https://x.example/p/abc/")
    calendar = Calendar.from_ical(made)
    assert calendar["URL"] == "https://x.example/p/abc/"
    assert {str(event["URL"]) for event in calendar.walk("VEVENT")} == {"https://x.example/p/abc/"}
    assert b"URL" not in rendered("ics", "buyer")


def test_the_calendars_lines_are_folded() -> None:
    data = rendered("ics", "seller", read_plan(with_milestone(1, title="技術検証" * 100)))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_json_is_the_document_and_the_buyers_copy_is_a_valid_one() -> None:
    assert read_plan(rendered("json", "seller")) == small_plan()
    assert read_plan(rendered("json", "buyer")) == buyer_copy(small_plan())
    assert "policy" not in json.loads(rendered("json", "buyer"))


def test_the_spreadsheet_names_what_a_step_comes_after() -> None:
    book = load_workbook(io.BytesIO(rendered("xlsx", "seller")))
    page = book["Plan"]
    header = next(row for row in page.iter_rows() if row[0].value == "#")
    column = [cell.value for cell in header].index("After") + 1
    internal = next(m["title"] for m in SMALL["milestones"] if m["key"] == "i1")
    assert internal in [page.cell(at, column).value for at in range(1, page.max_row + 1)]
