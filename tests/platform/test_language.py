"""The language of somebody who has not signed in: chosen, else the browser's, else English."""

from __future__ import annotations

import pytest

from milepost.platform.language import language_for, members_language


@pytest.mark.parametrize(
    ("chosen", "accepted", "wanted"),
    [
        ("", "", "en"),
        ("", "de-AT,de;q=0.9,en;q=0.8", "de"),
        ("", "fr,en;q=0.5", "en"),
        ("", "xx,de;q=0.3", "de"),
        ("de", "en", "de"),
        ("zz", "de", "de"),
        ("", "*", "en"),
        ("", "x" * 5000, "en"),
        ("../../etc/passwd", "en", "en"),
    ],
)
def test_the_language_that_fits_best(settings, chosen: str, accepted: str, wanted: str) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    language_for.cache_clear()
    assert language_for(chosen, accepted) == wanted


def test_the_sellers_pages_speak_only_languages_that_have_all_of_their_texts(settings) -> None:
    settings.MEMBER_LANGUAGES = ["en", "fr"]
    assert [members_language(code) for code in ("fr", "de", "", None)] == ["fr", "en", "en", "en"]
