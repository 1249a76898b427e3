"""Habits that no other test would miss: migrations are complete, settings never leak."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "milepost"


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_django_finds_nothing_wrong() -> None:
    call_command("check", fail_level="WARNING")


def test_a_setting_of_the_database_never_outlives_its_transaction() -> None:
    """`set_config(…, false)` and SET without LOCAL leak to the next request of a connection."""
    leaks = re.compile(
        r"set_config\([^()]*(?:\([^()]*\)[^()]*)*,\s*false\s*\)|[\"']\s*set (?!local|null|default)"
        r"(session|role|milepost)",
        re.IGNORECASE,
    )
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in SOURCE.rglob("*.py")
        for match in leaks.finditer(file.read_text())
    ]
    assert found == []


def test_requirements_have_hashes_and_no_address() -> None:
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text, file.name
        pins = re.findall(r"^([a-z0-9][^\s=]*)(==)?", text, re.MULTILINE | re.IGNORECASE)
        assert all(pinned for _, pinned in pins), file.name


@pytest.mark.parametrize("command", [["--help"], ["plan", "--help"]])
def test_the_command_line_starts_without_django_or_the_server(command: list[str]) -> None:
    code = (
        "import sys; from milepost.cli.main import main; sys.argv = ['milepost', *sys.argv[1:]]\n"
        "try: main()\nexcept SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'django', 'uvicorn', 'psycopg', 'typst', 'openpyxl'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout.lower()


def test_an_unknown_command_is_wrong_use() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "milepost", "palns"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "there is no command 'palns'" in done.stderr


def test_tokens_codes_and_passwords_never_reach_the_log() -> None:
    from milepost.platform.logs import without_secrets

    text = without_secrets(
        "GET /setup/s3cr3t/ from /join/t0k3n/?key=abc&next=/plans/ by postgresql://u:pw@host/db"
    )
    assert text == "GET /setup/…/ from /join/…/?key=…&next=/plans/ by postgresql://u:…@host/db"
