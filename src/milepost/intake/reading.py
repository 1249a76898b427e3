"""Reading a CSV file of unknown encoding and delimiter into rows, within limits.

A file that cannot be read is refused whole with `InvalidInput`, before anything is imported.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem

MAX_BYTES = 25 * 1024 * 1024
MAX_COLUMNS = 500
MAX_ROWS = 200_000
MAX_LINES = 2_000_000  # a row may have many, as cells may hold line breaks
MAX_FIELD = 20_000
_CHUNK = 256 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NOT_TEXT = (
    (b"PK\x03\x04", "Excel"),
    (b"\xd0\xcf\x11\xe0", "Excel"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
)


_SPREADSHEETS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("cp932", "gb18030", "big5", "cp949", "euc_jp", "koi8_r"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the file's line on which it starts, and its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: unique headings, rows, and how it was read."""

    headings: tuple[str, ...]
    rows: list[Row]
    encoding: str
    delimiter: str


def refuse(wrong: str, right: str) -> InvalidInput:
    """The error for a file that is refused whole."""
    return InvalidInput([Problem("file", wrong, right)])


def read_limited(stream: BinaryIO | Path) -> bytes:
    """The file's bytes; one that is too large is refused without being read to its end."""
    if isinstance(stream, Path):
        check_size(stream.stat().st_size)
        with stream.open("rb") as opened:
            return read_limited(opened)
    parts, size = [], 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        check_size(size)
        parts.append(chunk)
    return b"".join(parts)


def check_size(size: int) -> None:
    """Refuse a file of more than `MAX_BYTES`."""
    if size > MAX_BYTES:
        raise refuse(
            _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1024 // 1024},
            _("Export fewer columns or a shorter period, and import the parts one by one."),
        )


def read_table(data: bytes) -> Table:
    """Read a CSV file; the first row that is not empty holds the headings."""
    text, encoding = decode(data)
    delimiter, text, first_line = _delimiter_of(text)
    records = _records(text, delimiter, first_line)
    header = next(records, None)
    if header is None:
        raise refuse(_("The file is empty."), _("Export it again with headings and rows."))
    headings = _headings(header)
    rows = []
    for row in records:
        if len(rows) == MAX_ROWS:
            raise refuse(
                _("The file has more than %(limit)s rows.") % {"limit": f"{MAX_ROWS:,}"},
                _("Split it and import the parts one by one."),
            )
        rows.append(row)
    if not rows:
        raise refuse(
            _("The file has headings but no rows."), _("Export it again with its records.")
        )
    return Table(headings, rows, encoding, delimiter)


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was read in: BOM, UTF-8, then the likeliest."""
    for magic, kind in _NOT_TEXT:
        if data.startswith(magic):
            raise refuse(
                _("This is a file of kind %(kind)s, not CSV.") % {"kind": kind},
                _("Open it in the program that made it and save it as CSV (UTF-8)."),
            )
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    encoding = encoding or _utf16_without_bom(data)
    text = None
    if encoding:
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    else:
        text, encoding = _decode_guessing(data)
    if "\x00" in text:
        raise refuse(
            _("The file has NUL bytes in it, so it is no text file."),
            _("Export it again as CSV (UTF-8)."),
        )
    return text, encoding


def _utf16_without_bom(data: bytes) -> str | None:
    head = data[:4096]
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    if even > 0.6 and odd < 0.1:
        return "utf-16-be"
    return None


def _decode_guessing(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    for name in (_likeliest(data), "cp1252", "latin-1"):
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    raise refuse(
        _("The encoding of the file cannot be told."), _("Export it again as CSV (UTF-8).")
    )


def _likeliest(data: bytes) -> str:
    """The likeliest of the encodings that spreadsheets write; Western Europe's where several are.

    Others (DOS, Mac, teletext) are left out: short files would be taken for them.
    """
    matches = from_bytes(data[: 512 * 1024], cp_isolation=list(_SPREADSHEETS))
    best = matches.best()
    if best is None:
        return "cp1252"
    ties = [m.encoding for m in matches if (m.chaos, m.coherence) == (best.chaos, best.coherence)]
    return "cp1252" if "cp1252" in ties else best.encoding


def _delimiter_of(text: str) -> tuple[str, str, int]:
    """The delimiter, the text without Excel's `sep=` line, and its first line's number."""
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest, 2
    head = text[: 64 * 1024]
    best, best_score = ",", 0.0
    for candidate in _DELIMITERS:
        if candidate not in head:
            continue
        widths = _widths(head, candidate)
        if widths and widths[0] > 1:
            score = sum(w == widths[0] for w in widths) / len(widths) * min(widths[0], 20) ** 0.5
            if score > best_score:
                best, best_score = candidate, score
    return best, text, 1


def _widths(head: str, delimiter: str) -> list[int]:
    widths = []
    try:
        for record in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            if record:
                widths.append(len(record))
            if len(widths) == 40:
                break
    except csv.Error:
        pass
    return widths[:-1] if len(widths) > 1 and len(widths) < 40 else widths


def _records(text: str, delimiter: str, first_line: int) -> Iterator[Row]:
    """Every record that is not empty. An open quote that is never closed refuses the file."""
    if text.count("\n") > MAX_LINES:
        raise refuse(
            _("The file has more than %(limit)s lines.") % {"limit": f"{MAX_LINES:,}"},
            _("Take the empty lines out, or split it and import the parts one by one."),
        )
    csv.field_size_limit(max(len(text), 1))
    strict = True
    while True:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
        try:
            records = []
            before = 0
            for cells in reader:
                if any(cells) and any(c.strip() for c in cells):
                    # A row of millions of cells says no more than that it has too many.
                    kept = cells if len(records) == 0 else cells[: MAX_COLUMNS + 1]
                    records.append(Row(before + first_line, kept))
                before = reader.line_num
                if len(records) > MAX_ROWS + 1:
                    break
                if len(records) == 1 and len(cells) > MAX_COLUMNS:
                    break
            return iter(records)
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise refuse(
                    _("A quotation mark opened on line %(line)s is never closed.")
                    % {"line": before + first_line},
                    _("Close or double it in that line, or export the file again."),
                ) from None
            if not strict:
                raise refuse(
                    _("Line %(line)s cannot be read.") % {"line": before + first_line},
                    _("Export the file again as CSV."),
                ) from None
            strict = False


def _headings(row: Row) -> tuple[str, ...]:
    if len(row.cells) > MAX_COLUMNS:
        raise refuse(
            _("The file has %(count)s columns; at most %(limit)s can be read.")
            % {"count": f"{len(row.cells):,}", "limit": MAX_COLUMNS},
            _("Export only the columns that describe a deal."),
        )
    seen: dict[str, int] = {}
    headings = []
    for position, cell in enumerate(row.cells, start=1):
        name = " ".join(cell.split())[:120] or _("Column %(number)s") % {"number": position}
        seen[name] = seen.get(name, 0) + 1
        headings.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(headings)
