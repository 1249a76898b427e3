"""Giving messages to the mail server, several over one connection (RFC 5321).

MILEPOST_SMTP_URL is `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS), or
`smtp+plain://…` (neither; for a server on the same machine).

A message is the server's once it has answered the dot that ends it. So the dot is what is asked
about last (`before_end`), and a connection that breaks between the dot and its answer is the one
case in which nobody can know: the message is tried again, under its Message-ID.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from urllib.parse import unquote, urlsplit

from django.conf import settings

from milepost.messaging.registry import DeliveryFailed
from milepost.messaging.smtp import AddressRefused

SECONDS = 15.0
# Enhanced status codes that speak of the address or its mailbox (RFC 3463). Others, such as
# 5.7.1 for a server that does not relay, are about us or about what was said.
_ABOUT_THE_ADDRESS = re.compile(rb"^\s*5\.(?:1\.[0-36]|2\.1)\b")
_ENHANCED = re.compile(rb"^\s*\d\.\d{1,3}\.\d{1,3}\b")
_NO_SUCH_MAILBOX = (550, 551, 553)
_kept = threading.local()


def send(message: EmailMessage, before_end: Callable[[], None] | None = None) -> None:
    """Give it to the mail server, over this thread's connection; `hang_up` ends that one.

    `before_end` is called when all but the ending dot is said; what it raises leaves the message
    unsent. Raises DeliveryFailed, permanent where trying again is useless, and AddressRefused
    where it is the address that is wrong.
    """
    sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
    is_international = not f"{sender}{recipient}".isascii()
    content = message.as_bytes(policy=SMTPUTF8 if is_international else SMTP)
    try:
        _said(_begun(sender, is_international), recipient, content, before_end)
    except smtplib.SMTPNotSupportedError as error:
        hang_up()
        raise DeliveryFailed(f"the mail server cannot write it: {error}", permanent=True) from error
    except (smtplib.SMTPException, OSError) as error:
        _drop()
        raise DeliveryFailed(f"the mail server did not take it: {error}") from error
    except DeliveryFailed:
        raise
    except BaseException:
        _drop()  # in the middle of a message: the server forgets it when the line breaks
        raise


def hang_up() -> None:
    """End this thread's connection. What the server says to that is nobody's trouble: a message
    that was taken would otherwise be sent again."""
    server: _Server | None = getattr(_kept, "server", None)
    _kept.server = None
    if server is None:
        return
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _drop() -> None:
    """Close this thread's connection without a word."""
    server: _Server | None = getattr(_kept, "server", None)
    _kept.server = None
    if server is not None:
        server.close()


class _Server(smtplib.SMTP):
    """A connection, whose messages end when `end` is called and not before."""

    url = ""

    def begin(self, sender: str, is_international: bool) -> None:
        """Say who writes."""
        options: tuple[str, ...] = ()
        if is_international:
            if not self.has_extn("smtputf8"):
                raise smtplib.SMTPNotSupportedError("it takes no such addresses (SMTPUTF8)")
            options = ("SMTPUTF8", "BODY=8BITMIME")
        code, words = self.mail(sender, options)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, words, sender)

    def body(self, content: bytes) -> None:
        """Say a whole message but for its end."""
        text = re.sub(rb"\r\n|\n|\r", b"\r\n", content)
        text = re.sub(rb"(?m)^\.", b"..", text)
        self.send(text if text.endswith(b"\r\n") else text + b"\r\n")

    def end(self) -> tuple[int, bytes]:
        """End it, and what the server says to that."""
        self.send(b".\r\n")
        try:
            return self.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise smtplib.SMTPServerDisconnected(
                f"the connection broke before it said whether it took the message ({error})"
            ) from error


class _SecureServer(_Server, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


def _begun(sender: str, is_international: bool) -> _Server:
    """A connection on which a message has begun: the one at hand, or a new one where that has
    been closed meanwhile or takes no more."""
    server: _Server | None = getattr(_kept, "server", None)
    if server is not None and server.url == settings.SMTP_URL:
        try:
            server.begin(sender, is_international)
        except smtplib.SMTPNotSupportedError:
            raise
        except (smtplib.SMTPException, OSError):
            _drop()
        else:
            return server
    hang_up()
    server = _kept.server = _connected()
    server.begin(sender, is_international)
    return server


def _said(
    server: _Server, recipient: str, content: bytes, before_end: Callable[[], None] | None
) -> None:
    code, words = server.rcpt(recipient)
    if code not in (250, 251):
        _keep_after_refusal(server, code)
        raise _refused(code, words)
    code, words = server.docmd("data")
    if code != 354:
        _keep_after_refusal(server, code)
        raise _refused(code, words, of_content=True)
    server.body(content)
    if before_end is not None:
        before_end()
    code, words = server.end()
    if code != 250:
        _keep_after_refusal(server, code)
        raise _refused(code, words, of_content=True)


def _keep_after_refusal(server: _Server, code: int) -> None:
    """Go on with a connection after a refused message, unless the server ends it."""
    try:
        if code == 421 or server.rset()[0] != 250:
            _drop()
    except (smtplib.SMTPException, OSError):
        _drop()


def _refused(code: int, words: bytes, *, of_content: bool = False) -> DeliveryFailed:
    """What a refusal means: of the address for good, of this message for good, or for now."""
    said = f"{code} {words.decode('utf-8', 'replace')}"
    if not 500 <= code < 600:
        return DeliveryFailed(f"the mail server did not take it yet: {said}")
    if _ENHANCED.match(words):
        is_address = bool(_ABOUT_THE_ADDRESS.match(words))
    else:
        is_address = code in _NO_SUCH_MAILBOX and not of_content
    if is_address:
        return AddressRefused(f"the mail server refused the recipient: {said}")
    return DeliveryFailed(f"the mail server refused the message: {said}", permanent=True)


def _connected() -> _Server:
    parts = urlsplit(settings.SMTP_URL)
    host = parts.hostname or "localhost"
    server: _Server
    if parts.scheme == "smtps":
        secure = ssl.create_default_context()
        server = _SecureServer(host, parts.port or 465, timeout=SECONDS, context=secure)
    else:
        server = _Server(host, parts.port or 587, timeout=SECONDS)
    try:
        assert server.sock is not None
        # The dot is a packet of its own, and must not wait for the answer to what came before.
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.scheme not in ("smtps", "smtp+plain"):
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    server.url = settings.SMTP_URL
    return server
