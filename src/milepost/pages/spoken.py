"""The language of what is being made, known once instead of asked for with every text.

A plan page says a hundred texts. Django finds the active language anew for each of them, which
takes longer than finding the text; inside `spoken` it is looked up once:

    with spoken():
        ... gettext("%(done)s of %(all)s tasks") ...

Outside of it `gettext` and `get_language` are Django's own. Nothing inside may change language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils import translation


class _Texts(dict[str, str]):
    """The texts of one language, each looked up when it is first wanted."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, message: str) -> str:
        text = self[message] = translation.gettext(message)
        return text


_texts: ContextVar[_Texts | None] = ContextVar("milepost_spoken", default=None)
_languages: dict[str | None, _Texts] = {}


@contextmanager
def spoken() -> Iterator[None]:
    """Everything inside speaks the language that is active now."""
    language = translation.get_language()
    texts = _languages.get(language)
    if texts is None:
        texts = _languages[language] = _Texts(language)
    token = _texts.set(texts)
    try:
        yield
    finally:
        _texts.reset(token)


def gettext(message: str) -> str:
    """The text in the language that is spoken; Django's gettext where none is."""
    texts = _texts.get()
    return translation.gettext(message) if texts is None else texts[message]


def get_language() -> str | None:
    """The language that is spoken; Django's active one where none is."""
    texts = _texts.get()
    return translation.get_language() if texts is None else texts.language


@receiver(setting_changed)
def _forget(**_changed: Any) -> None:
    _languages.clear()
