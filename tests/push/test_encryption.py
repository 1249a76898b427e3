"""Web push's two standards, by the example of RFC 8291 and by what RFC 8292 asks for."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from milepost.messaging.channels.push import encryption
from milepost.messaging.channels.push.encryption import from_text, to_text


def test_the_example_of_rfc_8291_comes_out_the_same() -> None:
    once = ec.derive_private_key(
        int.from_bytes(from_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"),
        ec.SECP256R1(),
    )
    body = encryption.encrypted(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        once=once,
        salt=from_text("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert to_text(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc"
        "InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLV"
        "WGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_who_sends_is_signed_for_this_push_service_alone() -> None:
    public = encryption.public_key()
    header = encryption.authorization(
        "https://push.example.com", "mailto:a@b.example", public, 1_796_642_643
    )
    assert header is not None
    token, key = header.removeprefix("vapid t=").split(", k=")
    assert key == public
    head, claims, signature = token.split(".")
    assert json.loads(from_text(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(from_text(claims)) == {
        "aud": "https://push.example.com",
        "exp": 1_796_642_643,
        "sub": "mailto:a@b.example",
    }
    raw = from_text(signature)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(key)).verify(
        encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")),
        f"{head}.{claims}".encode(),
        ec.ECDSA(SHA256()),
    )


def test_a_former_key_signs_while_the_settings_name_it(settings: Any) -> None:
    settings.SECRET_KEY = "the first key of this house"
    old = encryption.public_key()
    assert encryption.public_key() == old
    settings.SECRET_KEY = "the second key of this house"
    assert encryption.public_key() != old
    assert encryption.authorization("https://push.example.com", "x", old, 1) is None
    settings.SECRET_KEY_FALLBACKS = ["the first key of this house"]
    assert encryption.authorization("https://push.example.com", "x", old, 1) is not None


def test_what_no_browser_gives_is_no_key() -> None:
    assert encryption.is_point(encryption.public_key())
    for wrong in ("", "A" * 87, "BCVx", "ø", to_text(b"\4" + b"\1" * 64)):
        assert not encryption.is_point(wrong)
