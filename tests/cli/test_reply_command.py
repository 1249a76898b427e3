"""`milepost reply read`: JSON, or words for people; exit code 2 for what is no answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from milepost.cli.reply import app


def _run(*arguments: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["read", *arguments], input=given)


def test_a_mail_is_read_and_told_in_json(tmp_path: Path) -> None:
    mail = tmp_path / "answer.eml"
    mail.write_bytes(
        b"From: Anna <a@b.example>\nSubject: Re: x\n\nBlockiert: warten auf die Rechtsabteilung\n\n"
        b"Am 24.11.2026 um 10:02 schrieb Brightloom <x@y.example>:\n> Ist es erledigt?\n"
    )
    command = [sys.executable, "-m", "milepost", "reply", "read", str(mail), "--lang", "de"]
    command += ["--today", "2026-11-25", "--json"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == {
        "text": "Blockiert: warten auf die Rechtsabteilung",
        "intent": "blocked",
        "date": None,
        "reason": "warten auf die Rechtsabteilung",
        "confirm": False,
        "candidates": [],
        "language": "de",
        "automatic": False,
        "attachments": 0,
    }


def test_text_from_standard_input_and_what_was_sent(tmp_path: Path) -> None:
    sent = tmp_path / "sent.txt"
    sent.write_text("Please tell us whether the review is done, or move it to another day.")
    given = (
        b"move to 03/04\n\nPlease tell us whether the review is done, or move it to another day.\n"
    )
    done = _run("-", "--today", "2026-11-25", "--sent", str(sent), "--json", given=given)
    values = json.loads(done.stdout_bytes)
    assert (values["text"], values["intent"], values["date"]) == ("move to 03/04", "move", None)
    assert values["candidates"] == ["2027-04-03", "2027-03-04"]


def test_for_people_it_is_said_in_words() -> None:
    done = _run("-", "--today", "2026-11-25", given=b"move to 14 March")
    assert done.stdout.startswith(
        "asks for another date (sure; understood in en)\ndate: 2027-03-14"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("/no/such/file.eml",), "No such file"),
        (("/",), "Is a directory"),
        (("-", "--today", "tomorrow"), "no day"),
        (("-", "--lang", "?!"), "no language"),
        (("-", "--sent", "/no/such/file"), "No such file"),
        ((), "Missing argument"),
        (("-", "--no-such-option"), "No such option"),
    ],
)
def test_wrong_use_is_told_with_exit_code_2(arguments: tuple[str, ...], said: str) -> None:
    done = _run(*arguments, given=b"Done")
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_no_text_is_told_with_exit_code_2() -> None:
    done = _run("-", "--json", given=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert done.exit_code == 2
    assert "neither a mail nor a text" in done.stderr


def test_no_framework_is_loaded_for_it() -> None:
    code = (
        "import sys; from datetime import date; from milepost.messaging.replies.reading import read; "  # noqa: E501
        "read(b'Done', today=date(2026, 11, 25)); print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
