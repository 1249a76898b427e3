"""A made-up language in which every translated text stands in ⟦brackets⟧.

What a page shows outside of brackets, and what is no data of the test, was never given to
gettext: a text that no translator will ever see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from texts.catalogues import in_code

# Esperanto: Django and Babel know it, and nobody's name is written in it by accident.
LANGUAGE = "eo"
_SPOKEN = ("title", "aria-label", "placeholder", "alt")
_SILENT = {"script", "style", "template", "kbd", "code", "datalist"}
# Long lists of names that the reader's language has of its own.
_NAMES = re.compile(r"country|currency|zone|language|subdivision")
_WORD = re.compile(r"[^\W\d_]{2,}")


def write_pseudo_language(folder: Path) -> None:
    """Put the made-up language where Django looks for it."""
    pseudo = Catalog(locale=LANGUAGE)
    for message in in_code():
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            text: Any = tuple(f"⟦{each}⟧" for each in message.id)
        else:
            text = f"⟦{message.id}⟧"
        pseudo.add(message.id, text, context=message.context)
    target = folder / LANGUAGE / "LC_MESSAGES"
    target.mkdir(parents=True)
    content = BytesIO()
    write_mo(content, pseudo)
    (target / "django.mo").write_bytes(content.getvalue())


def untranslated(html: str, data: set[str]) -> list[str]:
    """What the page says outside of brackets that is neither data nor a date."""
    known = data | _calendar_words() | {"milepost"}
    found = []
    for text in _texts(html):
        outside = _without_brackets(text)
        words = [w for w in _WORD.findall(outside) if w.casefold() not in known]
        if words:
            found.append(f"{' '.join(text.split())[:120]}   ({' '.join(words)})")
    return found


def words_of(texts: Any) -> set[str]:
    """The words of data, as `untranslated` compares them."""
    return {word.casefold() for text in texts for word in _WORD.findall(str(text))}


def _texts(html: str) -> Iterator[str]:
    parser = _Visible()
    parser.feed(html)
    return iter(parser.texts)


class _Visible(HTMLParser):
    """Collects what is read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent_since: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_list_of_names = tag == "select" and _NAMES.search(dict(attrs).get("name") or "")
        if tag in _SILENT or is_list_of_names:
            self._silent_since.append(tag)
        self.texts += [value for name, value in attrs if name in _SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self._silent_since and self._silent_since[-1] == tag:
            self._silent_since.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent_since and data.strip():
            self.texts.append(data)


def _without_brackets(text: str) -> str:
    depth = 0
    outside = []
    for sign in text:
        depth += sign == "⟦"
        if depth == 0:
            outside.append(sign)
        depth = max(0, depth - (sign == "⟧"))
    return "".join(outside)


@cache
def _calendar_words() -> frozenset[str]:
    locale = Locale(LANGUAGE)
    names = [
        name
        for table in (locale.months, locale.days, locale.day_periods)
        for width in table.values()
        for wide in width.values()
        for name in (wide.values() if isinstance(wide, Mapping) else [wide])
    ]
    return frozenset(words_of(names) | {"de", "la", "en"})
