"""Mail made to hurt: whatever is sent, reading ends soon, and in its process it ends for sure."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.domain.answers.answer import INTENTS
from milepost.messaging.replies import process
from milepost.messaging.replies.reading import ReadingFailed, read, read_in_a_process
from tests.replies.cases import TODAY

HEAD = b"From: a <a@b.example>\nSubject: Re: x\nMIME-Version: 1.0\n"
PAGE = HEAD + b"Content-Type: text/html\n\n"
HOSTILE = {
    "one line": b"a" * 100_000,
    "one line of claims": b"done " * 20_000,
    "quote signs": b">" * 100_000,
    "lines of quotes": b"> a\nb\n" * 6_000,
    "dashes": b"- " * 50_000,
    "addresses": b"a@" * 50_000,
    "days": b"14.3. " * 20_000,
    "begun attributions": b"On Monday 1\n" * 3_000,
    "blocks of headers": b"From: a\nSent: b\n\n" * 7_000,
    "closings": b"Best regards Anna\n" * 3_000,
    "numbers": b"+49 (030) " * 10_000,
    "nested elements": PAGE + b"<div>" * 40_000 + b"Done",
    "nested quotes": PAGE + b"<blockquote>" * 40_000 + b"Done",
    "begun tags": PAGE + b"<a " * 50_000,
    "signs": PAGE + b"<" * 40_000,
    "comments": PAGE + b"<!--" * 30_000,
    "quotes in tags": PAGE + b'<a b="' * 30_000,
    "closed, never opened": PAGE + (b"<b>" * 300 + b"</i>" * 300) * 40,
    "headers": b"From: a@b.example\n" + b"X-A: b\n" * 100_000 + b"\nDone",
    "encoded words": b"From: a@b.example\nSubject: " + b"=?utf-8?q?a" * 50_000 + b"\n\nDone",
    "folded headers": b"From: a@b.example\nSubject: a\n" + b" x\n" * 80_000 + b"\nDone",
    "nested parts": HEAD
    + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)
    )
    + b"Content-Type: text/plain\n\nDone\n",
    "parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nDone\n" * 3_000,
    "accents": ("e" + "\u0301" * 50_000).encode(),
    "kana": "まだ完了".encode() * 10_000,
    "emoji": "👍".encode() * 30_000,
    "bad base64": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"!!!!" * 40_000,
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 20_000,
}


def test_a_hundred_kilobytes_made_to_hurt_are_read_soon() -> None:
    """All of them together in less than a second each on average, on a busy machine too."""
    began = time.process_time()
    slowest = ("", 0.0)
    for name, raw in HOSTILE.items():
        start = time.process_time()
        assert read(raw, today=TODAY, sent="Please answer " * 100).intent in INTENTS
        taken = time.process_time() - start
        slowest = max(slowest, (name, taken), key=lambda one: one[1])
    assert slowest[1] < 4, slowest
    assert time.process_time() - began < len(HOSTILE)


@pytest.mark.parametrize("name", ["closings", "days"])
def test_twice_as_much_takes_about_twice_as_long(name: str) -> None:
    """What is beyond the caps costs no more than being cut off."""
    raw = HOSTILE[name][:30_000]
    assert _seconds(raw * 4) < 12 * max(_seconds(raw), 0.05)


def _seconds(raw: bytes) -> float:
    start = time.process_time()
    read(raw, today=TODAY)
    return time.process_time() - start


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", HEAD + b"\n", PAGE, HEAD]))
def test_no_bytes_are_too_strange(raw: bytes, head: bytes) -> None:
    assert read(head + raw, today=TODAY).intent in INTENTS


def test_in_a_process_the_same_is_understood() -> None:
    raw = HEAD + b"\nMove to 14 March or 15 March\n"
    assert read_in_a_process(raw, today=TODAY) == read(raw, today=TODAY)


def test_what_takes_too_long_or_too_much_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReadingFailed, match="longer than"):
        read_in_a_process(b"Done", today=TODAY, seconds=0.01)
    monkeypatch.setattr(process, "MODULE", "milepost.no_such_module")
    with pytest.raises(ReadingFailed, match="could not be read"):
        read_in_a_process(b"Done", today=TODAY)
