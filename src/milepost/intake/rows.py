"""One row of the file as a deal, or what is wrong with it. No database in here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from milepost.deals.names import name_key
from milepost.deals.stages import Stage
from milepost.domain.currencies import CURRENCIES
from milepost.domain.errors import Problem
from milepost.intake.cells import BadCell, read_amount, read_date
from milepost.intake.mapping import ColumnMapping
from milepost.intake.reading import Row, Table

NAME_LIMIT = 300
REFERENCE_LIMIT = 120
OWNER_LIMIT = 200
_CLEAN = dict.fromkeys((*range(32), 127, 8232, 8233), " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRow:
    """What one row says of a deal; None and "" are what it does not say."""

    line: int
    reference: str | None
    name: str
    product: str
    account: str
    account_key: str
    value: Decimal | None
    currency: str | None
    target_close: date | None
    created_on: date | None
    owner: str
    stage: str | None
    crm_stage: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that stays out whole, with every reason."""

    line: int
    reference: str
    problems: tuple[Problem, ...]


class RowReader:
    """Reads rows by a mapping. `home` is the workspace's currency."""

    def __init__(self, headings: tuple[str, ...], mapping: ColumnMapping, home: str) -> None:
        self._at = {f: headings.index(h) for f, h in mapping.columns.items()}
        self._heading = mapping.columns
        self._width = len(headings)
        self._mapping = mapping
        self._home = home
        self._lines: dict[str, int] = {}

    def read(self, row: Row) -> DealRow | RefusedRow:
        """The row as a deal, or every reason for which it cannot be one."""
        problems: list[Problem] = []
        cells = row.cells
        if len(cells) > self._width and any(c.strip() for c in cells[self._width :]):
            problems.append(
                Problem(
                    "",
                    _("the row has %(found)s cells, the headings %(width)s")
                    % {"found": len(cells), "width": self._width},
                    _("put cells that hold the delimiter into quotation marks"),
                )
            )
        text = {f: self._text(cells, at, f, problems) for f, at in self._at.items()}
        reference = self._reference(text.get("crm_reference", ""), row.line, problems)
        amount, named = self._amount(text.get("value", ""), problems)
        currency = self._currency(text.get("currency", ""), problems) or named
        created = self._date("created_on", text, problems)
        closes = self._date("target_close", text, problems)
        if created and closes and closes < created:
            problems.append(self._problem("target_close", *_close_before_creation(created)))
        account = text.get("account", "")
        product = text.get("product", "")
        name = text.get("name") or product or account or reference or ""
        if not name:
            problems.append(self._problem("name", _("the row names no deal"), _("give it a name")))
        if problems:
            return RefusedRow(row.line, reference or "", tuple(problems))
        stage, crm_stage = self._stage(text.get("stage", ""))
        return DealRow(
            line=row.line,
            reference=reference,
            name=name,
            product=product,
            account=account,
            account_key=name_key(account) if account else "",
            value=amount,
            currency=currency,
            target_close=closes,
            created_on=created,
            owner=text.get("owner", ""),
            stage=stage,
            crm_stage=crm_stage,
        )

    def _problem(self, field: str, wrong: str, right: str) -> Problem:
        return Problem(self._heading.get(field, field), wrong, right)

    def _text(self, cells: list[str], at: int, field: str, problems: list[Problem]) -> str:
        if at >= len(cells):
            return ""
        text = " ".join(cells[at].translate(_CLEAN).split())
        limit = {"crm_reference": REFERENCE_LIMIT, "owner": OWNER_LIMIT}.get(field, NAME_LIMIT)
        if len(text) > limit:
            problems.append(
                self._problem(
                    field,
                    _("%(length)s characters are too many") % {"length": f"{len(text):,}"},
                    _("at most %(limit)s") % {"limit": limit},
                )
            )
        return text

    def _reference(self, text: str, line: int, problems: list[Problem]) -> str | None:
        if not text:
            return None
        first = self._lines.setdefault(text, line)
        if first != line:
            problems.append(
                self._problem(
                    "crm_reference",
                    _("“%(reference)s” stands on line %(line)s already")
                    % {"reference": text[:60], "line": first},
                    _("one row for each deal"),
                )
            )
        return text

    def _amount(self, text: str, problems: list[Problem]) -> tuple[Decimal | None, str | None]:
        if not text:
            return None, None
        try:
            amount, named = read_amount(text, self._mapping.decimal_mark, self._home)
        except BadCell as bad:
            problems.append(self._problem("value", bad.wrong, bad.right))
            return None, None
        return amount, self._currency(named or "", problems, field="value")

    def _currency(self, text: str, problems: list[Problem], field: str = "currency") -> str | None:
        code = text.upper()
        if code and code not in CURRENCIES:
            problems.append(
                self._problem(
                    field,
                    _("“%(code)s” is not a currency") % {"code": text[:20]},
                    _("use a code of ISO 4217, such as EUR"),
                )
            )
            return None
        return code or None

    def _date(self, field: str, text: Mapping[str, str], problems: list[Problem]) -> date | None:
        if not text.get(field):
            return None
        try:
            return read_date(text[field], self._mapping.date_order)
        except BadCell as bad:
            problems.append(self._problem(field, bad.wrong, bad.right))
            return None

    def _stage(self, word: str) -> tuple[str | None, str]:
        if not word:
            return None, ""
        return self._mapping.stages.get(word, Stage.PROSPECTING.value), word[:120]


def _close_before_creation(created: date) -> tuple[str, str]:
    return (
        _("it lies before the deal's creation on %(created)s") % {"created": created.isoformat()},
        _("a day on or after it; check the order of day and month"),
    )


def read_rows(
    table: Table,
    mapping: ColumnMapping,
    home: str,
    *,
    each: Callable[[int], None] | None = None,
) -> Iterator[DealRow | RefusedRow]:
    """Every row of the table, in its order."""
    reader = RowReader(table.headings, mapping, home)
    for number, row in enumerate(table.rows, start=1):
        yield reader.read(row)
        if each and number % 1000 == 0:
            each(number)
