"""Templates are compiled once a language: the texts are the reader's, and all data is escaped."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import gettext, override
from jinja2 import DictLoader
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from milepost.pages.jinja import environment

# "Yes" and "No" are texts that Django itself has in German.
TEMPLATES = {
    "plain.html": "{{ _('Yes') }} {% trans %}No{% endtrans %}",
    "filled.html": "{{ _('Welcome, %(name)s', name=who) }}",
    "data.html": "{{ value }}{% set kept %}<b>{{ value }}</b>{% endset %}{{ kept }}",
    "part.html": "{% macro row(x) %}<i>{{ x }}</i>{% endmacro %}",
    "page.html": "{% import 'part.html' as p %}{{ p.row(value) }}",
    "percent.html": "{{ _('100 %%') }}",
}


def rendered(pages: Any, name: str, language: str = "en", **data: Any) -> str:
    with override(language):
        return str(pages.get_template(name).render(**data))


@pytest.fixture
def pages() -> Any:
    return environment(loader=DictLoader(TEMPLATES), autoescape=True, auto_reload=False)


def test_each_reader_gets_their_own_language_whoever_came_first(pages: Any) -> None:
    assert rendered(pages, "plain.html", "en") == "Yes No"
    with override("de"):
        german = f"{gettext('Yes')} {gettext('No')}"
    assert german != "Yes No"
    assert rendered(pages, "plain.html", "de").lower() == german.lower()
    assert rendered(pages, "plain.html", "en") == "Yes No"


def test_what_fills_a_text_is_escaped_and_markup_is_kept(pages: Any) -> None:
    assert rendered(pages, "filled.html", who="<b>") == "Welcome, &lt;b&gt;"
    assert rendered(pages, "filled.html", who=Markup("<b>")) == "Welcome, <b>"
    assert rendered(pages, "percent.html") == "100 %"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("<a&\"'>", "&lt;a&amp;&#34;&#39;&gt;"), (Markup("<u>"), "<u>"), (7, "7"), (None, "None")],
)
def test_all_data_is_escaped_once(pages: Any, value: Any, shown: str) -> None:
    assert rendered(pages, "data.html", value=value) == f"{shown}<b>{shown}</b>"


def test_a_macro_escapes_what_it_is_given(pages: Any) -> None:
    assert "<i>&lt;x&gt;</i>" in rendered(pages, "page.html", value="<x>")


def test_a_name_that_nobody_gave_is_an_error(pages: Any) -> None:
    with pytest.raises(UndefinedError):
        rendered(pages, "data.html")
