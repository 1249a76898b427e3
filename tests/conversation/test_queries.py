"""Every read is one statement, however much was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.conversation import queries
from tests.conversation.talking import Talk

pytestmark = pytest.mark.django_db

READS: dict[str, Callable[[int], Any]] = {
    "conversation": queries.conversation,
    "earlier": lambda plan: queries.earlier(plan, 1),
    "download": lambda plan: queries.download(plan, 1),
    "unanswered": lambda plan: queries.unanswered([plan]),
    "counts": queries.counts,
}
BUYERS: dict[str, Callable[[int], Any]] = {
    "buyer_conversation": lambda plan: queries.buyer_conversation(),
    "buyer_download": lambda plan: queries.buyer_download(plan, 1),
}


@pytest.mark.parametrize("name", READS)
def test_a_sellers_read_is_one_statement(talk: Talk, name: str) -> None:
    talk.says("One")
    talk.does("comment", text="Two")
    with talk.seller.at_work(), CaptureQueriesContext(connection) as captured:
        READS[name](talk.plan_id)
    assert len(captured.captured_queries) == 1


@pytest.mark.parametrize("name", BUYERS)
def test_a_buyers_read_is_one_statement(talk: Talk, name: str) -> None:
    talk.says("One")
    with talk.visit(), CaptureQueriesContext(connection) as captured:
        BUYERS[name](talk.plan_id)
    assert len(captured.captured_queries) == 1


def test_the_newest_are_shown_oldest_first(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        talk.says(f"Number {number}")
    assert [c.text for c in talk.sees().comments] == ["Number 0", "Number 1", "Number 2"]


def test_counts_are_by_step_without_what_was_deleted(talk: Talk) -> None:
    talk.says("On the plan")
    talk.says("On a step", milestone="m1")
    gone = talk.does("comment", text="Gone", milestone="m1").data["comment"]
    talk.does("delete_comment", comment=gone)
    talk.does("attach_link", url="https://a.example", milestone="m1")
    with talk.seller.at_work():
        found = queries.counts(talk.plan_id)
    assert (found.comments, found.files, found.total) == ({"": 1, "m1": 1}, {"m1": 1}, 3)
