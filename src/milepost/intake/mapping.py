"""Which column of a CRM export holds which fact of a deal: guessed, shown, corrected.

The guess goes by the headings that Salesforce, HubSpot, Pipedrive and Dynamics write, checked
against the values' shapes. A person's correction is laid over it (`corrected`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.deals.stages import Stage
from milepost.domain.currencies import CURRENCIES
from milepost.domain.errors import InvalidInput, Problem
from milepost.intake import cells
from milepost.intake.cells import DateOrder, DecimalMark
from milepost.intake.reading import Table

LABELS = {
    "crm_reference": gettext_lazy("CRM reference"),
    "account": gettext_lazy("Account"),
    "name": gettext_lazy("Deal name"),
    "product": gettext_lazy("Product"),
    "value": gettext_lazy("Value"),
    "currency": gettext_lazy("Currency"),
    "target_close": gettext_lazy("Target close"),
    "created_on": gettext_lazy("Created on"),
    "owner": gettext_lazy("Owner"),
    "stage": gettext_lazy("Stage"),
}
FIELDS = tuple(LABELS)
SAMPLE_ROWS = 5
_SHAPE_ROWS = 400
_MAX_STAGES = 60
_NOT_WORD = re.compile(r"[^a-z0-9äöüßéèçñ]+")

_SYNONYMS: dict[str, str] = {
    "crm_reference": "opportunity id|opportunityid|opp id|deal id|record id|id|crm id|crm reference"
    "|reference|opportunity number|deal number|case safe id|18 digit id|hs object id|object id"
    "|external id|opportunity|deal id number|vorgangsnummer|référence|referencia",
    "account": "account name|account|company|company name|customer|customer name|client"
    "|organization|organisation|associated company|deal organization|potential customer|buyer"
    "|organization name|firma|kunde|unternehmen|compte|société|cliente|empresa",
    "name": "opportunity name|deal name|deal title|name|title|topic|subject|opportunity|deal"
    "|opportunity title|bezeichnung|nom|nombre",
    "product": "product|product name|products|product line|product family|solution|produkt",
    "value": "amount|deal value|deal amount|close value|value|acv|tcv|arr|annual contract value"
    "|total contract value|contract value|est revenue|estimated revenue|expected revenue|revenue"
    "|price|total|amount in company currency|actual revenue|opportunity value|betrag|wert|montant"
    "|importe|valor",
    "currency": "currency|currency code|amount currency|currency iso code|iso code|deal currency"
    "|deal currency of value|value currency|currency of value|währung|devise|moneda",
    "target_close": "close date|closing date|close|closes|closes on|close by|expected close date"
    "|expected close|target close|est close date|estimated close date|deal expected close date"
    "|closed date|won time|forecast close date|target close date|abschlussdatum|date de clôture"
    "|fecha de cierre",
    "created_on": "created date|create date|created|created on|created at|date created|engage date"
    "|deal created|add time|opened|open date|opened date|start date|creation date|erstellt am"
    "|date de création|fecha de creación",
    "owner": "owner|opportunity owner|deal owner|owner name|sales agent|sales rep|sales person"
    "|salesperson|account executive|ae|assigned to|rep|agent|user|owner email|deal owner name"
    "|verantwortlich|propriétaire|responsable",
    "stage": "stage|deal stage|sales stage|stage name|opportunity stage|pipeline stage|status"
    "|deal status|sales process stage|phase|étape|etapa",
}
_STAGE_WORDS: tuple[tuple[Stage, str], ...] = (
    (Stage.LOST, r"lost|dead|abandon|disqualif|cancel|verloren|perdu|perdid|no decision"),
    (Stage.WON, r"\bwon\b|closed won|closedwon|gewonnen|gagn|ganad|signed|^closed$"),
    (Stage.NEGOTIATION, r"negot|contract|legal|commit|verbal|procure|verhandl|closing"),
    (Stage.PROPOSAL, r"propos|quote|pricing|angebot|devis|decision maker|perception"),
    (Stage.EVALUATING, r"evaluat|demo|technical|trial|pilot|poc|proof|valid|needs|present|value"),
    (Stage.ENGAGED, r"engag|discover|qualified|meeting|appointment|contact made|develop|id deci"),
    (Stage.PROSPECTING, r"prospect|lead|new|qualif|open|target|identif|pipeline"),
)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A complete answer to "how is this file read": columns, notations, stages."""

    columns: Mapping[str, str]
    date_order: DateOrder
    date_order_proven: bool
    decimal_mark: DecimalMark
    stages: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The form in which an import keeps its mapping."""
        return {
            "columns": dict(self.columns),
            "date_order": self.date_order,
            "date_order_proven": self.date_order_proven,
            "decimal_mark": self.decimal_mark,
            "stages": dict(self.stages),
        }


def from_json(kept: Mapping[str, Any]) -> ColumnMapping:
    """The mapping that `to_json` wrote."""
    return ColumnMapping(
        columns=kept["columns"],
        date_order=kept["date_order"],
        date_order_proven=kept.get("date_order_proven", True),
        decimal_mark=kept["decimal_mark"],
        stages=kept["stages"],
    )


def guess(table: Table, *, country: str = "") -> ColumnMapping:
    """The likeliest mapping; `country` decides 3/4/2027 where the file itself does not."""
    columns: dict[str, str] = {}
    shapes = _Shapes(table)
    for field in FIELDS:
        if heading := _best_heading(field, table.headings, columns, shapes):
            columns[field] = heading
    _fill_by_shape(table.headings, columns, shapes)
    return settle(table, columns, country=country)


def settle(table: Table, columns: Mapping[str, str], *, country: str = "") -> ColumnMapping:
    """The mapping with these columns; notations and stages follow from their values."""
    dates = [
        value
        for field in ("target_close", "created_on")
        if field in columns
        for value in values_of(table, columns[field])
    ]
    seen = cells.date_order(dates, "month_first" if country == "US" else "day_first")
    amounts = values_of(table, columns["value"]) if "value" in columns else []
    home: DecimalMark = "," if table.delimiter == ";" else "."
    return ColumnMapping(
        columns=columns,
        date_order=seen.order,
        date_order_proven=seen.proven or not cells.has_ambiguous_dates(dates),
        decimal_mark=cells.decimal_mark(amounts, home),
        stages=guess_stages(values_of(table, columns["stage"]) if "stage" in columns else ()),
    )


def guess_stages(values: Iterable[str]) -> dict[str, str]:
    """Each stage that the file uses, and ours that it most likely means."""
    found: dict[str, str] = {}
    for value in values:
        word = value.strip()
        if word and word not in found:
            if len(found) == _MAX_STAGES:
                break
            found[word] = _stage_of(word)
    return found


def _stage_of(word: str) -> str:
    lowered = word.lower()
    if lowered in Stage.values:
        return lowered
    for stage, pattern in _STAGE_WORDS:
        if re.search(pattern, lowered):
            return stage.value
    return Stage.PROSPECTING.value


def values_of(table: Table, heading: str) -> list[str]:
    """The cells of a column that hold something."""
    at = table.headings.index(heading)
    return [row.cells[at] for row in table.rows if at < len(row.cells) and row.cells[at].strip()]


class _Shapes:
    """What the first values of each column look like."""

    def __init__(self, table: Table) -> None:
        self.samples = {
            heading: [v.strip() for v in _head(table, position)]
            for position, heading in enumerate(table.headings)
        }

    def share(self, heading: str, is_one: Callable[[str], bool]) -> float | None:
        """The share of values that are one, or None where the column is empty."""
        values = self.samples[heading]
        return sum(map(is_one, values)) / len(values) if values else None

    def may_be_reference(self, heading: str) -> bool:
        """Whether nothing speaks against it: single words, hardly any of them twice."""
        values = self.samples[heading]
        return all(map(_is_one_word, values)) and 2 * len(set(values)) >= len(values)

    def is_reference(self, heading: str) -> bool:
        """Whether the values are different and look like codes."""
        values = self.samples[heading]
        if not values or len(set(values)) < 0.98 * len(values):
            return False
        coded = sum(any(c.isdigit() for c in value) for value in values)
        return all(map(_is_one_word, values)) and coded > 0.8 * len(values)


def _head(table: Table, position: int) -> list[str]:
    found = []
    for row in table.rows[:_SHAPE_ROWS]:
        if position < len(row.cells) and row.cells[position].strip():
            found.append(row.cells[position])
    return found


def _is_one_word(value: str) -> bool:
    return len(value) <= 120 and " " not in value


def _is_currency(value: str) -> bool:
    return value.upper() in CURRENCIES


_SHAPE_OF: dict[str, Callable[[str], bool]] = {
    "value": cells.looks_like_amount,
    "currency": _is_currency,
    "target_close": cells.looks_like_date,
    "created_on": cells.looks_like_date,
}


def _plain(heading: str) -> str:
    return " ".join(
        _NOT_WORD.sub(" ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).lower()).split()
    )


def _best_heading(
    field: str, headings: Iterable[str], taken: Mapping[str, str], shapes: _Shapes
) -> str | None:
    names = {_plain(heading): heading for heading in headings if heading not in taken.values()}
    for synonym in _SYNONYMS[field].split("|"):
        heading = names.get(synonym) or names.get(f"deal {synonym}")
        if heading is None or not _fits(field, heading, shapes):
            continue
        return heading
    return None


def _fits(field: str, heading: str, shapes: _Shapes) -> bool:
    if field == "crm_reference":
        return shapes.may_be_reference(heading)
    test = _SHAPE_OF.get(field)
    share = shapes.share(heading, test) if test else None
    return share is None or share >= 0.5


def _fill_by_shape(headings: Iterable[str], columns: dict[str, str], shapes: _Shapes) -> None:
    """Columns whose headings say nothing are told by their values, where only one fits."""
    for field in ("crm_reference", "value", "currency"):
        if field in columns:
            continue
        free = [h for h in headings if h not in columns.values() and shapes.samples[h]]
        if field == "crm_reference":
            fitting = [
                h for h in free if shapes.is_reference(h) and not _is_number_column(h, shapes)
            ]
        else:
            fitting = [h for h in free if (shapes.share(h, _SHAPE_OF[field]) or 0) > 0.9]
        if len(fitting) == 1:
            columns[field] = fitting[0]


def _is_number_column(heading: str, shapes: _Shapes) -> bool:
    amounts = shapes.share(heading, cells.looks_like_amount) or 0
    dates = shapes.share(heading, cells.looks_like_date) or 0
    return amounts > 0.9 or dates > 0.9


def corrected(table: Table, guessed: ColumnMapping, changes: Mapping[str, Any]) -> ColumnMapping:
    """The mapping with a person's corrections; InvalidInput names what cannot be.

    `changes` may hold `columns` (field -> heading, empty for none; or such pairs directly),
    `date_order`, `decimal_mark` and `stages`.
    """
    problems: list[Problem] = []
    columns = dict(guessed.columns)
    given = changes.get("columns") or {k: v for k, v in changes.items() if k in FIELDS}
    for field, heading in given.items():
        if field not in FIELDS:
            problems.append(_unknown(f"mapping.{field}", field, FIELDS))
        elif not heading:
            columns.pop(field, None)
        elif (real := _heading_named(table, str(heading))) is None:
            problems.append(_unknown(f"mapping.{field}", str(heading), table.headings))
        else:
            columns[field] = real
    mapping = settle(table, columns)
    if columns == dict(guessed.columns):
        mapping = guessed
    mapping = _with_notations(mapping, changes, problems)
    if not columns:
        problems.append(
            Problem("mapping", _("no column is used"), _("choose at least the deal's name"))
        )
    if problems:
        raise InvalidInput(problems)
    return mapping


def _heading_named(table: Table, given: str) -> str | None:
    if given in table.headings:
        return given
    return next((h for h in table.headings if _plain(h) == _plain(given)), None)


def _with_notations(
    mapping: ColumnMapping, changes: Mapping[str, Any], problems: list[Problem]
) -> ColumnMapping:
    order = changes.get("date_order") or mapping.date_order
    if order not in ("day_first", "month_first"):
        problems.append(_unknown("mapping.date_order", str(order), ("day_first", "month_first")))
    mark = changes.get("decimal_mark") or mapping.decimal_mark
    if mark not in (".", ","):
        problems.append(_unknown("mapping.decimal_mark", str(mark), (".", ",")))
    stages = dict(mapping.stages)
    for word, stage in (changes.get("stages") or {}).items():
        if stage not in Stage.values:
            problems.append(_unknown(f"mapping.stages.{word}", str(stage), Stage.values))
        stages[word] = stage
    proven = mapping.date_order_proven or "date_order" in changes
    return replace(
        mapping, date_order=order, decimal_mark=mark, stages=stages, date_order_proven=proven
    )


def _unknown(path: str, given: str, known: Iterable[str]) -> Problem:
    shown = ", ".join(list(known)[:30])
    return Problem(
        path,
        _("“%(given)s” is not known here") % {"given": given[:60]},
        _("use one of: %(known)s") % {"known": shown},
    )
