"""What changes did to the forecast, in words: for the private paper, the effects page, and Today.

The seller's alone. Pure apart from translations (product.md section 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from milepost.domain.plan import Plan
from milepost.forecasting.queries import ImpactRow, forecast_of
from milepost.forecasting.words import Said, drop_words, said_of
from milepost.pages.spoken import gettext

from . import words

MAY_REVERSE = frozenset({"manager", "leadership", "admin"})
"""Who may set an impact aside, with a reason."""
SHOWN = 3


class ForecastView(NamedTuple):
    """The forecast band where it is another than the completion band, and why."""

    band: str
    why: str


class EffectLine(NamedTuple):
    """One impact: what happened, its arithmetic, and what can be done about it.

    `offer` is what taking the proposal does ('' where nothing is proposed), `url` where it is
    answered. `settled` says what became of it.
    """

    id: int
    url: str
    sign: str
    tone: str
    title: str
    arithmetic: str
    offer: str
    when: str
    revision: int
    is_open: bool
    can_be_seen: bool
    can_be_reversed: bool
    settled: str


def forecast_view(plan: Plan, impacts: Sequence[ImpactRow], today: date) -> ForecastView | None:
    """The second band beside completion's; None where they agree, or no forecast is spoken of."""
    if plan.form == "informal" or plan.is_closed:
        return None
    found = forecast_of(plan, impacts, today)
    if found.drop is None or found.band == found.completion_band:
        return None
    return ForecastView(words.word_of(words.BAND, found.band.name.lower()), drop_words(found.drop))


def effect_lines(
    plan: Plan, impacts: Iterable[ImpactRow], plan_id: int, today: date, zone: tzinfo
) -> tuple[EffectLine, ...]:
    """Impacts in words; what still asks for an answer first, each newest first."""
    if plan.form == "informal":
        return ()
    lines = [_line(row, said_of(row, plan), plan, plan_id, today, zone) for row in impacts]
    return tuple(sorted(lines, key=lambda line: not line.is_open))


def _line(
    row: ImpactRow, said: Said, plan: Plan, plan_id: int, today: date, zone: tzinfo
) -> EffectLine:
    is_live = not plan.is_closed
    is_open = row.is_open and is_live
    tone = "warn" if is_open or (row.kind == "completion_drop" and row.state == "logged") else ""
    return EffectLine(
        id=row.id,
        url=f"/plans/{plan_id}/effects/{row.id}/",
        sign="triangle" if tone else "dot",
        tone=tone,
        title=said.title,
        arithmetic=said.arithmetic,
        offer=said.offer,
        when=words.short_day(row.at.astimezone(zone).date(), today),
        revision=row.revision,
        is_open=is_open,
        can_be_seen=is_live
        and row.state == "logged"
        and row.kind in ("scope_change", "critical_delay"),
        can_be_reversed=is_live and row.state == "logged" and row.kind != "scope_change",
        settled=settled_words(row),
    )


def settled_words(row: ImpactRow) -> str:
    """'Taken by Sam Whitfield', 'Reversed by Rita Osei: only retested'; '' while it stands."""
    said = {"who": row.settled_by, "why": row.settled_why}
    match row.state:
        case "taken":
            return gettext("Taken by %(who)s") % said
        case "refused" if row.settled_why:
            return gettext("Refused by %(who)s: %(why)s") % said
        case "refused":
            return gettext("Refused by %(who)s") % said
        case "reversed":
            return gettext("Reversed by %(who)s: %(why)s") % said
        case "over" if row.settled_why == "seen":
            return gettext("Looked at")
        case "over" if row.settled_why == "back":
            return gettext("Completion is back")
        case "over":
            return gettext("Ended by the next review")
    return ""


def capital(text: str) -> str:
    """The text as a button or a sentence begins."""
    return text[:1].upper() + text[1:]
