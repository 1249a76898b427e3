"""A logo is made anew: nothing but its pixels goes on, and no file can hurt the server."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from milepost.domain.errors import InvalidInput
from milepost.platform.pictures import HEIGHT, WIDTH, read_logo


def a_picture(
    form: str = "PNG",
    size: tuple[int, int] = (300, 100),
    colour: Any = (23, 98, 74, 255),
    ground: Any = (0, 0, 0, 0),
    **options: Any,
) -> bytes:
    picture = Image.new("RGBA", size, ground)
    inner = (size[0] // 8, size[1] // 8, size[0] * 7 // 8, size[1] * 7 // 8)
    ImageDraw.Draw(picture).rectangle(inner, fill=colour)
    if form == "JPEG":
        picture = picture.convert("RGB")
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_each_format_becomes_a_png(form: str) -> None:
    made = read_logo(a_picture(form))
    assert made.data.startswith(b"\x89PNG")
    assert (made.width, made.height) == (300, 100)
    assert made.mark == read_logo(a_picture(form)).mark


def test_a_large_picture_is_made_to_fit() -> None:
    made = read_logo(a_picture(size=(3000, 2000)))
    assert made.width <= WIDTH
    assert made.height == HEIGHT


def test_what_a_file_carries_beside_its_pixels_does_not_go_on() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "Secret place 59.3 N")
    written = a_picture(pnginfo=text) + b"<script>alert(1)</script>"
    assert b"Secret" in written
    made = read_logo(written).data
    assert b"Secret" not in made
    assert b"script" not in made


def test_a_picture_of_a_phone_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    made = read_logo(a_picture("JPEG", exif=exif))
    assert made.width < made.height


def test_a_dark_logo_asks_for_a_light_ground_and_the_other_way_round() -> None:
    assert read_logo(a_picture(colour=(20, 20, 20, 255))).ground == "light"
    assert read_logo(a_picture(colour=(250, 250, 250, 255))).ground == "dark"
    assert read_logo(a_picture(colour=(60, 140, 200, 255))).ground == ""
    assert read_logo(a_picture("JPEG", colour=(0, 0, 0, 255))).ground == ""


def a_bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that unfolds into side x side pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [4_001, 9_500, 60_000])
def test_a_picture_that_unfolds_beyond_measure_is_refused_unread(side: int) -> None:
    with pytest.raises(InvalidInput):
        read_logo(a_bomb(side))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        a_picture()[:200],
        a_picture() + b"\0" * (3 * 1024 * 1024),
    ],
    ids=["nothing", "svg", "gif", "pdf", "head", "cut off", "3 MB"],
)
def test_what_is_no_logo_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_logo(data)


@given(st.binary(max_size=300), st.integers(0, 300))
def test_no_bytes_do_anything_but_be_refused(noise: bytes, at: int) -> None:
    whole = a_picture()
    for data in (noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            made = read_logo(data)
        except InvalidInput:
            continue
        assert made.data.startswith(b"\x89PNG")
