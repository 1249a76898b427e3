"""Our own place for mail to arrive: LMTP for a mail server beside us, or SMTP.

It takes mail for reply addresses alone, one recipient at a time (so that each answer is for one
mail in both dialogues), relays nothing, and says "taken" once the mail is committed.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import Any

import psycopg
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import Error, connections

from milepost.platform.inbound import Listen
from milepost.sharing.replying.addresses import token_in, workspace_of
from milepost.sharing.replying.receiving import MOST_BYTES, NotOurs, TooLarge, receive

log = logging.getLogger("milepost.inbound")

SECONDS = 300.0
MOST_CONNECTIONS = 40
MOST_COMMANDS = 500
# Longer than any RFC allows: what a mail program sends in one line is read all the same.
LONGEST_LINE = 1024 * 1024
_LATER = "451 4.3.0 Try again later"
_AWAY = (Error, psycopg.Error, OSError)


class Taker:
    """What is said to each recipient and to each mail."""

    def __init__(self, via: str) -> None:
        self.via = via

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a reply address that somebody was given, and no other."""
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        try:
            is_known = await asyncio.to_thread(_in_a_thread, _is_known, address)
        except _AWAY:
            return _LATER
        if not is_known:
            return "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail; only then it is taken."""
        address, raw = envelope.rcpt_tos[0], bytes(envelope.content)
        try:
            await asyncio.to_thread(
                _in_a_thread, receive, address, raw, self.via, None, envelope.mail_from or ""
            )
        except NotOurs:
            return "550 5.1.1 No such address"
        except TooLarge:
            return "552 5.3.4 Too large"
        except _AWAY as error:
            log.warning("a mail could not be kept yet: %s", type(error).__name__)
            return _LATER
        return "250 2.0.0 Kept"


def _dialogue(base: type[SMTP]) -> type[SMTP]:
    """The library's dialogue with our limits."""

    class Dialogue(base):  # type: ignore[valid-type, misc]
        line_length_limit = LONGEST_LINE
        command_size_limit = 2048
        open = 0

        def connection_made(self, transport: Any) -> None:
            is_new = self._original_transport is None
            if is_new and Dialogue.open >= MOST_CONNECTIONS:
                transport.write(b"421 4.3.2 Too many connections\r\n")
                transport.close()
                return
            if is_new:
                Dialogue.open += 1
                self.is_counted = True
            super().connection_made(transport)

        def connection_lost(self, error: Exception | None) -> None:
            if getattr(self, "is_counted", False):
                self.is_counted = False
                Dialogue.open -= 1
                super().connection_lost(error)

    return Dialogue


async def start(listen: Listen, certificate: tuple[str, str] | None = None) -> asyncio.Server:
    """Listen from now on; the caller closes it."""
    loop = asyncio.get_running_loop()
    dialogue = _dialogue(LMTP if listen.protocol == "lmtp" else SMTP)
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)

    def made() -> SMTP:
        return dialogue(
            Taker(listen.protocol),
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            hostname=settings.REPLY_ADDRESS.partition("@")[2],
            ident="Milepost",
            tls_context=context,
            timeout=SECONDS,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            command_call_limit={"*": MOST_COMMANDS},
            loop=loop,
        )

    return await loop.create_server(made, listen.host, listen.port)


async def serve(listen: Listen, certificate: tuple[str, str] | None, stop: asyncio.Event) -> None:
    """Listen until `stop` is set."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the library's, which names addresses
    async with await start(listen, certificate):
        log.info("taking answers at %s://%s:%d", listen.protocol, listen.host, listen.port)
        await stop.wait()


def _is_known(address: str) -> bool:
    return workspace_of(token_in(address)) is not None


def _in_a_thread(do: Any, *values: Any) -> Any:
    """Something with the database, whose connection goes back to the pool afterwards."""
    try:
        return do(*values)
    finally:
        connections.close_all()
