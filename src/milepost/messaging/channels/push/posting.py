"""Delivering one push message to one browser, through the same wall as webhooks.

The tag is the message's key, so a message that comes twice replaces itself on the screen.
"""

from __future__ import annotations

import json
import time
from urllib.parse import urlsplit

from django.conf import settings

from milepost.messaging.channels.push import encryption, subscriptions
from milepost.messaging.models import PushSubscription
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.messaging.webhooks import sending
from milepost.platform.scope import worker_scope

GONE = (404, 410)
REFUSED = (400, 401, 403, 413)
KEPT_SECONDS = 86_400
TOKEN_SECONDS = 12 * 3_600


def deliver(delivery: Delivery) -> None:
    """Send {subscription, message}. A browser that is gone is forgotten; so is one in which the
    member is not signed in any more, as somebody else may sit there."""
    number = int(delivery.payload["subscription"])
    with worker_scope():
        found = PushSubscription.objects.filter(
            workspace_id=delivery.workspace_id, id=number
        ).first()
    if found is None:
        return
    allowed = _authorization(found) if subscriptions.is_signed_in(found.session) else None
    if allowed is None:
        subscriptions.forget(delivery.workspace_id, number)
        return
    message = json.dumps(delivery.payload["message"], ensure_ascii=False).encode()
    body = encryption.encrypted(message, found.p256dh, found.auth)
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_SECONDS),
        "Authorization": allowed,
    }
    delivery.ensure_ours()
    answer = sending.post(found.address, headers, body)
    if answer.is_taken:
        return
    if answer.status in GONE:
        subscriptions.forget(delivery.workspace_id, number)
        return
    refused = answer.status in REFUSED
    raise DeliveryFailed(answer.error, permanent=refused, retry_after=answer.pause)


def _authorization(found: PushSubscription) -> str | None:
    parts = urlsplit(found.address)
    until = int(time.time()) + TOKEN_SECONDS
    return encryption.authorization(f"{parts.scheme}://{parts.netloc}", _sender(), found.key, until)


def _sender() -> str:
    """Whom a push service may write to."""
    if settings.IS_HTTPS:
        return str(settings.PUBLIC_URL)
    return f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}"
