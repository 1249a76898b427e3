"""A mail as it came, read: the sender's new words and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from milepost.domain.answers.answer import Answer, Intent
from milepost.domain.answers.understanding import understand
from milepost.messaging.replies.automatic import is_automatic
from milepost.messaging.replies.lines import Line, lines_of_text
from milepost.messaging.replies.mime import Mail, take_apart
from milepost.messaging.replies.page import lines_of_html
from milepost.messaging.replies.process import ReadingFailed, read_in_a_process
from milepost.messaging.replies.quoting import part, points_below
from milepost.messaging.replies.signatures import without_signature

__all__ = ["Reading", "ReadingFailed", "read", "read_in_a_process"]

MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says. Nothing may be acted on where `automatic`, and only asked where `confirm`.

    `text` has the new words alone, without quote and signature. `date` is the one day named,
    else None, and `candidates` the readings of one that can be read in several ways.
    `language` is the one that the words were understood in.
    """

    text: str
    intent: Intent
    date: date | None
    reason: str | None
    confirm: bool
    candidates: tuple[date, ...]
    language: str
    automatic: bool
    attachments: int


def read(raw: bytes, *, language: str = "", today: date, sent: str | None = None) -> Reading:
    """Read a mail. `language`: the sender's own, as far as known; `sent`: the text that we sent.

    Bytes without headers are read as the text itself. Never raises for what is in the mail. For
    mail from outside use `read_in_a_process`.
    """
    mail = take_apart(raw)
    text, quote, pieces = new_text(mail, sent)
    answer = understand(text, today=today, language=language, about=sent or quote)
    if pieces > 1 and answer.intent == "done":
        answer = replace(answer, confirm=True)  # an answer to a line of several, maybe
    automatic = is_automatic(mail, text)
    if automatic:
        # A machine's words are kept as a comment at most; nobody is asked to act on them.
        answer = Answer("comment", language=answer.language, confirm=True)
    return Reading(
        text=text,
        intent=answer.intent,
        date=answer.date,
        reason=answer.reason,
        confirm=answer.confirm,
        candidates=answer.candidates,
        language=answer.language,
        automatic=automatic,
        attachments=mail.attachments,
    )


def new_text(mail: Mail, sent: str | None = None) -> tuple[str, str, int]:
    """The sender's new words, what they were written about (the quote), and in how many pieces
    they stand between quoted lines."""
    nothing = ("", "", 0)
    plain = _new(lines_of_text(mail.plain), sent, mail.sender) if mail.plain.strip() else nothing
    if not mail.html.strip():
        return plain
    page = _new(lines_of_html(mail.html), sent, mail.sender)
    if not plain[0]:
        return page
    # The page's markup may know of a quote that the plain text does not show.
    first, second = _bare(page[0]), _bare(plain[0])
    if first and len(first) < len(second) and second.startswith(first):
        return page
    return plain


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def _new(lines: list[Line], sent: str | None, sender: str) -> tuple[str, str, int]:
    parted = part(lines, sent)
    pieces = []
    for number, piece in enumerate(parted.pieces):
        is_last = number == len(parted.pieces) - 1
        kept = without_signature(list(piece), sender, is_last=is_last)
        text = _joined(kept)
        if text and not (points_below(text) and not is_last):
            pieces.append(text)
    return "\n\n".join(pieces)[:MOST_TEXT].strip(), parted.quote[:60_000], len(pieces)


def _joined(lines: list[Line]) -> str:
    text = "\n".join(line.text.rstrip() for line in lines)
    text = re.sub(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash: [^\n]{0,40}\n)?", "", text)
    text = text.split("-----BEGIN PGP SIGNATURE-----")[0]
    return re.sub(r"\n{3,}", "\n\n", text).strip()
