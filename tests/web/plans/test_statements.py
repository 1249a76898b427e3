"""A plan page costs the statement that opens it, and one round trip of two more (the plan, and what
stands around it); kept or unchanged, the opening one alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.web.plans import kept

from .conftest import Seller


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.regions.clear()
    kept.frames.clear()


def statements(call: Any) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        call()
    aside = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(aside)]


@pytest.fixture
def read(sam: Seller, halden_id: int, today: date) -> Any:
    sam.client.get("/plans/")  # the browser has its cookies

    def get(**headers: str) -> Any:
        return sam.client.get(f"/plans/{halden_id}/", headers=headers)

    return get


def works_in_savepoint(sqls: list[str]) -> list[str]:
    """Tests run inside a transaction, where a scope reads and restores what was before it."""
    return [sql for sql in sqls if "current_setting('role')" not in sql and "set_config" not in sql]


def test_a_page_made_anew_reads_the_plan_and_what_is_around_it_once(read: Any) -> None:
    sqls = statements(read)
    assert sum("/* sign-in */" in sql for sql in sqls) == 1
    plan, around = works_in_savepoint(sqls)
    assert "plans_planprivate" in plan
    assert "sharing_proposal" in around


def test_a_kept_page_takes_the_opening_statement_alone(read: Any) -> None:
    first = read()
    sqls = statements(read)
    assert works_in_savepoint(sqls) == []
    assert read().content == first.content


def test_an_unchanged_page_is_answered_304_from_the_opening_statement(read: Any) -> None:
    tag = read()["ETag"]
    sqls = statements(lambda: read(**{"If-None-Match": tag}))
    assert works_in_savepoint(sqls) == []
    answer = read(**{"If-None-Match": tag})
    assert answer.status_code == 304
    assert not answer.content


def test_a_change_makes_a_new_page(sam: Seller, halden_id: int, read: Any) -> None:
    tag = read()["ETag"]
    sam.htmx(halden_id, "post", "edit/title/", title="Seven warehouses", seen="1")
    answer = read(**{"If-None-Match": tag})
    assert answer.status_code == 200
    assert b"Seven warehouses" in answer.content
    assert answer["ETag"] != tag


def test_another_reader_has_another_mark(
    sam: Seller, halden_id: int, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import Client

    from tests.factories import a_member

    colleague = a_member(sam.member.workspace, name="Noor Haddad")
    client = Client()
    client.force_login(colleague.user)
    theirs = client.get(f"/plans/{halden_id}/")
    assert theirs["ETag"] != read()["ETag"]
    assert "Noor Haddad" in theirs.content.decode()


def test_tomorrow_the_page_is_another(
    read: Any, monkeypatch: pytest.MonkeyPatch, today: date
) -> None:
    tag = read()["ETag"]
    from milepost.web.plans import page, views_page

    monkeypatch.setattr(page, "today_of", lambda request: date(2026, 11, 26))
    assert views_page.page_etag is page.page_etag
    assert read(**{"If-None-Match": tag}).status_code == 200


def test_a_page_with_a_message_is_not_kept(sam: Seller, halden_id: int, read: Any) -> None:
    sam.client.post(f"/plans/{halden_id}/edit/title/", {"title": "Six sites", "seen": "1"})
    told = read()
    assert b"Saved." in told.content
    assert told["Cache-Control"] == "private, no-store"
    assert b"Saved." not in read().content


def test_another_build_never_answers_304_for_this_ones_page(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from milepost.web.plans import page

    tag = read()["ETag"]
    monkeypatch.setattr(page, "build_mark", lambda: "another")
    assert read(**{"If-None-Match": tag}).status_code == 200
