"""The line in our mails above which people answer. It is the surest sign of where a quote begins.

The words differ by language, the frame never. It is found again where a mail program has quoted
it, wrapped it, or put its signs elsewhere.
"""

from __future__ import annotations

import re
import unicodedata

_LEFT, _RIGHT = "-- ", " --"
_WORDS = {
    "en": "reply above this line",
    "de": "Bitte oberhalb dieser Zeile antworten",
    "fr": "Merci de répondre au-dessus de cette ligne",
    "es": "Responda por encima de esta línea",
    "pt": "Responda acima desta linha",
    "it": "Rispondere sopra questa riga",
    "nl": "Antwoord boven deze regel",
    "ja": "この線より上にご返信ください",
}


def reply_line(language: str) -> str:
    """The line in a language, English where it is none of ours: put it first in a mail."""
    code = language.lower().replace("_", "-").partition("-")[0]
    return f"{_LEFT}{_WORDS.get(code, _WORDS['en'])}{_RIGHT}"


def _bare(text: str) -> str:
    """Letters alone, small and without accents: what survives every mail program."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[\W_]+", "", "".join(c for c in apart if not unicodedata.combining(c)))


_ALL = tuple(_bare(words) for words in _WORDS.values())
# The same said otherwise: by an earlier wording of ours, or by another service in between.
_KIN = re.compile(
    r"(?:reply|replies|respond|answer|write|type|respon[sc]e)\w{0,14}above(?:this|the)?line|above(?:this|the)line"
    r"|(?:ober|uber)(?:halb)?(?:dieser|der)?(?:zeile|linie)|audessusdecetteligne|(?:encima|arriba)deestalinea"
    r"|acimad(?:esta|a)linha|sopra(?:a)?questa(?:riga|linea)|bovendeze(?:regel|lijn)|この(?:行|線|ライン)(?:より|の)?上"
)
_FRAMED = re.compile(r"^[\s>*_|#]{0,20}(?:[-#=]{2,}|[\u2013\u2014])")


def has_reply_line(lines: list[str]) -> bool:
    """Whether these lines, one or two that were one, begin with a reply line of ours."""
    first = lines[0][:200]
    if not _FRAMED.match(first):
        return False
    bare = _bare(" ".join(lines)[:240])
    return any(bare.startswith(words) for words in _ALL) or bool(
        len(lines) == 1 and len(bare) < 90 and _KIN.search(bare)
    )
