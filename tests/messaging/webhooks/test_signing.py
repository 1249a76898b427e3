"""Signatures: the reference library takes them, the specification's example comes out the same."""

from __future__ import annotations

import time
from base64 import b64decode
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from milepost.messaging.webhooks import signing

BODY = '{"type":"plan.shared","data":{"plan":{"account":"Čapek & søn"}}}'.encode()


def test_the_reference_library_takes_what_we_sign() -> None:
    secret = signing.new_secret()
    headers = signing.headers("msg_1", int(time.time()), BODY, [secret])
    assert Webhook(secret).verify(BODY, headers)["type"] == "plan.shared"
    assert 24 <= len(b64decode(secret.removeprefix("whsec_"))) <= 64


def test_it_signs_as_the_reference_library_does() -> None:
    secret, at = signing.new_secret(), datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    ours = signing.signature("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", int(at.timestamp()), BODY, secret)
    theirs = Webhook(secret).sign("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", at, BODY.decode())
    assert ours == theirs


def test_during_a_rotation_either_secret_verifies() -> None:
    old, new = signing.new_secret(), signing.new_secret()
    headers = signing.headers("msg_1", int(time.time()), BODY, [new, old])
    assert headers["webhook-signature"].count("v1,") == 2
    assert Webhook(old).verify(BODY, headers)
    assert Webhook(new).verify(BODY, headers)


@pytest.mark.parametrize("change", ["body", "id", "time", "secret"])
def test_anything_changed_is_refused(change: str) -> None:
    secret, now = signing.new_secret(), int(time.time())
    headers, body = signing.headers("msg_1", now, BODY, [secret]), BODY
    if change == "body":
        body = BODY + b" "
    elif change == "id":
        headers["webhook-id"] = "msg_2"
    elif change == "time":
        headers["webhook-timestamp"] = str(now + 1)
    else:
        secret = signing.new_secret()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)
