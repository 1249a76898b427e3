"""A comment's text as a page shows it: paragraphs, lines, addresses that can be followed, names.

Everything is escaped; the tags below are the only ones that there can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

LONGEST_SHOWN = 70
_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_AFTER = ".,;:!?…"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def as_comment(text: str, mentions: Iterable[str] = ()) -> Markup:
    """The text as HTML. `mentions` are names that stand in it behind an @."""
    named = _named(mentions)
    paragraphs = re.split(r"\n{2,}", text.strip())
    return Markup("").join(
        Markup('<p dir="auto">{}</p>').format(_lines(paragraph, named)) for paragraph in paragraphs
    )


def _lines(paragraph: str, named: re.Pattern[str] | None) -> Markup:
    lines = (_linked(line, named) for line in paragraph.split("\n"))
    return Markup("<br>").join(lines)


def _linked(line: str, named: re.Pattern[str] | None) -> Markup:
    parts: list[Markup] = []
    at = 0
    for found in _ADDRESS.finditer(line):
        address = _trimmed(found.group())
        if not _is_followed(address):
            continue
        parts += [_with_names(line[at : found.start()], named), _link(address)]
        at = found.start() + len(address)
    parts.append(_with_names(line[at:], named))
    return Markup("").join(parts)


def _link(address: str) -> Markup:
    shown = address if len(address) <= LONGEST_SHOWN else f"{address[: LONGEST_SHOWN - 1]}…"
    return Markup(
        '<a href="{}" rel="noopener nofollow noreferrer" target="_blank" dir="ltr">{}</a>'
    ).format(address, shown)


def _trimmed(address: str) -> str:
    """Without what ends the sentence around it; a bracket that it opened itself stays."""
    while address:
        last = address[-1]
        pair = _PAIRS.get(last)
        if last in _AFTER or (pair and address.count(last) > address.count(pair)):
            address = address[:-1]
        else:
            break
    return address


def _is_followed(address: str) -> bool:
    """A host, and no name or password before it that would pose as one."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _named(mentions: Iterable[str]) -> re.Pattern[str] | None:
    names = sorted({name for name in mentions if name}, key=len, reverse=True)
    if not names:
        return None
    return re.compile(rf"(?<![\w@.])@(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


def _with_names(text: str, named: re.Pattern[str] | None) -> Markup:
    if named is None:
        return escape(text)
    parts: list[Markup] = []
    at = 0
    for found in named.finditer(text):
        parts += [escape(text[at : found.start()])]
        parts += [Markup('<b class="named">{}</b>').format(found.group())]
        at = found.end()
    parts.append(escape(text[at:]))
    return Markup("").join(parts)
