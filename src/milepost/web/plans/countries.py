"""The countries whose public holidays the calendar knows, by name in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language, gettext
from holidays.utils import list_supported_countries

from milepost.pages.formatting import locale_of


def country_choices() -> tuple[tuple[str, str], ...]:
    """(code, name) pairs sorted by name, led by the choice of no calendar."""
    return (("", gettext("No calendar: Monday to Friday")), *_countries(get_language()))


@lru_cache(maxsize=32)
def _countries(language: str | None) -> tuple[tuple[str, str], ...]:
    names = locale_of(language).territories
    known = ((code, names.get(code, code)) for code in list_supported_countries())
    return tuple(sorted(known, key=lambda pair: pair[1].casefold()))
