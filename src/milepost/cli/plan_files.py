"""Reading and writing files for the `milepost plan` commands, and the day they look from."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from milepost.domain.errors import InvalidInput, MilepostError, Problem

if TYPE_CHECKING:
    from milepost.domain.plan import Plan


class Unreadable(MilepostError):
    """A file that cannot be opened or written: wrong use, and no fault of a document."""


def say(line: str) -> None:
    """One line on standard error, whatever the text in it holds."""
    safe = "".join(c if c.isprintable() else "\ufffd" for c in line)
    data = f"{safe}\n".encode("utf-8", "replace")
    sys.stderr.buffer.write(data)
    sys.stderr.buffer.flush()


def read_document(name: str) -> Plan:
    """The plan in a file, or on standard input for `-`.

    Raises InvalidInput for a bad document and Unreadable where there is no file to read.
    """
    from milepost.documents.json_text import MOST_BYTES
    from milepost.documents.plan_document import read_plan

    try:
        if name == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with open(name, "rb") as file:
                data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Unreadable(f"cannot be read: {reason}") from None
    is_yaml = Path(name).suffix.lower() in (".yaml", ".yml")
    return read_plan(data, format="yaml" if is_yaml else "json")


def write_whole(data: bytes, output: Path | None) -> None:
    """Write to the file or to standard output; a file is there whole or not at all."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        if output.exists() and not output.is_file():
            output.write_bytes(data)  # a device or a pipe, which cannot be replaced
            return
        _replace(output, data)
    except OSError as error:
        raise Unreadable(f"{output} cannot be written: {error.strerror}") from None


def _replace(output: Path, data: bytes) -> None:
    target = output.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def day_given(option: str, text: str | None) -> date | None:
    """The date that an option names. Raises InvalidInput."""
    if text is None:
        return None
    right = "a date such as 2026-11-25"
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise InvalidInput([Problem(option, f"{text!r} is no date", right)])
    try:
        day = date.fromisoformat(text)
    except ValueError:
        wrong = f"{text} is a day that no calendar has"
        raise InvalidInput([Problem(option, wrong, right)]) from None
    if not 1900 <= day.year <= 2199:
        wrong = f"{text} is no day of a plan"
        raise InvalidInput([Problem(option, wrong, "a day from 1900-01-01 to 2199-12-31")])
    return day


def day_of(plan: Plan) -> date:
    """Today where the seller is; where the plan does not say, on this machine."""
    calendars = plan.calendars
    return today_in(calendars.seller.time_zone if calendars and calendars.seller else None)


def today_in(time_zone: str | None) -> date:
    """Today in a time zone, or on this machine."""
    if time_zone is None:
        return datetime.now().astimezone().date()
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(time_zone)).date()
