"""Lines of a mail, with what is known of each before anybody reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """What a line is, as far as the mail itself says so."""

    NONE = ""
    # "On Monday Anna wrote:", by the name of its element.
    ATTRIBUTION = "attribution"
    # Everything after this is quoted.
    CUT = "cut"
    # A line drawn across; a block of headers after it begins a quote.
    RULE = "rule"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Line:
    """A line's text without quote signs. `depth` tells how many it had, or 1 for an HTML quote."""

    text: str
    quoted: bool = False
    mark: Mark = Mark.NONE
    depth: int = 0


MOST_LINES = 3_000
_MOST_LINE = 4_000
_QUOTE_SIGNS = re.compile(r"[ \t]{0,3}((?:[>＞][ \t]?){1,60})")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u00ad\u180b-\u180e]")


def lines_of_text(text: str) -> list[Line]:
    """The lines of a plain text; those with quote signs are quoted."""
    lines = []
    for line in text.split("\n", MOST_LINES)[:MOST_LINES]:
        bare = _UNSEEN.sub("", line[:_MOST_LINE]).replace("\u00a0", " ")
        match = _QUOTE_SIGNS.match(bare)
        if match is None:
            lines.append(Line(bare.rstrip(" \t") if bare.strip() != "--" else bare))
            continue
        depth = match[1].count(">") + match[1].count("＞")
        lines.append(Line(bare[match.end() :].rstrip(), quoted=True, depth=depth))
    return lines
