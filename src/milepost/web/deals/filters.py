"""The deal list's filter, to and from the page's address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from milepost.deals.queries import SORTS, DealFilter
from milepost.deals.stages import Stage

_STAGES = ("open", "all", *Stage.values)
_GAPS = ("any", "account", "value", "target_close", "owner")
LAST_PAGE = 1_000_000


def read_filter(query: QueryDict) -> DealFilter:
    """The filter that an address asks for; what makes no sense in it is passed over."""
    return DealFilter(
        search=" ".join(query.get("q", "").replace("\x00", "").split())[:200],
        stage=_one_of(query.get("stage", ""), _STAGES, "open"),
        owner=query.get("owner", "").replace("\x00", "")[:220],
        plan=_one_of(query.get("plan", ""), ("yes", "no"), ""),
        gap=_one_of(query.get("gap", ""), _GAPS, ""),
        closes_from=_day(query.get("from", "")),
        closes_to=_day(query.get("to", "")),
        sort=_sort(query.get("sort", "")),
        page=_page(query.get("page", "")),
    )


def address_of(chosen: DealFilter, **changes: Any) -> str:
    """The query of an address that shows `chosen` with some changes, first page unless given."""
    shown = replace(chosen, **({"page": 1} | changes))
    usual = DealFilter()
    parts = {
        "q": shown.search,
        "stage": "" if shown.stage == usual.stage else shown.stage,
        "owner": shown.owner,
        "plan": shown.plan,
        "gap": shown.gap,
        "from": shown.closes_from.isoformat() if shown.closes_from else "",
        "to": shown.closes_to.isoformat() if shown.closes_to else "",
        "sort": "" if shown.sort == usual.sort else shown.sort,
        "page": str(shown.page) if shown.page > 1 else "",
    }
    return "?" + urlencode({name: text for name, text in parts.items() if text})


def _one_of(text: str, known: tuple[str, ...], otherwise: str) -> str:
    return text if text in known else otherwise


def _sort(text: str) -> str:
    return text if text.removeprefix("-") in SORTS else DealFilter().sort


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(text: str) -> int:
    return min(max(int(text[:9]), 1), LAST_PAGE) if text.isascii() and text.isdigit() else 1
