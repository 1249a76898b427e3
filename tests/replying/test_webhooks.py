"""What providers post, in the shapes that they publish: kept once, with what they vouch for."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import json
from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent
from django.test import Client

from milepost.platform.config import ConfigurationError
from milepost.platform.inbound import webhooks
from milepost.sharing.models import ReceivedMail
from milepost.web.inbound.providers import checks_of
from tests.replying.writing import REPLY, a_letter, a_mail
from tests.sharing.invited import ADDRESS, Invited, an_invitation

pytestmark = pytest.mark.django_db

SECRET = "milepost:a-long-password"
KEY = "key-of-the-provider"


@pytest.fixture(autouse=True)
def _webhooks(settings: Any) -> None:
    settings.REPLY_ADDRESS = REPLY
    settings.INBOUND_SECRET, settings.INBOUND_KEY = SECRET, KEY
    settings.INBOUND_WEBHOOKS = frozenset({"postmark", "mailgun", "sendgrid"})


@pytest.fixture
def address() -> str:
    invited: Invited = an_invitation()
    return a_letter(invited)


def client(secret: str = SECRET) -> Client:
    given = base64.b64encode(secret.encode()).decode()
    return Client(
        headers={"authorization": f"Basic {given}"},
        enforce_csrf_checks=True,
        raise_request_exception=False,
    )


def only() -> ReceivedMail:
    return ReceivedMail.objects.get()


def postmark(address: str, **more: Any) -> dict[str, Any]:
    """As in Postmark's reference of its inbound webhook."""
    name, _at, _host = address.partition("@")
    return {
        "FromName": "Maja Lindqvist",
        "MessageStream": "inbound",
        "From": ADDRESS,
        "FromFull": {"Email": ADDRESS, "Name": "Maja Lindqvist", "MailboxHash": ""},
        "To": address,
        "ToFull": [{"Email": address, "Name": "", "MailboxHash": name.partition("+")[2]}],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "OriginalRecipient": address,
        "Subject": "Re: Step 1 is due",
        "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
        "ReplyTo": "",
        "MailboxHash": name.partition("+")[2],
        "Date": "Wed, 25 Nov 2026 16:45:41 -0400",
        "TextBody": "done",
        "HtmlBody": "",
        "StrippedTextReply": "done",
        "Tag": "",
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{ADDRESS}>"},
            {
                "Name": "Received-SPF",
                "Value": f"Pass (sender SPF authorized) identity=mailfrom; envelope-from={ADDRESS}",
            },
            {"Name": "X-Spam-Status", "Value": "No"},
            {"Name": "X-Spam-Tests", "Value": "DKIM_SIGNED,DKIM_VALID,DKIM_VALID_AU,SPF_PASS"},
            {"Name": "DKIM-Signature", "Value": "v=1; a=rsa-sha256; d=halden.example; s=x; b=y"},
            {"Name": "Message-ID", "Value": "<one@halden.example>"},
        ],
        "Attachments": [],
        **more,
    }


def test_postmark_brings_a_mail_once(address: str) -> None:
    for _ in range(2):
        answer = client().post(
            "/mail/in/postmark/", postmark(address), content_type="application/json"
        )
        assert answer.status_code == 200
    kept = only()
    assert (kept.via, kept.message_id) == ("postmark", "<one@halden.example>")
    assert kept.checks == {"spf": "pass", "dkim": "pass"}
    raw = bytes(kept.raw)
    assert raw.startswith(b"Return-Path: <maja@halden.example>\r\n")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["From"].addresses[0].addr_spec == ADDRESS
    assert message.get_body(("plain",)).get_content().strip() == "done"


def test_postmarks_raw_mail_is_kept_as_it_came(address: str) -> None:
    raw = a_mail("It is done — finally.", to=address)
    body = postmark(address, RawEmail=raw.decode("utf-8", "surrogateescape"))
    client().post("/mail/in/postmark/", body, content_type="application/json")
    assert bytes(only().raw).partition(b"\r\n")[2] == raw


def mailgun(address: str, key: str = KEY) -> dict[str, str]:
    """As in Mailgun's reference of what a route forwards."""
    signed = {"timestamp": "1764000000", "token": "a" * 50}
    mark = hmac.new(key.encode(), "".join(signed.values()).encode(), hashlib.sha256).hexdigest()
    headers = [
        ["X-Envelope-From", f"<{ADDRESS}>"],
        ["X-Mailgun-Spf", "Fail"],
        ["X-Mailgun-Dkim-Check-Result", "Fail"],
        ["From", f"Maja <{ADDRESS}>"],
        ["To", address],
        ["Message-Id", "<two@halden.example>"],
        ["Subject", "Re: Step 1 is due"],
    ]
    return {
        **signed,
        "signature": mark,
        "recipient": address,
        "sender": ADDRESS,
        "from": f"Maja <{ADDRESS}>",
        "subject": "Re: Step 1 is due",
        "body-plain": "done",
        "stripped-text": "done",
        "message-headers": json.dumps(headers),
    }


def test_mailgun_brings_a_mail_and_says_that_its_checks_failed(address: str) -> None:
    assert client().post("/mail/in/mailgun/", mailgun(address)).status_code == 200
    assert only().checks == {"spf": "fail", "dkim": "fail"}


def test_a_wrong_signature_of_mailgun_is_refused(address: str) -> None:
    answer = client().post("/mail/in/mailgun/", mailgun(address, "another key"))
    assert answer.status_code == 400
    assert not ReceivedMail.objects.exists()


def test_amazons_verdicts_count_as_they_are_given() -> None:
    verdicts = {"spfVerdict": "PASS", "dkimVerdict": "GRAY", "dmarcVerdict": "FAIL"}
    message = AnymailInboundMessage.parse_raw_mime_bytes(a_mail("done"))
    message.envelope_sender = ADDRESS
    event = AnymailInboundEvent(
        event_type="inbound",
        message=message,
        esp_event={"receipt": {name: {"status": status} for name, status in verdicts.items()}},
    )
    assert checks_of("amazon_ses", event) == {"spf": "pass", "dkim": "none", "dmarc": "fail"}


@pytest.mark.filterwarnings("ignore::Warning")
def test_sendgrids_form_is_read_with_its_own_character_set(address: str) -> None:
    form = {
        "headers": f"From: Maja <{ADDRESS}>\nTo: {address}\nMessage-ID: <three@halden.example>\n",
        "text": "fertig, schöne Grüße",
        "envelope": json.dumps({"to": [address], "from": ADDRESS}),
        "SPF": "pass",
        "dkim": "{@halden.example : fail}",
        "charsets": json.dumps({"text": "utf-8"}),
    }
    assert client().post("/mail/in/sendgrid/", form).status_code == 200
    assert only().checks == {"spf": "pass", "dkim": "fail"}


@pytest.mark.parametrize("secret", ["", "milepost:wrong", "milepost"])
def test_without_the_secret_nothing_is_taken(address: str, secret: str) -> None:
    answer = client(secret).post(
        "/mail/in/postmark/", postmark(address), content_type="application/json"
    )
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Basic")
    assert not ReceivedMail.objects.exists()


def test_it_is_there_only_where_it_is_set_up(address: str, settings: Any) -> None:
    assert client().post("/mail/in/brevo/", {}).status_code == 404
    settings.INBOUND_WEBHOOKS = frozenset()
    assert client().post("/mail/in/postmark/", {}).status_code == 404


def test_mail_for_nobody_is_taken_and_forgotten(address: str) -> None:
    for to in ("reply@plans.example.com", f"reply+{'a' * 32}@plans.example.com"):
        body = postmark(to)
        answer = client().post("/mail/in/postmark/", body, content_type="application/json")
        assert answer.status_code == 200
    assert not ReceivedMail.objects.exists()


def test_a_webhook_without_a_secret_does_not_start() -> None:
    with pytest.raises(ConfigurationError, match="MILEPOST_INBOUND_SECRET"):
        webhooks({"MILEPOST_INBOUND_WEBHOOKS": "postmark"})
    with pytest.raises(ConfigurationError, match="known are"):
        webhooks({"MILEPOST_INBOUND_WEBHOOKS": "pigeon"})
