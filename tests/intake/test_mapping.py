"""Columns are guessed by headings and shapes, dates and amounts by what the values show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from milepost.domain.errors import InvalidInput
from milepost.intake import cells
from milepost.intake.cells import BadCell, read_amount, read_date
from milepost.intake.mapping import corrected, guess, guess_stages
from milepost.intake.reading import read_table
from milepost.intake.rows import DealRow, RefusedRow, read_rows

SALESFORCE = (
    "Opportunity ID,Opportunity Name,Account Name,Amount,Amount Currency,Close Date,Created Date,"
    "Opportunity Owner,Stage\n"
    '006A1,Tracking,Halden,"86,000.00",EUR,1/22/2027,10/19/2026,Sam Whitfield,'
    "Proposal/Price Quote\n"
)
HUBSPOT = (
    "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Associated Company,Create Date\n"
    "9001,Tracking,Contract Sent,2027-01-22 14:03,Sam Whitfield,86000,Halden,2026-10-19 09:00\n"
)
PIPEDRIVE = (
    "Deal - ID,Deal - Title,Deal - Organization,Deal - Value,Deal - Currency of Value,"
    "Deal - Expected close date,Deal - Deal created,Deal - Owner,Deal - Stage\n"
    "77,Tracking,Halden,86000,EUR,2027-01-22,2026-10-19 09:00:00,Sam Whitfield,"
    "Negotiations Started\n"
)
GERMAN = (
    "Vorgangsnummer;Bezeichnung;Firma;Betrag;Währung;Abschlussdatum;Erstellt am;Verantwortlich;"
    "Phase\n"
    "V-1;Tracking;Halden;86.000,00;EUR;22.01.2027;19.10.2026;Sam Whitfield;Verhandlung\n"
)


@pytest.mark.parametrize("text", [SALESFORCE, HUBSPOT, PIPEDRIVE, GERMAN])
def test_exports_of_the_usual_crms_are_understood(text: str) -> None:
    table = read_table(text.encode())
    (row,) = read_rows(table, guess(table), "EUR")
    assert isinstance(row, DealRow), row
    assert (row.name, row.account, row.value) == ("Tracking", "Halden", Decimal(86000))
    assert (row.target_close, row.created_on) == (date(2027, 1, 22), date(2026, 10, 19))
    assert row.owner == "Sam Whitfield"
    assert row.reference
    assert row.stage in ("proposal", "negotiation")


def test_a_sheet_with_the_shortest_headings_is_understood() -> None:
    table = read_table(
        b"Opportunity,Account,Amount,Close\nOrder tracking,Halden,86000,2027-01-22\n"
    )
    (row,) = read_rows(table, guess(table), "EUR")
    assert isinstance(row, DealRow), row
    assert (row.name, row.target_close) == ("Order tracking", date(2027, 1, 22))


def test_a_column_of_words_is_not_taken_for_the_value() -> None:
    table = read_table(b"id,value,name\nA1,high,One\nA2,low,Two\n")
    assert "value" not in guess(table).columns


def test_the_order_of_day_and_month_is_proven_by_one_date_or_asked() -> None:
    def seen(*values: str) -> Any:
        return cells.date_order(values, "day_first")

    assert seen("3/4/2027", "3/22/2027") == cells.OrderSeen("month_first", proven=True)
    assert seen("3/4/2027", "22/3/2027") == cells.OrderSeen("day_first", proven=True)
    assert seen("3/4/2027") == cells.OrderSeen("day_first", proven=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-22", date(2027, 1, 22)),
        ("2027-01-22T23:59:59Z", date(2027, 1, 22)),
        ("20270122", date(2027, 1, 22)),
        ("22.1.2027", date(2027, 1, 22)),
        ("22/01/27", date(2027, 1, 22)),
        ("22 Jan 2027", date(2027, 1, 22)),
        ("22-Mär-27", date(2027, 3, 22)),
        ("January 22, 2027", date(2027, 1, 22)),
        ("22/1/2027 12:00 AM", date(2027, 1, 22)),
        ("29.2.2028", date(2028, 2, 29)),
    ],
)
def test_dates_of_any_usual_notation(text: str, expected: date) -> None:
    assert read_date(text, "day_first") == expected


@pytest.mark.parametrize(
    "text", ["29.2.2027", "2027-13-01", "soon", "1/1/1066", "44951", "0000-00-00"]
)
def test_impossible_dates_name_the_remedy(text: str) -> None:
    with pytest.raises(BadCell) as bad:
        read_date(text, "day_first")
    assert bad.value.wrong
    assert bad.value.right


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("86000", ".", ("86000", None)),
        ("86,000.50", ".", ("86000.50", None)),
        ("86.000,50", ",", ("86000.50", None)),
        ("86 000,50 €", ",", ("86000.50", "EUR")),
        ("86\u202f000", ",", ("86000", None)),
        ("1'250.00", ".", ("1250.00", None)),
        ("$1,250", ".", ("1250", "USD")),
        ("CA$1,250", ".", ("1250", "CAD")),
        ("EUR 1250", ".", ("1250", "EUR")),
        ("1250 SEK", ".", ("1250", "SEK")),
        ("1.2M", ".", ("1200000.0", None)),
        ("15k", ".", ("15000", None)),
        ("-0", ".", ("0", None)),
    ],
)
def test_amounts_of_any_usual_notation(text: str, mark: Any, expected: tuple[str, Any]) -> None:
    amount, currency = read_amount(text, mark, "USD")
    assert (amount, currency) == (Decimal(expected[0]), expected[1])


@pytest.mark.parametrize("text", ["-5", "(1,000)", "high", "1.2.3.4 or so", "9" * 16, "€"])
def test_what_is_no_amount_or_negative_is_refused(text: str) -> None:
    with pytest.raises(BadCell) as bad:
        read_amount(text, ".", "USD")
    assert bad.value.right


def test_the_decimal_mark_is_what_the_column_shows() -> None:
    assert cells.decimal_mark(["1,250", "3,000.50"], ",") == "."
    assert cells.decimal_mark(["1.250", "3.000,50"], ".") == ","
    assert cells.decimal_mark(["1.250.000"], ".") == ","
    assert cells.decimal_mark(["1.250"], ".") == "."


def test_stages_are_guessed_by_their_words() -> None:
    assert guess_stages(["Closed Won", "Closed Lost", "Engaging", "Lead", "Demo", "Angebot"]) == {
        "Closed Won": "won",
        "Closed Lost": "lost",
        "Engaging": "engaged",
        "Lead": "prospecting",
        "Demo": "evaluating",
        "Angebot": "proposal",
    }


def test_a_correction_replaces_the_guess_and_a_wrong_one_names_what_is_known() -> None:
    table = read_table(SALESFORCE.encode())
    first = guess(table)
    changed = corrected(table, first, {"name": "account name", "account": ""})
    assert changed.columns["name"] == "Account Name"
    assert "account" not in changed.columns
    assert corrected(table, first, {"stages": {"Proposal/Price Quote": "won"}}).stages == {
        "Proposal/Price Quote": "won"
    }
    for wrong in (
        {"name": "no such column"},
        {"columns": {"nonsense": "Amount"}},
        {"date_order": "sideways"},
        {"decimal_mark": "!"},
        {"stages": {"x": "nonsense"}},
    ):
        with pytest.raises(InvalidInput) as refused:
            corrected(table, first, wrong)
        assert "mapping." in refused.value.problems[0].path


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("A1,One,Halden,1,XQQ,2027-01-22,2026-01-01,Sam,Won", "Amount Currency"),
        ("A1,One,Halden,1,EUR,2025-01-22,2026-01-01,Sam,Won", "Close Date"),
        ("A1,One,Halden,1,EUR,2027-01-22,2026-01-01,Sam,Won,more", ""),
        ("A1," + "x" * 301 + ",Halden,1,EUR,2027-01-22,2026-01-01,Sam,Won", "Opportunity Name"),
        (",,,1,EUR,2027-01-22,2026-01-01,Sam,Won", "Opportunity Name"),
    ],
)
def test_a_refused_row_names_column_fault_and_remedy(row: str, field: str) -> None:
    head = SALESFORCE.split("\n", 1)[0]
    table = read_table(f"{head}\n{row}\n".encode())
    columns = {
        "crm_reference": "Opportunity ID",
        "name": "Opportunity Name",
        "account": "Account Name",
        "value": "Amount",
        "currency": "Amount Currency",
        "target_close": "Close Date",
        "created_on": "Created Date",
    }
    (read,) = read_rows(table, corrected(table, guess(table), columns), "USD")
    assert isinstance(read, RefusedRow)
    assert [p.path for p in read.problems] == [field]
    assert read.problems[0].wrong
    assert read.problems[0].right


def test_combining_and_right_to_left_text_stays_as_it_is() -> None:
    name = "مشروع التتبع · e\u0301cole 👩🏽‍🚀"
    table = read_table(f"id,name\nA1,{name}\n".encode())
    (row,) = read_rows(table, guess(table), "USD")
    assert isinstance(row, DealRow)
    assert row.name == name
