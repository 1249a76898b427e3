"""Text made comparable: folded letters at the same places, sentences, emoji."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_CHARACTERS = 6_000
_QUOTES = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "`": "'", "\u00b4": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u3000": " ", "\t": " ",
        "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
        "\ufe0f": None, "\ufe0e": None, "\u00ad": None, "\u200e": None, "\u200f": None,
    }
)  # fmt: skip


def tidy(text: str) -> str:
    """The text with one kind of quote, dash and space, at most MOST_CHARACTERS of it."""
    normal = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])
    # NFKC makes three dots of an ellipsis and ASCII of wide digits, which is wanted here.
    return normal.translate(_QUOTES).replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=2048)
def _folded(character: str) -> str:
    small = character.lower()
    if len(small) != 1:
        small = small[0]
    if small.isascii() or small in "äöü":
        return small
    base = unicodedata.normalize("NFD", small)[0]
    return base if base.isascii() and base.isalpha() else small


def fold(text: str) -> str:
    """Small letters without accents, each at the place that it had ("été" → "ete").

    German's ä, ö and ü stay: "wurde" and "würde" are different things to say.
    """
    return "".join(map(_folded, text))


def fold_pattern(pattern: str) -> str:
    """A pattern for folded text: "ü" is found as "ue" and "u" too, "ü!" as "ü" and "ue" alone."""
    pieces = []
    for match in _LETTER.finditer(pattern):
        letter, plain = match[1], _PLAIN.get(match[1], "")
        if not plain:
            pieces.append(letter if letter.isascii() else _folded(letter))
        elif match[2]:
            pieces.append(f"(?:{letter}|{plain}e)")
        else:
            pieces.append(f"(?:{letter}|{plain}e?)")
    return "".join(pieces).replace("ß", "(?:ß|ss)")


_PLAIN = {"ä": "a", "ö": "o", "ü": "u"}
_LETTER = re.compile(r"(?s)(.)((?<=[äöü])!)?")


_END = re.compile(r"[.!?。]+(?=[\s\"')]|$)|[。!?]+|;\s")
# Before a full stop: a day ("14. März") or a letter alone ("z. B."), where the sentence goes on.
_GOES_ON = re.compile(r"(?:^|[\s.(])(?:[0-9]{1,2}|[^\W\d_])$")
_WRAPPED_FROM = 58


def sentences(text: str) -> list[str]:
    """The text's sentences, each with the sign that ends it. A short line is one by itself."""
    found: list[str] = []
    for piece in _unwrapped(text):
        begin = 0
        for match in _END.finditer(piece):
            if _is_inside(piece, match):
                continue
            found.append(piece[begin : match.end()])
            begin = match.end()
        found.append(piece[begin:])
    return [one.strip() for one in found if one.strip(" \n-*\u2022·")]


def _is_inside(piece: str, match: re.Match[str]) -> bool:
    if match.group() != "." or match.end() == len(piece):
        return False
    return _GOES_ON.search(piece[max(0, match.start() - 4) : match.start()]) is not None


def _unwrapped(text: str) -> list[str]:
    """Lines, with those put together that a mail program has wrapped."""
    pieces: list[str] = []
    was_long = False
    for line in text.split("\n"):
        bare = line.strip()
        if pieces and was_long and bare and not bare.startswith(("-", "*", "\u2022", ">")):
            pieces[-1] += f" {bare}"
        else:
            pieces.append(bare)
        was_long = len(bare) >= _WRAPPED_FROM and bare[-1] not in ".!?:;。"
    return [one for one in pieces if one]


def is_emoji(character: str) -> bool:
    """A picture sign; neither letter, digit, punctuation nor space."""
    return unicodedata.category(character) in ("So", "Sk", "Cn", "Co") and character not in "^`°"
