"""Reading a mail from outside in a process of its own, with limits of time and memory.

Whatever somebody sends, the caller has an answer or an error when the seconds are over. The
process gets the mail on its standard input and answers in JSON; it opens no file and no socket.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

from milepost.domain.errors import MilepostError

if TYPE_CHECKING:
    from milepost.messaging.replies.reading import Reading

SECONDS = 5.0
MODULE = "milepost.messaging.replies.process"
MEMORY = 512 * 1024 * 1024
MOST_BYTES = 40_000_000


class ReadingFailed(MilepostError):
    """The mail could not be read within its limits. Keep it as it came and ask a person."""


def read_in_a_process(
    raw: bytes,
    *,
    language: str = "",
    today: date,
    sent: str | None = None,
    seconds: float = SECONDS,
) -> Reading:
    """`reading.read` in a process with limits; raises ReadingFailed where they do not suffice."""
    asked = {"language": language, "today": today.isoformat(), "sent": sent, "seconds": seconds}
    given = json.dumps(asked).encode("ascii") + b"\n" + raw[:MOST_BYTES]
    command = [sys.executable, "-P", "-m", MODULE]
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise ReadingFailed(f"Reading the mail took longer than {seconds:g} seconds.") from None
    if done.returncode != 0:
        raise ReadingFailed("The mail could not be read.")
    return _reading(json.loads(done.stdout))


def _reading(values: dict[str, object]) -> Reading:
    from milepost.messaging.replies.reading import Reading

    day, candidates = values["date"], values["candidates"]
    values["date"] = date.fromisoformat(day) if isinstance(day, str) else None
    values["candidates"] = tuple(
        date.fromisoformat(one) for one in (candidates if isinstance(candidates, list) else [])
    )
    return Reading(**values)  # type: ignore[arg-type]


def document(reading: Reading) -> dict[str, object]:
    """A reading as JSON has it: days as text."""
    return {
        "text": reading.text,
        "intent": reading.intent,
        "date": reading.date.isoformat() if reading.date else None,
        "reason": reading.reason,
        "confirm": reading.confirm,
        "candidates": [day.isoformat() for day in reading.candidates],
        "language": reading.language,
        "automatic": reading.automatic,
        "attachments": reading.attachments,
    }


def _main() -> None:
    import resource

    first = sys.stdin.buffer.readline(1_000_000)
    asked = json.loads(first)
    seconds = int(asked["seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from milepost.messaging.replies.reading import read

    reading = read(
        sys.stdin.buffer.read(),
        language=asked["language"],
        today=date.fromisoformat(asked["today"]),
        sent=asked["sent"],
    )
    sys.stdout.write(json.dumps(document(reading)))


if __name__ == "__main__":
    _main()
