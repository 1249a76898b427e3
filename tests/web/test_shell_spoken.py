"""Texts are looked up in one language while a page is made, and in Django's active one outside."""

from __future__ import annotations

from django.utils import translation

from milepost.pages.spoken import get_language, gettext, spoken


def test_inside_texts_are_those_of_the_language_that_was_active() -> None:
    with translation.override("de"):
        german = translation.gettext("Yes")
        with spoken():
            assert (gettext("Yes"), get_language()) == (german, "de")
            assert gettext("Yes") == german  # remembered
    assert german != "Yes"


def test_each_language_has_its_own_texts() -> None:
    for language in ("de", "en", "de"):
        with translation.override(language), spoken():
            assert gettext("Yes") == translation.gettext("Yes")


def test_outside_it_follows_the_active_language() -> None:
    with translation.override("de"), spoken():
        pass
    with translation.override("en"):
        assert (gettext("Yes"), get_language()) == ("Yes", "en")
