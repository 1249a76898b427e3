"""The catalogues of texts: what is in the code, and what each language says for it.

`pages/locale/milepost.pot` holds every text that a person may see. A language's `django.po` holds
the texts that a buyer may meet (pages, mails, refusals), as buyers are served in their language
first; `django.mo` beside it is what is read. Which rooms speak to buyers stands in `BUYERS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "milepost"
LOCALE = SOURCE / "pages" / "locale"
LANGUAGES = ("de", "fr", "es", "pt", "it", "nl", "ja")
BUYERS = ("portal", "pages", "sharing", "conversation", "alerting", "reviews", "messaging")
# Of those rooms, what only the seller's side ever reads.
SELLERS = (
    "alerting/reasons.py",
    "alerting/words.py",
    "messaging/channels/push/",
    "messaging/channels/slack/",
    "messaging/dead_letters.py",
    "messaging/deliveries.py",
    "messaging/kinds_in_words.py",
    "messaging/webhooks/",
    "messaging/words.py",
    "pages/templates/frame/menu.html",
    "pages/templates/frame/nav.html",
    "pages/templates/frame/palette.html",
    "pages/templates/frame/sign_out.html",
    "pages/templates/mail/webhook.html",
    "sharing/contact_commands.py",
    "sharing/domains.py",
    "sharing/link_commands.py",
    "sharing/misses",
    "sharing/notice_words.py",
    "sharing/notices.py",
    "sharing/replying/asking.py",
    "sharing/replying/looking.py",
    "sharing/replying/members.py",
)
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_GAP = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w+[^>]*>")
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_OPTIONS = {
    "**/templates/**.html": {
        "extensions": "jinja2.ext.i18n, jinja2.ext.do",
        "trimmed": "true",
        "silent": "no",
    }
}


@cache
def in_code() -> Catalog:
    """Every text of the code, with the files that it stands in."""
    found = Catalog()
    for name, _line, message, comments, context in extract_from_dir(
        SOURCE, _METHODS, _OPTIONS, keywords=KEYWORDS
    ):
        found.add(message, context=context, locations=[(name, 0)], auto_comments=comments)
    return found


def for_buyers() -> Catalog:
    """The texts of the rooms that speak to buyers."""
    found = Catalog()
    for message in in_code():
        if message.id and any(_is_buyers(place) for place, _line in message.locations):
            found[message.id] = Message(
                message.id,
                context=message.context,
                flags=message.flags,
                auto_comments=message.auto_comments,
                locations=sorted(set(message.locations)),
            )
    return found


def kept(language: str) -> Catalog:
    """What is written of a language; an empty catalogue for a new one."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> Catalog:
    """A language's catalogue with the texts of the code: new ones empty, gone ones taken out."""
    catalogue, before = for_buyers(), kept(language)
    renewed = Catalog(locale=language, project="Milepost", header_comment="", fuzzy=False)
    for message in catalogue:
        if not message.id:
            continue
        known = before.get(message.id, message.context)
        renewed.add(
            message.id,
            known.string if known else None,
            context=message.context,
            flags=message.flags,
            auto_comments=message.auto_comments,
            locations=message.locations,
        )
    return renewed


def template() -> bytes:
    """Every text of the code with nothing said for it, as translators begin a language."""
    content = BytesIO()
    write_po(content, in_code(), width=100, omit_header=True, sort_output=True, no_location=True)
    return content.getvalue()


def written(catalogue: Catalog) -> bytes:
    """A catalogue as translators read it, without dates and lines that change by themselves."""
    content = BytesIO()
    write_po(content, catalogue, width=100, omit_header=False, sort_output=True, no_location=False)
    lines = content.getvalue().decode().splitlines()
    kept_lines = [line for line in lines if not line.startswith(_CHANGING)]
    return ("\n".join(kept_lines) + "\n").encode()


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as programs read it: the same for the same texts, whenever it is made."""
    catalogue.creation_date = catalogue.revision_date = _NO_DAY
    content = BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def lacking(language: str) -> list[Message]:
    """Texts for buyers that a language says nothing for."""
    return [m for m in update(language) if m.id and not _is_said(m)]


def row(message: Message) -> dict[str, Any]:
    """A text as a translator fills it in: `say` is a text, or a list with the plural forms."""
    found: dict[str, Any] = {"text": message.id, "say": ""}
    if isinstance(message.id, (tuple, list)):
        found = {"text": list(message.id), "say": ["", ""]}
    if message.context:
        found["context"] = message.context
    found["where"] = sorted({place.rsplit("/", 1)[-1] for place, _line in message.locations})[:2]
    return found


def take(language: str, rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Take a translator's rows into the catalogue; what was refused, and why.

    A text has to keep its gaps (`%(name)s`, `{name}`, tags), except that a form for one alone may
    leave the number out.
    """
    catalogue = update(language)
    refused = []
    for given in rows:
        identity = tuple(given["text"]) if isinstance(given["text"], list) else given["text"]
        message = catalogue.get(identity, given.get("context"))
        if message is None:
            refused.append((str(identity), "no such text"))
            continue
        said = given["say"]
        forms = list(said) if isinstance(said, list) else [said]
        if not all(forms):
            continue
        if isinstance(identity, tuple) and len(forms) != catalogue.num_plurals:
            forms = forms[-catalogue.num_plurals :]
        wrong = _gaps_differ(identity, forms)
        if wrong:
            refused.append((str(identity), wrong))
            continue
        message.string = tuple(forms) if isinstance(identity, tuple) else forms[0]
    write(language, catalogue)
    return refused


def write(language: str, catalogue: Catalog) -> None:
    """Write a language's catalogue, for translators and for programs."""
    folder = LOCALE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "django.po").write_bytes(written(catalogue))
    (folder / "django.mo").write_bytes(compiled(catalogue))


def gaps(text: str) -> frozenset[str]:
    """What is filled into a text, and the marks in it: they are the same in every language."""
    return frozenset(_GAP.findall(text))


def _gaps_differ(identity: str | tuple[str, ...], forms: list[str]) -> str:
    whole = gaps(identity[-1] if isinstance(identity, tuple) else identity)
    for at, form in enumerate(forms):
        found = gaps(form)
        is_last = at == len(forms) - 1
        if (is_last and found != whole) or not found <= whole:
            return f"the gaps {sorted(found ^ whole)} differ"
    return ""


def _is_said(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


def _is_buyers(place: str) -> bool:
    return place.split("/", 1)[0] in BUYERS and not place.startswith(SELLERS)


_CHANGING = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Generated-By',
    '"Report-Msgid-Bugs-To',
    '"Language-Team',
    "# FIRST AUTHOR",
    "# Translations template",
    "# Copyright",
    "# This file is distributed",
)
