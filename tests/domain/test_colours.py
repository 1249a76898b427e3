"""Any colour that a company chooses stays readable in light and dark (issue 4, point 8)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import milepost
from milepost.domain.colours import (
    DARK_GROUNDS,
    LEAST_CONTRAST,
    LIGHT_GROUNDS,
    contrast,
    palette,
    read_colour,
)

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colours)
def test_every_colour_is_readable_on_every_ground_and_can_be_written_on(colour: str) -> None:
    made = palette(colour)
    for accent, grounds in ((made.light, LIGHT_GROUNDS), (made.dark, DARK_GROUNDS)):
        for shade in (accent.colour, accent.hover):
            assert contrast(shade, accent.ink) >= LEAST_CONTRAST
            for ground in grounds:
                assert contrast(shade, ground) >= LEAST_CONTRAST


def test_a_colour_that_is_readable_already_stays_as_it_was_chosen() -> None:
    assert palette("#17624a").light.colour == "#17624a"
    assert palette("#62c7a1").dark.colour == "#62c7a1"


def test_a_pale_colour_gets_darker_on_white_and_keeps_its_hue() -> None:
    made = palette("#ffd400")
    red, green, blue = (int(made.light.colour[at : at + 2], 16) for at in (1, 3, 5))
    assert red > green > blue == 0
    assert made.dark.colour == "#ffd400"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#17624A", "#17624a"),
        ("17624a", "#17624a"),
        (" #abc ", "#aabbcc"),
        ("", None),
        ("red", None),
        ("#12345", None),
        ("#17624a;background:url(x)", None),
        ("#１２３", None),
    ],
)
def test_only_a_colour_is_read_as_one(text: str, colour: str | None) -> None:
    assert read_colour(text) == colour


def test_the_grounds_are_those_of_the_pages() -> None:
    package = Path(milepost.__file__).parent
    tokens = (package / "pages/static/milepost/tokens.css").read_text(encoding="utf-8")
    for name, place in (("paper", 1), ("sunk", 2), ("done-soft", 3)):
        found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", tokens)
        assert found
        assert LIGHT_GROUNDS[place] == found[1]
        assert found[2] in DARK_GROUNDS
