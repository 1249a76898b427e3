"""Dates, numbers and money in the reader's own language and time zone.

The language and the zone are Django's active ones: whoever opens a page for somebody calls
`django.utils.translation.activate` and `django.utils.timezone.activate` first. Everything else
follows from here, so that no template spells a date or an amount by hand.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from milepost.pages.spoken import get_language

NO_BREAK = "\N{NO-BREAK SPACE}"
# Half a year either way, the nearest such day is the one that anybody thinks of.
PLAIN_YEAR_DAYS = 182
# CLDR's bare "en" is American; the product's own English writes "27 Nov".
LANGUAGE_LOCALES = {"en": "en_GB"}
# Its signs for currencies, though, are the ones that readers of plain English expect: $, not US$.
CURRENCY_LOCALES = {"en": "en_US"}


@lru_cache(maxsize=64)
def locale_of(language: str | None) -> Locale:
    """Babel's locale for a Django language code; English where Babel does not know it."""
    return _parsed(LANGUAGE_LOCALES.get(language or "en", language or "en"))


def _parsed(wanted: str) -> Locale:
    try:
        return Locale.parse(wanted.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")


def today() -> date:
    """The calendar day in the active time zone."""
    return timezone.localdate()


def short_date(value: date | datetime | None, now: date | None = None) -> str:
    """`27 Nov`, with its year where it is more than half a year away from `now`."""
    if value is None:
        return ""
    day = _day(value)
    plain = abs((day - (now or today())).days) <= PLAIN_YEAR_DAYS
    return _skeleton("MMMd" if plain else "yMMMd", day, get_language())


def long_date(value: date | datetime | None) -> str:
    """`27 November 2026`."""
    return "" if value is None else _long(_day(value), get_language())


def weekday_date(value: date | datetime | None) -> str:
    """`Fri 27 Nov`: for what has to be done on that day."""
    return "" if value is None else _skeleton("MMMEd", _day(value), get_language())


def month_name(value: date | datetime) -> str:
    """`Nov`: for an axis."""
    return _skeleton("MMM", _day(value), get_language())


def moment(value: datetime | None) -> str:
    """`27 Nov 2026, 14:05` in the reader's zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    day = format_date(local.date(), "medium", locale=locale_of(get_language()))
    return f"{day}, {clock_time(value)}"


def clock_time(value: datetime | None) -> str:
    """`14:05` in the reader's zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_time(local.time(), "short", locale=locale_of(get_language()))


def relative_days(value: date | datetime | None, now: date | None = None) -> str:
    """`today`, `tomorrow`, `in 4 days`, `3 weeks ago`: the distance in calendar days."""
    if value is None:
        return ""
    days = (_day(value) - (now or today())).days
    if days in _NEAR:
        return _NEAR[days]()
    count = abs(days)
    if count < 21:
        ahead = ngettext("in %(count)s day", "in %(count)s days", count)
        behind = ngettext("%(count)s day ago", "%(count)s days ago", count)
    elif count < 70:
        count = round(count / 7)
        ahead = ngettext("in %(count)s week", "in %(count)s weeks", count)
        behind = ngettext("%(count)s week ago", "%(count)s weeks ago", count)
    else:
        count = round(count / 30.44)
        ahead = ngettext("in %(count)s month", "in %(count)s months", count)
        behind = ngettext("%(count)s month ago", "%(count)s months ago", count)
    return (ahead if days > 0 else behind) % {"count": count}


def money(amount: Decimal | int | None, currency: str | None = None) -> str:
    """`€86,000`: cents only where there are any; a bare number where no currency is known."""
    if amount is None:
        return ""
    return _money(Decimal(amount), currency, get_language())


def number(value: Decimal | int | float | None) -> str:
    """`8,800` with the reader's own separators."""
    if value is None:
        return ""
    return format_decimal(value, locale=locale_of(get_language()))


def percent(value: Decimal | int | float | None) -> str:
    """`33.3 %` from 33.3: one decimal where there is one."""
    if value is None:
        return ""
    shown = format_decimal(value, "#,##0.#", locale=locale_of(get_language()))
    return f"{shown}{NO_BREAK}%"


def initials(name: str | None) -> str:
    """`ML` for Maja Lindqvist: first letters of the first and the last word; `?` for nobody."""
    words = [word for word in (name or "").split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()


def _day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


_NEAR = {
    0: lambda: gettext("today"),
    1: lambda: gettext("tomorrow"),
    -1: lambda: gettext("yesterday"),
}


# A page shows the same few days again and again; CLDR patterns are slow to walk.
@lru_cache(maxsize=8192)
def _skeleton(skeleton: str, day: date, language: str | None) -> str:
    locale = locale_of(language)
    return format_skeleton(skeleton, day, locale=locale).replace(" ", NO_BREAK)


@lru_cache(maxsize=4096)
def _long(day: date, language: str | None) -> str:
    return format_date(day, "long", locale=locale_of(language))


@lru_cache(maxsize=4096)
def _money(amount: Decimal, currency: str | None, language: str | None) -> str:
    if not currency:
        return format_decimal(amount, locale=locale_of(language))
    locale = _parsed(CURRENCY_LOCALES.get(language or "en", language or "en"))
    pattern = locale.currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace(".00", "")
    return format_currency(
        amount, currency, pattern, locale=locale, currency_digits=".00" in pattern
    )
