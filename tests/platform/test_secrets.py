"""Sealing: only our key opens, a changed key keeps the old readable, a changed text is refused."""

from __future__ import annotations

from typing import Any

import pytest

from milepost.platform import config
from milepost.platform.secrets import NotSealed, resealed, seal, unseal


def test_what_was_sealed_can_be_read_again_and_tells_nothing() -> None:
    sealed = seal("xoxb-tøken")
    assert unseal(sealed) == "xoxb-tøken"
    assert "xoxb" not in sealed
    assert seal("xoxb-tøken") != sealed


def test_an_old_key_still_opens_and_the_new_one_takes_over(settings: Any) -> None:
    settings.SECRET_KEY = "the first key of this house"
    sealed = seal("token")
    settings.SECRET_KEY = "the second key of this house"
    with pytest.raises(NotSealed, match="MILEPOST_OLD_SECRET_KEYS"):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = ["the first key of this house"]
    assert unseal(sealed) == "token"
    moved = resealed(sealed)
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(moved) == "token"


@pytest.mark.parametrize("wrong", ["", "plain text", "gAAAAAB", "ø"])
def test_what_was_never_sealed_is_refused(wrong: str) -> None:
    with pytest.raises(NotSealed):
        unseal(wrong)


def test_one_changed_letter_is_noticed() -> None:
    sealed = seal("token")
    middle = len(sealed) // 2
    changed = "A" if sealed[middle] != "A" else "B"
    with pytest.raises(NotSealed):
        unseal(sealed[:middle] + changed + sealed[middle + 1 :])


def test_old_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MILEPOST_OLD_SECRET_KEYS", raising=False)
    assert config.old_secret_keys() == []
    monkeypatch.setenv("MILEPOST_OLD_SECRET_KEYS", " one two\nthree ")
    assert config.old_secret_keys() == ["one", "two", "three"]
