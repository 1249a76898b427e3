"""Countries, subdivisions, time zones and languages that a person can choose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import available_timezones

import holidays
from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.deals.names import name_key
from milepost.domain.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True)
class Place:
    """A country and, where it matters, a part of it, as the public holidays know them."""

    country: str = ""
    subdivision: str = ""


@lru_cache(maxsize=1)
def _subdivisions() -> dict[str, tuple[str, ...]]:
    return {
        c: tuple(parts) for c, parts in holidays.list_supported_countries().items() if len(c) == 2
    }


def countries() -> list[tuple[str, str]]:
    """Every country whose public holidays are known, in the reader's language and order."""
    return list(_countries(get_language() or "en"))


@lru_cache(maxsize=32)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    pairs = [(code, str(names.get(code, code))) for code in _subdivisions()]
    return tuple(sorted(pairs, key=lambda pair: name_key(pair[1])))


def subdivisions(country: str) -> tuple[str, ...]:
    """The parts of a country that keep public holidays of their own."""
    return _subdivisions().get(country, ())


def read_place(country: str, subdivision: str = "") -> Place:
    """A place from what a form posts; both may be empty. InvalidInput names what is unknown."""
    country, subdivision = country.strip().upper(), subdivision.strip()
    if not country:
        return Place()
    if country not in _subdivisions():
        raise InvalidInput(
            [
                Problem(
                    "country",
                    _("“%(code)s” is no country with known public holidays.")
                    % {"code": country[:20]},
                    _("Choose one of the list."),
                )
            ]
        )
    if subdivision and subdivision not in subdivisions(country):
        raise InvalidInput(
            [
                Problem(
                    "subdivision",
                    _("“%(code)s” is no part of that country.") % {"code": subdivision[:20]},
                    _("Choose one of the list, or leave it empty."),
                )
            ]
        )
    return Place(country, subdivision)


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """The names of all time zones, without the historical and technical ones."""
    odd = ("Etc/", "SystemV/", "US/")
    usual = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(odd))
    return (*sorted(usual), "UTC")


def read_time_zone(name: str, *, may_be_empty: bool = False) -> str:
    """A time zone's name from what a form posts."""
    name = name.strip()
    if (not name and may_be_empty) or name in available_timezones():
        return name
    raise InvalidInput(
        [
            Problem(
                "time_zone",
                _("“%(zone)s” is no time zone.") % {"zone": name[:60]},
                _("Choose one such as Europe/London."),
            )
        ]
    )
