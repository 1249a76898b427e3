"""Words for people: dates, plural forms, lists."""

from __future__ import annotations

from datetime import date

from milepost.domain.wording import counted, day_words, listed, short_title, weekday_words


def test_a_day_has_its_year_only_where_it_is_another() -> None:
    assert day_words(date(2026, 11, 27), 2026) == "27 November"
    assert day_words(date(2027, 2, 1), 2026) == "1 February 2027"
    assert weekday_words(date(2026, 11, 25), 2026) == "Wednesday 25 November"


def test_numbers_have_the_right_plural() -> None:
    assert [counted(n, "day") for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert counted(2, "person", "people") == "2 people"


def test_words_in_a_row() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_a_title_is_shortened_only_where_it_stays_clear() -> None:
    assert short_title("Product demo for site managers", ["Business case"]) == "Product demo"
    assert short_title("Technical validation (POC)", []) == "Technical validation"
    assert short_title("Request for proposal", []) == "Request for proposal"
    titles = ["Product demo for site managers", "Product demo for the board"]
    assert short_title(titles[0], titles) == titles[0]
