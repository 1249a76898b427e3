"""What the process keeps of pages is true, bounded, and no way past the wall."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from milepost.web.plans import kept

from .conftest import Seller


def test_a_kept_page_is_found_only_in_its_own_workspace(
    sam: Seller, stranger: Seller, halden_id: int, today: date
) -> None:
    address = f"/plans/{halden_id}/"
    assert "Technical validation" in sam.client.get(address).content.decode()
    answer = stranger.client.get(address)
    assert answer.status_code == 404
    assert "Technical validation" not in answer.content.decode()


def test_the_newest_stay_and_the_oldest_go() -> None:
    texts = kept.Kept(most=2)
    for number in range(3):
        texts.put(number, str(number))
    assert [texts.get(number) for number in range(3)] == [None, "1", "2"]


def test_keeping_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEEP_PAGES", False, raising=False)
    texts = kept.Kept()
    assert texts.made("a", lambda: "one") == "one"
    assert texts.get("a") is None


def test_a_seller_cannot_write_the_marks_of_the_frame(sam: Seller, halden_id: int) -> None:
    title = "\ue000plan\ue000 and \ue000title\ue000"
    sam.htmx(halden_id, "post", "edit/title/", seen="1", title=title)
    page = sam.client.get(f"/plans/{halden_id}/").content.decode()
    assert page.count('id="plan"') == 1
    assert page.count("<title>") == 1
