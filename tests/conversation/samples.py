"""Files as people have them, and as somebody with bad intentions makes them."""

from __future__ import annotations

import io
import zipfile

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    + bytes(40)
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(60)
GIF = b"GIF89a\x01\x00\x01\x00" + bytes(40)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00" + bytes(100)
ELF = b"\x7fELF\x02\x01\x01" + bytes(100)


def zipped(
    *names: str, mimetype: str = "", content: bytes = b"<x/>", packed: bool = False
) -> bytes:
    """A zip with these files in it."""
    out = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", how) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def docx(*more: str) -> bytes:
    """A document of Word's, with further parts in it."""
    return zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml", *more)


def xlsx() -> bytes:
    """A real workbook."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet().write(0, 0, "Sites")
    book.close()
    return out.getvalue()


def odt() -> bytes:
    """A document of LibreOffice's."""
    kind = "application/vnd.oasis.opendocument.text"
    return zipped("content.xml", "META-INF/manifest.xml", mimetype=kind)


def bomb() -> bytes:
    """300 MB of nothing in some 300 kB."""
    return zipped("zeros.bin", content=bytes(300 * 1024 * 1024), packed=True)
