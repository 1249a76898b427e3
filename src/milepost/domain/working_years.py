"""Answers of the `holidays` package kept ready, because loading it takes longer than a check.

`working_years.bin` holds, for every country and subdivision that `holidays` knows, which days of
the years around now differ from Monday to Friday. It counts only beside the very version of
`holidays` that it was made from. Make it again after an update:

    python -m milepost.domain.working_years
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FIRST_YEAR, LAST_YEAR = 2015, 2040

_NAME = "working_years.bin"
_BYTES_A_YEAR = 46  # 366 days, one bit each
_NOTHING: tuple[dict[str, Any], bytes] = ({}, b"")


def kept_year(country: str, subdivision: str | None, year: int) -> bytes | None:
    """One byte for each day of the year, 1 where that side works; None where nothing is kept."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    differing = _differing(country, subdivision)
    if differing is None:
        return None
    start = (year - FIRST_YEAR) * _BYTES_A_YEAR
    bits = int.from_bytes(differing[start : start + _BYTES_A_YEAR], "little")
    plain = monday_to_friday(year)
    return bytes(work ^ (bits >> index & 1) for index, work in enumerate(plain))


def is_kept(country: str, subdivision: str | None) -> bool:
    """Whether this country and subdivision are in the file, and so known to `holidays`."""
    return len(country) == 2 and _key(country, subdivision) in _kept()[0]


def monday_to_friday(year: int) -> bytes:
    """One byte for each day of the year, 1 from Monday to Friday."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return bytes(0 < ordinal % 7 < 6 for ordinal in range(first, last + 1))


def is_of_installed_holidays() -> bool:
    """Whether the file was made from the version of `holidays` that is installed."""
    return bool(_kept()[0])


def packed(sides: Iterable[tuple[str, str | None]], works: Callable[..., bytes]) -> bytes:
    """The content of the file; `works(country, subdivision, year)` asks `holidays`."""
    from importlib.metadata import version  # not above: it takes long to load

    places: dict[str, tuple[int, int]] = {}
    known: dict[bytes, tuple[int, int]] = {}
    body = bytearray()
    for country, subdivision in sides:
        differing = bytearray()
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            pairs = zip(works(country, subdivision, year), monday_to_friday(year), strict=True)
            bits = sum((one ^ other) << index for index, (one, other) in enumerate(pairs))
            differing += bits.to_bytes(_BYTES_A_YEAR, "little")
        blob = zlib.compress(bytes(differing), 9)
        if blob not in known:
            known[blob] = (len(body), len(blob))
            body += blob
        places[_key(country, subdivision)] = known[blob]
    head = {"holidays": version("holidays"), "sides": places}
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + bytes(body)


def _key(country: str, subdivision: str | None) -> str:
    return f"{country}-{subdivision}" if subdivision else country


@lru_cache(maxsize=512)
def _differing(country: str, subdivision: str | None) -> bytes | None:
    places, body = _kept()
    place = places.get(_key(country, subdivision)) if len(country) == 2 else None
    return None if place is None else zlib.decompress(body[place[0] : place[0] + place[1]])


@lru_cache(maxsize=1)
def _kept() -> tuple[dict[str, Any], bytes]:
    """Where each side's days lie, and the days; nothing beside another version of `holidays`."""
    file = files("milepost.domain").joinpath(_NAME)
    if not file.is_file():
        return _NOTHING
    first_line, _, body = file.read_bytes().partition(b"\n")
    head = json.loads(first_line)
    # The folder's name tells the version without loading the package.
    package = find_spec("holidays")
    if package is None or package.origin is None:
        return _NOTHING
    installed = Path(package.origin).parent.parent / f"holidays-{head['holidays']}.dist-info"
    return (head["sides"], body) if installed.is_dir() else _NOTHING


def main() -> None:
    """Writes the file anew from the installed `holidays`."""
    import holidays

    from milepost.domain.working_days import asked_year

    countries = holidays.list_supported_countries(include_aliases=False)
    sides = [
        (country, subdivision)
        for country in sorted(countries)
        for subdivision in (None, *countries[country])
    ]
    content = packed(sides, asked_year)
    Path(__file__).with_name(_NAME).write_bytes(content)
    sys.stdout.write(f"{len(sides)} countries and subdivisions, {len(content)} bytes\n")


if __name__ == "__main__":
    main()
