"""The listener: reply addresses and no others, one at a time, and "taken" once it is kept."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError

from milepost.platform.inbound import Listen
from milepost.sharing.models import ReceivedMail
from milepost.sharing.replying import listener
from tests.replying.writing import REPLY, a_letter, a_mail
from tests.sharing.invited import ADDRESS, Invited, an_invitation

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def listening(protocol: str) -> Iterator[int]:
    """A listener in a thread; its port."""
    ready, box = threading.Event(), {}

    async def run() -> None:
        server = await listener.start(Listen(protocol, "127.0.0.1", 0))
        box["port"] = server.sockets[0].getsockname()[1]
        box["stop"], box["loop"] = asyncio.Event(), asyncio.get_running_loop()
        ready.set()
        async with server:
            await box["stop"].wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(5)
    yield box["port"]
    box["loop"].call_soon_threadsafe(box["stop"].set)
    thread.join(5)


@pytest.fixture(autouse=True)
def _answers_act(settings: Any) -> None:
    settings.REPLY_ADDRESS = REPLY


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


def send(client: smtplib.SMTP, to: str, raw: bytes, sender: str = ADDRESS) -> tuple[int, bytes]:
    """One mail by hand: the answer to DATA, or the first refusal."""
    client.mail(sender)
    code, said = client.rcpt(to)
    if code != 250:
        return code, said
    return client.data(raw)


def test_by_lmtp_and_by_smtp_a_mail_is_kept_once(invited: Invited) -> None:
    address = a_letter(invited)
    raw = a_mail("done", to=address)
    with listening("lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo("halden.example")
        assert send(client, address.upper(), raw)[0] == 250
    with listening("smtp") as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo("halden.example")
        assert not client.has_extn("auth")
        assert send(client, address, raw)[0] == 250
    kept = ReceivedMail.objects.get()
    assert kept.via == "lmtp"
    assert bytes(kept.raw) == b"Return-Path: <maja@halden.example>\r\n" + raw


def test_nothing_else_is_taken_and_nothing_relayed(invited: Invited) -> None:
    address = a_letter(invited)
    wrong = f"reply+{'a' * 32}@plans.example.com"
    with listening("smtp") as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo("halden.example")
        for to in (wrong, "reply@plans.example.com", "somebody@elsewhere.example"):
            assert send(client, to, b"x")[0] == 550
            client.rset()
        client.mail(ADDRESS)
        assert client.rcpt(address)[0] == 250
        assert client.rcpt(address)[0] == 452
    assert not ReceivedMail.objects.exists()


def test_a_line_of_100_kB_is_kept_and_too_much_is_refused(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = a_letter(invited)
    monkeypatch.setattr(listener, "MOST_BYTES", 300_000)
    head = b"From: maja@halden.example\r\nSubject: x\r\n\r\n"
    with listening("lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo("halden.example")
        assert send(client, address, head + b"a" * 100_000 + b"\r\n")[0] == 250
        assert send(client, address, head + b"b\r\n" * 150_000)[0] == 552
        assert client.noop()[0] == 250
    assert ReceivedMail.objects.get().size > 100_000


def test_while_the_database_is_away_it_is_asked_for_later(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_values: Any) -> None:
        raise OperationalError("away")

    address = a_letter(invited)
    with listening("lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo("halden.example")
        monkeypatch.setattr(listener, "receive", away)
        assert send(client, address, a_mail("done"))[0] == 451
        monkeypatch.setattr(listener, "workspace_of", away)
        client.rset()
        assert send(client, address, a_mail("done"))[0] == 451


def test_those_who_are_too_many_are_asked_to_come_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listener, "MOST_CONNECTIONS", 1)
    refused = pytest.raises(smtplib.SMTPConnectError, match="421")
    with listening("smtp") as port, smtplib.SMTP("127.0.0.1", port), refused:
        smtplib.SMTP("127.0.0.1", port)
