"""`milepost plan` as a shell meets it: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.documents.examples import SMALL, document, with_milestone

TODAY = ("--today", "2026-11-10")


def milepost(*arguments: str, given: bytes = b"", **environment: str) -> Any:
    """Run the command as the installed one runs."""
    return subprocess.run(
        [sys.executable, "-c", "from milepost.cli.main import main; main()", "plan", *arguments],
        input=given,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


@pytest.fixture
def plan_file(tmp_path: Path) -> str:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(SMALL), encoding="utf-8")
    return str(path)


@pytest.fixture
def bad_file(tmp_path: Path) -> str:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(with_milestone(1, after=["m9"], duration=0)), encoding="utf-8")
    return str(path)


# check


def test_the_example_has_its_true_answer(shared: Path) -> None:
    plan = str(shared / "examples" / "halden.plan.json")
    result = milepost("check", plan, "--today", "2026-11-25", "--json")
    assert result.returncode == 0
    assert result.stdout.count(b"\n") == 1
    expected = json.loads((shared / "examples" / "halden.check.json").read_text())
    assert json.loads(result.stdout) == expected


def test_the_same_document_and_day_give_the_same_bytes(plan_file: str) -> None:
    first, second = (
        milepost("check", plan_file, *TODAY, "--json", PYTHONHASHSEED=seed) for seed in ("1", "2")
    )
    assert first.stdout == second.stdout


def test_one_document_is_answered_without_its_name(plan_file: str) -> None:
    assert "document" not in json.loads(milepost("check", plan_file, *TODAY, "--json").stdout)


def test_several_are_answered_a_line_each_and_a_bad_one_stops_nobody(
    plan_file: str, bad_file: str
) -> None:
    result = milepost("check", plan_file, bad_file, plan_file, *TODAY, "--json")
    assert result.returncode == 1
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["document"] for answer in answers] == [plan_file, bad_file, plan_file]
    assert set(answers[1]) == {"schema", "document", "errors"}
    assert {"path", "wrong", "right"} == set(answers[1]["errors"][0])
    assert answers[0] == answers[2]


def test_json_lines_are_answered_with_their_numbers() -> None:
    good = json.dumps(SMALL).encode()
    result = milepost("check", "-", *TODAY, "--json", given=good + b"\n\n{}\n" + good)
    assert result.returncode == 1
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["document"] for answer in answers] == [1, 3, 4]
    assert "errors" in answers[1]
    assert b"line 3: schema: is missing" in result.stderr


def test_errors_are_told_one_a_line_with_path_and_remedy(bad_file: str) -> None:
    result = milepost("check", bad_file)
    assert (result.returncode, result.stdout) == (1, b"")
    (line,) = result.stderr.decode().splitlines()
    assert line.startswith(f"{bad_file}: milestones[1].duration: is the number 0; ")


def test_a_newline_in_a_text_does_not_break_an_error_line(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(with_milestone(1, after=["a\nb\x1b[31m"])))
    result = milepost("check", str(path))
    assert result.returncode == 1
    assert result.stderr.count(b"\n") == 1
    assert b"\x1b" not in result.stderr


def test_words_for_people_name_completion_health_and_dates(plan_file: str) -> None:
    text = milepost("check", plan_file, *TODAY).stdout.decode()
    assert "Completion: 1/3 (33.3 %), UNLIKELY: Do not commit; diagnose blockers" in text
    assert "Health: blocked" in text
    assert "Earliest close: " in text


def test_yaml_is_read_by_its_extension(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(json.dumps(SMALL), encoding="utf-8")
    assert milepost("check", str(path), *TODAY, "--json").returncode == 0


def test_without_a_day_the_sellers_calendar_says_it(tmp_path: Path) -> None:
    answers = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        path = tmp_path / "plan.json"
        calendars = {"seller": {"country": "GB", "time_zone": zone}}
        path.write_text(json.dumps(document(calendars=calendars)))
        answers.append(json.loads(milepost("check", str(path), "--json").stdout)["today"])
    assert answers[0] > answers[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "/nowhere/plan.json"),
        ("check", "-", "also.json"),
        ("check", "x.json", "--today", "2026-02-30"),
        ("check", "x.json", "--today", "tomorrow"),
        ("check", "x.json", "--colour"),
        ("show", "/nowhere/plan.json"),
        ("show", "x.json", "--format", "docx"),
        ("show", "x.json", "--side", "partner"),
        ("schema", "deal"),
        ("dance",),
    ],
)
def test_wrong_use_ends_with_2(arguments: tuple[str, ...]) -> None:
    result = milepost(*arguments)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr
    assert b"Traceback" not in result.stderr


# show


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("text", b"MUTUAL ACTION PLAN\n"),
        ("markdown", b"# Route planning"),
        ("html", b"<!doctype html>"),
        ("pdf", b"%PDF-"),
        ("xlsx", b"PK"),
        ("ics", b"BEGIN:VCALENDAR"),
        ("json", b'{\n  "schema"'),
    ],
)
def test_show_prints_every_format(plan_file: str, tmp_path: Path, form: str, start: bytes) -> None:
    output = tmp_path / "out"
    printed = milepost("show", plan_file, "--format", form, *TODAY)
    assert printed.returncode == 0
    assert printed.stdout.startswith(start)
    assert milepost("show", plan_file, "--format", form, *TODAY, "-o", str(output)).stdout == b""
    assert output.read_bytes() == printed.stdout


def test_a_buyers_copy_of_a_draft_is_wrong_use(tmp_path: Path) -> None:
    path = tmp_path / "draft.json"
    path.write_text(json.dumps(document(life="draft", shared_on=None)))
    result = milepost("show", str(path), "--side", "buyer")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"draft" in result.stderr


def test_a_bad_document_is_not_shown_and_nothing_is_written(bad_file: str, tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    assert milepost("show", bad_file, "--output", str(output)).returncode == 1
    assert not output.exists()


def test_an_output_that_cannot_be_written_is_wrong_use(plan_file: str, tmp_path: Path) -> None:
    result = milepost("show", plan_file, "--output", str(tmp_path / "no" / "out.txt"))
    assert result.returncode == 2
    assert b"cannot be written" in result.stderr


def test_a_binary_file_is_not_poured_into_a_terminal(plan_file: str) -> None:
    main, terminal = os.openpty()
    result = subprocess.run(
        [sys.executable, "-m", "milepost.cli.plan", "show", plan_file, "--format", "pdf"],
        stdout=terminal,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(main)
    os.close(terminal)
    assert result.returncode == 2
    assert b"--output" in result.stderr


def test_the_schemas_are_printed() -> None:
    assert json.loads(milepost("schema").stdout)["$id"] == "urn:milepost:plan:1"
    assert json.loads(milepost("schema", "check").stdout)["$id"] == "urn:milepost:check:1"


# new

NEW = (
    "new", "--account", "Halden Logistics", "--opportunity", "Order tracking",
    "--today", "2026-11-23",
)  # fmt: skip


def test_new_proposes_a_plan_and_says_why(tmp_path: Path) -> None:
    output = tmp_path / "plan.json"
    result = milepost(
        *NEW, "--value", "86000", "--currency", "EUR", "--target-close", "2027-01-22",
        "--go-live", "2027-03-01", "--goal", "Live order tracking", "--ae", "Sam W <s@b.example>",
        "--champion", "Maja L", "--buyer-country", "SE", "--seller-country", "GB-ENG",
        "--output", str(output),
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (0, b"")
    plan = json.loads(output.read_text())
    assert plan["life"] == "draft"
    assert plan["deal_type"] == "complex"
    assert plan["people"][1] == {
        "key": "sam", "name": "Sam W", "side": "seller", "role": "ae", "email": "s@b.example",
    }  # fmt: skip
    assert plan["milestones"][-1]["kind"] == "go_live"
    assert plan["calendars"]["seller"] == {"country": "GB", "subdivision": "ENG"}
    assert b"60 days" in result.stderr
    assert milepost("check", str(output), "--today", "2026-11-23").returncode == 0


def test_new_with_go_live_alone_works_the_close_back() -> None:
    result = milepost(*NEW, "--go-live", "2027-03-01")
    assert result.returncode == 0
    plan = json.loads(result.stdout)
    assert plan["target_close"] < "2027-03-01"
    assert plan["outcome"]["go_live"] == "2027-03-01"


def test_new_takes_a_template_and_a_type(tmp_path: Path) -> None:
    simple = json.loads(
        milepost(*NEW, "--target-close", "2027-01-22", "--template", "simple").stdout
    )
    assert simple["template"]["key"] == "simple"
    assert len(simple["milestones"]) == 5
    chosen = milepost(*NEW, "--target-close", "2027-01-22", "--deal-type", "enterprise")
    assert len(json.loads(chosen.stdout)["milestones"]) == 20


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ((), "--target-close"),
        (("--target-close", "2027-02-30"), "--target-close"),
        (("--target-close", "2026-11-22"), "--target-close"),
        (("--go-live", "2026-11-22"), "--go-live"),
        (("--target-close", "2027-01-22", "--value", "-5"), "--value"),
        (("--target-close", "2027-01-22", "--value", "many"), "--value"),
        (("--target-close", "2027-01-22", "--value", "5", "--currency", "XYZ"), "--currency"),
        (("--target-close", "2027-01-22", "--currency", "EUR"), "--currency"),
        (("--target-close", "2027-01-22", "--buyer-country", "XX"), "--buyer-country"),
        (("--target-close", "2027-01-22", "--seller-country", "GB-ZZZ"), "--seller-country"),
        (("--target-close", "2027-01-22", "--ae", "<x@y>"), "--ae"),
        (("--target-close", "2027-01-22", "--champion", "Maja <maja>"), "--champion"),
        (("--target-close", "2027-01-22", "--template", "huge"), "--template"),
        (("--target-close", "2027-01-22", "--deal-type", "huge"), "--deal-type"),
        (("--target-close", "2027-01-22", "--goal", " "), "--goal"),
    ],
)
def test_a_bad_option_is_named_and_nothing_is_written(
    options: tuple[str, ...], named: str, tmp_path: Path
) -> None:
    output = tmp_path / "plan.json"
    result = milepost(*NEW, *options, "--output", str(output))
    assert result.returncode == 2
    assert named in result.stderr.decode().splitlines()[0]
    assert not output.exists()


# speed


def test_check_imports_neither_a_server_nor_a_face(plan_file: str) -> None:
    heavy = "django typst xlsxwriter icalendar jinja2 yaml wcwidth psycopg typer holidays pydantic"
    code = (
        "import sys\nfrom milepost.cli.plan import app\n"
        f"app(args=['check', {plan_file!r}, '--json'])\n"
        f"print([m for m in {heavy.split()} if m in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stderr.decode().strip() == "[]"


def test_check_answers_at_once(plan_file: str, tmp_path: Path) -> None:
    """Its start costs less than 300 ms of a processor, whatever else the machine does."""
    compiled = {"PYTHONPYCACHEPREFIX": str(tmp_path / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}

    def cost() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert milepost("check", plan_file, *TODAY, "--json", **compiled).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(cost() for _ in range(4)) < 0.3
