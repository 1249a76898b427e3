"""Which files are taken: by their ending, and by what is really in them.

`filetype` tells what a file begins like; the ending has to say the same. Text has no beginning of
its own, so it is read: UTF-8 or the like, and nothing that a browser would take for a page.
Nothing is unpacked. See docs/decisions/files.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import filetype

from milepost.conversation.texts import file_name

# As much of a file as is looked at; more than its format's own mark needs.
HEAD_BYTES = 64 * 1024
_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, and what `filetype` may call it (none: it is text).

    `holds` has to stand somewhere in it: a name in the list of a zip, which is never packed.
    """

    media_type: str
    seen_as: tuple[str, ...] = ()
    holds: bytes = b""
    is_picture: bool = False


def _picture(media_type: str, *seen_as: str) -> Kind:
    return Kind(media_type, seen_as, is_picture=True)


# The old Office formats and Outlook's share one container, "ole".
KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", ("pdf",)),
    "docx": Kind(f"{_OOXML}.wordprocessingml.document", ("docx", "zip"), b"word/"),
    "xlsx": Kind(f"{_OOXML}.spreadsheetml.sheet", ("xlsx", "zip"), b"xl/"),
    "pptx": Kind(f"{_OOXML}.presentationml.presentation", ("pptx", "zip"), b"ppt/"),
    "doc": Kind("application/msword", ("ole", "doc")),
    "xls": Kind("application/vnd.ms-excel", ("ole", "xls")),
    "ppt": Kind("application/vnd.ms-powerpoint", ("ole", "ppt")),
    "msg": Kind("application/vnd.ms-outlook", ("ole",)),
    "odt": Kind(f"{_ODF}.text", ("odt",)),
    "ods": Kind(f"{_ODF}.spreadsheet", ("ods",)),
    "odp": Kind(f"{_ODF}.presentation", ("odp",)),
    "rtf": Kind("application/rtf", ("rtf",)),
    "png": _picture("image/png", "png"),
    "jpg": _picture("image/jpeg", "jpg"),
    "jpeg": _picture("image/jpeg", "jpg"),
    "gif": _picture("image/gif", "gif"),
    "webp": _picture("image/webp", "webp"),
    "heic": _picture("image/heic", "heic"),
    "tif": _picture("image/tiff", "tif"),
    "tiff": _picture("image/tiff", "tif"),
    "bmp": _picture("image/bmp", "bmp"),
    "txt": Kind("text/plain"),
    "md": Kind("text/plain"),
    "log": Kind("text/plain"),
    "csv": Kind("text/csv"),
    "tsv": Kind("text/tab-separated-values"),
    "json": Kind("application/json"),
    "ics": Kind("text/calendar"),
    "zip": Kind("application/zip", ("zip",)),
    "7z": Kind("application/x-7z-compressed", ("7z",)),
    "gz": Kind("application/gzip", ("gz",)),
    "tgz": Kind("application/gzip", ("gz",)),
    "tar": Kind("application/x-tar", ("tar",)),
}
ENDINGS = ", ".join(f".{ending}" for ending in KINDS)
# In a document that says it has no macros: somebody renamed it.
MACROS = b"vbaProject.bin"
# What a browser, of whatever age, might take for a page; none looks further than this.
PAGE_BYTES = 4096
_PAGE = re.compile(
    rb"<\s*(!doctype\s|(html|head|body|script|iframe|svg|meta)[\s/>]|\?php\s)", re.IGNORECASE
)
_PAGE_AT_ONCE = re.compile(rb"\s*<\s*[!?a-z]", re.IGNORECASE)
_PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def kind_of(name: str) -> Kind | None:
    """The kind that a file's name claims; None for one that is not taken."""
    _stem, dot, ending = file_name(name).rpartition(".")
    return KINDS.get(ending.lower()) if dot else None


def is_what_it_says(kind: Kind, head: bytes) -> bool:
    """Whether a file that begins like this is of that kind."""
    if not kind.seen_as:
        return is_plain_text(head)
    if seen_as(head) not in kind.seen_as:
        return False
    if kind.is_picture:
        is_whole = not _is_png(head) or head.startswith(_PNG_HEAD)
        return is_whole and not _PAGE.search(head[:PAGE_BYTES])
    return True


def seen_as(head: bytes) -> str:
    """What a file begins like, as a word of `filetype` ("" for what it does not know)."""
    found = filetype.guess(head)
    if found is None:
        return "ole" if head.startswith(_OLE) else ""
    return str(found.extension)


def is_plain_text(head: bytes) -> bool:
    """Readable text that is neither a page nor a script."""
    if seen_as(head) or head.startswith(b"#!"):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace").encode()
    elif b"\0" in head:
        return False
    else:
        text = head.removeprefix(b"\xef\xbb\xbf")
    return not _PAGE_AT_ONCE.match(text) and not _PAGE.search(text[:PAGE_BYTES])


def _is_png(head: bytes) -> bool:
    return head.startswith(_PNG_HEAD[:8])
