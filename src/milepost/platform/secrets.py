"""Sealing what has to be kept and read again: tokens of services, signing secrets.

The key is derived from `SECRET_KEY`, which lies in the data folder or in the environment and never
in the database, so a copy of the database alone opens nothing. After a change of the key the old
one stays readable while `MILEPOST_OLD_SECRET_KEYS` names it; `resealed` moves a text to the new.
A password is not for here: what is only compared is kept as a hash.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from milepost.domain.errors import MilepostError

_PURPOSE = b"milepost: seal, 1"


class NotSealed(MilepostError):
    """A text that no key at hand opens: changed, of another installation, or of a lost key."""


def seal(text: str) -> str:
    """The text, readable by `unseal` alone; each time another one, and about half longer."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises NotSealed where no key opens it."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise NotSealed(
            "A kept secret cannot be read. Was MILEPOST_SECRET_KEY changed without naming the old"
            " one in MILEPOST_OLD_SECRET_KEYS?"
        ) from None


def resealed(sealed: str) -> str:
    """The same secret under the present key. Raises NotSealed where no key opens it."""
    return seal(unseal(sealed))


def derived(purpose: bytes, length: int) -> list[bytes]:
    """Bytes that follow from `SECRET_KEY` for one purpose, then from each former key: for what has
    to be the same on every host and in every process, and is kept nowhere."""
    texts = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_derived(text, purpose, length) for text in texts]


def _keys() -> MultiFernet:
    return _keys_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _keys_of(texts: tuple[str, ...]) -> MultiFernet:
    keys = [urlsafe_b64encode(_derived(text, _PURPOSE, 32)) for text in texts]
    return MultiFernet([Fernet(key) for key in keys])


def _derived(text: str, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(text.encode())
