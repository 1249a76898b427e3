"""The line in our mails above which people answer. It is the surest sign of where a quote begins.

The words differ by language, the frame never: it survives every mail program that we know, and
is found again even where the words were changed or wrapped.
"""

from __future__ import annotations

import re

# Three signs that nobody types in an answer, around words for people.
_LEFT, _RIGHT = "## ", " ##"
_WORDS = {
    "en": "Please reply above this line",
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
