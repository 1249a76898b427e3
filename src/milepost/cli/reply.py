"""`milepost reply read`: what an answer by mail means. Needs no server, no database, no Django."""

from __future__ import annotations

import json
import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

WRONG_USE = 2
MOST_BYTES = 40_000_000
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Answers by mail.",
)


@app.callback()
def replies() -> None:
    """Answers by mail: what they say and what they mean."""


@app.command()
def read(
    mail: Annotated[
        str, typer.Argument(help="A mail (.eml) or an answer as text; - for standard input.")
    ],
    lang: Annotated[
        str, typer.Option(help="The sender's language, as far as known: en, de, fr …")
    ] = "",
    today: Annotated[
        str, typer.Option(help="The day from which days are counted, 2026-11-25.")
    ] = "",
    sent: Annotated[str, typer.Option(help="A file with the text that was answered to.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the new words of an answer and what they mean."""
    from milepost.messaging.replies.process import document
    from milepost.messaging.replies.reading import read as read_mail

    day = _day(today)
    if lang and not _TAG.fullmatch(lang):
        _refuse(f"--lang {lang}: no language; give a tag like en, de or pt-BR.")
    raw = _bytes(mail)
    known = _bytes(sent).decode("utf-8", "replace") if sent else None
    values = document(read_mail(raw, language=lang, today=day, sent=known))
    text = json.dumps(values, ensure_ascii=False) if as_json else _words(values)
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "replace"))


def _day(given: str) -> date:
    if not given:
        return datetime.now().astimezone().date()
    try:
        day = date.fromisoformat(given)
    except ValueError:
        _refuse(f"--today {given}: no day; give it as 2026-11-25.")
    if not 1970 <= day.year <= 9000:
        _refuse(f"--today {given}: a day between 1970 and 9000, please.")
    return day


def _bytes(name: str) -> bytes:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        _refuse(f"{name}: {reason}.")
    if len(raw) > MOST_BYTES:
        _refuse(f"{name}: larger than any mail (40 MB).")
    if b"\x00" in raw[:1000] and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        _refuse(f"{name}: this is neither a mail nor a text.")
    return raw


def _refuse(message: str) -> NoReturn:
    safe = "".join(one if one.isprintable() else "\ufffd" for one in message)
    sys.stderr.buffer.write(f"milepost reply read: {safe}\n".encode("utf-8", "replace"))
    raise SystemExit(WRONG_USE)


_INTENTS = {
    "done": "done",
    "in_progress": "in progress",
    "blocked": "blocked",
    "move": "asks for another date",
    "comment": "a comment",
    "question": "a question",
    "not_me": "not the right person",
    "unsubscribe": "wants no more mail",
    "unclear": "unclear",
}


def _words(values: dict[str, object]) -> str:
    sure = "to be asked back" if values["confirm"] else "sure"
    lines = [f"{_INTENTS[str(values['intent'])]} ({sure}; understood in {values['language']})"]
    if values["automatic"]:
        lines.append("written by a machine: nothing follows from it")
    if values["date"]:
        lines.append(f"date: {values['date']}")
    candidates = values["candidates"]
    if isinstance(candidates, list) and candidates:
        lines.append(f"could be: {', '.join(map(str, candidates))}")
    if values["reason"]:
        lines.append(f"reason: {values['reason']}")
    if values["attachments"]:
        lines.append(f"attachments: {values['attachments']}")
    return "\n".join([*lines, "", str(values["text"])])
