"""E-mail: recorded with the change, sent by the worker, or kept where no mail server is set.

MILEPOST_SMTP_URL is `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS), or
`smtp+plain://…` (neither; for a server on the same machine).
"""

from __future__ import annotations

import hashlib
import logging
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from milepost.domain.errors import NotReachable
from milepost.messaging import outbox
from milepost.messaging.models import KeptAccountMessage, KeptMessage
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.platform.scope import worker_scope

SECONDS = 15.0
log = logging.getLogger(__name__)


def record_mail(*, workspace_id: int, key: str, to: str, subject: str, text: str) -> None:
    """Put a message into the outbox, in the transaction of what it tells about."""
    payload = {"to": to, "subject": _one_line(subject), "text": text}
    outbox.record("email", f"email:{key}", payload, workspace_id)


def deliver(delivery: Delivery) -> None:
    """Send one recorded message, or keep it. The same delivery has the same Message-ID."""
    to, subject, text = (str(delivery.payload[name]) for name in ("to", "subject", "text"))
    if settings.SMTP_URL:
        mark = f"{delivery.workspace_id}:{delivery.key}"
        _send(_message(to, subject, text, hashlib.sha256(mark.encode()).hexdigest()[:32]))
        return
    with worker_scope():
        KeptMessage.objects.bulk_create(
            [
                KeptMessage(
                    workspace_id=delivery.workspace_id,
                    key=delivery.key,
                    recipient=to,
                    subject=subject[:500],
                    body=text,
                )
            ],
            ignore_conflicts=True,
        )


class AccountMail(BaseEmailBackend):
    """Django's way out for messages about signing in (reset, verification): at once, or kept."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Send or keep each message; how many."""
        for message in email_messages:
            for recipient in message.recipients():
                subject = _one_line(str(message.subject))
                if settings.SMTP_URL:
                    mark = hashlib.sha256(f"{recipient}{message.body}".encode()).hexdigest()[:32]
                    _send_now(_message(recipient, subject, str(message.body), mark))
                else:
                    KeptAccountMessage.objects.create(
                        recipient=recipient, subject=subject[:500], body=str(message.body)
                    )
        return len(email_messages)


def _send_now(message: EmailMessage) -> None:
    """Send while somebody waits for the page. Raises NotReachable where trying again may help.

    A recipient who is refused for good is only logged: the page answers as for any address.
    """
    try:
        _send(message)
    except DeliveryFailed as error:
        log.warning("A message about signing in was not sent: %s", error)
        if not error.permanent:
            raise NotReachable(
                _("The mail could not be sent just now. Try again in a few minutes.")
            ) from error


def _message(to: str, subject: str, text: str, mark: str) -> EmailMessage:
    sender = settings.DEFAULT_FROM_EMAIL
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mark}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _send(message: EmailMessage) -> None:
    try:
        with _connected() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise DeliveryFailed(
            f"the mail server refused the recipient ({codes})",
            permanent=all(500 <= code < 600 for code in codes),
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(f"the mail server did not take it: {error}") from error


def _connected() -> smtplib.SMTP:
    parts = urlsplit(settings.SMTP_URL)
    host = parts.hostname or "localhost"
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        secure = ssl.create_default_context()
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
        if parts.scheme != "smtp+plain":
            server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _one_line(text: str) -> str:
    """A subject is one line; a line break would begin a header of somebody else's."""
    return " ".join(text.split())
