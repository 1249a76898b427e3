"""Signing after Standard Webhooks 1.0.0: `v1`, HMAC-SHA256 over id, time and the bytes sent."""

from __future__ import annotations

import hmac
import secrets as random
from base64 import b64decode, b64encode
from collections.abc import Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64


def new_secret() -> str:
    """A secret as it is shown to whoever verifies, once."""
    return PREFIX + b64encode(random.token_bytes(SECRET_BYTES)).decode()


def headers(message: str, seconds: int, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers. With a former secret beside the present one there are two signatures,
    the present one's first, and a receiver that knows either takes it."""
    signatures = [signature(message, seconds, body, secret) for secret in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signatures),
    }


def signature(message: str, seconds: int, body: bytes, secret: str) -> str:
    """One signature. Neither `message` nor `seconds` may hold a full stop; ours never do."""
    key = b64decode(secret.removeprefix(PREFIX))
    signed = b"%s.%d.%s" % (message.encode(), seconds, body)
    return "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()
