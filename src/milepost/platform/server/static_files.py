"""Static files from memory: read, marked and compressed once, at the start.

An address that carries the mark of the content (`?v=…`) may be kept for ever, and so may a font,
whose name carries its version; any other is asked for again each time and answered with 304 while
nothing has changed.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from milepost.platform.server.types import Headers, Scope, Send, answer, header

_FOR_EVER = b"public, max-age=31536000, immutable"
_ASK_AGAIN = b"public, no-cache"
_COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg+xml")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file, as it is sent."""

    content: bytes
    packed: bytes | None
    kind: bytes
    mark: bytes


class StaticFiles:
    """All static files of all apps, by their path after `/static/`."""

    def __init__(self, files: dict[str, StaticFile]) -> None:
        self.files = files

    @classmethod
    def found_by_django(cls) -> StaticFiles:
        """Everything that Django's finders know."""
        from django.contrib.staticfiles.finders import get_finders

        files: dict[str, StaticFile] = {}
        for finder in get_finders():
            for path, storage in finder.list([]):
                if path not in files:
                    files[path] = read(Path(storage.path(path)))
        return cls(files)

    async def __call__(self, scope: Scope, path: str, send: Send) -> None:
        """Answer a GET or HEAD for one file."""
        file = self.files.get(path)
        if file is None or scope["method"] not in ("GET", "HEAD"):
            status = 404 if file is None else 405
            await answer(send, status, [(b"content-length", b"0")], b"")
            return
        headers = self._headers(scope, file)
        if header(scope, b"if-none-match").removeprefix(b"W/") == b'"%b"' % file.mark:
            await answer(send, 304, headers, b"")
            return
        content = file.content
        if file.packed is not None:
            headers.append((b"vary", b"accept-encoding"))
            if b"gzip" in header(scope, b"accept-encoding"):
                headers.append((b"content-encoding", b"gzip"))
                content = file.packed
        headers.append((b"content-type", file.kind))
        headers.append((b"content-length", str(len(content)).encode()))
        await answer(send, 200, headers, b"" if scope["method"] == "HEAD" else content)

    def _headers(self, scope: Scope, file: StaticFile) -> Headers:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        asked = query.get("v", [""])[0].encode("latin-1")
        is_marked = len(asked) >= 8 and file.mark.startswith(asked)
        is_lasting = is_marked or file.kind == b"font/woff2"
        return [
            (b"etag", b'"%b"' % file.mark),
            (b"cache-control", _FOR_EVER if is_lasting else _ASK_AGAIN),
            (b"x-content-type-options", b"nosniff"),
            (b"cross-origin-resource-policy", b"same-origin"),
        ]


def read(file: Path) -> StaticFile:
    """A file with the mark of its content, compressed where that helps."""
    content = file.read_bytes()
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packed = None
    if kind.startswith(_COMPRESSED) and len(content) > 500:
        packed = gzip.compress(content, 6, mtime=0)
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    mark = hashlib.sha256(content).hexdigest().encode()
    return StaticFile(content, packed, kind.encode(), mark)
