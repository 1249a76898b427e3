"""From a message to a member's browser: for it alone, once, and while they are signed in there."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connection
from django.test import Client

from milepost.messaging.channels.contract import At, Batch, Item
from milepost.messaging.channels.push import channel, encryption
from milepost.messaging.channels.push.encryption import point_of, to_text
from milepost.messaging.messages import Addressee, Told, Words
from milepost.messaging.models import PushSubscription
from milepost.messaging.worker import Worker
from milepost.platform.scope import seller_scope
from tests import factories
from tests.messaging.webhooks.receiver import Receiver, receiving, status

pytestmark = pytest.mark.django_db(transaction=True)


class Browser:
    """A browser's side: its keys, and what it reads."""

    def __init__(self, address: str) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.address = address

    def form(self) -> dict[str, str]:
        return {
            "address": self.address,
            "p256dh": to_text(point_of(self.private)),
            "auth": to_text(self.auth),
            "key": encryption.public_key(),
        }

    def reads(self, body: bytes) -> Any:
        """RFC 8188 and 8291 from the receiving end."""
        salt, size, theirs = body[:16], body[20], body[21 : 21 + body[20]]
        assert size == 65
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.private.exchange(ec.ECDH(), point)
        info = b"WebPush: info\0" + point_of(self.private) + theirs

        def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
            return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)

        secret = hkdf(shared, self.auth, info, 32)
        key = hkdf(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(secret, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, body[86:], None)
        assert plain.endswith(b"\2")
        return json.loads(plain[:-1])


@pytest.fixture
def receiver(settings: Any) -> Any:
    settings.WEBHOOK_ALLOW = ["127.0.0.1"]
    with receiving() as found:
        yield found


@pytest.fixture
def member() -> Any:
    return factories.a_member(name="Sam Whitfield")


@pytest.fixture
def browser(receiver: Receiver, member: Any, client: Client) -> Browser:
    """Sam's browser, in which he is signed in and which takes messages."""
    client.force_login(member.user)
    made = Browser(f"{receiver.url}/secret-of-the-browser")
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    answer = client.post("/account/push/add/", made.form(), headers={"User-Agent": agent})
    assert answer.status_code == 200
    return made


def _addressee(member: Any) -> Addressee:
    return Addressee(
        workspace_id=member.workspace_id,
        workspace="Brightloom",
        side="seller",
        member_id=member.pk,
        plan_id=None,
        person=None,
        name=member.name,
        role=member.role,
        address=member.email,
        language="",
        time_zone="",
        country="",
        subdivision="",
    )


def _tell(member: Any, *subjects: str) -> str:
    """Record what one reader is told at once, and deliver it; the outbox key."""
    from django.utils import timezone

    now = timezone.now()
    items = [
        Item(
            Told(n, member.workspace_id, None, "comment", f"k{n}", None, None, {}, now),
            Words(subject, "Maja asks for another date. " * 30, link="/plans/7/"),
        )
        for n, subject in enumerate(subjects, start=1)
    ]
    with seller_scope(member.workspace_id):
        reader = _addressee(member)
        batch = Batch(reader, items, At(now, lambda _plan, _side: None))
        key = channel.record(batch) if channel.reaches(reader, items) else ""
    Worker().work_once()
    return key


def _outbox() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select finished_at is not null, dead_at is not null from messaging_outbox"
            " where kind = 'push' order by id"
        )
        return cursor.fetchall()


def test_a_message_is_read_by_that_browser_alone(
    browser: Browser, receiver: Receiver, member: Any
) -> None:
    assert _tell(member, "Säkerhetsgranskning flyttas")
    (got,) = receiver.got
    said = browser.reads(got.body)
    assert said["title"] == "Säkerhetsgranskning flyttas"
    assert said["url"] == "/plans/7/"
    assert said["tag"] == "messages:1"
    assert "Maja" not in got.body.decode("latin-1")
    assert got.headers["content-encoding"] == "aes128gcm"
    assert got.headers["ttl"] == "86400"
    assert got.headers["authorization"].startswith("vapid t=")
    assert len(got.body) <= 4_096
    assert _outbox() == [(True, False)]


def test_several_at_once_are_one_message(browser: Browser, receiver: Receiver, member: Any) -> None:
    _tell(member, *["步骤" * 100] * 6)
    (got,) = receiver.got
    said = browser.reads(got.body)
    assert (said["title"], said["url"], said["tag"]) == ("6 messages", "/inbox/", "messages:1-6")
    assert len(got.body) <= 4_096


@pytest.mark.parametrize("code", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    browser: Browser, receiver: Receiver, member: Any, code: int
) -> None:
    receiver.answers = [status(code)]
    _tell(member, "One")
    assert PushSubscription.objects.count() == 0
    assert _outbox() == [(True, False)]
    assert _tell(member, "Two") == ""


def test_after_signing_out_nothing_is_shown_there(
    browser: Browser, receiver: Receiver, member: Any, client: Client
) -> None:
    client.post("/account/sign-out/")
    _tell(member, "One")
    assert receiver.got == []
    assert PushSubscription.objects.count() == 0


def test_one_that_is_busy_is_tried_again_and_one_that_refuses_is_not(
    browser: Browser, receiver: Receiver, member: Any
) -> None:
    receiver.answers = [status(429, Retry_After="120"), status(403)]
    _tell(member, "One")
    assert _outbox() == [(False, False)]
    with connection.cursor() as cursor:
        cursor.execute("update messaging_outbox set available_at = now() where kind = 'push'")
    Worker().work_once()
    assert _outbox() == [(False, True)]


def test_whoever_chooses_a_browser_last_has_it(
    browser: Browser, receiver: Receiver, member: Any
) -> None:
    rita = factories.a_member(member.workspace, name="Rita Osei")
    other = Client()
    other.force_login(rita.user)
    other.post("/account/push/add/", browser.form())
    assert [row.member_id for row in PushSubscription.objects.all()] == [rita.pk]
    assert _tell(member, "For Sam") == ""
    assert receiver.got == []


@pytest.mark.django_db
def test_the_page_lists_browsers_and_takes_them_away(
    browser: Browser, member: Any, client: Client
) -> None:
    page = client.get("/account/push/").content.decode()
    assert "Chrome, Linux" in page
    assert encryption.public_key() in page
    assert browser.address not in page
    mark = PushSubscription.objects.get().mark
    stranger = Client()
    stranger.force_login(factories.a_member(member.workspace).user)
    stranger.post("/account/push/remove/", {"mark": mark})
    assert PushSubscription.objects.count() == 1
    client.post("/account/push/remove/", {"mark": mark})
    assert PushSubscription.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "https://10.0.0.1/push"},
        {"address": "http://push.example.com/"},
        {"p256dh": "BCVx"},
        {"auth": "AAAA"},
        {"key": "BCVx"},
    ],
)
def test_what_no_browser_says_is_refused(
    member: Any, client: Client, wrong: dict[str, str]
) -> None:
    client.force_login(member.user)
    form = Browser("https://push.example.com/1").form() | wrong
    answer = client.post("/account/push/add/", form, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert PushSubscription.objects.count() == 0


@pytest.mark.django_db
def test_the_browsers_script_reaches_every_page(client: Client) -> None:
    answer = client.get("/push-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content
