"""Dates in the reader's language and zone, for words that are written where no page is.

As `pages.formatting` writes them: the rooms behind the faces know no pages.
"""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import get_language

# CLDR's bare "en" is American; the product's own English writes "27 Nov".
_LOCALES = {"en": "en_GB"}


def long_day(day: date) -> str:
    """`27 November 2026`."""
    return str(format_date(day, "long", locale=_locale()))


def named_day(day: date) -> str:
    """`Friday 4 December`."""
    return str(format_skeleton("MMMMEEEEd", day, locale=_locale()))


def short_day(day: date) -> str:
    """`27 Nov`."""
    return str(format_skeleton("MMMd", day, locale=_locale()))


def moment(at: datetime) -> str:
    """`27 Nov 2026, 14:05` in the reader's zone."""
    local = timezone.localtime(at)
    day = format_date(local.date(), "medium", locale=_locale())
    return f"{day}, {format_time(local.time(), 'short', locale=_locale())}"


def _locale() -> Locale:
    language = get_language() or "en"
    try:
        return Locale.parse(_LOCALES.get(language, language).replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")
