"""Files of any encoding and delimiter are read; what cannot be read is refused with a remedy."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from milepost.domain.errors import InvalidInput
from milepost.intake import reading
from milepost.intake.reading import Table, read_limited, read_table

TEXT = "Opportunity;Firma;Betrag\nA1;Müller & Söhne;1.250,50\nA2;Ørsted – Köln;3.000,00\n"


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_any_usual_encoding_is_read(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding))
    assert table.headings == ("Opportunity", "Firma", "Betrag")
    assert cells(table)[0] == ["A1", "Müller & Söhne", "1.250,50"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "id;Název;Částka\n1;Příliš žluťoučký kůň;100\n2;Łódź Spółka;200\n"),
        ("cp1251", "id;Название;Сумма\n1;Рога и копыта;100\n2;Северсталь;200\n"),
        ("cp932", "id;会社名;金額\n1;株式会社テスト;100\n2;東京電力;200\n"),
        ("gb18030", "id;公司;金额\n1;北京科技有限公司;100\n2;上海贸易;200\n"),
    ],
)
def test_national_encodings_are_told_apart(encoding: str, text: str) -> None:
    table = read_table(text.encode(encoding))
    assert ";".join(table.headings) == text.split("\n")[0]
    assert ";".join(cells(table)[0]) == text.split("\n")[1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found(delimiter: str) -> None:
    text = 'id,name,note\n1,One,"a, b; c | d\te"\n2,Two,x\n'.replace(",", delimiter)
    table = read_table(text.encode())
    assert table.delimiter == delimiter
    assert len(table.headings) == 3


def test_excels_hint_and_empty_lines_are_passed_over() -> None:
    table = read_table(b"sep=;\r\n\r\na;b\r\n;\r\n1;2\r\n")
    assert (table.headings, cells(table), table.rows[0].line) == (("a", "b"), [["1", "2"]], 5)


def test_a_line_break_within_quotes_belongs_to_the_cell_and_lines_are_the_files() -> None:
    table = read_table(b'a,b\n"one\ntwo",x\nlast,y\n')
    assert cells(table) == [["one\ntwo", "x"], ["last", "y"]]
    assert [row.line for row in table.rows] == [2, 4]


def test_headings_are_made_unique_and_never_empty() -> None:
    assert read_table(b"a,a,,a\n1,2,3,4\n").headings == ("a", "a (2)", "Column 3", "a (3)")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"a,b\n", "no rows"),
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"a,b\n1,\x00\n", "NUL"),
        (b'a,b\n1,"never closed\n2,3\n', "line 2"),
        ((",".join(f"c{n}" for n in range(501)) + "\n1\n").encode(), "501 columns"),
        (("," * 999_999 + "\n" + "," * 999_999 + "1\n").encode(), "columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(data: bytes, named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_table(data)
    problem = refused.value.problems[0]
    assert named in problem.wrong
    assert problem.right


def test_a_gigabyte_is_refused_without_being_read() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            return b"x" * size

    stream: Any = Endless()
    with pytest.raises(InvalidInput, match="larger than 25 MB"):
        read_limited(stream)
    assert stream.taken < reading.MAX_BYTES + 1024 * 1024


def test_a_large_file_on_disk_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "big.csv"
    with file.open("wb") as out:
        out.truncate(1024**3)
    with pytest.raises(InvalidInput, match="larger than"):
        read_limited(file)


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 10)
    with pytest.raises(InvalidInput, match="more than 10 rows"):
        read_table(b"a\n" + b"1\n" * 11)
    assert len(read_table(b"a\n" + b"1\n" * 10).rows) == 10


def test_a_file_of_empty_lines_is_refused_before_each_is_read() -> None:
    with pytest.raises(InvalidInput, match="more than 2,000,000 lines"):
        read_table(b"a,b\n1,2\n" + b"\n" * 2_000_000)


def test_a_row_of_a_million_cells_keeps_no_more_than_says_so() -> None:
    row = read_table(b"a,b\n1" + b"," * 1_000_000 + b"\n").rows[0]
    assert len(row.cells) == reading.MAX_COLUMNS + 1
