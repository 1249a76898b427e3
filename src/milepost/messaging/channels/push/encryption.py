"""Encrypting for one browser (RFC 8291) and proving who sends (RFC 8292), by `cryptography` alone.

Our key follows from `SECRET_KEY`, so it is the same on every host and lies in no table. A browser
trusts the one that it subscribed with; a former one still signs while the settings name it.
"""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from milepost.platform.secrets import derived

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PURPOSE = b"milepost: push, 1"
_RECORD = 4_096


def encrypted(
    message: bytes,
    p256dh: str,
    auth: str,
    *,
    once: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """A message for one browser, as one record of `aes128gcm`. `once` and `salt` are for tests."""
    once = once or ec.generate_private_key(_CURVE)
    salt = salt or os.urandom(16)
    theirs = from_text(p256dh)
    ours = point_of(once)
    shared = once.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    secret = _expanded(shared, from_text(auth), b"WebPush: info\0" + theirs + ours, 32)
    key = _expanded(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _expanded(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, message + b"\2", None)


def authorization(origin: str, sender: str, public: str, seconds: int) -> str | None:
    """The header that says who sends to this push service; None where the key is not ours."""
    key = next((each for each in _keys() if public_of(each) == public), None)
    if key is None:
        return None
    claims = {"aud": origin, "exp": seconds, "sub": sender}
    parts = [{"typ": "JWT", "alg": "ES256"}, claims]
    signed = ".".join(to_text(json.dumps(p, separators=(",", ":")).encode()) for p in parts)
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = to_text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={public}"


def public_key() -> str:
    """The key that browsers subscribe with."""
    return public_of(_keys()[0])


def is_ours(public: str) -> bool:
    """Whether we can still sign for who trusts this key."""
    return any(public_of(each) == public for each in _keys())


def is_point(text: str) -> bool:
    """Whether this is a key that a browser can have given us."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, from_text(text))
    except ValueError:
        return False
    return True


def public_of(key: ec.EllipticCurvePrivateKey) -> str:
    """A key's public half, as the standards write it."""
    return to_text(point_of(key))


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A key's public half as 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def to_text(data: bytes) -> str:
    """base64url without the signs that fill it up."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The bytes of base64url, filled up or not. Raises ValueError."""
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


def _keys() -> list[ec.EllipticCurvePrivateKey]:
    return [_key_of(data) for data in derived(_PURPOSE, 48)]


@lru_cache(maxsize=4)
def _key_of(data: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(data, "big") % (_ORDER - 1) + 1, _CURVE)


def _expanded(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
