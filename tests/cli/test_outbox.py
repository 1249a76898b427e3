"""`milepost outbox`, over all workspaces."""

from __future__ import annotations

import pytest
from django.db import connection
from typer.testing import CliRunner

from milepost.cli import outbox as cli
from milepost.platform.scope import worker_scope
from tests import factories
from tests.messaging.failed import some_deliveries

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(cli.app, arguments)
    assert result.exception is None, result.exception
    return result.output


@pytest.fixture
def number(monkeypatch: pytest.MonkeyPatch) -> int:
    """A dead letter's."""
    monkeypatch.setattr(cli, "_outbox", worker_scope)
    some_deliveries(factories.a_workspace().pk)
    with connection.cursor() as cursor:
        cursor.execute("select id from messaging_outbox where key = 'email2dead'")
        return int(cursor.fetchone()[0])


def test_it_lists_shows_and_counts(number: int) -> None:
    assert "451 4.7.1 greylisted" in _run("list")
    assert "noor@haldenlogistics.example" in _run("list", "--waiting", "--kind", "email")
    assert "dead letter" in _run("show", str(number))
    assert "dead letters  3 (email 2, webhook 1)" in _run("stats")


def test_it_tries_again_and_gives_up(number: int) -> None:
    assert _run("replay", str(number)) == "1 tried again.\n"
    assert _run("try-now", "--all") == "4 tried now.\n"
    assert _run("drop", "--all", "--kind", "webhook") == "1 given up.\n"
    assert "anders.holm" in _run("list")
