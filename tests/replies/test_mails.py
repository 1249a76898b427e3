"""Whole mails: the new words are found in what 18 programs make of an answer in 8 languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from milepost.messaging.replies.mime import take_apart
from milepost.messaging.replies.reading import Reading, new_text, read
from milepost.messaging.replies.reply_line import has_reply_line, reply_line
from tests.replies.cases import TODAY
from tests.replies.locales import ANSWERS, LOCALES
from tests.replies.programs import PROGRAMS, unmarked

BY_HAND = Path(__file__).parent / "mails"


@pytest.mark.parametrize("language", LOCALES)
def test_every_program_in_every_language(language: str) -> None:
    locale = LOCALES[language]
    wrong = []
    for program in PROGRAMS:
        for number, (answer, intent) in enumerate(ANSWERS[language]):
            text = f"{locale.greeting}\n\n{answer}" if number else answer
            for sent in (None,) if number else (None, locale.mail):
                reading = read(program(locale, text), today=TODAY, language=language, sent=sent)
                if not _is(reading, text, intent):
                    wrong.append(f"{program.__name__}: {reading}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LOCALES)
def test_without_a_reply_line_the_shapes_and_our_own_text_are_signs_enough(language: str) -> None:
    locale = LOCALES[language]
    line = reply_line(language)
    wrong = []
    for program in PROGRAMS:
        answer, intent = ANSWERS[language][0]
        raw = program(_WithoutLine(locale), answer)  # type: ignore[arg-type]
        assert line.encode() not in raw
        sent = locale.sent if program is unmarked else None
        reading = read(raw, today=TODAY, language=language, sent=sent)
        if not _is(reading, answer, intent):
            wrong.append(f"{program.__name__}: {reading}")
    assert not wrong, "\n".join(wrong)


class _WithoutLine:
    """A locale whose letters have no reply line."""

    def __init__(self, locale: object) -> None:
        self._locale = locale

    @property
    def mail(self) -> str:
        return f"{self._locale.sent}\n"  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._locale, name)


def _is(reading: Reading, text: str, intent: str) -> bool:
    return (
        reading.text.split() == text.split()
        and reading.intent == intent
        and not reading.confirm
        and not reading.automatic
    )


@pytest.mark.parametrize("path", sorted(BY_HAND.glob("*.txt")), ids=lambda path: path.stem)
def test_mails_written_by_hand(path: Path) -> None:
    for number, (raw, expected, said) in enumerate(_by_hand(path), 1):
        reading = read(raw.encode(), today=TODAY)
        intent, _, rest = said.partition(" ")
        where = f"{path.name}, mail {number}: {reading}"
        assert reading.text.split() == expected.split(), where
        assert reading.intent == intent, where
        assert reading.confirm is ("confirm" in rest), where
        assert reading.automatic is ("automatic" in rest), where


def _by_hand(path: Path) -> list[tuple[str, str, str]]:
    """Mails of one file: "=== intent [confirm] [automatic]", the mail, "---8<---", its new text."""
    found = []
    for piece in path.read_text("utf-8").split("\n=== ")[1:]:
        said, _, rest = piece.partition("\n")
        mail, _, expected = rest.partition("\n---8<---\n")
        found.append((mail, expected, said))
    return found


def test_there_are_enough_mails() -> None:
    made = len(PROGRAMS) * sum(len(answers) for answers in ANSWERS.values())
    by_hand = sum(len(_by_hand(path)) for path in BY_HAND.glob("*.txt"))
    assert made >= 400
    assert by_hand >= 40


def test_the_reply_line_is_found_however_it_was_quoted() -> None:
    for language in LOCALES:
        line = reply_line(language)
        for shape in (
            line,
            f"> {line}",
            f">> {line}",
            f"*{line}*",
            line.replace("--", "\u2013"),
            line.upper(),
        ):
            assert has_reply_line([shape]), shape
    assert reply_line("de-AT") == reply_line("de")
    assert reply_line("sv") == reply_line("en")
    assert not has_reply_line(["I will reply above this line later"])
    assert not has_reply_line(["-- "])


@pytest.mark.parametrize(
    "charset", ["utf-8", "iso-8859-1", "windows-1252", "us-ascii", "x-unknown", "utf-16", ""]
)
def test_a_charset_that_lies_is_seen_through(charset: str) -> None:
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    raw = (
        f"From: a@b.example\nContent-Type: {kind}\n\n".encode()
        + "C'est terminé, à bientôt".encode()
    )
    if charset != "utf-16":
        assert read(raw, today=TODAY).text == "C'est terminé, à bientôt"
    assert read(raw, today=TODAY).attachments == 0


def test_japanese_in_its_own_encodings() -> None:
    for charset in ("iso-2022-jp", "shift_jis", "euc-jp", "utf-8"):
        raw = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\n".encode()
        raw += "完了しました。".encode(charset)
        assert read(raw, today=TODAY).intent == "done"


def test_attachments_are_counted_and_not_read() -> None:
    raw = (
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
        b"--x\nContent-Type: text/plain\n\nSee attached.\n"
        b"--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nDone\n"
        b"--x\nContent-Type: message/rfc822\n\nFrom: c@d.example\n\nDone\n"
        b"--x\nContent-Type: application/pdf; name=b.pdf\n\nDone\n--x--\n"
    )
    reading = read(raw, today=TODAY)
    assert (reading.text, reading.attachments, reading.intent) == ("See attached.", 3, "comment")


def test_the_page_is_read_where_the_plain_text_hides_the_quote() -> None:
    raw = (
        b"From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n"
        b"--x\nContent-Type: text/plain\n\nDone\n\nIs it done? Answer done or blocked.\n"
        b"--x\nContent-Type: text/html\n\n<div>Done</div><blockquote>Is it done?</blockquote>\n--x--\n"  # noqa: E501
    )
    assert new_text(take_apart(raw))[0] == "Done"


def test_text_alone_is_the_answer() -> None:
    for text in ("Blocked: waiting for legal", "From: us: done", "done", "Re: done"):
        assert read(text.encode(), today=TODAY).text == text
    assert read(b"", today=TODAY).intent == "unclear"


def test_answers_between_quoted_lines_are_asked_back() -> None:
    raw = b"From: a@b.example\n\n> Is the contract signed?\n\nDone.\n\n> And the review?\n\nYes.\n"
    reading = read(raw, today=TODAY)
    assert reading.text == "Done.\n\nYes."
    assert reading.confirm
