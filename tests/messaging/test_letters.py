"""Letters: subject, text and HTML of one page, in the reader's language and direction."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from milepost.domain.colours import palette
from milepost.messaging.letters import Letter, letter
from milepost.platform.scope import seller_scope
from tests.factories import a_workspace

HREF = "https://plans.example.com/b/secret/"


def _plain(**more: object) -> Letter:
    context = {
        "workspace": "Bright & loom",
        "subject": "Dates <moved> & kept",
        "heading": "Two dates moved",
        "lines": ['Sam\'s plan has "new" dates.', "Look at them."],
        "words": "Hello Maja,\n<b>see you</b> on Friday",
        "button": "Open the plan",
        "href": HREF,
        "why": "You are on this plan.",
        "unsubscribe": "https://plans.example.com/u/x/",
    }
    return letter("plain", context | more, language="en", time_zone="Europe/London")


def test_the_text_says_what_the_page_says_without_its_escapes() -> None:
    assert _plain().text == (
        "Two dates moved\n\n"
        'Sam\'s plan has "new" dates.\n\n'
        "Look at them.\n\n"
        "> Hello Maja,\n> <b>see you</b> on Friday\n\n"
        f"Open the plan:\n{HREF}\n\n"
        "--\n\n"
        "You are on this plan.\n\n"
        "Stop reminders about this plan:\nhttps://plans.example.com/u/x/\n"
    )
    assert _plain().subject == "Dates <moved> & kept"


def test_a_persons_words_are_never_markup() -> None:
    assert "<b>see you</b>" not in _plain().html
    assert "&lt;b&gt;see you&lt;/b&gt;" in _plain().html


def test_a_letter_loads_nothing_and_reports_nothing() -> None:
    html = _plain().html
    assert not re.search(r"<(img|script|link|iframe|form|table)\b|url\(|@import|@font-face", html)
    addresses = set(re.findall(r'(?:href|src)="([^"]*)"', html))
    assert addresses == {HREF, "https://plans.example.com/u/x/"}


def test_a_letter_has_its_language_and_reads_in_the_dark() -> None:
    html = _plain().html
    assert re.search(r'<html lang="en" dir="ltr">', html)
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html
    assert "data-text" not in html


def test_an_unknown_language_or_zone_still_gets_a_letter() -> None:
    with translation.override("en"):
        context = {"workspace": "B", "subject": "S", "heading": "H", "lines": []}
        assert letter("plain", context, language="xx", time_zone="Nowhere/At all").subject == "S"


@pytest.mark.django_db
def test_a_letter_wears_the_workspaces_colour_as_far_as_it_can_be_read() -> None:
    workspace = a_workspace(colour="#ffd400")
    with seller_scope(workspace.pk):
        html = _plain().html
    assert "#ffd400" not in html
    accent = palette("#ffd400").light
    assert f"background-color:{accent.colour};color:{accent.ink}" in html
    assert accent.colour not in _plain().html
