"""A company's own colour, kept readable in light and dark (issue 4, point 8).

Whatever colour somebody chooses, its hue stays and its lightness moves until text and buttons in
it reach 4.5:1 (WCAG 2.2 AA) on every ground of the pages. Colours are `#rrggbb`; contrast is
WCAG's ratio from 1 to 21.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]

LEAST_CONTRAST = 4.5
"""What text needs on its ground."""

LIGHT_GROUNDS = ("#ffffff", "#f7f6f2", "#f1efe9", "#e3f1ea")
DARK_GROUNDS = ("#121417", "#15181c", "#1a1d22", "#17302a")
"""What coloured text stands on: paper, card, sunk and the softest ground of `tokens.css`."""

INKS = ("#ffffff", "#0c1512")
"""What may be written on a coloured ground."""

_WHITE: Rgb = (255, 255, 255)
_BLACK: Rgb = (0, 0, 0)
_HOVER = 0.16
_FINE = 256


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour in one scheme, the same under the pointer, and what is written on it."""

    colour: str
    hover: str
    ink: str


@dataclass(frozen=True, slots=True)
class Palette:
    """A company's colour in both schemes."""

    light: Accent
    dark: Accent


def read_colour(text: str) -> str | None:
    """`#rrggbb` in lower case from `#rgb`, `rrggbb` and the like; None where it is no colour."""
    found = re.fullmatch(r"#?([0-9a-f]{3}|[0-9a-f]{6})", text.strip().lower())
    if found is None:
        return None
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def palette(colour: str) -> Palette:
    """The colour as each scheme can bear it."""
    chosen = _rgb(colour)
    return Palette(
        light=_accent(chosen, LIGHT_GROUNDS, _BLACK), dark=_accent(chosen, DARK_GROUNDS, _WHITE)
    )


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, from 1 to 21."""
    lights = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _accent(chosen: Rgb, grounds: Sequence[str], towards: Rgb) -> Accent:
    """The colour moved as little as needed, and a little further for the pointer."""
    colour = next(
        mixed
        for step in range(_FINE + 1)
        if _is_readable(mixed := _hex(_mixed(chosen, towards, step / _FINE)), grounds)
    )
    hover = _hex(_mixed(_rgb(colour), towards, _HOVER))
    ink = max(INKS, key=lambda each: min(contrast(each, colour), contrast(each, hover)))
    return Accent(colour, hover, ink)


def _is_readable(colour: str, grounds: Sequence[str]) -> bool:
    """Whether it can be read on every ground, and be written on."""
    return all(contrast(colour, ground) >= LEAST_CONTRAST for ground in grounds) and any(
        contrast(ink, colour) >= LEAST_CONTRAST for ink in INKS
    )


def _mixed(one: Rgb, other: Rgb, part: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
