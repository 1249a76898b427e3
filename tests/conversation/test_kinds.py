"""A file is taken where it is of a kind that is taken, and really is what its ending says."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.conversation import files
from milepost.domain.errors import InvalidInput
from tests.conversation import samples as s

TAKEN = {
    "Plan.pdf": s.PDF,
    "Offer.docx": s.docx("docProps/app.xml"),
    "Sites.xlsx": s.xlsx(),
    "Deck.pptx": s.zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "Letter.odt": s.odt(),
    "Old.doc": s.OLE,
    "Note.rtf": b"{\\rtf1\\ansi Hello}",
    "Photo.PNG": s.PNG,
    "Photo.jpeg": s.JPEG,
    "Move.gif": s.GIF,
    "Notes.txt": "Grüße, 5 < 6 & <b>so</b>\n".encode(),
    "Wide.txt": "Grüße".encode("utf-16"),
    "Latin.txt": "Grüße".encode("latin-1"),
    "Sites.csv": b"site,city\nA,Malm\xc3\xb6\n",
    "Meeting.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "All.zip": s.zipped("a.txt"),
    "All.7z": b"7z\xbc\xaf'\x1c" + bytes(40),
    "All.tar.gz": b"\x1f\x8b\x08" + bytes(40),
}
REFUSED_BY_ENDING = {
    "page.html": s.HTML,
    "page.xhtml": s.HTML,
    "drawing.svg": s.SVG,
    "run.exe": s.EXE,
    "run.sh": b"#!/bin/sh\n",
    "run.js": b"alert(1)",
    "macro.xlsm": s.xlsx(),
    "data.xml": b"<?xml version='1.0'?><html/>",
    "none": s.PDF,
    ".pdf": s.PDF,
    "plan.pdf.exe": s.PDF,
    "plan.pdf\u202eexe.": s.PDF,
}
REFUSED_BY_CONTENT = {
    "a page named as a picture": ("a.png", s.HTML),
    "a page behind the head of a PNG": ("a.png", s.PNG[:8] + s.HTML),
    "a page inside of a PNG": ("a.png", s.PNG + s.HTML),
    "a script in a GIF": ("a.gif", b"GIF89a/*<svg/onload=alert(1)>*/=1;alert(1)"),
    "a page in a comment of a JPEG": ("a.jpg", s.JPEG + b"<HTML><SCRIPT>x</SCRIPT>"),
    "a page before the head of a PDF": ("a.pdf", s.HTML + s.PDF),
    "a page named as text": ("a.txt", b"  \n" + s.HTML),
    "a page in UTF-16 named as text": ("a.txt", s.HTML.decode().encode("utf-16")),
    "a page named as a table": ("a.csv", s.HTML),
    "a script with its first line": ("a.txt", b"#!/bin/sh\nrm -rf /\n"),
    "a program named as text": ("a.txt", s.EXE),
    "a program of Linux": ("a.pdf", s.ELF),
    "a picture named as another": ("a.png", s.JPEG),
    "a picture named as text": ("a.txt", s.PNG),
    "a zip named as a document": ("a.docx", s.zipped("evil.exe")),
    "a table named as a document": ("a.docx", s.xlsx()),
    "a document with macros": ("a.docx", s.docx("word/vbaProject.bin")),
    "text named as an old document": ("a.doc", b"hello"),
    "text with NULs": ("a.txt", b"a\x00b"),
    "nothing": ("a.txt", b""),
}


def upload(name: str, content: bytes) -> Any:
    made = SimpleUploadedFile("x", content)
    made._name = name
    return made


@pytest.mark.parametrize("name", TAKEN)
def test_what_people_work_with_is_taken(name: str) -> None:
    assert files.checked(upload(name, TAKEN[name]))


@pytest.mark.parametrize("name", REFUSED_BY_ENDING)
def test_pages_scripts_and_programs_are_refused_by_name(name: str) -> None:
    with pytest.raises(InvalidInput, match=r"are not taken; use one of \.pdf"):
        files.checked(upload(name, REFUSED_BY_ENDING[name]))


@pytest.mark.parametrize("what", REFUSED_BY_CONTENT)
def test_a_file_that_is_not_what_it_says_is_refused(what: str, files_folder: Path) -> None:
    with pytest.raises(InvalidInput):
        files.checked(upload(*REFUSED_BY_CONTENT[what]))
    assert not files_folder.exists()


def test_the_mark_of_macros_is_found_across_two_pieces() -> None:
    pad = b"<!--" + b"x" * (files.CHUNK - 200) + b"-->"
    content = s.zipped("[Content_Types].xml", "word/document.xml", content=pad)
    for shift in range(40):
        made = s.docx() + bytes(files.CHUNK - len(s.docx()) - shift) + b"word/vbaProject.bin"
        with pytest.raises(InvalidInput, match="macros"):
            files.checked(upload("a.docx", made))
    assert files.checked(upload("a.docx", content))


def test_a_zip_bomb_is_never_unpacked() -> None:
    content = s.bomb()
    tracemalloc.start()
    started = time.monotonic()
    files.checked(upload("a.zip", content))
    seconds, (_now, peak) = time.monotonic() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 2
    assert peak < 20 * 1024 * 1024


def test_a_file_that_is_too_large_is_refused_with_the_limit(settings: Any) -> None:
    settings.MAX_FILE_BYTES = 25 * 1024 * 1024
    large = SimpleUploadedFile("photo.png", s.PNG)
    large.size = 30 * 1024 * 1024
    with pytest.raises(InvalidInput, match="It has 30 MB, and a file may have up to 25 MB"):
        files.checked(large)
