"""Pictures that people upload, made anew before anybody else sees them.

What was uploaded is never served: it is decoded, turned upright, made smaller and written as a
PNG of our own, so that nothing else that a file can carry (places, comments, scripts, a second
file behind the first) goes on. Formats that are programs (SVG) are refused, and so is a small file
that would unfold into a huge picture: its size is read before a single pixel is.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from milepost.domain.errors import InvalidInput, Problem

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000
WIDTH, HEIGHT = 480, 160
"""The box that a logo is made to fit: three times what pages show."""

_LIGHT, _DARK = 255.0, 28.0
"""How light the two grounds are that a logo may stand on, of 255."""
_LEAST_DIFFERENCE = 60.0
_OPAQUE_FROM = 250


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG of our own. `mark` is made from its content; `ground` is `light`, `dark` or ''
    (either): what it has to stand on to be seen."""

    data: bytes
    mark: str
    width: int
    height: int
    ground: str


def read_logo(data: bytes, field: str = "logo") -> Picture:
    """The logo in an uploaded file. Raises InvalidInput for what is none, or too much."""
    if not data:
        raise _refused(field, "there is no file", "choose a PNG, JPEG or WebP file")
    if len(data) > MOST_BYTES:
        raise _refused(field, "the file is too large", "use one of at most 2 MB")
    picture = _decoded(data, field)
    picture.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    made = written.getvalue()
    mark = hashlib.sha256(made).hexdigest()[:20]
    return Picture(made, mark, picture.width, picture.height, _ground(picture))


def _decoded(data: bytes, field: str) -> Image.Image:
    """The picture upright, in colours and transparency of our own. Only then are pixels read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _refused(field, "the picture is too large", "at most 16 million pixels")
                upright = ImageOps.exif_transpose(opened)
                return Image.frombytes("RGBA", upright.size, upright.convert("RGBA").tobytes())
    except InvalidInput:
        raise
    # Pillow raises whatever its many readers stumble over.
    except Exception as error:
        wrong = "this is no picture that can be read"
        raise _refused(field, wrong, "choose a PNG, JPEG or WebP file") from error


def _ground(picture: Image.Image) -> str:
    """Which ground the picture needs, by how light what is seen of it is on average."""
    opacity = picture.getchannel("A")
    if opacity.getextrema()[0] >= _OPAQUE_FROM:
        return ""  # it brings its own ground
    seen = opacity.histogram()
    weight = sum(level * count for level, count in enumerate(seen))
    if not weight:
        return ""
    light = picture.convert("L")
    lit = Image.composite(light, Image.new("L", picture.size, 0), opacity).histogram()
    average = 255 * sum(level * count for level, count in enumerate(lit)) / weight
    if abs(average - _DARK) < _LEAST_DIFFERENCE:
        return "light"
    if abs(average - _LIGHT) < _LEAST_DIFFERENCE:
        return "dark"
    return ""


def _refused(field: str, wrong: str, right: str) -> InvalidInput:
    return InvalidInput([Problem(field, wrong, right)])
