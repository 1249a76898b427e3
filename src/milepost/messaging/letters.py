"""Letters: what a mail says, written once as a page and told twice, as HTML and as plain text.

    letter("invitation", {"workspace": "Brightloom", …}, language="de", time_zone="Europe/Berlin")

The templates are `mail/<name>.html`, on top of `mail/letter.html`; they are found by name, as
messaging knows no pages. The page's title is the subject, and the text is read off the page, so
that the two never say different things. What a letter says has to be fit for its reader: a
buyer's letter gets nothing that a buyer may not see.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.template import loader
from django.utils import timezone, translation
from django.utils.translation.trans_real import get_supported_language_variant

from milepost.messaging.replies.reply_line import reply_line
from milepost.platform import scope
from milepost.workspaces.look_queries import letter_look

# What a letter may leave unsaid (see `mail/letter.html`).
USUAL: Mapping[str, Any] = {
    "accent": "#17624a",
    "accent_ink": "#ffffff",
    "logo": None,
    "preheader": "",
    "why": "",
    "unsubscribe": "",
    "reply_line": "",
    "stays_inside": False,
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's three parts. `html` is a whole page, `text` says the same without it."""

    subject: str
    text: str
    html: str


def letter(
    template: str,
    context: Mapping[str, Any],
    *,
    language: str,
    time_zone: str,
    takes_answers: Literal["", "buyer", "seller"] = "",
) -> Letter:
    """Write a letter in its reader's language and time zone ("" for the system's own).

    The context needs `workspace` (whose letter it is) and what the template asks for; a name
    that is missing is an error. Inside a seller's scope it wears the workspace's colour. One that
    `takes_answers`, of a buyer or of the seller's side, says so at its top, where that is set up.
    """
    if takes_answers and settings.REPLY_ADDRESS:
        line = reply_line(known_language(language))
        context = {"reply_line": line, "stays_inside": takes_answers == "seller", **context}
    with translation.override(known_language(language)), timezone.override(zone_of(time_zone)):
        html = loader.get_template(f"mail/{template}.html").render({**USUAL, **_look(), **context})
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Letter(reader.subject, reader.text, _FOR_READER.sub("", html))


def _look() -> Mapping[str, Any]:
    # The worker adds the picture itself when the mail goes out (`mail.deliver`).
    here = scope.current()
    if here is None or here.workspace_id is None or here.role != scope.SELLER:
        return {}
    return letter_look(here.workspace_id)


def known_language(language: str) -> str:
    """The language of ours for a wish: itself, its nearest kin, else English."""
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; UTC for none or one that is unknown."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


# Marks that say how a part reads as text; they do not leave the house.
_FOR_READER = re.compile(r' data-text="\w+"')
_BLOCKS = frozenset({"p", "h1", "h2", "div", "ul", "ol", "li", "blockquote", "hr"})
_VOID = frozenset({"br", "hr", "meta", "img", "input", "link", "col", "wbr"})
_UNREAD = frozenset({"style", "head"})


class _Reader(HTMLParser):
    """Reads a letter aloud: paragraphs with an empty line between, links with their address.

    `data-text="skip"` leaves a part out, `data-text="foot"` begins what stands under the line.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._title: list[str] = []
        self._paragraphs: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._link: tuple[str, int] | None = None
        self._prefix, self._item = "", ""

    @property
    def subject(self) -> str:
        return " ".join("".join(self._title).split())

    @property
    def text(self) -> str:
        self._end()
        return "\n\n".join(self._paragraphs).replace("\n\n- ", "\n- ") + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BLOCKS:
            self._end()
        if tag == "br" and not self._is_skipped:
            self._line.append("\n")
        if tag in _VOID:
            return
        mark = given.get("data-text")
        self._open.append((tag, mark == "skip" or tag in _UNREAD))
        if mark == "foot":
            self._paragraphs.append("--")
        if tag == "a":
            self._link = (given.get("href") or "", len(self._line))
        self._prefix = "> " if tag == "blockquote" else self._prefix
        self._item = "- " if tag == "li" else self._item

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link and not self._is_skipped:
            href, begin = self._link
            said = " ".join("".join(self._line[begin:]).split())
            self._line[begin:] = [said if said == href else f"{said}:\n{href}"]
        if tag in _BLOCKS:
            self._end()
        if tag == "blockquote":
            self._prefix = ""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag == "title" for tag, _ in self._open):
            self._title.append(data)
        elif not self._is_skipped:
            self._line.append(re.sub(r"\s+", " ", data))

    @property
    def _is_skipped(self) -> bool:
        return any(skipped for _, skipped in self._open)

    def _end(self) -> None:
        lines = [" ".join(line.split(" ")).strip() for line in "".join(self._line).split("\n")]
        self._line.clear()
        if any(lines):
            first = self._item + lines[0]
            self._paragraphs.append("\n".join(self._prefix + x for x in (first, *lines[1:])))
            self._item = ""
