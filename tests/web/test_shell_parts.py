"""The parts that pages are made of: words beside signs, labels wired to fields, all escaped."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template import engines

from milepost.domain import plan as domain_plan
from milepost.pages import words


def part(source: str, **context: Any) -> str:
    """A template that uses parts.html, rendered."""
    text = '{% import "parts.html" as p %}' + source
    return engines["jinja2"].from_string(text).render(context)


@pytest.mark.parametrize("status", ["pending", "in_progress", "blocked", "complete", "skipped"])
def test_a_status_is_a_sign_and_a_word(status: str) -> None:
    html = part("{{ p.status_chip(s) }}", s=status)
    assert f"#{words.status_sign(status)}" in html
    assert str(words.status_word(status)) in html


def test_no_two_statuses_share_a_sign() -> None:
    signs = [sign for _word, _tone, sign in words.STATUS.values()]
    assert len(set(signs)) == len(signs)
    signs = [sign for _word, _tone, sign in words.HEALTH.values()]
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize(
    ("alias", "table"),
    [
        ("Status", words.STATUS),
        ("Life", words.LIFE),
        ("Role", words.ROLE),
        ("Kind", words.KIND),
        ("DealType", words.DEAL_TYPE),
    ],
)
def test_every_word_of_the_domain_has_a_word_for_people(alias: str, table: dict[str, Any]) -> None:
    assert set(getattr(domain_plan, alias).__args__) <= set(table)


def test_a_stone_is_filled_by_a_class_that_the_sheet_has() -> None:
    for done in range(8):
        html = part("{{ p.stone(4, 'in_progress', stone_part(d, 7)) }}", d=done)
        assert re.search(r'class="stone doing part-(\d+)"', html)
        assert int(re.search(r"part-(\d+)", html)[1]) % 5 == 0  # type: ignore[index]


def test_a_role_is_told_from_a_person_without_colour() -> None:
    assert 'class="face b role"' in part('{{ p.face("Legal", "buyer", role=true) }}')
    assert "still to be named" in part('{{ p.face("Legal", "buyer", role=true) }}')
    assert 'class="face s"' in part('{{ p.face("Sam Whitfield", "seller") }}')


def test_a_field_names_its_help_and_its_error() -> None:
    html = part('{{ p.field("Title", "title", "x", help="Why", errors=("No",), required=true) }}')
    assert '<label for="f-title">' in html
    assert 'aria-describedby="f-title-error f-title-help"' in html
    assert 'id="f-title-help"' in html
    assert 'id="f-title-error"' in html
    assert 'aria-invalid="true"' in html


def test_a_select_keeps_what_was_chosen_inside_groups() -> None:
    html = part('{{ p.select("R", "r", (("a", "A"), ("G", (("b", "B"), ("c", "C")))), "c") }}')
    assert '<option value="c" selected>C</option>' in html
    assert html.count(" selected") == 1
    assert '<optgroup label="G">' in html


@pytest.mark.parametrize(
    "source",
    [
        "{{ p.chip(x) }}",
        '{{ p.face(x, "buyer") }}',
        '{{ p.who(x, "seller", note=x) }}',
        "{{ p.field(x, 'n', x, help=x, errors=(x,), placeholder=x) }}",
        "{{ p.area(x, 'n', x) }}",
        "{{ p.select(x, 'n', ((x, x),), x) }}",
        "{{ p.page_head(x, x) }}",
        "{{ p.empty(x, x) }}",
        "{{ p.notice(x) }}",
        "{{ p.button(x, aria_label=x) }}",
        "{{ p.link_button(x, x) }}",
        "{% call p.private_paper(x) %}{% endcall %}",
    ],
)
def test_script_in_any_word_stays_text(source: str) -> None:
    html = part(source, x='"><script>alert(1)</script>')
    assert "<script" not in html
    assert '="">' not in html


def test_a_part_uses_only_signs_that_are_drawn(settings: Any) -> None:
    from pathlib import Path

    import milepost

    package = Path(milepost.__file__).parent
    signs = (package / "pages/static/milepost/signs.svg").read_text()
    drawn = set(re.findall(r'id="([\w-]+)"', signs))
    used: set[str] = set()
    for page in package.glob("*/templates/**/*.html"):
        used |= set(re.findall(r'sign\("([\w-]+)"', page.read_text()))
    used |= {sign for _w, _t, sign in (*words.STATUS.values(), *words.HEALTH.values())}
    assert used - drawn == set()
