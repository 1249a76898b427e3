"""The bytes of files: checked, kept under random names outside of any web root, swept.

    checked(upload)           refuses what is too large or not what it says, with nothing kept
    stored = store(upload)    bytes first, whole and on disk; the row follows in its transaction
    inspected(name, title)    the same, said of bytes that are there already

A file's own name is never a path here. What no row names is an orphan, removed by the sweep.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from milepost.conversation.kinds import (
    ENDINGS,
    HEAD_BYTES,
    MACROS,
    Kind,
    is_what_it_says,
    kind_of,
)
from milepost.conversation.texts import file_name, refusal
from milepost.domain.errors import InvalidInput, NotFound

CHUNK = 1024 * 1024
MEGABYTE = 1024 * 1024
# Long enough for any action that still waits to be done after a crash.
ORPHAN_SECONDS = 24 * 3600
_STORED = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are kept: their random name, size, checksum and kind."""

    name: str
    size: int
    sha256: str
    media_type: str


def checked(upload: Any) -> Kind:
    """The kind of an uploaded file (Django's). Raises InvalidInput, in words for its sender."""
    if upload is None or not upload.name:
        raise _refused(_("no file was chosen"), _("choose one"))
    check_size(upload.size or 0)
    kind = _known_kind(upload.name)
    upload.seek(0)
    _check_content(kind, _chunks(upload), upload.name)
    upload.seek(0)
    return kind


def check_size(size: int) -> None:
    """Refuse a file that is empty or larger than one may be."""
    most = settings.MAX_FILE_BYTES
    if size > most:
        wrong = _("it has %(size)s MB, and a file may have up to %(most)s MB") % {
            "size": megabytes(size),
            "most": megabytes(most),
        }
        raise _refused(wrong, _("make it smaller, or attach a link to it"))
    if not size:
        raise _refused(_("the file is empty"), _("choose another one"))


def check_room(used: int, size: int) -> None:
    """Refuse a file for which the plan has no room left."""
    most = settings.MAX_PLAN_FILE_BYTES
    if used + size > most:
        wrong = _("the files of this plan may have %(most)s MB together, and that is used up") % {
            "most": megabytes(most)
        }
        raise _refused(wrong, _("remove one that is no longer needed, or attach a link"))


def store(upload: Any) -> Stored:
    """Keep the bytes of a checked upload: whole, on disk, and then under their name."""
    name = secrets.token_hex(16)
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f".{name}.part")
    mark, size = hashlib.sha256(), 0
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            upload.seek(0)
            for chunk in _chunks(upload):
                mark.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return Stored(name, size, mark.hexdigest(), _known_kind(upload.name).media_type)


def inspected(name: str, title: str) -> Stored:
    """What is known of bytes that are kept already, read anew. Raises NotFound, InvalidInput."""
    path = path_of(name)
    kind = _known_kind(title)
    mark = hashlib.sha256()
    try:
        with path.open("rb") as bytes_of:
            size = os.fstat(bytes_of.fileno()).st_size
            check_size(size)

            def read() -> Iterator[bytes]:
                for chunk in _chunks(bytes_of):
                    mark.update(chunk)
                    yield chunk

            _check_content(kind, read(), title)
    except OSError as error:
        raise NotFound("This file is not there.") from error
    return Stored(name, size, mark.hexdigest(), kind.media_type)


def discard(name: str) -> None:
    """Remove bytes that came to nothing."""
    path_of(name).unlink(missing_ok=True)


def path_of(name: str) -> Path:
    """Where bytes of this name lie. Only names of our own making are names."""
    if not _STORED.fullmatch(name):
        raise NotFound("There is no such file.")
    return Path(settings.FILES_FOLDER) / name[:2] / name


def old_names() -> Iterator[list[str]]:
    """The names of what is kept and is a day old or more, a few hundred at a time."""
    before = time.time() - ORPHAN_SECONDS
    for folder in sorted(Path(settings.FILES_FOLDER).glob("[0-9a-f][0-9a-f]")):
        names: list[str] = []
        for entry in os.scandir(folder):
            if entry.stat(follow_symlinks=False).st_mtime > before:
                continue
            if _STORED.fullmatch(entry.name):
                names.append(entry.name)
            elif entry.name.endswith(".part"):
                Path(entry.path).unlink(missing_ok=True)
        if names:
            yield names


def megabytes(size: int) -> str:
    """A size in megabytes, as people say it: `25`, `0.4`."""
    exact = size / MEGABYTE
    return f"{exact:.0f}" if exact >= 10 or exact == int(exact) else f"{exact:.1f}"


def _known_kind(name: str) -> Kind:
    kind = kind_of(name)
    if kind is None:
        wrong = _("files like “%(name)s” are not taken") % {"name": file_name(name)}
        raise _refused(wrong, _("use one of %(endings)s") % {"endings": ENDINGS})
    return kind


def _check_content(kind: Kind, chunks: Iterable[bytes], name: str) -> None:
    """Look at the beginning, and through the whole for what has to be there or must not be."""
    head, tail, holds = b"", b"", not kind.holds
    has_macros = False
    for chunk in chunks:
        head = head or chunk[:HEAD_BYTES]
        seam = tail + chunk
        holds = holds or kind.holds in seam
        has_macros = has_macros or MACROS in seam
        tail = chunk[-64:]
    if not is_what_it_says(kind, head) or not holds:
        wrong = _("“%(name)s” is not what its ending says") % {"name": file_name(name)}
        raise _refused(wrong, _("save it again in the format of its ending"))
    if has_macros and "zip" in kind.seen_as and kind.holds:
        raise _refused(_("the document holds macros"), _("save it without them"))


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(wrong: str, right: str) -> InvalidInput:
    return refusal("file", wrong, right)
