"""The table of short answers, and what must never happen to any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.domain.answers.answer import INTENTS, LANGUAGES
from milepost.domain.answers.understanding import understand
from tests.replies.cases import TODAY, Case, all_cases, cases

# Words that deny in each language, as people put them beside a claim.
DENIALS = {
    "en": ("not {}", "{} - not", "it is not {}", "we have not {} it", "nothing is {}", "never {}"),
    "de": ("nicht {}", "das ist nicht {}", "noch nicht {}", "nichts ist {}", "{} ist es nicht"),
    "fr": ("pas {}", "ce n'est pas {}", "rien n'est {}", "ce n'est toujours pas {}"),
    "es": ("no {}", "no está {}", "nada está {}", "todavía no está {}"),
    "pt": ("não {}", "não está {}", "nada está {}", "ainda não está {}"),
    "it": ("non {}", "non è {}", "niente è {}", "non è ancora {}"),
    "nl": ("niet {}", "het is niet {}", "nog niet {}", "niets is {}"),
    "ja": ("{}していません", "まだ{}していません", "{}できません", "{}ではありません"),
}
CLAIMS = {
    "en": ("done", "finished", "completed", "complete"),
    "de": ("erledigt", "fertig", "abgeschlossen", "gemacht"),
    "fr": ("fait", "terminé", "fini", "achevé"),
    "es": ("hecho", "terminado", "listo", "completado"),
    "pt": ("feito", "concluído", "pronto", "terminado"),
    "it": ("fatto", "finito", "completato", "terminato"),
    "nl": ("gedaan", "klaar", "afgerond", "voltooid"),
    "ja": ("完了", "終了", "対応"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_known", [True, False], ids=["language known", "language unknown"])
def test_every_answer_of_the_table_is_understood(language: str, is_known: bool) -> None:
    wrong = _wrong(cases(language), known=is_known)
    assert not wrong, "\n".join(wrong)


def test_the_table_is_large_enough() -> None:
    assert len(all_cases()) >= 800


def _wrong(table: list[Case], *, known: bool, change: str = "{}") -> list[str]:
    found = []
    for case in table:
        answer = understand(
            change.format(case.text), today=TODAY, language=case.language if known else ""
        )
        complaint = case.complaint(answer)
        if complaint:
            found.append(f"{case.language} {case.text!r}: {complaint}")
    return found


def test_what_stands_around_an_answer_makes_no_done_of_it() -> None:
    table = [case for case in all_cases() if case.sign == "n"]
    wrong = [
        *_wrong(table, known=True, change="\n\n{} :)\n"),
        *_wrong(table, known=True, change="OK, {}"),
    ]
    assert not [one for one in wrong if "a wrong done" in one], "\n".join(wrong)


def test_a_claim_in_the_language_of_a_colleague_is_understood() -> None:
    """People answer in English to a German mail, and the other way round."""
    for given_language in LANGUAGES:
        assert understand("Done, thanks!", today=TODAY, language=given_language).intent == "done"
        assert understand("Erledigt, danke!", today=TODAY, language=given_language).intent == "done"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_denied_is_never_done(language: str) -> None:
    for denial in DENIALS[language]:
        for claim in CLAIMS[language]:
            for told in (language, "", "en"):
                text = denial.format(claim)
                assert understand(text, today=TODAY, language=told).intent != "done", text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_is_never_done(language: str) -> None:
    for claim in CLAIMS[language]:
        for text in (f"{claim}?", f"{claim} ?", f"{claim}?!"):
            assert understand(text, today=TODAY, language=language).intent == "question", text


_WORDS = sorted(
    {word for case in all_cases() for word in case.text.split()}
    | {word for words in CLAIMS.values() for word in words}
)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from([*LANGUAGES, "", "sv", "de-AT"]))
def test_no_text_is_too_strange(text: str, language: str) -> None:
    answer = understand(text, today=TODAY, language=language)
    assert answer.intent in INTENTS
    assert answer.date is None or not answer.candidates


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS), max_size=8),
    st.lists(st.sampled_from(_WORDS), max_size=8),
    st.sampled_from(["not", "never", "nothing", "nicht", "pas", "niet", "não", "non"]),
)
def test_a_word_that_denies_keeps_any_text_from_being_done(
    before: list[str], after: list[str], denial: str
) -> None:
    language = {"nicht": "de", "pas": "fr", "niet": "nl", "não": "pt", "non": "it"}.get(
        denial, "en"
    )
    text = " ".join([*before, denial, *after])
    answer = understand(text, today=TODAY, language=language)
    sure_done = answer.intent == "done" and not answer.confirm
    assert not sure_done, text
