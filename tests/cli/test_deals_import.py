"""`milepost deals import`: the import page's work from the command line."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from milepost.cli.deals import app
from milepost.deals.models import Deal
from tests import factories

pytestmark = pytest.mark.django_db
ROWS = "Opportunity ID,Account,Deal Name,Amount\nA1,Halden,One,1000\nA2,Tern,Two,-5\n"


@pytest.fixture(autouse=True)
def _database_is_running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("milepost.platform.running.django_running", nullcontext)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["import", *arguments])


def test_rows_go_in_and_the_bad_one_is_named(tmp_path: Path) -> None:
    member = factories.a_member()
    file = tmp_path / "deals.csv"
    file.write_text(ROWS)
    first = run(str(file), "--as", member.email.upper(), "--json")
    assert first.exit_code == 1
    said = json.loads(first.stdout)
    assert (said["imported"], said["refused"]) == (1, 1)
    assert said["problems"][0]["line"] == 3
    assert said["problems"][0]["path"] == "Amount"
    again = run(str(file), "--as", member.email)
    assert "1 unchanged, 1 left out" in again.stdout
    assert Deal.objects.count() == 1


def test_a_mapping_is_corrected_by_pairs_or_a_file(tmp_path: Path) -> None:
    member = factories.a_member()
    file, mapping = tmp_path / "deals.csv", tmp_path / "mapping.json"
    file.write_text("ref,what,who\nA1,One,Halden\n")
    mapping.write_text(json.dumps({"columns": {"name": "what"}, "date_order": "day_first"}))
    result = run(
        str(file), "--as", member.email, "--mapping", str(mapping), "--mapping", "account=who"
    )
    assert result.exit_code == 0, result.output
    deal = Deal.objects.get()
    assert (deal.name, deal.account and deal.account.name) == ("One", "Halden")


@pytest.mark.parametrize(
    ("content", "extra", "named"),
    [
        (b"", (), "empty"),
        (b"PK\x03\x04", (), "Excel"),
        (ROWS.encode(), ("--mapping", "name=Nonsense"), "Nonsense"),
        (ROWS.encode(), ("--mapping", "/no/such/file"), "neither"),
    ],
)
def test_what_cannot_be_read_imports_nothing(
    tmp_path: Path, content: bytes, extra: tuple[str, ...], named: str
) -> None:
    member = factories.a_member()
    file = tmp_path / "deals.csv"
    file.write_bytes(content)
    result = run(str(file), "--as", member.email, *extra, "--json")
    assert result.exit_code == 2
    assert named in result.stdout
    assert not Deal.objects.exists()


def test_nobody_of_that_address_and_no_such_file(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(ROWS)
    assert run(str(file), "--as", "nobody@example.com").exit_code == 2
    assert run(str(tmp_path / "none.csv"), "--as", "nobody@example.com").exit_code == 2
