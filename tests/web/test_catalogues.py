"""Each language that is offered says everything that a buyer may meet, and fills the same gaps."""

from __future__ import annotations

import pytest

from texts import catalogues

OFFERED = [code for code in catalogues.LANGUAGES if catalogues.kept(code)]


@pytest.mark.parametrize("language", OFFERED)
def test_a_language_says_everything_that_a_buyer_may_meet(language: str) -> None:
    lacking = [message.id for message in catalogues.lacking(language)]
    assert lacking == [], "see `python -m texts lacking`"


@pytest.mark.parametrize("language", OFFERED)
def test_what_it_says_has_the_gaps_of_the_text(language: str) -> None:
    wrong = []
    for message in catalogues.kept(language):
        if not message.id:
            continue
        asked = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = catalogues.gaps(asked[-1])
        # A form for one alone may leave the number out.
        wrong += [text for text in said[-1:] if catalogues.gaps(text) != wanted]
        wrong += [text for text in said[:-1] if not catalogues.gaps(text) <= wanted]
    assert wrong == []


@pytest.mark.parametrize("language", OFFERED)
def test_what_programs_read_is_what_translators_wrote(language: str) -> None:
    folder = catalogues.LOCALE / language / "LC_MESSAGES"
    assert (folder / "django.mo").read_bytes() == catalogues.compiled(catalogues.kept(language))
