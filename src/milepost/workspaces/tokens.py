"""Secrets in links. The database keeps their hashes only, so that a copy of it opens nothing."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A secret of 256 bits that fits into an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. It is long and random, so one round of a hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
