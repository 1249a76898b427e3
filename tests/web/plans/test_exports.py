"""A plan out of the house in every form, for both sides, from the page's own menu."""

from __future__ import annotations

from typing import Any

import pytest

from milepost.web.plans.page import EXPORTS
from milepost.web.plans.views_export import FORMATS, filename

from .conftest import Seller

pytestmark = pytest.mark.usefixtures("today")
BEGINS = {
    "pdf": b"%PDF-",
    "xlsx": b"PK",
    "ics": b"BEGIN:VCALENDAR",
    "json": b"{",
    "html": b"<!doctype html",
}


@pytest.mark.parametrize("side", ["seller", "buyer"])
@pytest.mark.parametrize("face", sorted(FORMATS))
def test_each_form_comes_as_a_file(sam: Seller, halden_id: int, face: str, side: str) -> None:
    answer = sam.client.get(f"/plans/{halden_id}/export/{face}/?side={side}")
    assert answer.status_code == 200
    assert answer.content.lower().startswith(BEGINS.get(face, b"").lower())
    assert answer["Content-Type"] == FORMATS[face].content_type
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("face", ["text", "markdown", "html", "ics", "json"])
def test_the_buyers_form_holds_nothing_private(sam: Seller, halden_id: int, face: str) -> None:
    text = sam.client.get(f"/plans/{halden_id}/export/{face}/?side=buyer").content.decode()
    assert "Technical validation" in text
    for private in ("Approve the discount", "86,000", "86000", "UNLIKELY", "Rita Osei"):
        assert private not in text


def test_the_menu_offers_every_form(sam: Seller, halden_id: int) -> None:
    page = sam.client.get(f"/plans/{halden_id}/").content.decode()
    assert {face for face, _words in EXPORTS} == set(FORMATS)
    for face in FORMATS:
        assert f"/plans/{halden_id}/export/{face}/?side=buyer" in page


def test_an_unknown_form_is_nowhere(sam: Seller, halden_id: int) -> None:
    assert sam.client.get(f"/plans/{halden_id}/export/docx/").status_code == 404


def test_a_files_name_keeps_letters_of_any_script(variant: Any) -> None:
    plan = variant(account="Łódź / Παναγία", title="../..\\ \n<x>")
    assert filename(plan, "buyer", "pdf") == "łódź-παναγία-x-buyer.pdf"


def test_a_buyers_calendar_carries_the_plans_address_and_no_secret(
    sam: Seller, halden_id: int
) -> None:
    from tests.sharing.visitors import a_link

    before = sam.client.get(f"/plans/{halden_id}/export/ics/?side=buyer").content.decode()
    assert "\r\nURL:" not in before
    code, token = a_link(sam.member.workspace_id, halden_id, "maja")
    calendar = sam.client.get(f"/plans/{halden_id}/export/ics/?side=buyer").content.decode()
    calendar = calendar.replace("\r\n ", "")
    assert f"/p/{code}/" in calendar
    assert token not in calendar
    assert "\r\nURL:" not in sam.client.get(f"/plans/{halden_id}/export/ics/").content.decode()
