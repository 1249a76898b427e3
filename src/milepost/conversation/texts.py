"""What people write, made fit to keep: comments, titles of links, names of files, addresses.

Text stays text: nothing here takes HTML out or puts it in, as pages escape all of it.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem

LONGEST_COMMENT = 5_000
LONGEST_TITLE = 200
LONGEST_ADDRESS = 2_000
LONGEST_FILE_NAME = 120
# Characters that turn the reading of their neighbours round, so that a text seems another.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def refusal(field: str, wrong: str, right: str) -> InvalidInput:
    """A refusal whose message is a sentence for its reader, without the field's name."""
    text = f"{wrong}; {right}" if right else wrong
    return InvalidInput([Problem(field, wrong, right)], f"{text[:1].upper()}{text[1:]}.")


def comment_text(given: str) -> str:
    """A comment as it is kept: paragraphs and lines as typed. Raises InvalidInput."""
    text = _without_controls(given.replace("\r\n", "\n").replace("\r", "\n"), "\n\t")
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    if not text:
        raise refusal("text", _("there is nothing in it"), _("write a few words"))
    if len(text) > LONGEST_COMMENT:
        wrong = _("it is %(length)s characters long, and a comment holds %(most)s") % {
            "length": len(text),
            "most": LONGEST_COMMENT,
        }
        right = _("shorten it, or attach it as a file")
        raise refusal("text", wrong, right)
    return text


def link_address(given: str) -> str:
    """The address of a link: http or https, with a host and nobody's password. Raises."""
    address = _without_controls(given).strip()
    if address and "://" not in address and re.match(r"[\w-]+(\.[\w-]+)+([/:?#]|$)", address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fine = False
    if not is_fine or "@" in parts.netloc or re.search(r"\s", address):
        wrong, right = _("this is no web address"), _("paste one that begins with https://")
        raise refusal("url", wrong, right)
    if len(address) > LONGEST_ADDRESS:
        right = _("use one under %(most)s characters") % {"most": LONGEST_ADDRESS}
        raise refusal("url", _("this address is too long"), right)
    return address


def link_title(given: str, address: str) -> str:
    """What a link is called; its host where nobody said."""
    title = " ".join(_without_controls(given).split())[:LONGEST_TITLE]
    return title or urlsplit(address).hostname or address[:LONGEST_TITLE]


def file_name(given: str) -> str:
    """A file's name for showing: its last part, without what deceives or controls anything.

    Nothing is ever stored under it. Its ending stays, as that says what opens it.
    """
    last = re.split(r"[/\\]", given)[-1]
    name = _FORBIDDEN_IN_NAMES.sub("_", _without_controls(unicodedata.normalize("NFC", last)))
    name = " ".join(name.split()).strip(". ")
    if _RESERVED_NAMES.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:LONGEST_FILE_NAME] or "file"
    ending = ending[:10]
    return f"{(stem or 'file')[: LONGEST_FILE_NAME - 1 - len(ending)].rstrip('. ')}.{ending}"


def _without_controls(text: str, kept: str = "") -> str:
    """Without control characters, lone surrogates and marks that turn the reading round.

    Marks that join or order letters (as Persian and emoji need them) stay.
    """
    plain = text.translate(_TURNING)
    return "".join(c for c in plain if c in kept or unicodedata.category(c) not in ("Cc", "Cs"))
