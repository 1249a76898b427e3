"""`milepost plan new|check|show|schema`: plan documents without a server or a database; and
`verify`, which looks at the histories in the database.

Nothing heavy is imported before a command needs it, so that `check` answers at once; so the
options are read by argparse, since typer alone, with the pydantic that it loads, would take half
of the 300 ms (docs/decisions/typer.md). Exit status: 0 done, 1 a document is not valid, 2 wrong
use of the command. What is wrong goes to standard error, one line each. Source: plan-document.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeVar

Answer = TypeVar("Answer")

NEW_OPTIONS: tuple[tuple[str, str, str], ...] = (
    ("--opportunity", "TEXT", "what the deal is about"),
    ("--title", "TEXT", "the plan's title"),
    ("--value", "AMOUNT", "the deal's value, such as 86000"),
    ("--currency", "CODE", "ISO 4217; USD where not given"),
    ("--target-close", "DATE", "the day to sign by"),
    ("--go-live", "DATE", "the day that the buyer wants to be live"),
    ("--goal", "TEXT", "what it is for, in the buyer's words"),
    ("--measure", "TEXT", "how success is measured"),
    ("--why-now", "TEXT", "why now"),
    ("--ae", "PERSON", 'account executive: "Name <mail>"'),
    ("--champion", "PERSON", 'champion: "Name <mail>"'),
    ("--deal-type", "TYPE", "simple, standard, complex or enterprise"),
    ("--template", "KEY", "a built-in template's key, or a template file"),
    ("--buyer-country", "CODE", "whose holidays count: SE, or GB-ENG"),
    ("--seller-country", "CODE", "whose holidays count: SE, or GB-ENG"),
    ("--seller-time-zone", "NAME", "the seller's time zone: Europe/London"),
)


def app(args: Sequence[str] | None = None, prog_name: str = "milepost plan") -> None:
    """Run one of the commands; ends by SystemExit where the status is not 0."""
    parser = _parser(prog_name)
    options = parser.parse_args(args)
    options.run(options)


def _parser(prog_name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog_name,
        description="Make, check and print plan documents, and verify the history of plans.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    new = _command(commands, "new", _new, "make a plan document with proposed dates")
    new.add_argument("--account", metavar="TEXT", required=True, help="the buying company")
    for option, metavar, words in NEW_OPTIONS:
        new.add_argument(option, metavar=metavar, help=words)
    _day_and_output(new)

    check = _command(commands, "check", _check, "say how a plan stands on a day")
    check.add_argument(
        "documents", nargs="+", metavar="DOCUMENT",
        help="plan documents (JSON, YAML), or - for JSON Lines on standard input",
    )  # fmt: skip
    check.add_argument("--today", metavar="DATE", help="the day to look from")
    check.add_argument("--json", action="store_true", help="one line of JSON an answer")

    show = _command(commands, "show", _show, "print a plan, or the buyer's copy of it")
    show.add_argument("document", metavar="DOCUMENT", help="a document, or - for standard input")
    show.add_argument(
        "--format", "-f", metavar="FORMAT", default="text",
        help="text, markdown, html, pdf, xlsx, ics or json",
    )  # fmt: skip
    show.add_argument("--side", default="seller", metavar="SIDE", help="seller, or buyer")
    _day_and_output(show)

    schema = _command(commands, "schema", _schema, "print the published JSON Schema")
    schema.add_argument(
        "name", nargs="?", default="plan", choices=("plan", "check"),
        help="of plan documents, or of the answers of check",
    )  # fmt: skip

    verify = _command(commands, "verify", _verify, "say whether the history of plans holds")
    verify.add_argument("plans", nargs="*", metavar="PLAN", type=int, help="a plan's number")
    verify.add_argument("--all", action="store_true", dest="everything", help="every plan")
    verify.add_argument("--workspace", metavar="NAME", default="", help="only of this workspace")
    verify.add_argument("--json", action="store_true", help="one line of JSON a plan")
    verify.add_argument("--quiet", action="store_true", help="name only what does not hold")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    words: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
    parser.set_defaults(run=run)
    return parser


def _day_and_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--today", metavar="DATE", help="the day to look from; today if not given")
    parser.add_argument(
        "--output", "-o", metavar="FILE", type=Path, help="write there, not to standard output"
    )


def _new(options: argparse.Namespace) -> None:
    """A plan document with proposed dates; the reasons go to standard error."""
    from milepost.cli.plan_new import Asked, built_plan
    from milepost.documents.plan_document import plan_to_json

    given = {name: text for name, text in vars(options).items() if name not in ("run", "output")}
    built = _or_wrong_use("new", lambda: built_plan(Asked(**given)))
    _write((plan_to_json(built.plan, indent=2) + "\n").encode(), options.output)
    for reason in built.reasons:
        _say(reason)


def _check(options: argparse.Namespace) -> None:
    """How plans stand: completion, health, schedule, alerts, next review."""
    from milepost.cli.plan_check import check_documents

    if "-" in options.documents and len(options.documents) > 1:
        _wrong_use("check", ["-: stands alone; give either documents or - for standard input"])
    day = _or_wrong_use("check", lambda: _day(options.today))
    status = check_documents(options.documents, day, as_json=options.json)
    if status:
        raise SystemExit(status)


def _show(options: argparse.Namespace) -> None:
    """A plan in one of its formats; with --side buyer, the copy that the buyer may have."""
    from milepost.documents.faces import FORMATS
    from milepost.domain.errors import InvalidInput, NotAllowed

    if options.format not in FORMATS:
        known = ", ".join(FORMATS)
        _wrong_use("show", [f"--format: {options.format!r} is not known; one of: {known}"])
    if options.side not in ("seller", "buyer"):
        _wrong_use("show", [f"--side: {options.side!r} is not known; seller or buyer"])
    form = FORMATS[options.format]
    if form.is_binary and options.output is None and sys.stdout.isatty():
        _wrong_use("show", [f"--output: {form.name} is no text for a terminal; name a file"])
    day = _or_wrong_use("show", lambda: _day(options.today))
    from milepost.cli.plan_files import Unreadable, day_of, read_document

    try:
        plan = read_document(options.document)
        rendered = form.render(plan, side=options.side, today=day or day_of(plan))
    except Unreadable as error:
        _wrong_use("show", [f"{options.document}: {error.message}"])
    except NotAllowed as error:
        _wrong_use("show", [f"--side: {error.message}"])
    except InvalidInput as error:
        for problem in error.problems:
            _say(f"{options.document}: {problem}")
        raise SystemExit(1) from None
    _write(rendered, options.output)


def _schema(options: argparse.Namespace) -> None:
    """The published JSON Schema of plan documents, or of the answers of check."""
    folder = Path(__file__).parent.parent / "documents" / "schemas"
    _write((folder / f"{options.name}-1.json").read_bytes(), None)


def _verify(options: argparse.Namespace) -> None:
    """Walk the chain of revisions of plans in the database; the first that was altered is named."""
    if options.everything == bool(options.plans):
        _wrong_use("verify", ["name plans by their numbers, or --all"])
    from milepost.cli.plan_verify import verify_plans

    status = verify_plans(
        options.plans,
        options.workspace,
        everything=options.everything,
        as_json=options.json,
        quiet=options.quiet,
    )
    if status:
        raise SystemExit(status)


def _day(text: str | None) -> date | None:
    from milepost.cli.plan_files import day_given

    return day_given("--today", text)


def _or_wrong_use(command: str, act: Callable[[], Answer]) -> Answer:
    """What `act` gives; an option that cannot be taken ends the command with status 2."""
    from milepost.domain.errors import InvalidInput

    try:
        return act()
    except InvalidInput as error:
        _wrong_use(command, [str(problem) for problem in error.problems])


def _wrong_use(command: str, lines: list[str]) -> NoReturn:
    for line in lines:
        _say(f"milepost plan {command}: {line}")
    raise SystemExit(2)


def _say(line: str) -> None:
    from milepost.cli.plan_files import say

    say(line)


def _write(data: bytes, output: Path | None) -> None:
    from milepost.cli.plan_files import Unreadable, write_whole

    try:
        write_whole(data, output)
    except Unreadable as error:
        _say(f"milepost plan: --output: {error.message}")
        raise SystemExit(2) from None


if __name__ == "__main__":
    app()
