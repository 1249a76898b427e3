"""What people and addresses give as numbers, read without a surprise."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def whole(text: str, digits: int, otherwise: T) -> int | T:
    """A whole number of fewer than so many digits; `otherwise` for anything else.

    Digits of other scripts, signs and spaces are no number here, and the length is bounded before
    it is read, so that no number is larger than a column.
    """
    is_number = text.isascii() and text.isdigit() and len(text) < digits
    return int(text) if is_number else otherwise
