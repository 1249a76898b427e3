"""The words of each language, one module for each; `base.Words` says what they are for."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from milepost.domain.answers.words.base import Words


@lru_cache(maxsize=16)
def words_of(language: str) -> Words:
    """The words of one of the eight languages. Only those asked for are loaded."""
    words: Words = import_module(f"milepost.domain.answers.words.{language}").WORDS
    return words
