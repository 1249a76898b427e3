"""How names are compared: by their letters and digits, without case, accents or punctuation."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w]+|_", re.UNICODE)


def name_key(name: str) -> str:
    """`name` as it is compared and searched: "Ørsted  A/S" and "orsted a s" are the same.

    Names that consist of signs only keep them, so that two of them are not taken for one.
    """
    if name.isascii():
        folded = name.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o"))
        folded = "".join(c for c in decomposed if not unicodedata.combining(c))
    folded = folded.replace("&", " and ")
    return " ".join(_NOT_WORD.sub(" ", folded).split()) or name.strip()
