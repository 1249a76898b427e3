"""The text face is the source's template, straight whatever is written in it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from milepost.documents.faces.text import COLUMNS, render, shown_width, wrap
from milepost.documents.faces.view import clean
from milepost.documents.plan_document import read_plan
from milepost.domain.errors import NotAllowed
from milepost.domain.plan import Plan
from tests.documents.examples import TODAY, document, plans, small_plan, with_milestone

TOP = "╔" + "╦".join("═" * wide for wide in (10, 27, 24, 14, 15)) + "╗"


def box_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line[:1] in "╔║╠╚" and line]


def test_it_is_the_template_of_the_source() -> None:
    text = render(small_plan(), side="seller", today=TODAY)
    lines = text.split("\n")
    assert lines[:9] == [
        "MUTUAL ACTION PLAN",
        "=============================",
        "Deal: Kestrel Freight — Route planning",
        "Created: 2026-10-05",
        "Target Close: 2026-12-11",
        "Deal Value: EUR 42,000.00",
        "MAP Owner (Seller): Omar Said",
        "MAP Owner (Buyer): Inês Duarte",
        "",
    ]
    assert lines[9] == TOP
    rows = [[cell.strip() for cell in line.split("║")[1:-1]] for line in box_of("\n".join(lines))]
    assert ["2", "Product demo", "Buyer: Depot lead", "2026-11-06", "🔄 In Progress"] in rows
    assert ["", "", "Seller: Omar Said", "", ""] in rows
    assert lines[-4:] == [
        "",
        "MAP COMPLETION: 1/3 milestones complete (33.3 %)",
        "FORECAST CONFIDENCE: Low",
        "",
    ]


def test_internal_milestones_have_no_number() -> None:
    text = render(small_plan(), side="seller", today=TODAY)
    assert "║          ║ Approve the rebate        ║ Seller: Lena Quist     ║" in text
    assert "║ 3        ║ Contract signed           ║" in text


def test_the_buyers_text_has_their_goal_and_nothing_private() -> None:
    text = render(small_plan(), side="buyer", today=TODAY)
    assert text.startswith("SHARED SUCCESS PLAN\n")
    assert "Goal: Every depot plans its routes in one place" in text
    assert "COMPLETION: 1/3 milestones complete (33.3 %)" in text
    for private in ("FORECAST", "MAP", "rebate", "42,000", "Lena", "Value"):
        assert private not in text


def test_an_informal_plan_has_no_forecast_words() -> None:
    assert "FORECAST" not in render(small_plan(form="informal"), side="seller", today=TODAY)


def test_a_draft_has_no_text_for_a_buyer() -> None:
    with pytest.raises(NotAllowed):
        render(small_plan(life="draft"), side="buyer", today=TODAY)


@pytest.mark.parametrize(
    ("status", "more", "sign"),
    [
        ("pending", {}, "⏳ Pending"),
        ("blocked", {"reason": "Waits"}, "⛔ Blocked"),
        ("skipped", {"reason": "Not needed"}, "➖ Skipped"),
        ("complete", {"completed_on": "2026-11-06"}, "✅ Complete"),
    ],
)
def test_every_status_has_its_sign(status: str, more: dict[str, str], sign: str) -> None:
    plan = read_plan(with_milestone(1, status=status, **more))
    assert f"║ {sign}" in render(plan, side="seller", today=TODAY)


@pytest.mark.parametrize(
    "title",
    [
        "x" * 10_000,
        "word " * 2_000,
        "技術検証とセキュリティレビュー" * 5,
        "👩‍👩‍👧 family 👍🏽 🇸🇪 flags ❤️ hearts ☎️",
        "é" * 100,
        "a" + "\u0301" * 200,
        "مراجعة الأمان والخصوصية",
        "שלום ‮reversed‬ \u200f",
        "tab\tnew\nline\r\x1b[31mred\x07",
        "=HYPERLINK(1)",
        "║═╗",
        "नमस्ते हिन्दी",
        "한국어 제목 아주 긴 제목입니다",
    ],
)
def test_the_box_is_straight_at_any_title(title: str) -> None:
    plan = read_plan(with_milestone(1, title=title))
    box = box_of(render(plan, side="seller", today=TODAY))
    wide = sum(column for _, column in COLUMNS) + len(COLUMNS) + 1
    assert {wcswidth(line) for line in box} == {wide}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.sampled_from(["seller", "buyer"]))
def test_the_box_is_straight_for_any_plan(plan: Plan, side: str) -> None:
    text = render(plan, side="buyer" if side == "buyer" else "seller", today=TODAY)
    assert len({shown_width(line) for line in box_of(text)}) == 1
    assert not any(ord(one) < 32 and one != "\n" for one in text)


@pytest.mark.parametrize("title", ["\u1ba6", "a \u1ba6", "\u0301 b", "\u0903" * 40])
def test_the_box_is_straight_where_a_word_starts_with_a_combining_mark(title: str) -> None:
    first = document()["milestones"][0] | {"title": title}
    plan = read_plan(document(milestones=[first]))
    assert (
        len({shown_width(line) for line in box_of(render(plan, side="seller", today=TODAY))}) == 1
    )
    assert all(shown_width(f" {line}") <= 4 for line in wrap(title, 3))


@given(st.text(max_size=200).map(clean), st.integers(2, 30))
def test_wrapping_loses_nothing_and_never_runs_over(text: str, wide: int) -> None:
    lines = wrap(text, wide)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(shown_width(line) <= wide for line in lines)


def test_right_to_left_words_are_kept_to_their_cell() -> None:
    plan = read_plan(document(title="x", people=document()["people"]) | {
        "milestones": with_milestone(1, title="שלום עולם")["milestones"]
    })  # fmt: skip
    assert "║ \u2068שלום עולם\u2069" in render(plan, side="seller", today=TODAY)
