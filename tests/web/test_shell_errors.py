"""What goes wrong is told in words: to people as a page, to programs as problem details."""

from __future__ import annotations

import errno
import json
from urllib.parse import unquote

import psycopg
import pytest
from django.db import OperationalError
from django.test import RequestFactory

from milepost.domain.errors import (
    Conflict,
    InvalidInput,
    MilepostError,
    NotAllowed,
    NotFound,
    Problem,
)
from milepost.pages import errors

FAMILY = [
    (InvalidInput([Problem("milestones.m1.title", "this is empty", "give a title")]), 422),
    (Conflict("Maja changed the title."), 409),
    (NotFound("no such plan"), 404),
    (NotAllowed("Only an administrator may."), 403),
    (MilepostError("Something."), 400),
]


def answered(error: Exception, **headers: str):  # type: ignore[no-untyped-def]
    request = RequestFactory().get("/plans/1/", headers=headers)
    return errors.AnswerErrors(lambda r: None).process_exception(request, error)  # type: ignore[arg-type,return-value]


def _from_a_full_disk() -> Exception:
    error = OperationalError("could not extend file")
    error.__cause__ = psycopg.errors.DiskFull("could not extend file")
    return error


@pytest.mark.parametrize("error", [_from_a_full_disk(), OSError(errno.ENOSPC, "no space")])
def test_a_full_disk_says_so_and_that_nothing_is_lost(error: Exception) -> None:
    response = answered(error)
    assert response.status_code == 507
    assert "The disk is full" in response.content.decode()


def test_another_error_of_the_database_is_no_full_disk() -> None:
    assert answered(OperationalError("gone")) is None


@pytest.mark.parametrize(("error", "status"), FAMILY)
def test_each_error_of_the_family_has_its_page(error: MilepostError, status: int) -> None:
    response = answered(error)
    assert response.status_code == status
    assert "<h1>" in response.content.decode()
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize(("error", "status"), FAMILY)
def test_a_program_gets_problem_details(error: MilepostError, status: int) -> None:
    response = answered(error, accept="application/json")
    assert response["Content-Type"] == "application/problem+json"
    details = json.loads(response.content)
    assert details["status"] == status
    assert details["title"]


def test_problems_name_field_and_remedy() -> None:
    details = json.loads(answered(FAMILY[0][0], accept="application/json").content)
    assert details["errors"] == [
        {
            "path": "milestones.m1.title",
            "detail": "milestones.m1.title: this is empty; give a title",
        }
    ]


def test_a_part_of_a_page_carries_its_words_for_the_toast() -> None:
    response = answered(FAMILY[1][0], **{"hx-request": "true"})
    assert "<html" not in response.content.decode()
    assert "Maja changed the title." in unquote(response["X-Milepost-Message"])


def test_a_conflict_shows_both_values() -> None:
    conflict = Conflict("Maja changed the title.")
    conflict.yours, conflict.theirs, conflict.theirs_by = "<Mine>", "Theirs", "Maja"  # type: ignore[attr-defined]
    html = answered(conflict).content.decode()
    assert "&lt;Mine&gt;" in html
    assert "Theirs" in html
    assert "What Maja wrote meanwhile" in html


def test_an_unknown_error_is_left_to_the_last_handler() -> None:
    assert answered(ValueError("x")) is None


def test_the_last_handler_names_a_number_and_no_cause(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/plans/1/")
    try:
        raise ValueError("secret words")
    except ValueError:
        html = errors.broken(request).content.decode()
    assert "secret words" not in html
    number = caplog.records[-1].getMessage().split()[1]
    assert number in html


def test_a_stale_form_says_what_to_do() -> None:
    response = errors.csrf_failure(RequestFactory().post("/x/"), "no cookie")
    assert response.status_code == 403
    assert "load the page again" in response.content.decode()
